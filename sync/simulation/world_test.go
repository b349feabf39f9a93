package simulation

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/policy"
	"civicdesk/storage/journal"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
	"civicdesk/sync/client"
	"civicdesk/sync/conflict"
	"civicdesk/sync/server"
)

var admin = recordtest.As("00000000-0000-7000-8000-0000000000aa", "Ada Admin", app.Grant{Role: policy.Administrator, Scope: app.ScopeAdmin})

// world is one run: an agency's server, its computers and people, and what is
// known of every value that anybody entered.
type world struct {
	dir       string // for the key files; everything else is in memory
	wildClock bool
	page      int // feed entries in a page of the pull; 0: as shipped
	frame     int // operations in a push; 0: as shipped

	time      time.Time // of the server
	server    authority
	users     []*user
	computers []*computer
	ledger
	waiting  map[app.ID]bool // operations that wait on a computer in the end
	line     network
	copy     *backup // of the server
	putBacks int     // how often the server was restored from it

	log      []string
	failures []string
}

// halt ends a run at its first failure that leaves nothing to go on with.
type halt struct{}

func (w *world) tell(format string, a ...any) { w.log = append(w.log, fmt.Sprintf(format, a...)) }

func (w *world) fail(format string, a ...any) {
	words := fmt.Sprintf(format, a...)
	w.failures = append(w.failures, words)
	w.tell("FAILED: %s", words)
}

// must ends the run when something failed that never may.
func (w *world) must(what string, err error) {
	if err != nil {
		w.fail("%s: %v", what, err)
		panic(halt{})
	}
}

// user is one of the agency's staff.
type user struct {
	id     app.ID
	login  string
	grants []app.Grant // as the server has them now
}

// authority is the agency's server.
type authority struct {
	w        *world
	disk     *medium
	anchor   serverAnchor
	power    *power
	db       *record.DB
	accounts *account.Service
	server   *server.Server
	handler  http.Handler
}

func (w *world) now() time.Time { return w.time }

func (a *authority) start(setups ...record.Setup) {
	w := a.w
	a.power = newPower()
	var err error
	a.db, err = record.OpenAuthority(context.Background(), &memory{medium: a.disk, power: a.power}, serverSchema, vault.NewRing("server", seal.Key{1}), w.now,
		append(setups, record.WithAnchor(&a.anchor), record.WithLedger(filepath.Join(w.dir, "erasures")), server.Erase, conflict.Erase)...)
	w.must("the server opens its store", err)
	a.accounts, err = account.Open(context.Background(), a.db, "OFCCP", "https://server.example")
	w.must("the server opens its accounts", err)
	a.server = server.New(a.db, a.accounts, server.Options{Log: slog.New(slog.DiscardHandler), Authorize: authorize, PageItems: w.page,
		Scopes: func(_ *record.Tx, actor app.Actor) ([]app.Scope, error) {
			all := []app.Scope{inquiries}
			for _, o := range offices {
				all = append(all, officeScope(o))
			}
			return all, nil
		}})
	a.handler = a.server.Handler()
}

// restart is what a killed server does: what was committed is there.
func (a *authority) restart() {
	a.stop()
	a.start()
}

func (a *authority) stop() {
	a.power.failAfter(0)
	a.power.spend()
	a.db.Close()
}

// computer is a desktop: disks that outlive the program, and the program while
// it runs with one user signed in.
type computer struct {
	w        *world
	name     string
	dir      string
	disk     *medium
	files    *files
	keychain *keychain // nil: there is none
	power    *power
	skew     time.Duration // of its clock
	accounts []*deskAccount
	saved    *snapshot
	*session
}

// deskAccount is a user's account on a computer.
type deskAccount struct {
	*user
	device   app.ID
	revoked  bool
	reported account.Order
}

// session is the running program.
type session struct {
	who  *deskAccount
	db   *record.DB
	sync *client.Client
}

// context is the signed-in user's, with the rights that this computer knows of.
func (c *computer) context() context.Context {
	p := c.db.Keys().Profile()
	return app.WithActor(context.Background(), app.Actor{User: p.User, Name: p.Name, Device: p.Device, Grants: p.Grants})
}

func (c *computer) clock() time.Time {
	if !c.w.wildClock {
		return c.w.time
	}
	return c.w.time.Add(c.skew)
}

// anySkew is how far off a clock may be: up to ten years, both ways.
func anySkew(r *rand.Rand) time.Duration {
	const year = 365 * 24 * time.Hour
	return time.Duration(r.Int64N(int64(20*year))) - 10*year
}

const password = "Harbor-7x"

// begin sets up an agency as r draws it.
func (w *world) begin(dir string, r *rand.Rand, wildClock bool) {
	*w = world{dir: dir, wildClock: wildClock, time: recordtest.Start, ledger: newLedger(), waiting: map[app.ID]bool{}}
	w.line.w = w
	w.page, w.frame = []int{0, 1, 2, 5}[r.IntN(4)], []int{0, 1, 3}[r.IntN(3)]
	w.server = authority{w: w, disk: &medium{committed: w.checkCommit}}
	w.server.anchor.authority = &w.server
	w.server.start()
	for i := range 2 + r.IntN(3) {
		grants := grantsOf[0] // somebody sees all offices
		if i > 0 {
			grants = grantsOf[r.IntN(len(grantsOf))]
		}
		w.addUser([]string{"rosa", "omar", "west", "lee"}[i], grants)
	}
	for i := range max(3, len(w.users)) + r.IntN(2) {
		c := w.addComputer()
		c.skew = anySkew(r)
		if r.IntN(4) == 0 {
			c.keychain = nil
		}
		c.enrol(w.users[i%len(w.users)])
		if i == 0 && r.IntN(2) == 0 { // a computer that two people share
			c.enrol(w.users[1])
		}
	}
}

func (w *world) addUser(login string, grants []app.Grant) {
	u, err := w.server.accounts.AddUser(admin, account.User{Login: login, Name: strings.ToUpper(login[:1]) + login[1:], Grants: grants})
	w.must("a user is added", err)
	w.users = append(w.users, &user{u.ID, login, grants})
}

func (w *world) addComputer() *computer {
	name := fmt.Sprintf("pc%d", len(w.computers)+1)
	c := &computer{w: w, name: name, dir: filepath.Join(w.dir, name), disk: &medium{}, power: newPower()}
	c.files = newFiles(c.power)
	c.keychain = &keychain{c, map[string][]byte{}}
	w.computers = append(w.computers, c)
	return c
}

// enrol gives the user an account on the computer and signs in.
func (c *computer) enrol(u *user) {
	w := c.w
	code, err := w.server.accounts.NewEnrolment(admin, u.id)
	w.must("a code is made", err)
	e, err := client.Enroll(context.Background(), code, c.name, client.Options{Transport: clean{w}})
	w.must("a computer enrols", err)
	if len(c.accounts) == 0 {
		_, err = vault.Create(c.dir, vault.InsecureTestKDF(), password, e.Profile, e.Keys, c.options()...)
	} else {
		_, err = c.db.Keys().AddUser(password, e.Profile, e.Keys)
	}
	w.must("an account is made", err)
	c.accounts = append(c.accounts, &deskAccount{user: u, device: e.Profile.Device})
	c.close()
	c.open(c.accounts[len(c.accounts)-1])
	c.snapshot() // the copies that a careful administrator makes
	w.backUp()
}

// open starts the program and signs the user in.
func (c *computer) open(who *deskAccount) {
	w := c.w
	v, err := vault.Open(c.dir, vault.InsecureTestKDF(), c.options()...)
	w.must("the key file opens", err)
	keys, err := v.Unlock(who.login, password)
	w.must("the password opens the slot", err)
	j, err := journal.OpenOn(c.files, "journal")
	w.must("the journal opens", err)
	db, err := record.OpenReplica(context.Background(), &memory{medium: c.disk, power: c.power}, deskSchema, keys, j, c.clock)
	w.must("the desktop's store opens", err)
	db.OnSaved(w.saved)
	c.session = &session{who, db, client.New(db, client.Options{Transport: &w.line, Frame: w.frame})}
}

func (c *computer) close() {
	if c.session != nil {
		c.db.Close()
		c.session = nil
	}
}

// crash ends the program as a cut of power does and starts it again.
func (c *computer) crash(r *rand.Rand) {
	who := c.who
	c.power.failAfter(0)
	c.power.spend()
	c.close()
	c.files.crash(r)
	c.power = newPower()
	c.files.power = c.power
	c.open(who)
}

var serverSchema, deskSchema = schema(forms), schema(olderForms)
