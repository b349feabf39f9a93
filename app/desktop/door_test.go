package desktop

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"civicdesk/app/fault"
	"civicdesk/app/node"
)

func TestAPanicBecomesAFaultAndIsLogged(t *testing.T) {
	var logged error
	d := newDoor(Options{Log: func(err error) { logged = err }})
	_, err := guard(d, "desktop.Test", func() (string, error) { panic("nil map") })
	if !fault.Is(err, fault.Internal) || strings.Contains(fault.Words(err), "nil map") {
		t.Errorf("a panic is told as %v", err)
	}
	if logged == nil || !strings.Contains(logged.Error(), "nil map") {
		t.Errorf("logged %v", logged)
	}
}

func TestNobodySignedInIsToldToSignIn(t *testing.T) {
	d := New(Options{Folder: filepath.Join(t.TempDir(), "desk")})
	if _, err := d.Hiring.Vacancies(); !fault.Is(err, fault.Expired) {
		t.Errorf("without a session: %v", err)
	}
	must(t, d.Close())
}

func TestFaultsReachThePageAsJSON(t *testing.T) {
	err := fault.Law("hiring.Select", "5 USC 3319", "Chidi Okafor stands before.")
	err.Fields = []fault.Field{{Name: "code", Words: "Choose another"}}
	err.Err = errors.New("secret cause")
	text, ok := FormatError(err).(string)
	var got map[string]any
	if !ok || json.Unmarshal([]byte(text), &got) != nil {
		t.Fatalf("not JSON: %v", text)
	}
	if got["kind"] != "refused" || got["rule"] != "5 USC 3319" || got["words"] != "Chidi Okafor stands before." || strings.Contains(text, "secret") {
		t.Errorf("the page reads %s", text)
	}
	if text := FormatError(errors.New("boom")).(string); !strings.Contains(text, `"fields":[]`) || strings.Contains(text, "boom") {
		t.Errorf("the page reads %s", text)
	}
}

func TestASessionEndsWhenNothingIsSavedOrOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoor(Options{Idle: 15 * time.Minute, Log: func(error) {}})
		ended := 0
		d.idle = time.AfterFunc(d.o.Idle, func() { ended++ })
		time.Sleep(10 * time.Minute)
		d.used()
		time.Sleep(10 * time.Minute)
		if _, err := asking(d, "desktop.Test", func(context.Context, *node.Session) (int, error) { return 0, nil }); !fault.Is(err, fault.Expired) {
			t.Errorf("asking without a session: %v", err)
		}
		if ended != 0 {
			t.Fatal("the session ended though something was opened")
		}
		time.Sleep(6 * time.Minute) // asking alone is no activity
		synctest.Wait()
		if ended != 1 {
			t.Errorf("the session ended %d times", ended)
		}
	})
}

func TestAWrongPasswordChangesNothing(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	_, err := d.Session.Lock()
	must(t, err)
	if _, err := d.Session.SignIn("rdelgado", "Wrong-Heron-42"); !fault.Is(err, fault.Denied) {
		t.Errorf("a wrong password: %v", err)
	}
	v, err := d.Session.State()
	must(t, err)
	if v.State != "signed-out" {
		t.Errorf("then the state is %q", v.State)
	}
	_, err = d.Session.SignIn(" rdelgado ", password)
	must(t, err)
	for range 5 {
		_, err = d.Session.Lock()
		must(t, err)
		_, err = d.Session.SignIn("rdelgado", "Wrong-Heron-42")
	}
	if !fault.Is(err, fault.Locked) {
		t.Errorf("after five in a row: %v", err)
	}
	text, err := d.Session.UnlockText("rdelgado")
	must(t, err)
	code, err := o.server.Accounts.UnlockCode(system(), text)
	must(t, err)
	_, err = d.Session.LiftLock("rdelgado", code)
	must(t, err)
	_, err = d.Session.SignIn("rdelgado", password)
	must(t, err)
}

func TestAFolderInUseSaysSoAndIsTriedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "desk")
	other, err := node.OpenDesktop(dir, node.DesktopOptions{})
	must(t, err)
	d := New(Options{Folder: dir})
	if _, err := d.Session.State(); !fault.Is(err, fault.InUse) {
		t.Errorf("a folder in use: %v", err)
	}
	must(t, other.Close())
	v, err := d.Session.State()
	must(t, err)
	if v.State != "first-run" {
		t.Errorf("state %q", v.State)
	}
	must(t, d.Close())
}

func TestSavePath(t *testing.T) {
	docs := filepath.Join(string(filepath.Separator), "docs")
	for _, c := range []struct{ typed, format, want string }{
		{"", "pdf", filepath.Join(docs, "certificate-HQ-1.pdf")},
		{"mine", "xlsx", filepath.Join(docs, "mine.xlsx")},
		{"mine.PDF", "pdf", filepath.Join(docs, "mine.PDF")},
		{"mine.pdf", "xlsx", filepath.Join(docs, "mine.pdf.xlsx")},
		{filepath.Join(docs, "a", "..", "b"), "pdf", filepath.Join(docs, "b.pdf")},
	} {
		if got := savePath(c.typed, "certificate-HQ-1", c.format, docs); got != c.want {
			t.Errorf("savePath(%q) = %q, want %q", c.typed, got, c.want)
		}
	}
}

func TestAFileIsWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.pdf")
	must(t, writeFile("test", name, []byte("whole")))
	got, err := os.ReadFile(name)
	if err != nil || string(got) != "whole" {
		t.Errorf("read %q, %v", got, err)
	}
	err = writeFile("test", filepath.Join(dir, "none", "a.pdf"), []byte("x"))
	if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != "path" || !strings.Contains(fields[0].Words, "There is no folder") {
		t.Errorf("a folder that is none: %v", err)
	}
	must(t, os.Mkdir(filepath.Join(dir, "taken.pdf"), 0o700))
	must(t, os.WriteFile(filepath.Join(dir, "taken.pdf", "x"), nil, 0o600))
	if err := writeFile("test", filepath.Join(dir, "taken.pdf"), []byte("x")); err == nil {
		t.Error("a folder was written over")
	}
	left, err := filepath.Glob(filepath.Join(dir, ".civicdesk-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestWindowFolder(t *testing.T) {
	t.Setenv("CIVICDESK_DATA", "/from-env")
	for _, c := range []struct {
		args   []string
		folder string
		window bool
	}{
		{nil, "/from-env", true},
		{[]string{"--data", "/x"}, "/x", true},
		{[]string{"--data=/y"}, "/y", true},
		{[]string{"serve"}, "", false},
		{[]string{"serve", "--data", "/x"}, "", false},
		{[]string{"--help"}, "", false},
	} {
		folder, window := WindowFolder(c.args)
		if folder != c.folder || window != c.window {
			t.Errorf("WindowFolder(%v) = %q, %v", c.args, folder, window)
		}
	}
}

func TestFieldWords(t *testing.T) {
	for name, want := range map[string]string{"dayPhone": "Day phone", "zip": "ZIP code", "otherQualifications": "Other qualifications", "": ""} {
		if got := fieldWords(name); got != want {
			t.Errorf("fieldWords(%q) = %q", name, got)
		}
	}
}
