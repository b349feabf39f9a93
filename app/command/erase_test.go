package command

import (
	"bytes"
	"context"
	"io/fs"
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
	"civicdesk/storage"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var planted = []string{"Quetzalcoatlus Zwinglimann", "518273645", "prefers the teal umbrella", "zwinglimann@canary.example", "what the scan says"}

// A person's application is keyed on a desktop, sent, and erased on the server.
// Afterwards no byte of any file of either folder, or of the keychain, shows
// anything of it in any spelling, and old copies of the files do not open with
// what the computers keep now.
func TestErasureLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	serverDir, deskDir, keychain := filepath.Join(dir, "server"), filepath.Join(dir, "desk"), filepath.Join(dir, "keychain")
	t.Setenv("CIVICDESK_KEYCHAIN", keychain)
	t.Setenv("TMPDIR", filepath.Join(dir, "tmp"))
	must(t, os.Mkdir(filepath.Join(dir, "tmp"), 0o700))
	var handler http.Handler
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	defer web.Close()
	system := app.WithActor(context.Background(), account.System)
	s, err := node.InitServer(system, serverDir, node.ServerOptions{Agency: "Test Agency", Address: web.URL})
	must(t, err)
	handler = s.Sync()
	v := openVacancy(t, system, s)
	u, err := s.Accounts.AddUser(system, account.User{Login: "rdelgado", Name: "Rosa Delgado", Grants: []app.Grant{{Role: policy.HRSpecialist, Scope: "hiring/hq"}}, Active: true})
	must(t, err)
	code, err := s.Accounts.NewEnrolment(system, u.ID)
	must(t, err)
	options := node.DesktopOptions{KDF: vault.InsecureTestKDF()}
	d, err := node.OpenDesktop(deskDir, options)
	must(t, err)
	desk, err := d.Enroll(context.Background(), code, "Blue-Heron-42", "test")
	must(t, err)
	ctx := desk.Context(context.Background())
	must(t, desk.Sync.Run(ctx))

	draft := hiring.Application{Vacancy: v.ID, FirstName: strings.Fields(planted[0])[0], LastName: planted[0], SSN: planted[1], Email: planted[3], OtherQualifications: planted[2]}
	a, err := desk.Hiring.SaveDraft(ctx, draft)
	must(t, err)
	picture := append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), strings.Repeat(planted[4]+" ", 20_000)...)
	_, err = desk.Documents.Add(ctx, hiring.Applications.Name(), a.ID, "scan.jpg", bytes.NewReader(picture))
	must(t, err)
	other, err := desk.Hiring.SaveDraft(ctx, hiring.Application{Vacancy: v.ID, FirstName: "Ana", LastName: "Marković"})
	must(t, err)
	must(t, desk.Sync.Run(ctx))
	before := copies(t, serverDir, deskDir)
	if n := chunks(t, deskDir); n < 2 {
		t.Fatalf("%d pieces of the file lie on the desktop", n)
	}
	whole := rowsOf(t, s, storage.Chunks)
	a.OtherQualifications += ", always" // and unsent work on it
	_, err = desk.Hiring.SaveDraft(ctx, a)
	must(t, err)
	ref := record.Ref{Type: hiring.Applications.Name(), ID: a.ID}
	if _, err := s.Erase(desk.Context(context.Background()), "GRS 2.1", ref); !fault.Is(err, fault.Denied) {
		t.Errorf("an HR specialist erases: %v", err)
	}
	officer := app.WithActor(context.Background(), app.Actor{User: "officer", Name: "Records", Grants: []app.Grant{{Role: policy.RecordsOfficer, Scope: "hiring/hq"}}})
	_, err = s.Erase(officer, "GRS 2.1, item 050", ref)
	must(t, err)
	if left := rowsOf(t, s, storage.Chunks); whole < 4 || left != 0 {
		t.Errorf("%d rows of pieces of the file lie on the server, of %d", left, whole)
	}
	if e, err := s.Erasures(system); err != nil || e.Records != 2 || len(e.Laggards) != 1 || len(e.Rules) != 1 {
		t.Errorf("before the desktop has followed: %+v %v", e, err)
	}
	must(t, desk.Sync.Run(ctx))
	if e, err := s.Erasures(system); err != nil || len(e.Laggards) != 0 {
		t.Errorf("after the desktop has followed: %+v %v", e, err)
	}
	found, err := desk.DB.Search(ctx, record.SearchQuery{Text: "Quetzalcoatlus", See: func(app.Scope) bool { return true }})
	if err != nil || found.Total > 0 {
		t.Errorf("found by searching: %+v %v", found, err)
	}
	list, err := desk.Hiring.Applicants(ctx, v.ID, "")
	if err != nil || len(list) != 1 || list[0].ID != other.ID {
		t.Errorf("the desktop lists %+v %v", list, err)
	}
	if n := chunks(t, deskDir); n > 0 {
		t.Errorf("%d pieces of the file lie on the desktop", n)
	}
	must(t, d.Lock(desk))
	must(t, d.Close())
	if c, err := s.VerifyAudit(system); err != nil || c.Erased == 0 || len(c.Damaged) > 0 {
		t.Errorf("the audit trail: %+v %v", c, err)
	}
	must(t, s.Close())
	files, hits, err := scan(needles(planted), dir)
	if err != nil || files < 8 || len(hits) > 0 {
		t.Errorf("%d files read, found %+v, %v", files, hits, err)
	}
	oldFilesDoNotOpen(t, before, serverDir, deskDir, v.ID)
}

// oldFilesDoNotOpen puts the stores and the journal of before beside today's
// header, keys and secrets.
func oldFilesDoNotOpen(t *testing.T, before, serverDir, deskDir string, vacancy app.ID) {
	t.Helper()
	old := filepath.Join(before, "server")
	for _, name := range []string{"server.key", "server.epoch"} {
		b, err := os.ReadFile(filepath.Join(serverDir, name))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(old, name), b, 0o600))
	}
	if s, err := node.OpenServer(context.Background(), old, node.ServerOptions{}); err == nil {
		s.Close()
		t.Error("the server's old store opens with today's secret")
	}
	old = filepath.Join(before, "desk")
	for _, name := range []string{"head.a", "head.b"} {
		b, err := os.ReadFile(filepath.Join(deskDir, name))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(old, name), b, 0o600))
	}
	d, err := node.OpenDesktop(old, node.DesktopOptions{KDF: vault.InsecureTestKDF()})
	must(t, err)
	s, err := d.Unlock(context.Background(), "rdelgado", "Blue-Heron-42")
	must(t, err)
	if list, err := s.Hiring.Applicants(s.Context(context.Background()), vacancy, ""); err == nil && len(list) > 0 {
		t.Errorf("an old store shows %+v", list)
	}
	if len(s.Notices()) == 0 {
		t.Error("the person is told nothing of the old store")
	}
	must(t, d.Lock(s))
	must(t, d.Close())
}

// chunks counts the sealed pieces of files in a desktop's folder.
func chunks(t *testing.T, dir string) (n int) {
	t.Helper()
	must(t, filepath.WalkDir(node.BlobFolder(dir), func(path string, d fs.DirEntry, err error) error {
		if _, is := blob.ParseID(filepath.Base(path)); is {
			n++
		}
		return err
	}))
	return n
}

func rowsOf(t *testing.T, s *node.Server, table storage.Table) (n int) {
	t.Helper()
	must(t, s.DB.Storage().View(context.Background(), func(tx storage.Tx) error {
		return tx.Scan(table, nil, nil, 0, func(_, _ []byte) error { n++; return nil })
	}))
	return n
}

func copies(t *testing.T, folders ...string) string {
	t.Helper()
	to := t.TempDir()
	for _, f := range folders {
		must(t, os.CopyFS(filepath.Join(to, filepath.Base(f)), os.DirFS(f)))
	}
	return to
}

func openVacancy(t *testing.T, ctx context.Context, s *node.Server) hiring.Vacancy {
	t.Helper()
	f, err := sample.Announcements().Open("437510200.json")
	must(t, err)
	items, err := usajobs.Read("437510200.json", f)
	must(t, err)
	v, err := s.Hiring.ImportVacancy(ctx, items[0], "hq")
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
	return v
}
