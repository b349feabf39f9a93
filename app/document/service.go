package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
)

// Owner is a record type that files may belong to.
type Owner struct {
	// Scope returns the scope of the record, or fault.NotFound; any fault that it
	// returns refuses what was asked.
	Scope func(tx *record.Tx, id app.ID) (app.Scope, error)
	Read  []policy.Action // any of them lets a person list and open
	Write []policy.Action // any of them lets a person add and remove
	// Work says whether the record is in the actor's own work, so that its files
	// are fetched before they are opened; nil: none is.
	Work func(tx *record.Tx, id app.ID) (bool, error)
}

// Check is what a look into a file found.
type Check struct {
	Pages int    // 0 when not counted
	Words string // what to know before opening; "" when nothing
}

// Options set up a Service. Owners is needed; the rest has defaults.
type Options struct {
	Owners   map[string]Owner // by record type
	Limits   blob.Limits
	PerOwner int   // how many files one record may have; 50 when 0
	Total    int64 // how many bytes they may have together; 100 MiB when 0
	// Early is how large a file of the actor's own work may be to be fetched
	// before it is opened; 8 MiB when 0.
	Early int64
	// Fetch brings chunks of a document from the server, one at least, in their
	// order; nil where there is none to ask.
	Fetch func(ctx context.Context, document app.ID, chunks []blob.ID) ([][]byte, error)
	// CheckPDF looks into a PDF; nil means that nothing is known of it. It always
	// has an answer: a file that cannot be checked is kept with words saying so.
	CheckPDF func(ctx context.Context, r io.Reader) Check
	// Sole says that nobody but the present user has records in this desktop's
	// store. Only then are orphans collected there: another's files cannot be
	// told from orphans.
	Sole func() bool
	// Held lists further chunks that are to live, such as those of operations that
	// the server holds or keeps in quarantine; nil when there are none.
	Held func(ctx context.Context, keep func([]blob.ID)) error
}

// Service keeps the files of records. Its methods may be called from several
// goroutines; each takes the actor from the context and asks policy.
type Service struct {
	db    *record.DB
	blobs blob.Store
	opts  Options
}

// New returns the service over a store that knows Definitions.
func New(db *record.DB, blobs blob.Store, o Options) *Service {
	if o.PerOwner <= 0 {
		o.PerOwner = 50
	}
	if o.Total <= 0 {
		o.Total = 100 << 20
	}
	if o.Early <= 0 {
		o.Early = 8 << 20
	}
	return &Service{db, blobs, o}
}

// Add seals what r holds and keeps it as a file of the record. Nothing of it is
// kept when it is refused: fault.Invalid at "file" for what the limits or kinds
// exclude, fault.Denied, fault.NotFound.
func (s *Service) Add(ctx context.Context, ownerType string, owner app.ID, name string, r io.Reader) (Info, error) {
	if err := s.db.View(ctx, func(tx *record.Tx) error {
		_, err := s.mayAdd(tx, ownerType, owner)
		return err
	}); err != nil {
		return Info{}, err
	}
	m, err := blob.Write(ctx, s.blobs, r, s.opts.Limits)
	if err != nil {
		return Info{}, friendly("document.Add", err)
	}
	d, err := s.describe(ctx, m, name)
	if err == nil {
		d.OwnerType, d.Owner = ownerType, owner
		err = s.db.Update(ctx, func(tx *record.Tx) (err error) {
			// Asked again, since writing the chunks may have taken minutes.
			if d.Scope, err = s.mayAdd(tx, ownerType, owner); err != nil {
				return err
			}
			if err := s.room(tx, ownerType, owner, d.Size); err != nil {
				return err
			}
			d.Added, d.AddedBy = tx.Now(), Person{tx.Actor().User, tx.Actor().Name}
			tx.Action("document.add")
			return Documents.Put(tx, d)
		})
	}
	if err != nil {
		return Info{}, errors.Join(friendly("document.Add", err), s.blobs.Delete(context.WithoutCancel(ctx), m.Chunks))
	}
	i := info(d)
	i.Here, i.Waiting = true, s.db.IsReplica()
	return i, nil
}

// MayAdd says whether the actor may add a file to the record now.
func (s *Service) MayAdd(ctx context.Context, ownerType string, owner app.ID) bool {
	return s.db.View(ctx, func(tx *record.Tx) error {
		_, err := s.mayAdd(tx, ownerType, owner)
		return err
	}) == nil
}

func (s *Service) mayAdd(tx *record.Tx, ownerType string, owner app.ID) (app.Scope, error) {
	scope, err := s.may(tx, ownerType, owner, true)
	if err != nil {
		return "", err
	}
	return scope, s.room(tx, ownerType, owner, 0)
}

// room refuses another file of the size when the record has no room for it.
func (s *Service) room(tx *record.Tx, ownerType string, owner app.ID, size int64) error {
	all, err := ofOwner(tx, ownerType, owner)
	if err != nil {
		return err
	}
	if len(all) >= s.opts.PerOwner {
		return fault.Fields("document.Add", []fault.Field{{Name: "file", Words: fmt.Sprintf("This record has %d attachments, as many as it may have. Join several scans into one PDF.", len(all))}})
	}
	for _, d := range all {
		size += d.Size
	}
	if size > s.opts.Total {
		return fault.Fields("document.Add", []fault.Field{{Name: "file", Words: fmt.Sprintf("The attachments of this record would have more than %d MB together. Scan with fewer dots per inch (200 are enough for text).", s.opts.Total>>20)}})
	}
	return nil
}

// may asks policy whether the actor may read or write the owner's files, and
// returns their scope.
func (s *Service) may(tx *record.Tx, ownerType string, owner app.ID, write bool) (app.Scope, error) {
	o, known := s.opts.Owners[ownerType]
	if !known {
		return "", fault.E("document.may", fault.Invalid, "This kind of record has no attachments.", nil)
	}
	scope, err := o.Scope(tx, owner)
	if err != nil {
		return "", err
	}
	actions := o.Read
	if write {
		actions = o.Write
	}
	err = fault.E("document.may", fault.Denied, "You may not do this with the attachments of this record.", nil)
	for _, a := range actions {
		if err = policy.Require(tx.Actor(), a, scope); err == nil {
			break
		}
	}
	return scope, err
}

// describe looks at the sealed file and says what it is.
func (s *Service) describe(ctx context.Context, m blob.Manifest, name string) (Document, error) {
	d := Document{ID: app.NewID(), Name: blob.CleanName(name, m.Media), Media: m.Media.Type(), Size: m.Size, Content: m.Encode()}
	if m.Media == blob.PDF && s.opts.CheckPDF != nil {
		c := s.opts.CheckPDF(ctx, blob.NewReader(ctx, s.blobs, m))
		d.Pages, d.Check = max(c.Pages, 0), c.Words
	}
	return d, s.opts.Limits.CheckPages(d.Pages)
}

// List returns the files of the record in the order in which they were added,
// with the removed ones, which are marked.
func (s *Service) List(ctx context.Context, ownerType string, owner app.ID) ([]Info, error) {
	var all []Document
	err := s.db.View(ctx, func(tx *record.Tx) error {
		_, err := s.may(tx, ownerType, owner, false)
		if err == nil {
			all, err = ofOwner(tx, ownerType, owner)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Document) int {
		if c := a.Added.Compare(b.Added); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	list := make([]Info, 0, len(all))
	waiting, err := s.waiting(ctx)
	if err != nil {
		return nil, friendly("document.List", err)
	}
	for _, d := range all {
		missing, err := s.missing(ctx, d)
		if err != nil {
			return nil, friendly("document.List", err)
		}
		i := info(d)
		i.Here, i.Waiting = len(missing) == 0, waiting[d.ID]
		list = append(list, i)
	}
	return list, nil
}

// waiting is the documents that the server has not taken yet.
func (s *Service) waiting(ctx context.Context) (map[app.ID]bool, error) {
	of := map[app.ID]bool{}
	if !s.db.IsReplica() {
		return of, nil
	}
	ops, err := s.db.Undecided(ctx)
	for _, op := range ops {
		for _, c := range op.Changes {
			if c.Type == Documents.Name() && c.New {
				of[c.ID] = true
			}
		}
	}
	return of, err
}

// Open returns the file for reading, in whole or in ranges; the opening is on
// the audit trail. Parts that are not here are fetched as they are read;
// fault.Unavailable says that they cannot be now. Errors while reading go through
// Words.
func (s *Service) Open(ctx context.Context, id app.ID) (*blob.Reader, Info, error) {
	return s.open(ctx, id, "document.open")
}

// Export is Open for a copy that leaves the program, which the audit trail says.
func (s *Service) Export(ctx context.Context, id app.ID) (*blob.Reader, Info, error) {
	return s.open(ctx, id, "document.export")
}

func (s *Service) open(ctx context.Context, id app.ID, action string) (*blob.Reader, Info, error) {
	var d Document
	err := s.db.Update(ctx, func(tx *record.Tx) (err error) {
		if d, err = s.get(tx, id, false); err == nil {
			tx.Audit(action, Documents.Name(), id, "")
		}
		return err
	})
	if err != nil {
		return nil, Info{}, err
	}
	m, err := blob.ParseManifest(d.Content)
	if err != nil {
		return nil, Info{}, friendly("document.Open", errors.Join(storage.ErrDamaged, err))
	}
	r := blob.NewReader(ctx, s.near(id), m)
	if _, err := r.ReadAt(make([]byte, 1), 0); err != nil {
		return nil, Info{}, friendly("document.Open", err)
	}
	missing, err := s.blobs.Missing(ctx, m.Chunks)
	if err != nil {
		return nil, Info{}, friendly("document.Open", err)
	}
	waiting, err := s.waiting(ctx)
	i := info(d)
	i.Here, i.Waiting = len(missing) == 0, waiting[id]
	return r, i, friendly("document.Open", err)
}

// Remove takes a file out of use, with a reason. It stays readable to those who
// may read it until its retention ends.
func (s *Service) Remove(ctx context.Context, id app.ID, why string) error {
	return s.db.Update(ctx, func(tx *record.Tx) error {
		d, err := s.get(tx, id, true)
		if err != nil {
			return err
		}
		if !d.Removal.At.IsZero() {
			return nil
		}
		d.Removal = Removal{tx.Now(), Person{tx.Actor().User, tx.Actor().Name}, strings.TrimSpace(why)}
		tx.Action("document.remove")
		tx.Why(d.Removal.Why)
		return Documents.Put(tx, d)
	})
}

// get reads a document on behalf of the actor. One that the actor may not see is
// refused by the rights on its owner.
func (s *Service) get(tx *record.Tx, id app.ID, write bool) (Document, error) {
	d, err := Documents.Get(tx, id)
	if err == nil {
		_, err = s.may(tx, d.OwnerType, d.Owner, write)
	}
	return d, err
}

// friendly gives words to what goes wrong with chunks.
func friendly(op string, err error) error {
	if errors.Is(err, blob.ErrMissing) {
		return fault.E(op, fault.Unavailable, "This attachment is not on this computer yet. Connect to the server and open it again.", err)
	}
	return record.Friendly(op, err)
}

// Words turns an error of reading an opened file into a fault for people.
func Words(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	return friendly("document.Read", err)
}

// ofOwner lists the documents of a record, removed ones too.
func ofOwner(tx *record.Tx, ownerType string, owner app.ID) ([]Document, error) {
	return Documents.Find(tx, "by-document-owner", record.K(ownerType, string(owner)))
}
