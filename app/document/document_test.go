package document_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/document"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/storagetest"
)

type paper struct {
	ID     app.ID    `json:"id"`
	Office app.Scope `json:"office"`
}

func (p paper) RecordID() app.ID { return p.ID }

var papers = record.Define[paper]("paper", record.Scope(func(p paper) app.Scope { return p.Office }))

const hq, elsewhere = app.Scope("hiring/hq"), app.Scope("hiring/elsewhere")

func schema() *record.Schema {
	return record.NewSchema(append(document.Definitions(), papers.Definition())...)
}

func options() document.Options {
	return document.Options{Owners: map[string]document.Owner{"paper": {
		Scope: func(tx *record.Tx, id app.ID) (app.Scope, error) {
			p, err := papers.Get(tx, id)
			return p.Office, err
		},
		Read:  []policy.Action{policy.ApplicationRead, policy.InquiryRead},
		Write: []policy.Action{policy.ApplicationKey},
	}}}
}

var (
	keyer   = recordtest.As("keyer", "Rosa Delgado", app.Grant{Role: policy.HRSpecialist, Scope: hq})
	other   = recordtest.As("other", "Sam Okafor", app.Grant{Role: policy.HRSpecialist, Scope: elsewhere})
	manager = recordtest.As("admin", "Kim Park", app.Grant{Role: policy.Administrator})
)

// desk is a service over a new authority with one record to attach files to.
type desk struct {
	*document.Service
	db    *record.DB
	blobs blob.Store
	dir   string
	paper app.ID
}

func newDesk(t *testing.T, db *record.DB, o document.Options) desk {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "blobs")
	blobs, err := blob.OpenFolder(dir, recordtest.Clock)
	if err != nil {
		t.Fatal(err)
	}
	p := paper{app.NewID(), hq}
	if err := db.Update(keyer, func(tx *record.Tx) error { return papers.Put(tx, p) }); err != nil {
		t.Fatal(err)
	}
	return desk{document.New(db, blobs, o), db, blobs, dir, p.ID}
}

func (d desk) chunks(t *testing.T) int {
	t.Helper()
	n := 0
	if _, err := d.blobs.Collect(context.Background(), func(blob.ID) bool { n++; return true }, recordtest.Start.AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	return n
}

func scan(n int) io.Reader {
	return io.MultiReader(strings.NewReader("%PDF-1.7\n"), bytes.NewReader(bytes.Repeat([]byte("scan "), n)))
}

func TestFileIsAddedListedOpenedAndRemoved(t *testing.T) {
	d := newDesk(t, recordtest.New(t, schema()), options())
	added, err := d.Add(keyer, "paper", d.paper, `C:\scans\form.exe`, scan(100_000))
	if err != nil || added.Name != "form.exe.pdf" || added.AddedBy != "Rosa Delgado" || !added.Here || added.Size != 500_009 {
		t.Fatalf("%+v, %v", added, err)
	}
	r, opened, err := d.Open(keyer, added.ID)
	if err != nil || opened != added {
		t.Fatalf("%+v, %v; want %+v", opened, err, added)
	}
	want, _ := io.ReadAll(scan(100_000))
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if err := d.Remove(keyer, added.ID, " "); len(fault.FieldsOf(err)) != 1 {
		t.Errorf("removed without a reason: %v", err)
	}
	if err := d.Remove(keyer, added.ID, "Belongs to somebody else"); err != nil {
		t.Fatal(err)
	}
	list, err := d.List(keyer, "paper", d.paper)
	if err != nil || len(list) != 1 || !list[0].Removed || list[0].Why != "Belongs to somebody else" {
		t.Errorf("%+v, %v", list, err)
	}
	var trail []string
	if err := d.db.AuditTrail(context.Background(), func(e record.Entry) error {
		if e.Type == "document" {
			trail = append(trail, e.Action)
		}
		return nil
	}); err != nil || !slices.Equal(trail, []string{"document.add", "document.open", "document.remove"}) {
		t.Errorf("audit trail %v, %v", trail, err)
	}
}

func TestRightsFollowTheOwner(t *testing.T) {
	d := newDesk(t, recordtest.New(t, schema()), options())
	added, err := d.Add(keyer, "paper", d.paper, "form.pdf", scan(1))
	if err != nil {
		t.Fatal(err)
	}
	before := d.chunks(t)
	for name, who := range map[string]context.Context{"another office": other, "administrator": manager, "nobody": context.Background()} {
		_, addErr := d.Add(who, "paper", d.paper, "x.pdf", scan(1))
		_, listErr := d.List(who, "paper", d.paper)
		_, _, openErr := d.Open(who, added.ID)
		for i, err := range []error{addErr, listErr, openErr, d.Remove(who, added.ID, "why")} {
			if !fault.Is(err, fault.Denied) {
				t.Errorf("%s, call %d: %v, want Denied", name, i, err)
			}
		}
	}
	if _, err := d.Add(keyer, "paper", app.NewID(), "x.pdf", scan(1)); !fault.Is(err, fault.NotFound) {
		t.Errorf("no such record: %v", err)
	}
	if _, err := d.Add(keyer, "vacancy", d.paper, "x.pdf", scan(1)); !fault.Is(err, fault.Invalid) {
		t.Errorf("a kind without attachments: %v", err)
	}
	if d.chunks(t) != before {
		t.Error("refused files left chunks")
	}
}

func TestLimitsRefuseAndLeaveNothing(t *testing.T) {
	o := options()
	o.Limits, o.PerOwner = blob.Limits{Size: 300_000, Pages: 10}, 2
	pages := 0
	o.CheckPDF = func(_ context.Context, r io.Reader) document.Check {
		n, err := io.Copy(io.Discard, r)
		if n < 9 || err != nil {
			t.Errorf("the check saw %d bytes, %v", n, err)
		}
		return document.Check{Pages: pages, Words: "Open with care."}
	}
	d := newDesk(t, recordtest.New(t, schema()), o)
	for name, c := range map[string]struct {
		pages, size int
		words       string
	}{
		"too many pages": {11, 1, "11 pages"},
		"too large":      {1, 100_000, "larger than"},
	} {
		pages = c.pages
		_, err := d.Add(keyer, "paper", d.paper, "x.pdf", scan(c.size))
		if f := fault.FieldsOf(err); len(f) != 1 || f[0].Name != "file" || !strings.Contains(f[0].Words, c.words) {
			t.Errorf("%s: %v, %v", name, f, err)
		}
	}
	if n := d.chunks(t); n != 0 {
		t.Errorf("%d chunks are left", n)
	}
	pages = 10
	for range 2 {
		if got, err := d.Add(keyer, "paper", d.paper, "x.pdf", scan(1)); err != nil || got.Pages != 10 || got.Check == "" {
			t.Fatal(got, err)
		}
	}
	if _, err := d.Add(keyer, "paper", d.paper, "x.pdf", scan(1)); len(fault.FieldsOf(err)) != 1 {
		t.Errorf("one file too many: %v", err)
	}
}

func TestRecordCannotBeBent(t *testing.T) {
	d := newDesk(t, recordtest.New(t, schema()), options())
	added, err := d.Add(keyer, "paper", d.paper, "form.pdf", scan(1))
	if err != nil {
		t.Fatal(err)
	}
	for name, bend := range map[string]func(*document.Document){
		"other name":    func(d *document.Document) { d.Name = "other.pdf" },
		"other owner":   func(d *document.Document) { d.Owner = app.NewID() },
		"other size":    func(d *document.Document) { d.Size++ },
		"other content": func(d *document.Document) { d.Content = append(bytes.Clone(d.Content[:40]), d.Content...) },
		"other kind":    func(d *document.Document) { d.Media = "text/html" },
	} {
		err := d.db.Update(keyer, func(tx *record.Tx) error {
			doc, err := document.Documents.Get(tx, added.ID)
			if err != nil {
				return err
			}
			bend(&doc)
			return document.Documents.Put(tx, doc)
		})
		if err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestFileThatIsNotHereSaysSo(t *testing.T) {
	d := newDesk(t, recordtest.New(t, schema()), options())
	added, err := d.Add(keyer, "paper", d.paper, "form.pdf", scan(100_000))
	if err != nil {
		t.Fatal(err)
	}
	empty := document.New(d.db, blob.NewRows(storagetest.NewMap(), recordtest.Clock), options())
	if list, err := empty.List(keyer, "paper", d.paper); err != nil || len(list) != 1 || list[0].Here {
		t.Errorf("%+v, %v", list, err)
	}
	if _, _, err := empty.Open(keyer, added.ID); !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v, want Unavailable", err)
	}
	fetching := document.New(d.db, blob.Fetching(blob.NewRows(storagetest.NewMap(), recordtest.Clock), d.blobs.Get), options())
	r, _, err := fetching.Open(keyer, added.ID)
	if err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	if err != nil {
		t.Error("fetched on demand:", err)
	}
}

// errFailing fails the record's transaction after the chunks are written.
var errFailing = errors.New("as a failing disk would")

func TestFailedSaveLeavesNoChunks(t *testing.T) {
	o, calls := options(), 0
	owner := o.Owners["paper"]
	scope := owner.Scope
	owner.Scope = func(tx *record.Tx, id app.ID) (app.Scope, error) {
		if calls++; calls > 1 {
			return "", errFailing
		}
		return scope(tx, id)
	}
	o.Owners["paper"] = owner
	d := newDesk(t, recordtest.New(t, schema()), o)
	if _, err := d.Add(keyer, "paper", d.paper, "form.pdf", scan(1)); !errors.Is(err, errFailing) {
		t.Fatal(err)
	}
	if n := d.chunks(t); n != 0 {
		t.Errorf("%d chunks are left", n)
	}
}

func TestCollectSparesWhatIsClaimed(t *testing.T) {
	db := recordtest.New(t, schema())
	d := newDesk(t, db, options())
	if _, err := d.Add(keyer, "paper", d.paper, "form.pdf", scan(100_000)); err != nil {
		t.Fatal(err)
	}
	claimed := d.chunks(t)
	old := func() time.Time { return recordtest.Start.AddDate(0, -1, 0) }
	aged, err := blob.OpenFolder(d.dir, old)
	if err != nil {
		t.Fatal(err)
	}
	orphan, err := blob.Write(context.Background(), aged, scan(100_000), blob.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	held, err := blob.Write(context.Background(), aged, scan(1), blob.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	o := options()
	o.Held = func(_ context.Context, keep func([]blob.ID)) error { keep(held.Chunks); return nil }
	if n, err := document.New(db, d.blobs, o).Collect(context.Background(), time.Second); err != nil || n != len(orphan.Chunks) {
		t.Errorf("%d collected, %v; want %d", n, err, len(orphan.Chunks))
	}
	if n := d.chunks(t); n != claimed+1 {
		t.Errorf("%d chunks are left, want %d", n, claimed+1)
	}
}

func TestDesktopCollectsOnlyForASoleUser(t *testing.T) {
	db := recordtest.Replica(t, schema(), "keyer", []app.Grant{{Role: policy.HRSpecialist, Scope: hq}}, hq, app.ScopeAgency)
	o, sole := options(), false
	o.Sole = func() bool { return sole }
	d := newDesk(t, db, o)
	aged, err := blob.OpenFolder(d.dir, func() time.Time { return recordtest.Start.AddDate(0, -1, 0) })
	if err != nil {
		t.Fatal(err)
	}
	s := document.New(db, aged, o)
	added, err := s.Add(keyer, "paper", d.paper, "form.pdf", scan(100_000))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := blob.Write(context.Background(), aged, scan(1), blob.Limits{}); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Collect(context.Background(), 0); n != 0 || err != nil {
		t.Errorf("%d collected on a shared computer, %v", n, err)
	}
	sole = true
	if n, err := s.Collect(context.Background(), 0); n != 1 || err != nil {
		t.Errorf("%d collected, %v; want 1", n, err)
	}
	r, _, err := s.Open(keyer, added.ID)
	if err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	if err != nil {
		t.Error("an unsent file after collecting:", err)
	}
	ops, err := db.Unsent(context.Background(), 100)
	if err != nil {
		t.Fatal(err)
	}
	var named int
	for _, op := range ops {
		for _, c := range op.Changes {
			ids, err := document.ChunksOf(c)
			if err != nil {
				t.Error(err)
			}
			named += len(ids)
		}
	}
	if named != 2 {
		t.Errorf("unsent operations name %d chunks, want 2", named)
	}
}

func TestOneRecordHasSoMuchRoom(t *testing.T) {
	o := options()
	o.Total = 1_200_000
	d := newDesk(t, recordtest.New(t, schema()), o)
	for i, ok := range []bool{true, true, false} {
		_, err := d.Add(keyer, "paper", d.paper, "scan.pdf", scan(100_000))
		if ok != (err == nil) || !ok && (len(fault.FieldsOf(err)) != 1 || fault.FieldsOf(err)[0].Name != "file") {
			t.Errorf("file %d: %v", i+1, err)
		}
	}
	if n := d.chunks(t); n != 4 {
		t.Errorf("%d chunks are left, want 4", n)
	}
}
