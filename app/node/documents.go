package node

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"civicdesk/app"
	"civicdesk/app/document"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/policy"
	"civicdesk/storage"
	"civicdesk/storage/blob"
	"civicdesk/storage/blob/pdfcheck"
	"civicdesk/storage/record"
	"civicdesk/sync/client"
	"civicdesk/sync/server"
)

// BlobFolder is where a desktop keeps the sealed chunks of files.
func BlobFolder(dir string) string { return filepath.Join(dir, "blobs") }

// orphaned is how long chunks that nothing names are kept.
const orphaned = 7 * 24 * time.Hour

// owners are the records that files may belong to.
func owners() map[string]document.Owner {
	return map[string]document.Owner{
		hiring.Applications.Name(): {
			Scope: func(tx *record.Tx, id app.ID) (app.Scope, error) {
				a, err := hiring.Applications.Get(tx, id)
				return a.Scope(), err
			},
			Read:  []policy.Action{policy.ApplicationRead},
			Write: []policy.Action{policy.ApplicationKey, policy.ApplicationVerify},
			Work: func(tx *record.Tx, id app.ID) (bool, error) {
				a, err := hiring.Applications.Get(tx, id)
				return a.Status == hiring.AwaitsSecond || a.Status == hiring.AwaitsChoices || a.Status == hiring.Draft && a.KeyedBy == tx.Actor().User, gone(err)
			},
		},
		inquiry.Inquiries.Name(): {
			Scope: func(tx *record.Tx, id app.ID) (app.Scope, error) {
				i, err := inquiry.Inquiries.Get(tx, id)
				return app.InquiryScope(i.Agency), err
			},
			Read:  []policy.Action{policy.InquiryRead},
			Write: []policy.Action{policy.InquiryLog, policy.InquiryWork},
			Work: func(tx *record.Tx, id app.ID) (bool, error) {
				i, err := inquiry.Inquiries.Get(tx, id)
				return i.Status.Open() && i.Assigned.User == tx.Actor().User, gone(err)
			},
		},
	}
}

// gone takes it as no error that a record is not here.
func gone(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// checker starts this program again to look into PDFs; at most two at once.
var checker = sync.OnceValue(func() *pdfcheck.Checker {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	return pdfcheck.New(0, program, "check-pdf")
})

// checkPDF looks into a PDF in another process. It always has an answer: of a file
// that cannot be checked, the words say so.
func checkPDF(ctx context.Context, r io.Reader) document.Check {
	found, _ := checker().Check(ctx, r)
	return document.Check{Pages: found.Pages, Words: found.Words()}
}

// eraseFiles removes the chunks of erased files from the desktop's folder.
func (d *Desktop) eraseFiles() record.Setup {
	return document.Erase(func(_ storage.Tx, chunks []blob.ID) error {
		blobs, err := blob.OpenFolder(BlobFolder(d.dir), d.opts.Clock)
		if err == nil {
			err = blobs.Delete(context.Background(), chunks)
		}
		return err
	})
}

// withFiles gives the session its files: chunks in a folder of the desktop, and
// the server to send them to and fetch them from.
func (s *Session) withFiles(o client.Options) error {
	clock := s.desk.opts.Clock
	blobs, err := blob.OpenFolder(BlobFolder(s.desk.dir), clock)
	if err != nil {
		return record.Friendly("node.session", err)
	}
	s.Documents = document.New(s.DB, blobs, document.Options{Owners: owners(), CheckPDF: checkPDF, Sole: s.keys.Alone,
		Fetch: func(ctx context.Context, id app.ID, chunks []blob.ID) ([][]byte, error) {
			return s.Sync.FetchChunks(ctx, document.Documents.Name(), id, chunks)
		}})
	moved := func(client.Move) {}
	if o.Files != nil && o.Files.Moved != nil {
		moved = o.Files.Moved
	}
	o.Files = &client.Files{Store: blobs, Chunks: document.ChunksOf, Moved: moved,
		Wanted: func(ctx context.Context) ([]client.File, error) {
			early, err := s.Documents.Early(s.Context(ctx))
			files := make([]client.File, 0, len(early))
			for _, f := range early {
				files = append(files, fileOf(f))
			}
			return files, err
		}}
	s.Sync = client.New(s.DB, o)
	return nil
}

func fileOf(f document.ToFetch) client.File {
	return client.File{Type: document.Documents.Name(), ID: f.Document, Chunks: f.Chunks}
}

// FetchDocument brings what is not here of a document to this computer. It may be
// called again after a failure and goes on where it stopped. moved, when not nil,
// hears how many of the lacking bytes have come, in whole chunks.
func (s *Session) FetchDocument(ctx context.Context, id app.ID, moved func(done, total int64)) error {
	f, err := s.Documents.Lacking(ctx, id)
	if err != nil || len(f.Chunks) == 0 {
		return err
	}
	return s.Sync.Fetch(ctx, fileOf(f), moved)
}

// Tidy deletes chunks of files that nothing has named for a week, and returns how
// many.
func (s *Session) Tidy(ctx context.Context) (int, error) { return s.Documents.Collect(ctx, orphaned) }

// Tidy is Session.Tidy on the server.
func (s *Server) Tidy(ctx context.Context) (int, error) { return s.Documents.Collect(ctx, orphaned) }

func (s *Server) documents() *document.Service {
	return document.New(s.DB, s.blobs, document.Options{Owners: owners(), CheckPDF: checkPDF,
		Held: func(ctx context.Context, keep func([]blob.ID)) error {
			return server.Kept(ctx, s.DB, func(op record.Op) error {
				for _, c := range op.Changes {
					// What cannot be read was refused for that, and names nothing.
					ids, _ := document.ChunksOf(c)
					keep(ids)
				}
				return nil
			})
		}})
}
