package node_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/usajobs"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/app/sample"
	"civicdesk/storage/vault"
)

const password = "Blue-Heron-42"

// officeOf starts a server with one open vacancy behind real TLS and gives an
// enrolment code for an HR specialist.
func officeOf(t *testing.T) (s *node.Server, v hiring.Vacancy, code string) {
	t.Helper()
	var handler http.Handler
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(web.Close)
	ctx := app.WithActor(context.Background(), account.System)
	s, err := node.InitServer(ctx, filepath.Join(t.TempDir(), "server"), node.ServerOptions{Agency: "Test Agency", Address: web.URL})
	must(t, err)
	t.Cleanup(func() { s.Close() })
	handler = s.Sync()
	f, err := sample.Announcements().Open("437510200.json")
	must(t, err)
	items, err := usajobs.Read("437510200.json", f)
	must(t, err)
	v, err = s.Hiring.ImportVacancy(ctx, items[0], "hq")
	must(t, err)
	q, err := sample.Questionnaires().Open("monster_118215.txt")
	must(t, err)
	set, _, err := form.ParsePreview("monster_118215.txt", q)
	must(t, err)
	_, err = s.Hiring.AttachQuestions(ctx, v.ID, form.Assign(set), "")
	must(t, err)
	settings := hiring.SettingsOf(v)
	settings.Opens, settings.Closes = hiring.EasternDay(time.Now()), hiring.EasternDay(time.Now()).AddDays(9)
	_, err = s.Hiring.SetVacancy(ctx, v.ID, settings, "")
	must(t, err)
	_, err = s.Hiring.OpenVacancy(ctx, hiring.VacancyArgs{Vacancy: v.ID}, "")
	must(t, err)
	u, err := s.Accounts.AddUser(ctx, account.User{Login: "rdelgado", Name: "Rosa Delgado", Grants: []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/hq"}}, Active: true})
	must(t, err)
	code, err = s.Accounts.NewEnrolment(ctx, u.ID)
	must(t, err)
	return s, v, code
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var cheap = node.DesktopOptions{KDF: vault.InsecureTestKDF()}

func enrolled(t *testing.T, dir, code string) (*node.Desktop, *node.Session, context.Context) {
	t.Helper()
	d, err := node.OpenDesktop(dir, cheap)
	must(t, err)
	s, err := d.Enroll(context.Background(), code, password, "test")
	must(t, err)
	ctx := s.Context(context.Background())
	must(t, s.Sync.Run(ctx))
	return d, s, ctx
}

func draft(v hiring.Vacancy, i int) hiring.Application {
	return hiring.Application{Vacancy: v.ID, FirstName: "Ana", LastName: fmt.Sprintf("Marković %d", i), OtherQualifications: strings.Repeat("Licensed driver. ", 400)}
}

// The disk fills up while a person is keying: a clear sentence, nothing saved is
// lost, and work goes on when there is room again.
func TestDiskFullWhileSaving(t *testing.T) {
	dir := smallDisk(t, 4<<20)
	_, v, code := officeOf(t)
	d, s, ctx := enrolled(t, filepath.Join(dir, "desk"), code)
	ballast := filepath.Join(dir, "ballast")
	must(t, os.WriteFile(ballast, make([]byte, 512<<10), 0o600))
	var saved []app.ID
	var full error
	for i := 0; i < 3000 && full == nil; i++ {
		a, err := s.Hiring.SaveDraft(ctx, draft(v, i))
		if full = err; err == nil {
			saved = append(saved, a.ID)
		}
	}
	if !fault.Is(full, fault.Full) || !strings.Contains(fault.Words(full), "disk is full") {
		t.Fatalf("after %d saves: %v", len(saved), full)
	}
	must(t, os.Remove(ballast))
	if err := s.DB.Close(); err != nil { // what is in the journal is not lost with the cache
		t.Logf("closing on a full disk: %v", err)
	}
	_ = d
	d, err := node.OpenDesktop(filepath.Join(dir, "desk"), cheap)
	must(t, err)
	s, err = d.Unlock(context.Background(), "rdelgado", password)
	must(t, err)
	ctx = s.Context(context.Background())
	list, err := s.Hiring.Applicants(ctx, v.ID, "")
	must(t, err)
	there := map[app.ID]bool{}
	for _, a := range list {
		there[a.ID] = true
	}
	for i, id := range saved {
		if !there[id] {
			t.Fatalf("save %d of %d was called saved and is gone", i+1, len(saved))
		}
	}
	if _, err := s.Hiring.SaveDraft(ctx, draft(v, -1)); err != nil {
		t.Errorf("with room again: %v", err)
	}
	must(t, s.DB.Close())
}

func TestOneProgramAtATime(t *testing.T) {
	_, _, code := officeOf(t)
	dir := t.TempDir()
	d, s, _ := enrolled(t, dir, code)
	if _, err := node.OpenDesktop(dir, cheap); !fault.Is(err, fault.InUse) || !strings.Contains(fault.Words(err), "has this data folder open") {
		t.Errorf("a second window: %v", err)
	}
	must(t, d.Lock(s)) // locked, the folder still belongs to the window
	if _, err := node.OpenDesktop(dir, cheap); !fault.Is(err, fault.InUse) {
		t.Errorf("while locked: %v", err)
	}
	s, err := d.Unlock(context.Background(), "rdelgado", password)
	must(t, err)
	must(t, s.DB.Close())
}

func TestARefusedPasswordDoesNotUseUpTheCode(t *testing.T) {
	_, _, code := officeOf(t)
	d, err := node.OpenDesktop(t.TempDir(), cheap)
	must(t, err)
	for _, bad := range []string{"short", "alllowercase", "Delgado-2026"} {
		if _, err := d.Enroll(context.Background(), code, bad, "test"); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	s, err := d.Enroll(context.Background(), code, password, "test")
	must(t, err)
	must(t, s.DB.Close())
}

func TestALockedAccountIsLiftedByTheServer(t *testing.T) {
	srv, _, code := officeOf(t)
	dir := t.TempDir()
	d, s, _ := enrolled(t, dir, code)
	must(t, d.Lock(s))
	for range vault.MaxFailures {
		d.Unlock(context.Background(), "rdelgado", "wrong")
	}
	if _, err := d.Unlock(context.Background(), "rdelgado", password); !fault.Is(err, fault.Locked) {
		t.Fatalf("after five wrong passwords: %v", err)
	}
	text, err := d.UnlockText("rdelgado")
	must(t, err)
	answer, err := srv.Accounts.UnlockCode(app.WithActor(context.Background(), account.System), text)
	must(t, err)
	must(t, d.LiftLock("rdelgado", answer))
	s, err = d.Unlock(context.Background(), "rdelgado", password)
	must(t, err)
	must(t, s.DB.Close())
}

func TestAServersFolderIsNoDesktop(t *testing.T) {
	dir := t.TempDir()
	s, err := node.InitServer(context.Background(), dir, node.ServerOptions{Agency: "A"})
	must(t, err)
	defer s.Close()
	if _, err := node.OpenDesktop(dir, cheap); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
	if _, err := node.OpenServer(context.Background(), dir, node.ServerOptions{}); !fault.Is(err, fault.InUse) {
		t.Errorf("server opened twice: %v", err)
	}
	if _, err := node.InitServer(context.Background(), dir, node.ServerOptions{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("made twice: %v", err)
	}
	if _, err := node.OpenServer(context.Background(), filepath.Join(dir, "none"), node.ServerOptions{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
	if err := errors.Join(os.WriteFile(node.KeyFile(filepath.Join(dir)), []byte("{}"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := node.AdminKey(dir, ""); !fault.Is(err, fault.Damaged) {
		t.Errorf("a broken key file: %v", err)
	}
}
