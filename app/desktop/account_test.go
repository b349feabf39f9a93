package desktop

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/storage/vault"
)

const newPassword = "Grey-Otter-77"

func TestAnExpiredPasswordIsChangedInTheWindow(t *testing.T) {
	o := newOffice(t)
	u, err := o.server.Accounts.Lookup(system(), "rdelgado")
	must(t, err)
	code, err := o.server.Accounts.NewEnrolment(system(), u.ID)
	must(t, err)
	now := time.Now()
	d := New(Options{Folder: filepath.Join(t.TempDir(), "desk"), Documents: t.TempDir(), Offline: true,
		Node: node.DesktopOptions{KDF: vault.InsecureTestKDF(), Clock: func() time.Time { return now }}})
	t.Cleanup(func() { d.Close() })
	_, err = d.Session.Enrol(EnrolForm{Code: code, Password: password, Again: password})
	must(t, err)
	if _, err := d.Session.ChangePassword(PasswordForm{Old: password, Password: newPassword, Again: newPassword}); fault.RuleOf(err) == "" {
		t.Errorf("on the first day, without the rule: %v", err)
	}
	_, err = d.Session.Lock()
	must(t, err)
	now = now.AddDate(0, 0, 91)

	v, err := d.Session.SignIn("rdelgado", password)
	must(t, err)
	if v.State != "signed-out" || !strings.Contains(v.Expired, "90 days") || v.Login != "rdelgado" {
		t.Fatalf("an expired password gives %+v", v)
	}
	for name, f := range map[string]PasswordForm{
		"again":    {Login: "rdelgado", Old: password, Password: newPassword, Again: "another"},
		"password": {Login: "rdelgado", Old: password, Password: password, Again: password},
	} {
		if _, err := d.Session.ChangePassword(f); !strings.Contains(faultFields(err), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	v, err = d.Session.ChangePassword(PasswordForm{Login: "rdelgado", Old: password, Password: newPassword, Again: newPassword})
	must(t, err)
	if v.State != "signed-in" || v.Secret == "" || v.Expired != "" {
		t.Errorf("after the change: %+v", v)
	}
}

// faultFields are the names of the fields that an error speaks of.
func faultFields(err error) string {
	names := ""
	for _, f := range fault.FieldsOf(err) {
		names += f.Name + " "
	}
	return names
}

func TestAColleagueJoinsFromWithin(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	u, err := o.server.Accounts.Lookup(system(), "ohaddad")
	must(t, err)
	code, err := o.server.Accounts.NewEnrolment(system(), u.ID)
	must(t, err)
	if _, err := d.Session.AddPerson(PersonForm{Code: "nonsense", Password: newPassword, Again: newPassword}); err == nil {
		t.Error("a code that is none was taken")
	}
	words, err := d.Session.AddPerson(PersonForm{Code: code, Password: newPassword, Again: newPassword})
	must(t, err)
	if !strings.Contains(words, "ohaddad") {
		t.Error(words)
	}
	_, err = d.Session.Lock()
	must(t, err)
	v, err := d.Session.SignIn("ohaddad", newPassword)
	must(t, err)
	if v.State != "signed-in" || v.Login != "ohaddad" {
		t.Errorf("the colleague is %+v", v)
	}
}
