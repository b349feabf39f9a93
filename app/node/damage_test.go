package node_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/node"
)

// The store of a desktop is damaged, while it is closed or in use, after part of
// the work has been sent: the file is kept, the person is told in a sentence,
// what was not sent is there at once and the next sync brings the rest.
func TestADamagedStoreHeals(t *testing.T) {
	for name, harm := range map[string]func(t *testing.T, path string, b []byte){
		"noise": func(t *testing.T, path string, b []byte) {
			must(t, os.WriteFile(path, bytes.Repeat([]byte{7}, len(b)), 0o600))
		},
		"truncated": func(t *testing.T, path string, b []byte) { must(t, os.Truncate(path, int64(len(b)/3))) },
		"pages exchanged": func(t *testing.T, path string, b []byte) {
			c := bytes.Clone(b)
			for page, to := range rand.Perm(len(b)/4096 - 2) {
				copy(c[(page+2)*4096:(page+3)*4096], b[(to+2)*4096:])
			}
			must(t, os.WriteFile(path, c, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, v, code := officeOf(t)
			dir := t.TempDir()
			d, s, ctx := enrolled(t, dir, code)
			ids := []app.ID{}
			save := func(i int) {
				a, err := s.Hiring.SaveDraft(ctx, draft(v, i))
				must(t, err)
				ids = append(ids, a.ID)
			}
			for i := range 5 {
				save(i)
			}
			must(t, s.Sync.Run(ctx))
			for i := range 3 {
				save(5 + i)
			}
			must(t, d.Lock(s))
			must(t, d.Close())
			path := filepath.Join(dir, "store.1.db")
			b, err := os.ReadFile(path)
			must(t, err)
			harm(t, path, b)

			d, err = node.OpenDesktop(dir, cheap)
			must(t, err)
			s, err = d.Unlock(context.Background(), "rdelgado", password)
			must(t, err)
			ctx = s.Context(context.Background())
			if n := s.Notices(); len(n) != 1 || !strings.Contains(n[0], "built anew") {
				t.Errorf("the person is told %q", n)
			}
			if kept, _ := filepath.Glob(path + ".damaged-*"); len(kept) != 1 {
				t.Errorf("kept: %v", kept)
			}
			q, err := s.DB.Queue(ctx)
			must(t, err)
			if q.Waiting < 3 {
				t.Errorf("%d steps wait", q.Waiting)
			}
			must(t, s.Sync.Run(ctx))
			h, err := s.Verify(ctx)
			must(t, err)
			if len(h.Words) > 0 || h.Waiting > 0 {
				t.Errorf("after the sync: %+v", h)
			}
			sees(t, ctx, s, v.ID, ids)
			must(t, d.Lock(s))
			must(t, d.Close())
		})
	}
}

func sees(t *testing.T, ctx context.Context, s *node.Session, vacancy app.ID, ids []app.ID) {
	t.Helper()
	list, err := s.Hiring.Applicants(ctx, vacancy, "")
	must(t, err)
	there := map[app.ID]bool{}
	for _, a := range list {
		there[a.ID] = true
	}
	for i, id := range ids {
		if !there[id] {
			t.Errorf("save %d of %d is not there", i+1, len(ids))
		}
	}
}

// The file breaks off under an open session, as when a disk fails.
func TestTheStoreBreaksWhileInUse(t *testing.T) {
	_, v, code := officeOf(t)
	dir := t.TempDir()
	d, s, ctx := enrolled(t, dir, code)
	ids := []app.ID{}
	for i := range 8 {
		a, err := s.Hiring.SaveDraft(ctx, draft(v, i))
		must(t, err)
		ids = append(ids, a.ID)
	}
	must(t, os.Truncate(filepath.Join(dir, "store.1.db"), 16<<10))
	var told error
	for range 5 {
		_, err := s.Hiring.Applicants(ctx, v.ID, "")
		if !fault.Is(err, fault.Damaged) { // the vacancy itself comes with the next sync
			break
		}
		told = err
	}
	if !strings.Contains(fault.Words(told), "built anew") || len(s.Notices()) == 0 {
		t.Errorf("the person is told %v, %q", told, s.Notices())
	}
	must(t, s.Sync.Run(ctx))
	sees(t, ctx, s, v.ID, ids)
	must(t, d.Lock(s))
	must(t, d.Close())
}
