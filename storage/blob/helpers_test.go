package blob_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/storage/blob"
	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/storagetest"
)

var (
	ctx   = context.Background()
	noon  = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	big   = blob.Limits{Size: 1 << 30}
	still = app.Clock(func() time.Time { return noon })
)

// homes are the two places where chunks live.
var homes = []struct {
	name string
	open func(testing.TB, app.Clock) blob.Store
}{
	{"folder", func(t testing.TB, c app.Clock) blob.Store { return folder(t, disktest.Dir(t), c) }},
	{"rows", func(_ testing.TB, c app.Clock) blob.Store { return blob.NewRows(storagetest.NewMap(), c) }},
}

func folder(t testing.TB, dir string, c app.Clock) *blob.Folder {
	t.Helper()
	f, err := blob.OpenFolder(dir, c)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// pdf is a file of the size that begins as a PDF does.
func pdf(size int) []byte {
	b := make([]byte, size)
	r := rand.NewChaCha8([32]byte{byte(size), byte(size >> 8), 7})
	r.Read(b)
	copy(b, "%PDF-1.7\n")
	return b
}

func write(t testing.TB, s blob.Store, content []byte) blob.Manifest {
	t.Helper()
	m, err := blob.Write(ctx, s, bytes.NewReader(content), big)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// all lists every chunk that a store can be asked to collect.
func all(t testing.TB, s blob.Store) map[blob.ID]bool {
	t.Helper()
	ids := map[blob.ID]bool{}
	if _, err := s.Collect(ctx, func(id blob.ID) bool { ids[id] = true; return true }, noon.AddDate(100, 0, 0)); err != nil {
		t.Fatal(err)
	}
	return ids
}

// brittle is a store whose program is killed before the put with the number
// left: nothing that follows is done either.
type brittle struct {
	blob.Store
	left int
}

type killed struct{}

func (killed) Error() string { return "killed" }

func (b *brittle) Put(ctx context.Context, id blob.ID, sealed []byte) error {
	if b.left--; b.left < 0 {
		return killed{}
	}
	return b.Store.Put(ctx, id, sealed)
}

func (b *brittle) Delete(ctx context.Context, ids []blob.ID) error {
	if b.left < 0 {
		return killed{}
	}
	return b.Store.Delete(ctx, ids)
}
