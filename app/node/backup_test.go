package node_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/usajobs"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/app/sample"
	"civicdesk/storage/backup"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

const backupPhrase = "four unusual words here"

func options(to string) node.BackupOptions {
	return node.BackupOptions{To: to, Passphrase: backupPhrase, KDF: vault.InsecureTestKDF()}
}

func openedBackup(t *testing.T, path string) *backup.Archive {
	t.Helper()
	a, err := backup.Open(context.Background(), path)
	must(t, err)
	t.Cleanup(func() { a.Close() })
	must(t, a.Unlock(backup.WithPassphrase(backupPhrase)))
	return a
}

func restoredTo(t *testing.T, path string, o node.RestoreOptions) node.Restored {
	t.Helper()
	r, err := node.Restore(context.Background(), openedBackup(t, path), o)
	must(t, err)
	return r
}

// place is an office whose server can be taken away and replaced.
type place struct {
	t       *testing.T
	srv     *node.Server
	handler http.Handler
	vacancy hiring.Vacancy
	dir     string
	url     string
}

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{t: t, dir: filepath.Join(t.TempDir(), "server")}
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }))
	t.Cleanup(web.Close)
	p.url = web.URL
	s, err := node.InitServer(system, p.dir, node.ServerOptions{Agency: "Test Agency", Address: web.URL})
	must(t, err)
	p.use(s)
	p.vacancy = openVacancy(t, s)
	t.Cleanup(func() { p.srv.Close() })
	return p
}

func (p *place) use(s *node.Server) { p.srv, p.handler = s, s.Sync() }

// replace starts the server of another folder at the same address.
func (p *place) replace(dir string) {
	p.t.Helper()
	p.replaceWith(dir, "")
}

// replaceWith is replace with the store in a database; "": in the folder.
func (p *place) replaceWith(dir, database string) {
	p.t.Helper()
	must(p.t, p.srv.Close())
	s, err := node.OpenServer(system, dir, node.ServerOptions{Store: database})
	must(p.t, err)
	p.dir = dir
	p.use(s)
}

// openVacancy imports a vacancy into the server, with its questions, and opens it.
func openVacancy(t *testing.T, s *node.Server) hiring.Vacancy {
	t.Helper()
	f, err := sample.Announcements().Open("437510200.json")
	must(t, err)
	items, err := usajobs.Read("437510200.json", f)
	must(t, err)
	v, err := s.Hiring.ImportVacancy(system, items[0], "hq")
	must(t, err)
	q, err := sample.Questionnaires().Open("monster_118215.txt")
	must(t, err)
	set, _, err := form.ParsePreview("monster_118215.txt", q)
	must(t, err)
	_, err = s.Hiring.AttachQuestions(system, v.ID, form.Assign(set), "")
	must(t, err)
	settings := hiring.SettingsOf(v)
	settings.Opens, settings.Closes = hiring.EasternDay(s.DB.Clock().Now()), hiring.EasternDay(s.DB.Clock().Now()).AddDays(9)
	_, err = s.Hiring.SetVacancy(system, v.ID, settings, "")
	must(t, err)
	_, err = s.Hiring.OpenVacancy(system, hiring.VacancyArgs{Vacancy: v.ID}, "")
	must(t, err)
	return v
}

// desk enrols a specialist in a new folder.
func (p *place) desk(login string) (*node.Desktop, *node.Session, context.Context, string) {
	p.t.Helper()
	u, err := p.srv.Accounts.AddUser(system, account.User{Login: login, Name: "Rosa Delgado", Grants: []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/hq"}}, Active: true})
	must(p.t, err)
	code, err := p.srv.Accounts.NewEnrolment(system, u.ID)
	must(p.t, err)
	dir := p.t.TempDir()
	d, s, ctx := enrolled(p.t, dir, code)
	return d, s, ctx, dir
}

// numbers are the applications that the server has.
func (p *place) numbers() map[app.ID]int {
	p.t.Helper()
	list, err := p.srv.Hiring.Applicants(system, p.vacancy.ID, "")
	must(p.t, err)
	all := map[app.ID]int{}
	for _, a := range list {
		all[a.ID]++
	}
	return all
}

func (p *place) save(s *node.Session, ctx context.Context, i int) app.ID {
	p.t.Helper()
	a, err := s.Hiring.SaveDraft(ctx, draft(p.vacancy, i))
	must(p.t, err)
	return a.ID
}

// A desktop is restored from a backup that was made while work waited; the
// original had sent that work and more. The server recognises the restored one:
// its unsent work has one outcome, new work arrives, nothing is there twice.
func TestARestoredDesktopIsRecognised(t *testing.T) {
	p := newPlace(t)
	d, s, ctx, dir := p.desk("rdelgado")
	var ids []app.ID
	for i := range 3 {
		ids = append(ids, p.save(s, ctx, i))
	}
	must(t, s.Sync.Run(ctx))
	for i := range 3 { // these wait when the backup is made
		ids = append(ids, p.save(s, ctx, 3+i))
	}
	file := filepath.Join(t.TempDir(), "desk.backup")
	r, err := s.Backup(ctx, options(file))
	must(t, err)
	if !r.Began || r.Records == 0 {
		t.Errorf("%+v", r)
	}
	must(t, s.Sync.Run(ctx))
	for i := range 2 { // and these the backup has never seen
		ids = append(ids, p.save(s, ctx, 6+i))
	}
	must(t, s.Sync.Run(ctx))
	must(t, d.Lock(s))
	must(t, d.Close())

	back := filepath.Join(t.TempDir(), "desk")
	got := restoredTo(t, file, node.RestoreOptions{Dir: back})
	if got.Kind != backup.Desktop || len(got.Words) > 0 {
		t.Errorf("%+v", got)
	}
	must(t, os.RemoveAll(dir))
	d, err = node.OpenDesktop(back, cheap)
	must(t, err)
	s, err = d.Unlock(context.Background(), "rdelgado", password)
	must(t, err)
	ctx = s.Context(context.Background())
	if len(s.Notices()) > 0 {
		t.Errorf("the person is told %q", s.Notices())
	}
	q, err := s.DB.Queue(ctx)
	must(t, err)
	if q.Waiting != 3 {
		t.Errorf("%d steps wait", q.Waiting)
	}
	before := p.numbers()
	ids = append(ids, p.save(s, ctx, 9))
	must(t, s.Sync.Run(ctx))
	q, err = s.DB.Queue(ctx)
	must(t, err)
	if q.Waiting+q.Refused > 0 {
		t.Errorf("after the sync: %+v", q)
	}
	after := p.numbers()
	if len(after) != len(before)+1 || len(after) != len(ids) {
		t.Errorf("%d applications before, %d after, want %d", len(before), len(after), len(ids))
	}
	sees(t, ctx, s, p.vacancy.ID, ids)
	h, err := s.Verify(ctx)
	must(t, err)
	if len(h.Words) > 0 {
		t.Errorf("%q", h.Words)
	}
	must(t, d.Lock(s))
	must(t, d.Close())
}

// On a computer that has not the second secrets, the restore brings them; where
// they cannot be kept, it says so.
func TestARestoredDesktopOnAnotherComputer(t *testing.T) {
	p := newPlace(t)
	d, s, ctx, _ := p.desk("rdelgado")
	id := p.save(s, ctx, 1)
	file := filepath.Join(t.TempDir(), "desk.backup")
	_, err := s.Backup(ctx, options(file))
	must(t, err)
	must(t, d.Lock(s))
	must(t, d.Close())
	for _, c := range []struct {
		name string
		here []vault.Keychain
		told bool
	}{
		{"with a keychain", []vault.Keychain{vault.FileKeychain(t.TempDir())}, false},
		{"with none", []vault.Keychain{}, true},
	} {
		back := filepath.Join(t.TempDir(), "desk")
		r := restoredTo(t, file, node.RestoreOptions{Dir: back, Keychains: c.here})
		if (len(r.Words) > 0) != c.told {
			t.Errorf("%s: the person is told %q", c.name, r.Words)
		}
		if c.told {
			continue
		}
		d, err := node.OpenDesktop(back, node.DesktopOptions{KDF: cheap.KDF, Keychains: c.here})
		must(t, err)
		s, err := d.Unlock(context.Background(), "rdelgado", password)
		must(t, err)
		sees(t, s.Context(context.Background()), s, p.vacancy.ID, []app.ID{id})
		must(t, d.Lock(s))
		must(t, d.Close())
	}
}

// The server is lost and restored from a backup of yesterday. Its desktop sends
// again what it still holds, what came from elsewhere is gone on both, and the
// person is told.
func TestARestoredServerGetsBackWhatDesktopsHold(t *testing.T) {
	p := newPlace(t)
	d, s, ctx, _ := p.desk("rdelgado")
	var kept, sent []app.ID
	for i := range 3 {
		kept = append(kept, p.save(s, ctx, i))
	}
	must(t, s.Sync.Run(ctx))
	file := filepath.Join(t.TempDir(), "server.backup")
	_, err := p.srv.Backup(system, options(file))
	must(t, err)
	for i := range 4 {
		sent = append(sent, p.save(s, ctx, 3+i))
	}
	must(t, s.Sync.Run(ctx))
	if q, err := s.DB.Queue(ctx); err != nil || q.Waiting > 0 {
		t.Fatalf("%+v %v", q, err)
	}
	back := filepath.Join(t.TempDir(), "server")
	r := restoredTo(t, file, node.RestoreOptions{Dir: back})
	if r.Entries == 0 || r.Kind != backup.Server {
		t.Errorf("%+v", r)
	}
	p.replace(back)
	if n := p.numbers(); len(n) != len(kept) {
		t.Fatalf("%d applications are restored", len(n))
	}
	must(t, s.Sync.Run(ctx))
	n := p.numbers()
	for i, id := range append(kept, sent...) {
		if n[id] != 1 {
			t.Errorf("application %d is there %d times", i, n[id])
		}
	}
	if q, err := s.DB.Queue(ctx); err != nil || q.Waiting+q.Refused > 0 {
		t.Errorf("%+v %v", q, err)
	}
	sees(t, ctx, s, p.vacancy.ID, append(kept, sent...))
	if told := strings.Join(s.Notices(), " "); !strings.Contains(told, "restored from a backup") {
		t.Errorf("the person is told %q", told)
	}
	again := p.save(s, ctx, 99)
	must(t, s.Sync.Run(ctx))
	if p.numbers()[again] != 1 {
		t.Error("work does not go on")
	}
	must(t, d.Lock(s))
	must(t, d.Close())
}

func TestWhereARestoreMayGo(t *testing.T) {
	p := newPlace(t)
	file := filepath.Join(t.TempDir(), "server.backup")
	_, err := p.srv.Backup(system, options(file))
	must(t, err)
	full := t.TempDir()
	must(t, os.WriteFile(filepath.Join(full, "letter.txt"), []byte("mine"), 0o600))
	_, err = node.Restore(system, openedBackup(t, file), node.RestoreOptions{Dir: full})
	if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Words(err), "has files in it") {
		t.Errorf("a folder with files: %v", err)
	}
	if raw, _ := os.ReadFile(filepath.Join(full, "letter.txt")); string(raw) != "mine" {
		t.Error("the file is not what it was")
	}
	dir := filepath.Join(t.TempDir(), "a")
	must(t, os.MkdirAll(dir+".new", 0o700))
	must(t, os.WriteFile(filepath.Join(dir+".new", "letter.txt"), nil, 0o600))
	if _, err = node.Restore(system, openedBackup(t, file), node.RestoreOptions{Dir: dir}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a folder in the way: %v", err)
	}
	must(t, os.WriteFile(filepath.Join(dir+".new", "restoring"), nil, 0o600)) // of a restore that was stopped
	restoredTo(t, file, node.RestoreOptions{Dir: dir})
	if _, err := os.Stat(dir + ".new"); !os.IsNotExist(err) {
		t.Errorf("left behind: %v", err)
	}
	s, err := node.OpenServer(system, dir, node.ServerOptions{})
	must(t, err)
	must(t, s.Close())
}

// Who was erased after the backup stays erased: the newest list of erasures that
// can be seen goes into the folder, and the server follows it before anything
// else. The desktop of then does not bring them back.
func TestTheNewestListOfErasuresIsTaken(t *testing.T) {
	p := newPlace(t)
	d, s, ctx, _ := p.desk("rdelgado")
	var ids []app.ID
	for i := range 4 {
		ids = append(ids, p.save(s, ctx, i))
	}
	must(t, s.Sync.Run(ctx))
	file, ledger := filepath.Join(t.TempDir(), "a.backup"), node.LedgerFile(p.dir)
	_, err := p.srv.Backup(system, options(file))
	must(t, err)
	officer := app.WithActor(context.Background(), app.Actor{User: app.NewID(), Name: "Olive Officer", Grants: []app.Grant{{Role: policy.Administrator, Scope: app.ScopeAdmin}}})
	erase := func(id app.ID) {
		t.Helper()
		_, err := p.srv.Erase(officer, "GRS 2.1, item 050", record.Ref{Type: hiring.Applications.Name(), ID: id})
		must(t, err)
	}
	for i := range 2 {
		erase(ids[i])
		_, err = p.srv.Backup(system, options(file))
		must(t, err)
	}
	erase(ids[2])
	for i, c := range []struct {
		at     uint64
		ledger string
		want   int // erased after the snapshot
		left   int
	}{{1, "", 2, 2}, {2, "", 1, 2}, {3, "", 0, 2}, {0, "", 0, 2}, {1, ledger, 3, 1}} {
		to := filepath.Join(t.TempDir(), "back")
		if r := restoredTo(t, file, node.RestoreOptions{Dir: to, At: c.at, Ledger: c.ledger}); r.Erased != c.want {
			t.Errorf("snapshot %d: %d erased after it, want %d", c.at, r.Erased, c.want)
		}
		back, err := node.OpenServer(system, to, node.ServerOptions{})
		must(t, err)
		list, err := back.Hiring.Applicants(system, p.vacancy.ID, "")
		must(t, err)
		if len(list) != c.left {
			t.Errorf("restore %d: %d applications are there, want %d", i, len(list), c.left)
		}
		must(t, back.Close())
		if c.left == 1 {
			p.replace(to)
		}
	}
	must(t, s.Sync.Run(ctx))
	must(t, s.Sync.Run(ctx))
	if n := p.numbers(); len(n) != 1 || n[ids[3]] != 1 {
		t.Errorf("after the sync: %v", n)
	}
	must(t, d.Lock(s))
	must(t, d.Close())
}
