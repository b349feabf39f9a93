package desktop

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"civicdesk/app"
	"civicdesk/app/document"
	"civicdesk/app/document/tiff"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/storage/blob"
)

// Documents is the files of records, bound to the page.
type Documents struct {
	door *door

	mu      sync.Mutex
	dropped dropped
	open    []opened // those that were opened last, newest at the end
}

// opened is a file that the page reads.
type opened struct {
	id     string
	reader *blob.Reader
}

// dropped is a file that comes from the page in pieces.
type dropped struct {
	id, kind, owner, name string
	content               bytes.Buffer
}

const (
	// pieceSize is how much of a file goes to or comes from the page at once.
	pieceSize = 256 << 10
	// mostOpen is how many files the page may read at once: the scan beside the
	// form, and others that are looked at meanwhile.
	mostOpen = 4
	// largestDrop bounds what is held in memory until a dropped file is whole.
	largestDrop = 32 << 20
)

// ownerTypes are the kinds of records that files may belong to, as the page
// names them.
var ownerTypes = map[string]string{"application": hiring.Applications.Name(), "inquiry": inquiry.Inquiries.Name()}

// Of lists the files of a record; kind is "application" or "inquiry". It does not
// count as activity.
func (d *Documents) Of(kind, owner string) (DocumentList, error) {
	return asking(d.door, "desktop.Documents", func(ctx context.Context, desk *node.Session) (DocumentList, error) {
		return documentsOf(ctx, desk, kind, owner)
	})
}

func documentsOf(ctx context.Context, desk *node.Session, kind, owner string) (DocumentList, error) {
	list := DocumentList{Rows: []DocumentRow{}, Accepted: blob.Accepted, Piece: pieceSize}
	all, err := desk.Documents.List(ctx, ownerTypes[kind], app.ID(owner))
	if err != nil {
		return list, err
	}
	for _, i := range all {
		list.Rows = append(list.Rows, documentRow(i))
	}
	list.MayAdd = desk.Documents.MayAdd(ctx, ownerTypes[kind], app.ID(owner))
	return list, nil
}

func documentRow(i document.Info) DocumentRow {
	row := DocumentRow{ID: string(i.ID), Name: i.Name, Media: i.Media, Size: i.Size, Pages: i.Pages, Check: i.Check, Added: instant(i.Added), AddedBy: i.AddedBy,
		Removed: i.Removed, Why: i.Why, State: "here", StateWords: "On this computer and on the server"}
	switch {
	case i.Waiting:
		row.State, row.StateWords = "waiting", "On this computer, waiting to be sent"
	case !i.Here:
		row.State, row.StateWords = "server", "On the server, fetched when it is opened"
	}
	return row
}

// Choose asks in the system's own window for files and attaches them. Those
// before one that is refused stay attached.
func (d *Documents) Choose(kind, owner string) (DocumentList, error) {
	const op = "desktop.ChooseDocument"
	dialogs, err := d.door.dialogsOr(op, "Drop the file here instead.")
	if err != nil {
		return DocumentList{}, err
	}
	paths, err := guard(d.door, op, func() ([]string, error) { return dialogs.OpenPaths("Attach") })
	if err != nil {
		return DocumentList{}, err
	}
	return saving(d.door, op, func(ctx context.Context, desk *node.Session) (DocumentList, error) {
		for _, path := range paths {
			if err := attachFile(ctx, desk, kind, owner, path); err != nil {
				return DocumentList{}, err
			}
		}
		return documentsOf(ctx, desk, kind, owner)
	})
}

func attachFile(ctx context.Context, desk *node.Session, kind, owner, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fault.E("desktop.ChooseDocument", fault.Invalid, "The file "+filepath.Base(path)+" cannot be read. Is it open in another program, or gone?", err)
	}
	_, err = desk.Documents.Add(ctx, ownerTypes[kind], app.ID(owner), filepath.Base(path), f)
	return errors.Join(err, f.Close())
}

// Begin takes a file that the page sends in pieces; one at a time. It returns a
// name for Piece and End.
func (d *Documents) Begin(kind, owner, name string) (string, error) {
	return opening(d.door, "desktop.BeginDocument", func(context.Context, *node.Session) (string, error) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.dropped = dropped{id: string(app.NewID()), kind: kind, owner: owner, name: name}
		return d.dropped.id, nil
	})
}

// Piece takes the next piece of the file, in base64, and returns how many bytes
// have come.
func (d *Documents) Piece(id, base64Text string) (int, error) {
	return opening(d.door, "desktop.PieceOfDocument", func(context.Context, *node.Session) (int, error) {
		d.mu.Lock()
		defer d.mu.Unlock()
		raw, err := base64.StdEncoding.DecodeString(base64Text)
		if err != nil || id != d.dropped.id || id == "" {
			return 0, fault.E("desktop.PieceOfDocument", fault.Invalid, "The file was interrupted. Add it again.", err)
		}
		if d.dropped.content.Len()+len(raw) > largestDrop {
			d.dropped = dropped{}
			return 0, fault.Fields("desktop.PieceOfDocument", []fault.Field{{Name: "file", Words: "The file is too large. Scan it with fewer dots per inch (200 are enough for text) or add it in parts."}})
		}
		d.dropped.content.Write(raw)
		return d.dropped.content.Len(), nil
	})
}

// End attaches the file whose pieces have come.
func (d *Documents) End(id string) (DocumentList, error) {
	return saving(d.door, "desktop.EndDocument", func(ctx context.Context, desk *node.Session) (DocumentList, error) {
		d.mu.Lock()
		f := d.dropped
		d.dropped = dropped{}
		d.mu.Unlock()
		if id != f.id || id == "" {
			return DocumentList{}, fault.E("desktop.EndDocument", fault.Invalid, "The file was interrupted. Add it again.", nil)
		}
		if _, err := desk.Documents.Add(ctx, ownerTypes[f.kind], app.ID(f.owner), f.name, &f.content); err != nil {
			return DocumentList{}, err
		}
		return documentsOf(ctx, desk, f.kind, f.owner)
	})
}

// Open begins the reading of a file, which is on the audit trail, and fetches
// what is not here. The last few that were opened can be read, until Shut or until
// the session ends.
func (d *Documents) Open(id string) (DocumentView, error) {
	return opening(d.door, "desktop.OpenDocument", func(ctx context.Context, desk *node.Session) (DocumentView, error) {
		if err := desk.FetchDocument(desk.Context(d.door.ctx), app.ID(id), nil); err != nil {
			return DocumentView{}, err
		}
		r, i, err := desk.Documents.Open(ctx, app.ID(id))
		if err != nil {
			return DocumentView{}, err
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.shut(id)
		d.open = append(d.open, opened{id, r})
		if len(d.open) > mostOpen {
			d.open = slices.Delete(d.open, 0, 1)
		}
		return DocumentView{ID: id, Name: i.Name, Media: i.Media, Size: i.Size, Check: i.Check, Piece: pieceSize, Shows: shown[i.Media]}, nil
	})
}

// shown are the kinds of files that the page shows by itself.
var shown = map[string]bool{blob.PDF.Type(): true, blob.JPEG.Type(): true, blob.PNG.Type(): true, blob.TIFF.Type(): true, blob.Text.Type(): true}

// Shut ends the reading of a file; one that is not open is left so. It tells how
// many are still open.
func (d *Documents) Shut(id string) (int, error) {
	return asking(d.door, "desktop.ShutDocument", func(context.Context, *node.Session) (int, error) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.shut(id)
		return len(d.open), nil
	})
}

func (d *Documents) shut(id string) {
	d.open = slices.DeleteFunc(d.open, func(o opened) bool { return o.id == id })
}

// Read returns up to length bytes of a file that is open, from offset, in base64;
// pieces of at most Piece bytes.
func (d *Documents) Read(id string, offset int64, length int) (string, error) {
	return opening(d.door, "desktop.ReadDocument", func(context.Context, *node.Session) (string, error) {
		d.mu.Lock()
		defer d.mu.Unlock()
		at := slices.IndexFunc(d.open, func(o opened) bool { return o.id == id })
		if at < 0 || offset < 0 || length < 0 {
			return "", fault.E("desktop.ReadDocument", fault.Invalid, "This file is not open. Open it again.", nil)
		}
		b := make([]byte, min(length, pieceSize))
		n, err := d.open[at].reader.ReadAt(b, offset)
		if err != nil && !errors.Is(err, io.EOF) {
			return "", document.Words(err)
		}
		return base64.StdEncoding.EncodeToString(b[:n]), nil
	})
}

// Page is one page of a TIFF picture that is open, counted from 0, as a kind of
// picture that the page's canvas takes.
func (d *Documents) Page(id string, n int) (PagePicture, error) {
	return opening(d.door, "desktop.PageOfDocument", func(context.Context, *node.Session) (PagePicture, error) {
		d.mu.Lock()
		at := slices.IndexFunc(d.open, func(o opened) bool { return o.id == id })
		var r *blob.Reader
		if at >= 0 {
			r = d.open[at].reader
		}
		d.mu.Unlock()
		if r == nil {
			return PagePicture{}, fault.E("desktop.PageOfDocument", fault.Invalid, "This file is not open. Open it again.", nil)
		}
		f, err := tiff.Open(r)
		if err != nil {
			return PagePicture{}, err
		}
		p, err := f.Page(n)
		return PagePicture{Count: f.Count(), Width: p.Width, Height: p.Height, Media: p.Media, Content: base64.StdEncoding.EncodeToString(p.Content)}, err
	})
}

// SaveCopy writes the file where the person says; a bare name goes to the
// person's documents. The copy is on the audit trail.
func (d *Documents) SaveCopy(id, path string) (SavedFile, error) {
	return long(d.door, "desktop.SaveDocument", "Fetching the file", "bytes", func(ctx context.Context, desk *node.Session, moved func(done, total int64)) (SavedFile, error) {
		if err := desk.FetchDocument(ctx, app.ID(id), moved); err != nil {
			return SavedFile{}, err
		}
		return d.save(path, func() (*blob.Reader, document.Info, error) { return desk.Documents.Export(ctx, app.ID(id)) })
	})
}

// SaveRefused writes a file that the server refused, out of the entry of Needs
// attention.
func (d *Documents) SaveRefused(operation, path string) (SavedFile, error) {
	return saving(d.door, "desktop.SaveRefused", func(ctx context.Context, desk *node.Session) (SavedFile, error) {
		return d.save(path, func() (*blob.Reader, document.Info, error) { return desk.Documents.OpenRefused(ctx, app.ID(operation)) })
	})
}

func (d *Documents) save(path string, open func() (*blob.Reader, document.Info, error)) (SavedFile, error) {
	r, i, err := open()
	if err != nil {
		return SavedFile{}, err
	}
	ending := strings.TrimPrefix(filepath.Ext(i.Name), ".")
	target := savePath(path, i.Name, ending, d.door.o.Documents)
	return SavedFile{Path: target}, writeFrom("desktop.SaveDocument", target, func(w io.Writer) error {
		_, err := r.WriteTo(w)
		return document.Words(err)
	})
}

// Remove takes a file out of use, with a reason. It is kept until its retention
// ends.
func (d *Documents) Remove(kind, owner, id, why string) (DocumentList, error) {
	return saving(d.door, "desktop.RemoveDocument", func(ctx context.Context, desk *node.Session) (DocumentList, error) {
		if err := desk.Documents.Remove(ctx, app.ID(id), why); err != nil {
			return DocumentList{}, err
		}
		return documentsOf(ctx, desk, kind, owner)
	})
}

// forget drops what belongs to the session that ends.
func (d *Documents) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dropped, d.open = dropped{}, nil
}
