package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"civicdesk/app/fault"
	"civicdesk/storage/record"
)

// This file clears a folder when the server orders it: the computer was reported
// lost or stolen. Keys go first, so that a program that is stopped in between
// leaves nothing that opens; the next start goes on.

// Cleared is why a folder was cleared, for the sign-in screen. It names nobody.
type Cleared struct {
	Words      string    `json:"words"`
	At         time.Time `json:"at"` // by this computer's clock
	Unfinished bool      `json:"unfinished"`
}

func noteFile(dir string) string { return filepath.Join(dir, "cleared.json") }

// ours says whether a name in a desktop's folder is a file or folder of the
// product.
func ours(name string) bool {
	for _, prefix := range []string{"head.", "store.", "journal", "blobs", keptPrefix} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// Cleared is why this folder was cleared; its Words are empty when it was not.
func (d *Desktop) Cleared() Cleared {
	c, _ := readCleared(d.dir)
	return c
}

func readCleared(dir string) (c Cleared, err error) {
	raw, err := os.ReadFile(noteFile(dir))
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	return c, err
}

func writeCleared(dir string, c Cleared) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	f, err := os.Create(noteFile(dir))
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	return errors.Join(err, f.Sync(), f.Close())
}

// Clear obeys the server's order on the session's client and ends the session.
// After an order for the whole computer nothing is left; otherwise the account
// that it came for goes, and the folder with it unless colleagues have accounts
// here.
func (d *Desktop) Clear(s *Session) error {
	words := s.Sync.Order()
	if words == "" {
		return nil
	}
	closed := s.Sync.Close()
	if !s.Sync.OrderedForAll() && !s.keys.Alone() { // colleagues go on here
		closed = errors.Join(closed, s.DB.Leave(context.Background()))
	}
	closed = errors.Join(closed, s.DB.Close(), s.kept.forget())
	note := Cleared{Words: words, At: d.opts.Clock.Now()}
	if !s.Sync.OrderedForAll() {
		others, err := s.keys.Leave()
		s.keys.Forget()
		if others || err != nil {
			d.vault = s.keys.Vault()
			return errors.Join(record.Friendly("node.Clear", err), d.hold())
		}
	}
	note.Unfinished = true
	if err := writeCleared(d.dir, note); err != nil {
		closed = errors.Join(closed, err)
	}
	err := errors.Join(s.keys.Vault().Wipe(), d.sweep(note))
	s.keys.Forget()
	d.vault = nil
	if err = errors.Join(err, d.hold()); err != nil {
		return fault.E("node.Clear", fault.Internal, "Not every file of Civic Desk could be removed. The keys are gone; delete the folder "+d.dir+".", errors.Join(err, closed))
	}
	return nil
}

// sweep removes the product's files and says in the note that it is done.
func (d *Desktop) sweep(note Cleared) error {
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return err
	}
	var trouble error
	for _, e := range entries {
		if ours(e.Name()) {
			trouble = errors.Join(trouble, os.RemoveAll(filepath.Join(d.dir, e.Name())))
		}
	}
	note.Unfinished = trouble != nil
	return errors.Join(trouble, writeCleared(d.dir, note))
}

// goOnClearing finishes what a stop in between has left.
func (d *Desktop) goOnClearing() error {
	note, err := readCleared(d.dir)
	if err != nil || !note.Unfinished {
		return nil
	}
	if d.vault != nil {
		err = d.vault.Wipe()
		d.vault = nil
	}
	return errors.Join(err, d.sweep(note))
}

// leaseWait bounds how long a sign-in waits for the server when it must be
// reached first.
const leaseWait = 45 * time.Second

// lease refuses a folder that has not reached the server for too long, unless it
// is reached now. Unsent work stays as it is.
func (d *Desktop) lease(ctx context.Context, s *Session) error {
	absence, err := s.Sync.Absent(ctx)
	if err != nil || !absence.Over() {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, leaseWait)
	defer cancel()
	err = s.Sync.Run(ctx)
	switch {
	case s.Sync.Order() != "":
		return errors.Join(err, d.Clear(s))
	case fault.Is(err, fault.Unavailable):
		days := int(absence.Lease / (24 * time.Hour))
		return fault.E("node.lease", fault.Expired, fmt.Sprintf("This computer has not reached your agency’s server for %d days, so Civic Desk opens only after it has. Connect it to the network and sign in again. What you saved is kept here and will be sent.", days), err)
	}
	return err
}
