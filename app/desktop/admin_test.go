package desktop

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/storage/vault"
)

// administrator adds one to the office and gives the window of that person.
func (o *office) administrator() *Desktop {
	o.t.Helper()
	_, err := o.server.Accounts.AddUser(system(), account.User{Login: "admin1", Name: "Ada Min", Grants: []app.Grant{{Role: policy.Administrator, Scope: app.ScopeAdmin}}})
	must(o.t, err)
	return o.desk("admin1")
}

func userOf(t *testing.T, d *Desktop, login string) UserView {
	t.Helper()
	all, err := d.Admin.Users()
	must(t, err)
	i := slices.IndexFunc(all, func(u UserView) bool { return u.Login == login })
	if i < 0 {
		t.Fatalf("there is no %s among %+v", login, all)
	}
	return all[i]
}

func TestAnAdministratorAddsSomebodyWhoEnrols(t *testing.T) {
	o := newOffice(t)
	d := o.administrator()
	if _, err := d.Admin.AddUser(UserForm{Login: "Two Words", Grants: []GrantForm{{"agent", "hiring/hq"}}}); len(fault.FieldsOf(err)) != 3 {
		t.Errorf("a form with three mistakes: %v %+v", err, fault.FieldsOf(err))
	}
	u, err := d.Admin.AddUser(UserForm{Login: "nwilde", Name: "Nell Wilde", Grants: []GrantForm{{"agent", "inquiries/ofccp"}}})
	must(t, err)
	if len(u.Sentences) != 1 || u.Sentences[0] != "Agent of the inquiries of OFCCP: logs and answers inquiries" {
		t.Errorf("reads %q", u.Sentences)
	}
	code, err := d.Admin.Code(u.ID)
	must(t, err)
	if !strings.HasPrefix(code.Picture, "data:image/png;base64,") || code.Until == "" {
		t.Errorf("the code comes as %+v", code)
	}
	theirs := New(Options{Folder: filepath.Join(t.TempDir(), "nwilde"), Computer: "desk-7", Offline: true, Node: node.DesktopOptions{KDF: vault.InsecureTestKDF()}})
	t.Cleanup(func() { theirs.Close() })
	v, err := theirs.Session.Enrol(EnrolForm{Code: code.Code, Password: password, Again: password})
	must(t, err)
	if v.Name != "Nell Wilde" {
		t.Errorf("enrolled %+v", v)
	}
	devices, err := d.Admin.Devices()
	must(t, err)
	if !slices.ContainsFunc(devices, func(x DeviceView) bool { return x.Login == "nwilde" && x.Computer == "desk-7" && x.State == "use" }) {
		t.Errorf("the computers are %+v", devices)
	}
}

// An administrator sees no cases, and yet gives a role at a vacancy by its name.
func TestRolesAreGivenAtVacancies(t *testing.T) {
	o := newOffice(t)
	d := o.administrator()
	want := "Selecting official of vacancy " + o.vacancy.Announcement + ": reviews certificates and selects"
	if u := userOf(t, d, "praman"); len(u.Sentences) != 1 || u.Sentences[0] != want {
		t.Errorf("reads %q", u.Sentences)
	}
	options, err := d.Admin.Options()
	must(t, err)
	i := slices.IndexFunc(options.Roles, func(r RoleView) bool { return r.Code == string(policy.SelectingOfficial) })
	if p := options.Roles[i].Places; p[0].Code != string(hiring.CertificateScope(o.vacancy.Office, o.vacancy.ID)) || !strings.HasPrefix(p[0].Label, o.vacancy.Announcement) {
		t.Errorf("the places are %+v", p)
	}
}

func TestAnAccountIsChangedAsItWasSeen(t *testing.T) {
	o := newOffice(t)
	d := o.administrator()
	u := userOf(t, d, "gpena")
	off, err := d.Admin.ChangeUser(UserChange{ID: u.ID, Rights: u.Rights, Grants: u.Grants})
	must(t, err)
	if off.Active || off.Rights != u.Rights+1 {
		t.Errorf("disabled: %+v", off)
	}
	if _, err := d.Admin.ChangeUser(UserChange{ID: u.ID, Rights: u.Rights, Active: true, Grants: u.Grants}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a change of what was seen before: %v", err)
	}
	me := userOf(t, d, "admin1")
	if _, err := d.Admin.ChangeUser(UserChange{ID: me.ID, Rights: me.Rights, Grants: me.Grants}); !fault.Is(err, fault.Refused) {
		t.Errorf("the own account is disabled: %v", err)
	}
	if _, err := d.Admin.ChangeUser(UserChange{ID: me.ID, Rights: me.Rights, Active: true}); !fault.Is(err, fault.Invalid) {
		t.Errorf("the own administration is taken away: %v", err)
	}
}

func TestAComputerIsReported(t *testing.T) {
	o := newOffice(t)
	d, agent := o.administrator(), o.desk("gpena")
	devices, err := d.Admin.Devices()
	must(t, err)
	i := slices.IndexFunc(devices, func(x DeviceView) bool { return x.Login == "gpena" })
	devices, err = d.Admin.Report(devices[i].ID, "stolen")
	must(t, err)
	if devices[i].State != "stolen" || devices[i].Words != "Has not been seen since it was reported" {
		t.Errorf("reported: %+v", devices[i])
	}
	if _, err := d.Admin.Report(devices[i].ID, "mislaid"); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown order: %v", err)
	}
	_, _ = agent.Sync.Now() // it hears the order and clears itself
	devices, err = d.Admin.Devices()
	must(t, err)
	if devices[i].Words != "Was told to clear itself" {
		t.Errorf("after its contact: %+v", devices[i])
	}
}

// The rights are those that the server knows, whatever a window shows.
func TestOnlyAdministratorsAdminister(t *testing.T) {
	o := newOffice(t)
	agent := o.desk("gpena")
	u, err := o.server.Accounts.Lookup(system(), "gpena")
	must(t, err)
	for name, ask := range map[string]func() error{
		"users": func() error { _, err := agent.Admin.Users(); return err },
		"add":   func() error { _, err := agent.Admin.AddUser(UserForm{Login: "x1", Name: "X"}); return err },
		"change": func() error {
			_, err := agent.Admin.ChangeUser(UserChange{ID: string(u.ID), Rights: u.Rights, Active: true})
			return err
		},
		"code":    func() error { _, err := agent.Admin.Code(string(u.ID)); return err },
		"unlock":  func() error { _, err := agent.Admin.Unlock("ABC"); return err },
		"devices": func() error { _, err := agent.Admin.Devices(); return err },
		"revoke":  func() error { _, err := agent.Admin.Revoke("x"); return err },
		"report":  func() error { _, err := agent.Admin.Report("x", "lost"); return err },
		"options": func() error { _, err := agent.Admin.Options(); return err },
		"trail":   func() error { _, err := agent.Admin.Trail(TrailForm{}); return err },
		"verify":  func() error { _, err := agent.Admin.VerifyTrail(); return err },
	} {
		if err := ask(); !fault.Is(err, fault.Denied) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheTrailIsReadAndChecked(t *testing.T) {
	o := newOffice(t)
	d := o.administrator()
	agent := o.desk("gpena")
	_, err := agent.Inquiries.Queue("open", false)
	must(t, err)
	_, err = agent.Sync.Now()
	must(t, err)
	all, err := d.Admin.Trail(TrailForm{})
	must(t, err)
	if all.Broken != "" || all.Checked == 0 || len(all.Rows) == 0 || all.Rows[0].N < all.Rows[len(all.Rows)-1].N {
		t.Fatalf("%d rows, %d checked, %q", len(all.Rows), all.Checked, all.Broken)
	}
	queue, err := d.Admin.Trail(TrailForm{User: userOf(t, d, "gpena").ID, Subject: "inquiry"})
	must(t, err)
	if queue.Matched != 1 || queue.Rows[0].What != "Looked at the queue" || queue.Rows[0].Who == "" {
		t.Errorf("the agent's looking: %+v", queue)
	}
	if own, err := d.Admin.Trail(TrailForm{Subject: "audit"}); err != nil || own.Matched != 2 {
		t.Errorf("reading the trail is on it %d times, %v", own.Matched, err)
	}
	if none, err := d.Admin.Trail(TrailForm{To: "2001-01-01"}); err != nil || none.Matched != 0 || none.Checked == 0 {
		t.Errorf("before everything: %+v, %v", none, err)
	}
	if _, err := d.Admin.Trail(TrailForm{From: "soon"}); len(fault.FieldsOf(err)) != 1 {
		t.Errorf("no day: %v", err)
	}
	v, err := d.Admin.VerifyTrail()
	must(t, err)
	if v.Entries == 0 || v.Opened == 0 || v.Damaged != 0 {
		t.Errorf("verified %+v", v)
	}
	if all.Matched > len(all.Rows) {
		older, err := d.Admin.Trail(TrailForm{Below: all.Rows[len(all.Rows)-1].N})
		must(t, err)
		if len(older.Rows) == 0 || older.Rows[0].N >= all.Rows[len(all.Rows)-1].N {
			t.Errorf("the next page begins at %+v", older.Rows)
		}
	}
}

func TestWithoutTheServerItIsSaid(t *testing.T) {
	o := newOffice(t)
	d := o.administrator()
	o.web.Close()
	if _, err := d.Admin.Users(); !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.Words(err), "done on the server") {
		t.Errorf("without the server: %v", err)
	}
}
