package bolt_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/disk/disktest"
)

// filled is a file with branch pages, long values and freed pages.
func filled(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(disktest.Dir(t), "store.db")
	s, err := bolt.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for round := range 4 {
		if err := s.Update(context.Background(), func(tx storage.Tx) error {
			for i := range 400 {
				if err := tx.Put(storage.Records, fmt.Appendf(nil, "key %d %d", i, round%2), bytes.Repeat([]byte{byte(round)}, 30+i%7*200)); err != nil {
					return err
				}
			}
			return tx.Put(storage.Indexes, []byte("long"), make([]byte, 20_000))
		}); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// use reads everything, then writes.
func use(s storage.Store) error {
	sum := 0
	for _, t := range storage.Tables() {
		if err := s.View(context.Background(), func(tx storage.Tx) error {
			return tx.Scan(t, nil, nil, 0, func(k, v []byte) error {
				sum += bytes.Count(k, []byte{1}) + bytes.Count(v, []byte{1})
				return nil
			})
		}); err != nil {
			return err
		}
	}
	return s.Update(context.Background(), func(tx storage.Tx) error {
		for i := range 50 {
			if err := tx.Put(storage.Records, fmt.Appendf(nil, "new %d", i), make([]byte, 500)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Whatever is damaged, opening and using the file gives an error or works: it
// never ends the program and never goes round for ever.
func TestNoDamageCrashes(t *testing.T) {
	whole, r := filled(t), rand.New(rand.NewPCG(5, 6))
	found := 0
	const rounds = 100
	for i := range rounds {
		bad := bytes.Clone(whole)
		page := r.IntN(len(bad) / 4096)
		at := page*4096 + r.IntN(4096)
		if i%2 == 0 {
			at = page*4096 + r.IntN(256) // heads and elements
		}
		switch i % 5 {
		case 0, 1:
			bad[at] ^= 1 << r.IntN(8)
		case 2:
			clear(bad[page*4096:][:4096])
		case 3:
			copy(bad[page*4096:][:4096], whole[r.IntN(len(whole)/4096)*4096:])
		case 4:
			for k := at; k < min(at+8, len(bad)); k++ {
				bad[k] = byte(r.IntN(8))
			}
		}
		dir := disktest.Dir(t)
		path := filepath.Join(dir, "store.1.db")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bolt.OpenFolder(dir)
		if err != nil {
			t.Fatalf("round %d: %v", i, err)
		}
		if len(s.Aside()) > 0 {
			found++
		} else if err := use(s); err != nil {
			if !errors.Is(err, storage.ErrDamaged) {
				t.Fatalf("round %d: %v", i, err)
			}
			found++
			if err := s.Renew(err); err != nil {
				t.Fatalf("round %d: %v", i, err)
			}
		}
		if err := use(s); err != nil {
			t.Fatalf("round %d: the file that replaced it: %v", i, err)
		}
		s.Close()
	}
	t.Logf("%d damages: %d found in the structure of the file; values are checked by who reads them", rounds, found)
}

func TestADamagedFileIsKept(t *testing.T) {
	dir := disktest.Dir(t)
	for i, what := range []string{"first", "second"} {
		path := filepath.Join(dir, fmt.Sprintf("store.%d.db", i+1))
		if err := os.WriteFile(path, []byte(what), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bolt.OpenFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(s.Aside()[0]); string(got) != what || !strings.HasPrefix(s.Aside()[0], path+".damaged-") {
			t.Errorf("%v: %q", s.Aside(), got)
		}
		if want := fmt.Sprintf("store.%d.db", i+2); filepath.Base(s.Path()) != want {
			t.Errorf("%s, want %s", s.Path(), want)
		}
		s.Close()
	}
}

func TestOneProgramHoldsTheFolder(t *testing.T) {
	dir := disktest.Dir(t)
	s, err := bolt.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := bolt.OpenFolder(dir); !errors.Is(err, storage.ErrInUse) {
		t.Errorf("second opener: %v", err)
	}
}

// A branch page that leads to itself would use up the stack inside bbolt, which
// no program survives: it must be found before.
func TestACircleOfPagesIsFound(t *testing.T) {
	whole := filled(t)
	circles := 0
	for page := 2; page < len(whole)/4096; page++ {
		b := whole[page*4096:]
		if binary.LittleEndian.Uint16(b[8:]) != 1 || binary.LittleEndian.Uint64(b) != uint64(page) {
			continue
		}
		bad := bytes.Clone(whole)
		for i := range int(binary.LittleEndian.Uint16(b[10:])) {
			binary.LittleEndian.PutUint64(bad[page*4096+16+16*i+8:], uint64(page))
		}
		dir := disktest.Dir(t)
		if err := os.WriteFile(filepath.Join(dir, "store.1.db"), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bolt.OpenFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		circles += len(s.Aside())
		for _, name := range s.Aside() {
			if !strings.Contains(name, ".damaged-") {
				t.Errorf("%s was found damaged and kept its name", name)
			}
		}
		s.Close()
	}
	if circles == 0 {
		t.Error("no circle was found")
	}
}

// bbolt gives up half-way through some damaged files. Nothing keeps such a file
// open: it is the same damage to the next who opens it, and it can be renamed.
func TestADamagedFileIsLetGo(t *testing.T) {
	whole := filled(t)
	for _, size := range []int{len(whole) / 2, len(whole) / 3, len(whole) / 4} {
		path := filepath.Join(disktest.Dir(t), "store.db")
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := bolt.Open(path); !errors.Is(err, storage.ErrDamaged) {
				t.Errorf("cut to %d bytes: %v", size, err)
			}
		}
		if err := os.Rename(path, path+".aside"); err != nil {
			t.Error(err)
		}
	}
}
