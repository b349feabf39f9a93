package node_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicdesk/app/fault"
	"civicdesk/app/hiring/usajobs"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/app/sample"
)

var ownOffice = node.NewOffice{Agency: "Office of Example Programs", Office: "Human Resources, Denver", Name: "Rosa Delgado", Login: "rdelgado", Email: "rosa.delgado@agency.gov"}

func TestAnOfficeIsStartedWithItsFirstAccount(t *testing.T) {
	dir := node.OfficeFolder(filepath.Join(t.TempDir(), "desk"))
	for name, o := range map[string]node.NewOffice{
		"agency": {Office: "HR", Name: "Rosa Delgado", Login: "rdelgado", Email: "r@agency.gov"},
		"office": {Agency: "A", Name: "Rosa Delgado", Login: "rdelgado", Email: "r@agency.gov"},
		"name":   {Agency: "A", Office: "HR", Name: " ", Login: "rdelgado", Email: "r@agency.gov"},
		"login":  {Agency: "A", Office: "HR", Name: "Rosa Delgado", Login: "r d", Email: "r@agency.gov"},
		"email":  {Agency: "A", Office: "HR", Name: "Rosa Delgado", Login: "rdelgado", Email: "nobody"},
	} {
		err := node.StartOffice(system, dir, o)
		if f := fault.FieldsOf(err); len(f) != 1 || f[0].Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if f := fault.FieldsOf(node.StartOffice(system, dir, node.NewOffice{})); len(f) != 5 {
		t.Errorf("an empty form is told at %v", f)
	}
	if node.HasOffice(dir) {
		t.Fatal("a refused form started an office")
	}
	must(t, node.StartOffice(system, dir, ownOffice))
	if err := node.StartOffice(system, dir, ownOffice); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second office in its place: %v", err)
	}
	s, err := node.OpenServer(system, dir, node.ServerOptions{})
	must(t, err)
	defer s.Close()
	u, err := s.Founder(system)
	must(t, err)
	if u.Login != "rdelgado" || u.Office != ownOffice.Office || s.Accounts.Agency() != ownOffice.Agency {
		t.Errorf("%+v of %s", u, s.Accounts.Agency())
	}
	// The first person can do the office's work.
	web := httptest.NewTLSServer(s.Sync())
	defer web.Close()
	f, err := sample.Announcements().Open("437510200.json")
	must(t, err)
	items, err := usajobs.Read("437510200.json", f)
	must(t, err)
	v, err := s.Hiring.ImportVacancy(system, items[0], "denver")
	must(t, err)
	_, err = node.OpenServer(system, dir, node.ServerOptions{})
	if !fault.Is(err, fault.InUse) {
		t.Errorf("opened twice: %v", err)
	}
	must(t, s.Close())
	s, err = node.OpenServer(system, dir, node.ServerOptions{Address: web.URL})
	must(t, err)
	web.Config.Handler = s.Sync()
	code, err := s.Accounts.NewEnrolment(system, u.ID)
	must(t, err)
	_, desk, ctx := enrolled(t, t.TempDir(), code)
	if _, err := desk.Hiring.SaveDraft(ctx, draft(v, 1)); !fault.Is(err, fault.Refused) { // it is there, and not open yet
		t.Errorf("keying a paper: %v", err)
	}
	if _, err := desk.Inquiries.Queue(ctx, inquiry.Filter{}); err != nil {
		t.Errorf("the queue of inquiries: %v", err)
	}
	must(t, desk.DB.Close())
}

// TestChildThatStartsAnOffice is the program that TestKillWhileAnOfficeStarts ends.
func TestChildThatStartsAnOffice(t *testing.T) {
	dir := os.Getenv("CIVICDESK_START_OFFICE")
	if dir == "" {
		t.Skip("only as the child of TestKillWhileAnOfficeStarts")
	}
	fmt.Println("begins")
	must(t, node.StartOffice(system, dir, ownOffice))
	fmt.Println("started")
}

// The program is killed at any moment while it starts an office: afterwards there
// is the whole office, or none and another try makes it.
func TestKillWhileAnOfficeStarts(t *testing.T) {
	t.Parallel()
	whole, none := 0, 0
	for round := range 12 {
		dir := filepath.Join(t.TempDir(), "desk-office")
		cmd := exec.CommandContext(context.Background(), os.Args[0], "-test.run", "^TestChildThatStartsAnOffice$", "-test.v")
		cmd.Env = append(os.Environ(), "CIVICDESK_START_OFFICE="+dir)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for lines.Scan() && !strings.Contains(lines.Text(), "begins") {
		}
		switch {
		case round == 0: // to its end
		case round%3 == 0: // as soon as there is something to be left behind
			for end := time.Now().Add(5 * time.Second); time.Now().Before(end); {
				if _, err := os.Stat(filepath.Join(dir+".new", "server.key")); err == nil {
					break
				}
			}
		default:
			time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
		}
		if round > 0 {
			cmd.Process.Kill()
		}
		cmd.Wait()
		if node.HasOffice(dir) {
			whole++
		} else {
			none++
			must(t, node.StartOffice(system, dir, ownOffice))
		}
		must(t, node.ForgetUnfinished(dir))
		s, err := node.OpenServer(system, dir, node.ServerOptions{})
		must(t, err)
		if u, err := s.Founder(system); err != nil || u.Name != ownOffice.Name {
			t.Errorf("round %d: %+v, %v", round, u, err)
		}
		must(t, s.Close())
	}
	if whole == 0 || none == 0 {
		t.Logf("killed too late or too early each time: %d whole, %d none", whole, none)
	}
}
