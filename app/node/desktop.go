package node

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/document"
	"civicdesk/app/fault"
	"civicdesk/app/find"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/knowledge"
	"civicdesk/app/views"
	"civicdesk/storage/bolt"
	"civicdesk/storage/disk"
	"civicdesk/storage/journal"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
	"civicdesk/sync/client"
	"civicdesk/sync/conflict"
	"civicdesk/sync/pair"
	"civicdesk/sync/tray"
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
	KDF vault.KDF // for accounts that ask for less, and new ones; the default is vault.DefaultKDF
	// Keychains keep the second secrets; nil: those of this computer.
	Keychains []vault.Keychain
	Clock     app.Clock
	Sync      client.Options
}

// Session is a signed-in user's open store and services.
type Session struct {
	DB        *record.DB
	Hiring    *hiring.Service
	Inquiries *inquiry.Service
	Articles  *knowledge.Service
	Find      *find.Service
	Views     *views.Service
	Conflicts *conflict.Service
	Documents *document.Service
	Pairs     *pair.Service
	Tray      *tray.Service
	Sync      *client.Client

	desk    *Desktop
	keys    *vault.Keys
	store   *bolt.Folder
	journal *journal.Journal
	kept    *keptTexts
}

// OpenDesktop opens the folder, making it when it is new. fault.InUse says that
// another window or command has it open.
func OpenDesktop(dir string, o DesktopOptions) (*Desktop, error) {
	if o.KDF.Name == "" {
		o.KDF = vault.DefaultKDF()
	}
	if o.Sync.Version == "" {
		o.Sync.Version = Version
	}
	if o.Keychains == nil {
		o.Keychains = vault.Keychains()
	}
	if err := disk.MakeDir(dir); err != nil {
		return nil, fault.E("node.OpenDesktop", fault.Invalid, "The folder "+dir+" cannot be made: choose one that you may write to.", err)
	}
	if _, err := os.Stat(KeyFile(dir)); err == nil {
		return nil, fault.E("node.OpenDesktop", fault.Invalid, "The folder "+dir+" belongs to a server. Choose another folder for the desktop.", nil)
	}
	d := &Desktop{dir: dir, opts: o}
	var err error
	if d.vault, err = vault.Open(dir, o.KDF, d.vaultOptions()...); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, record.Friendly("node.OpenDesktop", err)
	}
	if err := d.goOnClearing(); err != nil {
		return nil, fault.E("node.OpenDesktop", fault.InUse, "This computer was told to remove its Civic Desk data and has not finished. Close every other Civic Desk program and try again.", err)
	}
	return d, d.hold()
}

func (d *Desktop) vaultOptions() []vault.Option {
	return []vault.Option{vault.WithKeychains(d.opts.Keychains...), vault.WithRules(account.PasswordRules()), vault.WithClock(d.opts.Clock)}
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
	p, err := d.redeem(ctx, code, password, computer)
	if err != nil {
		return nil, err
	}
	opened, err := vault.Create(d.dir, d.opts.KDF, password, p.Profile, p.Keys, d.vaultOptions()...)
	if err != nil {
		return nil, record.Friendly("node.Enroll", err)
	}
	d.pending, d.vault = enrolment{}, opened.Vault()
	if err := os.Remove(noteFile(d.dir)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fault.E("node.Enroll", fault.Internal, "", err)
	}
	return d.session(ctx, opened)
}

// redeem exchanges the code, once, and checks the password that goes with it.
func (d *Desktop) redeem(ctx context.Context, code, password, computer string) (client.Enrolment, error) {
	if d.pending.code != code || code == "" {
		e, err := client.Enroll(ctx, code, computer, d.opts.Sync)
		if err != nil {
			return e, err
		}
		d.pending = enrolment{code, e}
	}
	e := d.pending.Enrolment
	return e, account.CheckPassword(e.Profile.Login, e.Profile.Name, password)
}

// AddUser gives the code's user an account on the computer of this session, with
// a password of that person's own. The person signs in after this session has
// ended; each opens the records of their own scopes only.
func (s *Session) AddUser(ctx context.Context, code, password string) (vault.Profile, error) {
	name, _ := os.Hostname()
	p, err := s.desk.redeem(ctx, code, password, name)
	if err != nil {
		return vault.Profile{}, err
	}
	if _, err := s.keys.AddUser(password, p.Profile, p.Keys); err != nil {
		return vault.Profile{}, record.Friendly("node.AddUser", err)
	}
	s.desk.pending = enrolment{}
	return p.Profile, nil
}

// Unlock signs a user in. See vault.Vault.Unlock for what it refuses; besides,
// fault.Expired says that the password is right but too old: ChangePassword
// signs in with a new one.
func (d *Desktop) Unlock(ctx context.Context, login, password string) (*Session, error) {
	if !d.Enrolled() {
		return nil, notEnrolled("node.Unlock")
	}
	keys, err := d.vault.Unlock(login, password)
	if err != nil {
		return nil, record.Friendly("node.Unlock", err)
	}
	if keys.PasswordExpired() {
		return nil, &fault.Error{Op: "node.Unlock", Kind: fault.Expired, Rule: account.PasswordRules().Source,
			Words: "Your password is more than 90 days old. Choose a new one, at sign-in or with “civicdesk password”."}
	}
	return d.session(ctx, keys)
}

// ChangePassword signs the user in with the old password, expired or not, and
// gives the account the new one.
func (d *Desktop) ChangePassword(ctx context.Context, login, old, new string) (*Session, error) {
	if !d.Enrolled() {
		return nil, notEnrolled("node.ChangePassword")
	}
	keys, err := d.vault.Unlock(login, old)
	if err != nil {
		return nil, record.Friendly("node.ChangePassword", err)
	}
	if err := changePassword(keys, old, new); err != nil {
		return nil, err
	}
	return d.session(ctx, keys)
}

// ChangePassword gives the signed-in user a new password.
func (s *Session) ChangePassword(old, new string) error { return changePassword(s.keys, old, new) }

func changePassword(keys *vault.Keys, old, new string) error {
	p := keys.Profile()
	if err := account.CheckPassword(p.Login, p.Name, new); err != nil {
		return err
	}
	return record.Friendly("node.ChangePassword", keys.ChangePassword(old, new))
}

// Recover opens a user's account with the agency's recovery key, gives it the
// new password and signs the user in. Unsent work is there as it was. That it
// happened goes on the audit trail with the next sync.
func (d *Desktop) Recover(ctx context.Context, login string, key vault.RecoveryKey, password string) (*Session, error) {
	if !d.Enrolled() {
		return nil, notEnrolled("node.Recover")
	}
	keys, err := d.vault.Recover(login, key)
	if err != nil {
		return nil, record.Friendly("node.Recover", err)
	}
	p := keys.Profile()
	if err := account.CheckPassword(p.Login, p.Name, password); err != nil {
		return nil, err
	}
	if err := keys.SetPassword(password); err != nil {
		return nil, record.Friendly("node.Recover", err)
	}
	s, err := d.session(ctx, keys)
	if err != nil {
		return nil, err
	}
	err = s.DB.Update(s.Context(ctx), func(tx *record.Tx) error {
		tx.Audit("account.recover", "", "", "")
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, s.DB.Close())
	}
	return s, nil
}

func notEnrolled(op string) error {
	return fault.E(op, fault.NotFound, "This computer is not enrolled yet. Enter an enrolment code from your administrator first.", nil)
}

func (d *Desktop) session(ctx context.Context, keys *vault.Keys) (*Session, error) {
	j, err := journal.Open(filepath.Join(d.dir, "journal"))
	if err != nil {
		return nil, record.Friendly("node.session", err)
	}
	s := &Session{desk: d, keys: keys, store: d.store, journal: j, kept: openKept(d.dir, keys.User, d.opts.Clock)}
	ctx = s.Context(ctx)
	if s.DB, err = record.OpenReplica(ctx, d.store, schema(), keys, j, d.opts.Clock, d.eraseFiles(), s.kept.erased); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	s.Hiring, s.Inquiries = hiringService(s.DB), inquiryService(s.DB, InquiryAgency)
	s.Articles, s.Views = knowledge.New(s.DB), views.New(s.DB)
	s.Find = find.New(s.DB, s.Hiring, s.Inquiries)
	s.Conflicts, s.Pairs = conflict.New(s.DB), pairs(s.DB)
	if err := s.withFiles(d.opts.Sync); err != nil {
		return nil, errors.Join(err, s.DB.Close())
	}
	s.Tray = tray.New(s.DB, s.Sync, s.Conflicts, s.Pairs)
	if err := d.lease(ctx, s); err != nil {
		if d.vault == nil || s.Sync.Order() != "" { // cleared meanwhile
			return nil, err
		}
		return nil, errors.Join(err, d.Lock(s))
	}
	return s, nil
}

// UnlockText is what a locked user reads to the administrator.
func (d *Desktop) UnlockText(login string) (string, error) {
	if !d.Enrolled() {
		return "", notEnrolled("node.UnlockText")
	}
	return d.vault.UnlockText(login)
}

// LiftLock takes the administrator's answer to UnlockText.
func (d *Desktop) LiftLock(login, code string) error {
	if !d.Enrolled() {
		return notEnrolled("node.LiftLock")
	}
	return record.Friendly("node.LiftLock", d.vault.LiftLock(login, code))
}

// Lock signs the session out: its store is closed, its keys are overwritten, and
// memory that nothing uses any more goes back to the system, with what was in it
// of people. The folder stays this program's.
func (d *Desktop) Lock(s *Session) error {
	err := errors.Join(s.Sync.Close(), s.DB.Close())
	s.keys.Forget()
	defer debug.FreeOSMemory()
	if v, openErr := vault.Open(d.dir, d.opts.KDF, d.vaultOptions()...); openErr == nil {
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

// SecondSecret says where the second half of the folder's keys lies; "" before
// anybody has enrolled.
func (d *Desktop) SecondSecret() string {
	if !d.Enrolled() {
		return ""
	}
	return d.vault.SecondSecret()
}

// SecondSecret says where the second half of the folder's keys lies.
func (s *Session) SecondSecret() string { return s.keys.Vault().SecondSecret() }

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
