package node

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/find"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/storage/bolt"
	"civicdesk/storage/journal"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
	"civicdesk/sync/client"
	"civicdesk/sync/conflict"
)

// Desktop is the data folder of one computer. It is locked until a user signs
// in.
type Desktop struct {
	dir   string
	opts  DesktopOptions
	vault *vault.Vault // nil until the first user has enrolled
	store *bolt.Folder

	pending enrolment
}

// DesktopOptions set up a desktop; the zero value works.
type DesktopOptions struct {
	KDF   vault.KDF // for new accounts; the default is vault.DefaultKDF
	Clock app.Clock
	Sync  client.Options
}

// Session is a signed-in user's open store and services.
type Session struct {
	DB        *record.DB
	Hiring    *hiring.Service
	Inquiries *inquiry.Service
	Find      *find.Service
	Conflicts *conflict.Service
	Sync      *client.Client

	keys  *vault.Keys
	store *bolt.Folder
}

// OpenDesktop opens the folder, making it when it is new. fault.InUse says that
// another window or command has it open.
func OpenDesktop(dir string, o DesktopOptions) (*Desktop, error) {
	if o.KDF.Name == "" {
		o.KDF = vault.DefaultKDF()
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.E("node.OpenDesktop", fault.Invalid, "The folder "+dir+" cannot be made: choose one that you may write to.", err)
	}
	if _, err := os.Stat(KeyFile(dir)); err == nil {
		return nil, fault.E("node.OpenDesktop", fault.Invalid, "The folder "+dir+" belongs to a server. Choose another folder for the desktop.", nil)
	}
	d := &Desktop{dir: dir, opts: o}
	var err error
	if d.vault, err = vault.Open(dir, o.KDF); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, record.Friendly("node.OpenDesktop", err)
	}
	return d, d.hold()
}

// hold keeps the store's file open, and with it other programs out.
func (d *Desktop) hold() (err error) {
	d.store, err = bolt.OpenFolder(d.dir)
	return record.Friendly("node.OpenDesktop", err)
}

// Enrolled says whether a user has an account here.
func (d *Desktop) Enrolled() bool { return d.vault != nil }

// enrolment is a code that the server has taken, waiting for a good password: a
// code works once, so a refused password must not use it up.
type enrolment struct {
	code string
	client.Enrolment
}

// Enroll makes this computer the device of the code's user, with a password
// that only this computer knows, and signs in. After a refused password the
// same code may be used again.
func (d *Desktop) Enroll(ctx context.Context, code, password, computer string) (*Session, error) {
	if d.Enrolled() {
		return nil, fault.E("node.Enroll", fault.Conflict, "This computer has an account already. Sign in there and add the second person from within.", nil)
	}
	if d.pending.code != code || code == "" {
		e, err := client.Enroll(ctx, code, computer, d.opts.Sync)
		if err != nil {
			return nil, err
		}
		d.pending = enrolment{code, e}
	}
	p := d.pending
	if err := account.CheckPassword(p.Profile.Login, p.Profile.Name, password); err != nil {
		return nil, err
	}
	opened, err := vault.Create(d.dir, d.opts.KDF, password, p.Profile, p.Keys)
	if err != nil {
		return nil, record.Friendly("node.Enroll", err)
	}
	d.pending = enrolment{}
	if d.vault, err = vault.Open(d.dir, d.opts.KDF); err != nil {
		return nil, record.Friendly("node.Enroll", err)
	}
	return d.session(ctx, opened)
}

// Unlock signs a user in. See vault.Vault.Unlock for what it refuses.
func (d *Desktop) Unlock(ctx context.Context, login, password string) (*Session, error) {
	if !d.Enrolled() {
		return nil, fault.E("node.Unlock", fault.NotFound, "This computer is not enrolled yet. Enter an enrolment code from your administrator first.", nil)
	}
	keys, err := d.vault.Unlock(login, password)
	if err != nil {
		return nil, record.Friendly("node.Unlock", err)
	}
	return d.session(ctx, keys)
}

func (d *Desktop) session(ctx context.Context, keys *vault.Keys) (*Session, error) {
	j, err := journal.Open(filepath.Join(d.dir, "journal"))
	if err != nil {
		return nil, record.Friendly("node.session", err)
	}
	s := &Session{keys: keys, store: d.store}
	ctx = s.Context(ctx)
	if s.DB, err = record.OpenReplica(ctx, d.store, schema(), keys, j, d.opts.Clock); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	s.Hiring, s.Inquiries = hiringService(s.DB), inquiryService(s.DB, InquiryAgency)
	s.Find = find.New(s.DB, s.Hiring, s.Inquiries)
	s.Conflicts = conflict.New(s.DB)
	s.Sync = client.New(s.DB, d.opts.Sync)
	return s, nil
}

// UnlockText is what a locked user reads to the administrator.
func (d *Desktop) UnlockText(login string) (string, error) {
	if !d.Enrolled() {
		return "", fault.E("node.UnlockText", fault.NotFound, "This computer is not enrolled yet.", nil)
	}
	return d.vault.UnlockText(login)
}

// LiftLock takes the administrator's answer to UnlockText.
func (d *Desktop) LiftLock(login, code string) error {
	if !d.Enrolled() {
		return fault.E("node.LiftLock", fault.NotFound, "This computer is not enrolled yet.", nil)
	}
	return record.Friendly("node.LiftLock", d.vault.LiftLock(login, code))
}

// Lock signs the session out: its store is closed and its keys are dropped. The
// folder stays this program's.
func (d *Desktop) Lock(s *Session) error {
	err := errors.Join(s.Sync.Close(), s.DB.Close())
	if v, openErr := vault.Open(d.dir, d.opts.KDF); openErr == nil {
		d.vault = v
	}
	return errors.Join(err, d.hold())
}

// Close releases the folder.
func (d *Desktop) Close() error { return d.store.Close() }

// Actor is the signed-in user with the rights that the server last told.
func (s *Session) Actor() app.Actor {
	p := s.keys.Profile()
	return app.Actor{User: p.User, Name: p.Name, Device: p.Device, Grants: p.Grants}
}

// Context carries the session's user to the services.
func (s *Session) Context(ctx context.Context) context.Context { return app.WithActor(ctx, s.Actor()) }

// Profile is who is signed in and where the server is.
func (s *Session) Profile() vault.Profile { return s.keys.Profile() }

// Notices are sentences for the user about damage that was found on this
// computer and dealt with since it was opened; usually none.
func (s *Session) Notices() []string {
	words := s.DB.Notices()
	if files := s.store.Aside(); len(files) > 0 && len(words) == 0 { // found before anybody had signed in
		words = append(words, record.StoreAside)
	}
	return words
}

// Aside lists the damaged files of the store that were set aside since the
// folder was opened.
func (s *Session) Aside() []string { return s.store.Aside() }

// Verify reads everything that the user's keys open, compares it with its sums
// and mends what can be mended.
func (s *Session) Verify(ctx context.Context) (record.Health, error) {
	return s.DB.Repair(s.Context(ctx))
}
