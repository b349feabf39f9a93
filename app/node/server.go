package node

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/document"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/knowledge"
	"civicdesk/app/web"
	"civicdesk/storage"
	"civicdesk/storage/blob"
	"civicdesk/storage/bolt"
	"civicdesk/storage/postgres"
	"civicdesk/storage/record"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
	"civicdesk/sync/conflict"
	"civicdesk/sync/server"
)

// InquiryAgency is the agency whose inquiries this installation takes. More
// agencies will each have their own.
const InquiryAgency = "ofccp"

// storeName is the name of a server's store in its folder.
const storeName = "agency.db"

// Server is an agency's authority with its services.
type Server struct {
	DB        *record.DB
	Hiring    *hiring.Service
	Inquiries *inquiry.Service
	Accounts  *account.Service
	Conflicts *conflict.Service
	Documents *document.Service
	Desktops  *server.Server // the sync, and what it keeps of desktops and their refused work

	ring  *vault.Ring
	blobs *blob.Rows
	file  string // of the embedded store; "": there is none
	dir   string
	key   keyFile
}

// ServerOptions set up a server; the zero value opens it as it is.
type ServerOptions struct {
	Agency  string // name; replaces the stored one
	Address string // at which desktops reach the server; replaces the stored one
	Store   string // address of a PostgreSQL database; "": the embedded store in the folder
	Key     string // where the key is, see readKey; "": in the folder
	Clock   app.Clock
	// Transaction hears of each transaction of the store ("read" or "write"), how
	// long it took and how it ended. Nil: nobody does.
	Transaction func(kind string, took time.Duration, err error)

	restoring bool // a database that a restore has filled and not released
}

// InitServer makes a new agency's server in the folder: its key and its store.
func InitServer(ctx context.Context, dir string, o ServerOptions) (*Server, error) {
	if err := newKeyFile(dir); err != nil {
		return nil, err
	}
	o.Key = ""
	s, err := OpenServer(ctx, dir, o)
	if err != nil { // the key has sealed nothing, and init may be tried again
		return s, errors.Join(err, os.Remove(KeyFile(dir)))
	}
	return s, s.Seed(ctx)
}

// Seed brings what the program ships for everybody's use into the store: the
// articles of the knowledge base. A newer program brings newer texts.
func (s *Server) Seed(ctx context.Context) error {
	return knowledge.Seed(app.WithActor(ctx, account.System), s.DB)
}

// OpenServer opens the server of the folder. fault.InUse says that another
// program has it open, fault.NotFound that there is none, fault.Unavailable that
// its database cannot be reached.
func OpenServer(ctx context.Context, dir string, o ServerOptions) (*Server, error) {
	id, root, err := readKey(dir, o.Key)
	if err != nil {
		return nil, err
	}
	store, err := openStore(ctx, dir, id, o)
	if err != nil {
		return nil, record.Friendly("node.OpenServer", err)
	}
	s := &Server{ring: vault.NewRing(id, root), dir: dir, key: keyFile{Store: id, Root: root[:]}}
	if o.Store == "" {
		s.file = storeFile(dir)
	}
	setups := []record.Setup{record.WithLedger(LedgerFile(dir)), record.WithTimes(o.Transaction), server.Erase, conflict.Erase, document.Erase(blob.Erase)}
	if o.Store == "" { // a database is not copied forward, and its servers share no file
		setups = append(setups, record.WithAnchor(vault.FileAnchor{Path: EpochFile(dir)}))
	}
	if o.restoring {
		setups = append(setups, record.PutBack)
	}
	if s.DB, err = record.OpenAuthority(ctx, store, schema(), s.ring, o.Clock, setups...); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	if s.Accounts, err = account.Open(ctx, s.DB, o.Agency, o.Address); err != nil {
		return nil, errors.Join(err, s.DB.Close())
	}
	s.Hiring, s.Inquiries = hiringService(s.DB), inquiryService(s.DB, InquiryAgency)
	s.Conflicts = conflict.New(s.DB)
	s.blobs = blob.NewRows(s.DB.Storage(), o.Clock)
	s.Documents = s.documents()
	s.Desktops = s.desktops()
	return s, nil
}

// storeFile is the embedded store.
func storeFile(dir string) string { return filepath.Join(dir, "agency.db") }

// openStore opens the store that the options name: a database that several
// servers may share, or the embedded one, which one program has open.
func openStore(ctx context.Context, dir string, id app.ID, o ServerOptions) (storage.Store, error) {
	if o.Store == "" {
		return bolt.OpenFile(storeFile(dir))
	}
	store, err := openDatabase(ctx, o.Store, id)
	if err != nil || o.restoring {
		return store, err
	}
	half, err := isHalfRestored(ctx, store)
	if half {
		err = errHalfRestored
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

func openDatabase(ctx context.Context, address string, id app.ID) (storage.Store, error) {
	store, err := postgres.Open(ctx, address, string(id), postgres.Options{})
	var setup *postgres.SetupError
	if errors.As(err, &setup) {
		return nil, fault.E("node.OpenServer", fault.Invalid, setup.Words, setup.Err)
	}
	if err != nil {
		return nil, err // not the nil store in an interface
	}
	return store, nil
}

// Sweeps does the daily work of the sync server until ctx ends: it looks every
// hour whether a day has passed by the server's clock.
func (s *Server) Sweeps(ctx context.Context, failed func(error)) {
	hour := time.NewTicker(time.Hour)
	defer hour.Stop()
	for {
		if _, _, err := s.Desktops.Sweep(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-hour.C:
		}
	}
}

// Close releases the store.
func (s *Server) Close() error { return s.DB.Close() }

// Sync is the handler of the sync protocol. Each with changes its options.
func (s *Server) Sync(with ...func(*server.Options)) http.Handler {
	s.Desktops = s.desktops(with...)
	return s.Desktops.Handler()
}

func (s *Server) desktops(with ...func(*server.Options)) *server.Server {
	o := server.Options{Authorize: authorize, Scopes: neededScopes(InquiryAgency), Label: label, Derive: hiring.Derive, Alike: alike,
		Blobs: s.blobs, Chunks: document.ChunksOf, Whole: s.Documents.Whole, Admit: s.Documents.Admit, Ask: s.admin().Answer}
	for _, change := range with {
		change(&o)
	}
	return server.New(s.DB, s.Accounts, o)
}

// Site is the public web site. Each with changes its options.
func (s *Server) Site(notice string, with ...func(*web.Options)) (http.Handler, error) {
	key := s.ring.Root("web forms")
	o := web.Options{Jobs: web.NewJobs(s.Hiring), Inquiries: web.NewInquiries(s.Inquiries),
		Agency: s.Accounts.Agency(), Notice: notice, Key: key[:], Clock: s.DB.Clock()}
	for _, change := range with {
		change(&o)
	}
	return web.New(o)
}

// AdminKey is the key under which commands reach the program that has the
// folder open. source is where the server's key is, see ServerOptions.
func AdminKey(dir, source string) (seal.Key, error) {
	_, root, err := readKey(dir, source)
	return root.Sub("admin"), err
}

// Verify reads every record and the whole audit chain, and puts right what
// follows from the records. See record.Examined.
func (s *Server) Verify(ctx context.Context) (record.Examined, error) {
	return s.DB.Examine(ctx)
}
