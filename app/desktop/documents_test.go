package desktop

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/app/fault"
)

// chosen answers as a person does in the system's window.
type chosen []string

func (c chosen) SavePath(string) (string, error)    { return "", nil }
func (c chosen) OpenPaths(string) ([]string, error) { return c, nil }

// picture is a JPEG to whoever looks at its beginning.
func picture(size int) []byte {
	return append([]byte("\xff\xd8\xff"), bytes.Repeat([]byte("scan"), size/4)...)
}

// dropOn hands a file to the program as the page does.
func dropOn(d *Desktop, kind, owner, name string, content []byte) (DocumentList, error) {
	id, err := d.Documents.Begin(kind, owner, name)
	for len(content) > 0 && err == nil {
		piece := content[:min(len(content), pieceSize)]
		content = content[len(piece):]
		_, err = d.Documents.Piece(id, base64.StdEncoding.EncodeToString(piece))
	}
	if err != nil {
		return DocumentList{}, err
	}
	return d.Documents.End(id)
}

// TestAFaxIsShownPageByPage: the web view shows no TIFF itself.
func TestAFaxIsShownPageByPage(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	saved, err := d.Hiring.SavePaper(o.paper())
	must(t, err)
	fax, err := os.ReadFile("../document/tiff/testdata/fax.tif")
	must(t, err)
	list, err := dropOn(d, "application", saved.ID, "fax.tif", fax)
	must(t, err)
	id := list.Rows[0].ID
	if _, err := d.Documents.Page(id, 0); !fault.Is(err, fault.Invalid) {
		t.Errorf("a page before it was opened: %v", err)
	}
	if v, err := d.Documents.Open(id); err != nil || !v.Shows {
		t.Fatalf("%+v %v", v, err)
	}
	p, err := d.Documents.Page(id, 2)
	if err != nil || p.Count != 3 || p.Media != "image/png" {
		t.Fatalf("%+v %v", p, err)
	}
	raw, err := base64.StdEncoding.DecodeString(p.Content)
	must(t, err)
	if _, err := png.Decode(bytes.NewReader(raw)); err != nil {
		t.Error(err)
	}
	if _, err := d.Documents.Page(id, 3); !fault.Is(err, fault.NotFound) {
		t.Errorf("a page that is not there: %v", err)
	}
}

func TestFilesAreAttachedReadSavedAndRemoved(t *testing.T) {
	o := newOffice(t)
	rosa, vera := o.desk("rdelgado"), o.desk("zdordevic")
	saved, err := rosa.Hiring.SavePaper(o.paper())
	must(t, err)
	scan := picture(600_000)
	list, err := dropOn(rosa, "application", saved.ID, `C:\scans\form.exe`, scan)
	if err != nil || len(list.Rows) != 1 || list.Rows[0].Name != "form.exe.jpg" || list.Rows[0].State != "waiting" || !list.MayAdd {
		t.Fatalf("%+v %v", list, err)
	}
	path := filepath.Join(t.TempDir(), "proof.txt")
	must(t, os.WriteFile(path, []byte("DD-214 seen"), 0o600))
	rosa.UseDialogs(chosen{path})
	if list, err = rosa.Documents.Choose("application", saved.ID); err != nil || len(list.Rows) != 2 || list.Rows[1].Name != "proof.txt" {
		t.Fatalf("%+v %v", list, err)
	}
	rosa.UseDialogs(chosen{filepath.Join(t.TempDir(), "nothing")})
	if _, err := rosa.Documents.Choose("application", saved.ID); !fault.Is(err, fault.Invalid) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := dropOn(rosa, "application", saved.ID, "run.exe", []byte("MZ\x90\x00")); len(fault.FieldsOf(err)) != 1 || fault.FieldsOf(err)[0].Name != "file" {
		t.Errorf("a program: %v", err)
	}
	if _, err := dropOn(rosa, "vacancy", saved.ID, "scan.jpg", scan); err == nil {
		t.Error("a kind of record without files")
	}
	_, err = rosa.Sync.Now()
	must(t, err)
	_, err = vera.Sync.Now()
	must(t, err)

	list, err = vera.Documents.Of("application", saved.ID)
	if err != nil || len(list.Rows) != 2 || list.Rows[0].State != "server" {
		t.Fatalf("%+v %v", list, err)
	}
	id := list.Rows[0].ID
	if _, err := vera.Documents.Read(id, 0, 10); !fault.Is(err, fault.Invalid) {
		t.Errorf("read before it was opened: %v", err)
	}
	view, err := vera.Documents.Open(id)
	if err != nil || !view.Shows || view.Size != int64(len(scan)) {
		t.Fatalf("%+v %v", view, err)
	}
	var got []byte
	for at := int64(0); at < view.Size; at += int64(view.Piece) {
		text, err := vera.Documents.Read(id, at, view.Piece*2)
		must(t, err)
		raw, err := base64.StdEncoding.DecodeString(text)
		must(t, err)
		got = append(got, raw...)
	}
	if !bytes.Equal(got, scan) {
		t.Errorf("%d bytes of %d", len(got), len(scan))
	}
	proof := list.Rows[1].ID
	_, err = vera.Documents.Open(proof)
	must(t, err)
	for _, one := range []string{id, proof} {
		if _, err := vera.Documents.Read(one, 0, 10); err != nil {
			t.Errorf("two files are open, and %s is not read: %v", one, err)
		}
	}
	if left, err := vera.Documents.Shut(proof); err != nil || left != 1 {
		t.Errorf("%d are open, %v", left, err)
	}
	if _, err := vera.Documents.Read(proof, 0, 10); !fault.Is(err, fault.Invalid) {
		t.Errorf("read after it was shut: %v", err)
	}
	file, err := vera.Documents.SaveCopy(id, "")
	must(t, err)
	if raw, err := os.ReadFile(file.Path); err != nil || !bytes.Equal(raw, scan) || filepath.Base(file.Path) != "form.exe.jpg" {
		t.Errorf("%s: %d bytes, %v", file.Path, len(raw), err)
	}
	if list, err = vera.Documents.Of("application", saved.ID); err != nil || list.Rows[0].State != "here" {
		t.Errorf("%+v %v", list, err)
	}
	if _, err := rosa.Documents.Remove("application", saved.ID, id, " "); len(fault.FieldsOf(err)) != 1 {
		t.Errorf("removed without a reason: %v", err)
	}
	if list, err = rosa.Documents.Remove("application", saved.ID, id, "The wrong paper"); err != nil || !list.Rows[0].Removed {
		t.Errorf("%+v %v", list, err)
	}
	_, err = vera.Session.Lock()
	must(t, err)
	if _, err := vera.Documents.Read(id, 0, 10); !fault.Is(err, fault.Expired) {
		t.Errorf("read while locked: %v", err)
	}
	if len(vera.Documents.open) > 0 {
		t.Error("an opened file outlives its session")
	}
}

func TestOnlyTheFilesThatWereOpenedLastCanBeRead(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	saved, err := d.Hiring.SavePaper(o.paper())
	must(t, err)
	var ids []string
	for range mostOpen + 1 {
		list, err := dropOn(d, "application", saved.ID, "scan.jpg", picture(400))
		must(t, err)
		ids = append(ids, list.Rows[len(list.Rows)-1].ID)
	}
	for _, id := range ids {
		_, err := d.Documents.Open(id)
		must(t, err)
	}
	_, err = d.Documents.Open(ids[mostOpen]) // again: it does not push out another
	must(t, err)
	if _, err := d.Documents.Read(ids[0], 0, 10); !fault.Is(err, fault.Invalid) {
		t.Errorf("the oldest of too many is still open: %v", err)
	}
	for _, id := range ids[1:] {
		_, err := d.Documents.Read(id, 0, 10)
		must(t, err)
	}
}

func TestADroppedFileIsBounded(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	id, err := d.Documents.Begin("application", "a", "scan.jpg")
	must(t, err)
	piece := base64.StdEncoding.EncodeToString(picture(8 << 20))
	for range 4 {
		_, err = d.Documents.Piece(id, piece)
	}
	if len(fault.FieldsOf(err)) != 1 || !strings.Contains(fault.FieldsOf(err)[0].Words, "too large") {
		t.Errorf("%v", err)
	}
	if _, err := d.Documents.End(id); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
	if _, err := d.Documents.Piece("", ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}
