package record_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/blob"
	"civicdesk/storage/bolt"
	"civicdesk/storage/journal"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/vault"
)

// The story is what happens to every kind of file of a desktop, from the first
// account on: headers, keychain, store, journal, attachments. It says each thing
// when it is done. A crash or an error of the disk anywhere in it must leave
// what was said.
const (
	oldPassword, newPassword = "Blue-Heron-42", "Grey-Otter-77"
	extraScope               = app.Scope("hiring/hq/1")
)

func deskIn(root string) string { return filepath.Join(root, "desk") }

func storyKeychain(root string) vault.Option {
	return vault.WithKeychains(vault.FileKeychain(filepath.Join(root, "keychain")))
}

func storyVault(root string) (*vault.Vault, error) {
	return vault.Open(deskIn(root), vault.InsecureTestKDF(), storyKeychain(root))
}

// teller runs the steps of the story. A step that fails is said to be refused,
// and the story goes on.
type teller struct {
	root string
	keys *vault.Keys
	say  func(words ...any)
}

func (s *teller) step(words string, do func() error) bool {
	if err := do(); err != nil {
		s.say("refused", words, strings.ReplaceAll(err.Error(), "\n", " "))
		return false
	}
	s.say(words)
	return true
}

func (s *teller) tell() {
	var omar *vault.Keys
	if !s.step("account", func() (err error) {
		s.keys, err = vault.Create(deskIn(s.root), vault.InsecureTestKDF(), oldPassword, vault.Profile{User: "u-1", Login: "user", Device: "d-1"},
			[]vault.ScopeKey{vault.NewScopeKey("hiring/hq")}, storyKeychain(s.root))
		return err
	}) {
		return
	}
	s.step("colleague", func() (err error) {
		omar, err = s.keys.AddUser(oldPassword, vault.Profile{User: "u-2", Login: "omar", Device: "d-2"}, nil)
		return err
	})
	s.work("early", 5, nil)
	s.attachments()
	s.step("scope added", func() error {
		s.keys.Ring.Add(vault.NewScopeKey(extraScope))
		return s.keys.Save()
	})
	s.say("removing")
	s.step("scope removed", func() error {
		s.keys.Ring.Remove(func(scope app.Scope) bool { return scope != extraScope })
		return s.keys.Save()
	})
	s.say("changing")
	s.step("changed", func() error { return s.keys.ChangePassword(oldPassword, newPassword) })
	if omar != nil {
		for range 3 {
			if _, err := s.keys.Vault().Unlock("omar", "wrong"); fault.Is(err, fault.Denied) {
				s.say("guess")
			}
		}
	}
	s.work("late", 4, errors.New("the story says so"))
	s.step("third user", func() error {
		_, err := s.keys.AddUser(oldPassword, vault.Profile{User: "u-3", Login: "ada", Device: "d-3"}, nil)
		return err
	})
}

// work saves forms; with a cause, the store is set aside first and built anew
// from the journal.
func (s *teller) work(name string, n int, renew error) {
	db, err := s.open(renew)
	if err != nil {
		s.say("refused", "open", err)
		return
	}
	defer func() {
		if db != nil {
			db.Close()
		}
	}()
	for i := range n {
		id := app.ID(fmt.Sprintf("%s-%d", name, i))
		s.step("form "+string(id), func() error {
			return db.Update(me, func(tx *record.Tx) error {
				return forms.Put(tx, Form{ID: id, Office: "hq", Name: "n", Status: "draft", SSN: "123456789", Notes: []string{strings.Repeat("x", i%3*30_000)}})
			})
		})
		if i == 2 { // work goes on in a program that was started again
			db.Close()
			if db, err = s.open(nil); err != nil {
				s.say("refused", "open", err)
				return
			}
		}
	}
}

func (s *teller) open(renew error) (*record.DB, error) {
	folder, err := bolt.OpenFolder(deskIn(s.root))
	if err != nil {
		return nil, err
	}
	if renew != nil {
		s.say("renewing")
		if err := folder.Renew(renew); err != nil {
			return nil, errors.Join(err, folder.Close())
		}
	}
	j, err := journal.Open(filepath.Join(deskIn(s.root), "journal"))
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	db, err := record.OpenReplica(context.Background(), folder, schema(), s.keys, j, recordtest.Clock)
	if err != nil {
		return nil, errors.Join(err, j.Close(), folder.Close())
	}
	return db, nil
}

func storyBlobs(root string) (*blob.Folder, error) {
	return blob.OpenFolder(filepath.Join(deskIn(root), "blobs"), recordtest.Clock)
}

func (s *teller) attachments() {
	blobs, err := storyBlobs(s.root)
	if err != nil {
		s.say("refused", "blobs", err)
		return
	}
	var first blob.Manifest
	for i := range 3 {
		m, err := blob.Write(context.Background(), blobs, bytes.NewReader(append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{byte(i)}, 9000*i)...)), blob.Limits{})
		if err != nil {
			s.say("refused", "blob", err)
			continue
		}
		s.say("blob", hex.EncodeToString(m.Encode()))
		if i == 0 {
			first = m
		}
	}
	if len(first.Chunks) > 0 {
		s.say("deleting")
		s.step("deleted", func() error { return blobs.Delete(context.Background(), first.Chunks) })
	}
}

// TestTheStory is the program whose calls are traced, killed or made to fail.
func TestTheStory(t *testing.T) {
	root := os.Getenv("CIVICDESK_STORY")
	if root == "" {
		t.Skip("only as the child of other tests")
	}
	runtime.LockOSThread() // so that one thread makes the calls, in an order that repeats itself
	(&teller{root: root, say: func(words ...any) { fmt.Println(words...) }}).tell()
}

// checkStory opens what is left of the story as a new program does and compares
// it with what was said. It returns what is wrong.
func checkStory(root string, said []string) error {
	if !slices.Contains(said, "account") {
		if _, err := storyVault(root); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("before the account is said to be there: %w", err)
		}
		return nil
	}
	v, err := storyVault(root)
	if err != nil {
		return err
	}
	s := &teller{root: root}
	if s.keys, err = signIn(v, said); err != nil {
		return err
	}
	if err := checkScopes(s.keys, said); err != nil {
		return err
	}
	if err := checkForms(s, said); err != nil {
		return err
	}
	if err := checkBlobs(root, said); err != nil {
		return err
	}
	if slices.Contains(said, "third user") {
		if _, err := v.Unlock("ada", oldPassword); err != nil {
			return fmt.Errorf("the third user: %w", err)
		}
	}
	if slices.Contains(said, "colleague") {
		return checkGuesses(v, said)
	}
	return nil
}

// signIn opens the account with the old password, the new one, or whichever
// holds while a change was under way.
func signIn(v *vault.Vault, said []string) (*vault.Keys, error) {
	passwords := []string{oldPassword}
	if slices.Contains(said, "changed") {
		passwords = []string{newPassword}
	} else if slices.Contains(said, "changing") {
		passwords = append(passwords, newPassword)
	}
	var keys *vault.Keys
	var err error
	for _, password := range passwords {
		if keys, err = v.Unlock("user", password); err == nil {
			return keys, nil
		}
	}
	return nil, fmt.Errorf("signing in: %w", err)
}

func checkScopes(keys *vault.Keys, said []string) error {
	has := slices.ContainsFunc(keys.Ring.Keys(), func(k vault.ScopeKey) bool { return k.Scope == extraScope })
	switch {
	case slices.Contains(said, "scope removed") && has:
		return errors.New("a key that was taken away is there")
	case slices.Contains(said, "scope added") && !slices.Contains(said, "removing") && !has:
		return errors.New("a key that was saved is gone")
	}
	return nil
}

func checkForms(s *teller, said []string) error {
	db, err := s.open(nil)
	if err != nil {
		return fmt.Errorf("opening the store: %w", err)
	}
	defer db.Close()
	there := map[app.ID]bool{}
	if err := db.View(me, func(tx *record.Tx) error {
		all, err := forms.All(tx)
		for _, f := range all {
			there[f.ID] = true
		}
		return err
	}); err != nil {
		return err
	}
	for _, words := range said {
		if id, is := strings.CutPrefix(words, "form "); is && !there[app.ID(id)] {
			return fmt.Errorf("form %s was called saved and is gone; %d are there", id, len(there))
		}
		if refused, is := strings.CutPrefix(words, "refused form "); is {
			if id, _, _ := strings.Cut(refused, " "); there[app.ID(id)] {
				return fmt.Errorf("form %s was refused and came back", id)
			}
		}
	}
	if n := db.Notices(); len(n) > 0 {
		return fmt.Errorf("taken for damage: %q", n)
	}
	if aside, _ := filepath.Glob(filepath.Join(deskIn(s.root), "*.damaged-*")); len(aside) > 1 || len(aside) == 1 && !slices.Contains(said, "renewing") {
		return fmt.Errorf("set aside as damaged: %q", aside)
	}
	return db.Update(me, func(tx *record.Tx) error {
		return forms.Put(tx, Form{ID: "afterwards", Office: "hq", Name: "n", Status: "draft"})
	})
}

func checkBlobs(root string, said []string) error {
	blobs, err := storyBlobs(root)
	if err != nil {
		return err
	}
	first := true
	for _, words := range said {
		text, is := strings.CutPrefix(words, "blob ")
		if !is {
			continue
		}
		raw, err := hex.DecodeString(text)
		if err != nil {
			return err
		}
		m, err := blob.ParseManifest(raw)
		if err != nil {
			return err
		}
		err = blob.Verify(context.Background(), blobs, m)
		switch {
		case !first || !slices.Contains(said, "deleting"):
		case slices.Contains(said, "deleted") && !errors.Is(err, blob.ErrMissing):
			return fmt.Errorf("a deleted attachment: %v", err)
		default: // on its way
			err = nil
		}
		if err != nil {
			return fmt.Errorf("an attachment that was called saved: %w", err)
		}
		first = false
	}
	return nil
}

// checkGuesses goes on guessing: no more than five are answered, those before
// the crash included.
func checkGuesses(v *vault.Vault, said []string) error {
	guesses := 0
	for _, words := range said {
		if words == "guess" {
			guesses++
		}
	}
	if guesses == 0 {
		return nil
	}
	for i := guesses + 1; ; i++ {
		_, err := v.Unlock("omar", "wrong")
		switch {
		case fault.Is(err, fault.Locked):
			return nil
		case !fault.Is(err, fault.Denied):
			return fmt.Errorf("guess %d: %w", i, err)
		case i >= vault.MaxFailures:
			return fmt.Errorf("guess %d was answered; %d were counted before the crash", i, guesses)
		}
	}
}

// said reads lines of the story from a child's output.
func saidIn(out string) (said []string) {
	for line := range strings.SplitSeq(out, "\n") {
		said = append(said, strings.TrimSpace(line))
	}
	return said
}
