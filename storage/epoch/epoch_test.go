package epoch_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"

	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/epoch"
	"civicdesk/storage/storagetest"
)

// A sealed store is a store.
func TestSuite(t *testing.T) {
	secret := epoch.New(1)
	open := func(t *testing.T, path string) storage.Store {
		t.Helper()
		s, err := bolt.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		return epoch.Over(s, secret)
	}
	storagetest.Run(t, func(t *testing.T) storage.Store { return open(t, filepath.Join(t.TempDir(), "store.db")) },
		func(t *testing.T, s storage.Store) storage.Store {
			path := s.(*epoch.Store).Store.(*bolt.Store).Path()
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return open(t, path)
		})
}

func TestBlindKeysChangeWithTheEpoch(t *testing.T) {
	digest := bytes.Repeat([]byte{7}, 16)
	one, two := epoch.New(1).Open(), epoch.New(2).Open()
	a, b := one.Blind(digest), two.Blind(digest)
	if len(a) != len(digest) || bytes.Equal(a, b) || bytes.Equal(a, digest) || !bytes.Equal(a, one.Blind(digest)) {
		t.Errorf("%x and %x", a, b)
	}
	if none := (*epoch.Boxes)(nil); !bytes.Equal(none.Blind(digest), digest) {
		t.Error("without epochs it is the digest itself")
	}
}

func TestValuesAreOfOneEpochAndPlace(t *testing.T) {
	one, two := epoch.New(1).Open(), epoch.New(2).Open()
	k, v := []byte("key"), []byte("value")
	sealed := one.Value(storage.Records, k, v)
	if bytes.Contains(sealed, v) || !bytes.Equal(one.Plain(storage.Records, k, sealed), v) {
		t.Errorf("%x", sealed)
	}
	for what, got := range map[string][]byte{"another epoch": two.Plain(storage.Records, k, sealed), "another table": one.Plain(storage.Secrets, k, sealed),
		"another key": one.Plain(storage.Records, []byte("kez"), sealed)} {
		if !bytes.Equal(got, sealed) { // as it lies there: whoever reads it finds the damage
			t.Errorf("%s: %q", what, got)
		}
	}
	if one.Value(storage.Pending, k, nil) != nil {
		t.Error("an empty value has become one")
	}
}

// A store opens with the secret of its own epoch, whichever others are known.
func TestAStoreIsOfOneEpoch(t *testing.T) {
	ctx, inner := context.Background(), storagetest.NewMap()
	one, two := epoch.New(1), epoch.New(2)
	put := func(s storage.Store) error {
		return s.Update(ctx, func(tx storage.Tx) error { return tx.Put(storage.Records, []byte("k"), []byte("v")) })
	}
	if err := put(epoch.Over(inner, one)); err != nil {
		t.Fatal(err)
	}
	if err := epoch.Over(inner, one, two).View(ctx, func(tx storage.Tx) error {
		v, err := tx.Get(storage.Records, []byte("k"))
		if string(v) != "v" {
			t.Errorf("%q", v)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	imposter := epoch.New(1)
	for _, secrets := range [][]epoch.Secret{nil, {two}, {imposter}} {
		if err := put(epoch.Over(inner, secrets...)); !errors.Is(err, epoch.ErrForeign) || !errors.Is(err, storage.ErrDamaged) {
			t.Errorf("with other secrets: %v", err)
		}
	}
}
