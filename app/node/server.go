package node

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/web"
	"civicdesk/storage/bolt"
	"civicdesk/storage/record"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
	"civicdesk/sync/conflict"
	"civicdesk/sync/server"
)

// InquiryAgency is the agency whose inquiries this installation takes. More
// agencies will each have their own.
const InquiryAgency = "ofccp"

// Server is an agency's authority with its services.
type Server struct {
	DB        *record.DB
	Hiring    *hiring.Service
	Inquiries *inquiry.Service
	Accounts  *account.Service
	Conflicts *conflict.Service

	ring *vault.Ring
}

// ServerOptions set up a server; the zero value opens it as it is.
type ServerOptions struct {
	Agency  string // name; replaces the stored one
	Address string // at which desktops reach the server; replaces the stored one
	Clock   app.Clock
}

// InitServer makes a new agency's server in the folder: its key and its store.
func InitServer(ctx context.Context, dir string, o ServerOptions) (*Server, error) {
	if err := newKeyFile(dir); err != nil {
		return nil, err
	}
	return OpenServer(ctx, dir, o)
}

// OpenServer opens the server of the folder. fault.InUse says that another
// program has it open, fault.NotFound that there is none.
func OpenServer(ctx context.Context, dir string, o ServerOptions) (*Server, error) {
	id, root, err := readKeyFile(dir)
	if err != nil {
		return nil, err
	}
	store, err := bolt.Open(filepath.Join(dir, "agency.db"))
	if err != nil {
		return nil, record.Friendly("node.OpenServer", err)
	}
	s := &Server{ring: vault.NewRing(id, root)}
	if s.DB, err = record.OpenAuthority(ctx, store, schema(), s.ring, o.Clock); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	if s.Accounts, err = account.Open(ctx, s.DB, o.Agency, o.Address); err != nil {
		return nil, errors.Join(err, s.DB.Close())
	}
	s.Hiring, s.Inquiries = hiringService(s.DB), inquiryService(s.DB, InquiryAgency)
	s.Conflicts = conflict.New(s.DB)
	return s, nil
}

// Close releases the store.
func (s *Server) Close() error { return s.DB.Close() }

// Sync is the handler of the sync protocol.
func (s *Server) Sync() http.Handler {
	return server.New(s.DB, s.Accounts, server.Options{Authorize: authorize, Scopes: neededScopes(InquiryAgency), Label: label}).Handler()
}

// Site is the public web site.
func (s *Server) Site(notice string) (http.Handler, error) {
	key := s.ring.Root("web forms")
	return web.New(web.Options{Jobs: web.NewJobs(s.Hiring), Inquiries: web.NewInquiries(s.Inquiries),
		Agency: s.Accounts.Agency(), Notice: notice, Key: key[:], Clock: s.DB.Clock()})
}

// AdminKey is the key under which commands reach the program that has the
// folder open.
func AdminKey(dir string) (seal.Key, error) {
	_, root, err := readKeyFile(dir)
	return root.Sub("admin"), err
}

// Verify reads every record and the whole audit chain and returns how many
// entries the chain has.
func (s *Server) Verify(ctx context.Context) (records, entries int, err error) {
	return verify(ctx, s.DB)
}

func verify(ctx context.Context, db *record.DB) (records, entries int, err error) {
	err = db.View(ctx, func(tx *record.Tx) error {
		records, err = tx.CheckAll()
		return err
	})
	if err != nil {
		return records, 0, err
	}
	if db.IsReplica() {
		return records, 0, nil
	}
	err = db.AuditTrail(ctx, func(record.Entry) error { entries++; return nil })
	if err != nil && !fault.Is(err, fault.Damaged) {
		err = record.Friendly("node.verify", err)
	}
	return records, entries, err
}
