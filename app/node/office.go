package node

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/disk"
)

// NewOffice is what somebody says who starts an office on the own computer. That
// person becomes its first member of staff.
type NewOffice struct {
	Agency string // as people see it
	Office string // where the first person works
	Name   string
	Login  string
	Email  string
}

// OfficeAddress is at which the desktops of an office on their own computer look
// for its server: where “civicdesk serve” listens by default.
const OfficeAddress = "https://127.0.0.1:8443"

// OfficeFolder is where the office lies that belongs to a desktop's folder: beside
// it, so that removing or clearing the desktop takes no office with it.
func OfficeFolder(desktop string) string { return filepath.Clean(desktop) + "-office" }

// HasOffice says whether an office was started in the folder.
func HasOffice(dir string) bool { return exists(KeyFile(dir)) }

// unfinished is where an office is made; it becomes the office when it is whole.
func unfinished(dir string) string { return dir + ".new" }

// StartOffice makes an office's server with its first account in the folder: the
// whole of it or nothing, also when the computer stops in between. What is wrong
// with the answers is told at the fields "agency", "office", "name", "login" and
// "email".
func StartOffice(ctx context.Context, dir string, o NewOffice) error {
	if HasOffice(dir) {
		return fault.E("node.StartOffice", fault.Conflict, "An office was started on this computer already, in "+dir+".", nil)
	}
	if err := o.Check(); err != nil {
		return err
	}
	making := unfinished(dir)
	if err := errors.Join(os.RemoveAll(making), disk.MakeDir(filepath.Dir(dir))); err != nil {
		return fault.E("node.StartOffice", fault.Invalid, "The folder "+making+" cannot be made: choose a data folder that you may write to.", err)
	}
	if err := o.make(app.WithActor(ctx, account.System), making); err != nil {
		return errors.Join(err, os.RemoveAll(making))
	}
	if err := errors.Join(os.Rename(making, dir), disk.OS{}.SyncDir(filepath.Dir(dir))); err != nil {
		return fault.E("node.StartOffice", fault.Internal, "The office could not be put into "+dir+". Nothing was started; try again.", err)
	}
	return nil
}

// ForgetUnfinished removes what a stop has left of an office that was never
// started. Nobody else may be starting one in the folder.
func ForgetUnfinished(dir string) error { return os.RemoveAll(unfinished(dir)) }

// Check says what is wrong with the answers, at their fields.
func (o NewOffice) Check() error {
	var bad []fault.Field
	for _, f := range []struct{ name, text, words string }{
		{"agency", o.Agency, "Enter the agency's name as people see it"},
		{"office", o.Office, "Enter the office, for example Human Resources, Denver"},
		{"name", o.Name, "Enter your first and last name"},
		{"email", o.Email, "Enter your office e-mail address, such as rosa.delgado@agency.gov"},
	} {
		if strings.TrimSpace(f.text) == "" {
			bad = append(bad, fault.Field{Name: f.name, Words: f.words})
		}
	}
	err := account.Check(o.user())
	for _, f := range fault.FieldsOf(err) {
		if f.Name != "name" {
			bad = append(bad, f)
		}
	}
	return fault.Fields("node.StartOffice", bad)
}

// user is the first person, with every right that an office of one needs: users
// and settings, hiring of all its offices, inquiries. To key a paper the second
// time still needs a second person.
func (o NewOffice) user() account.User {
	return account.User{Login: strings.ToLower(strings.TrimSpace(o.Login)), Name: strings.TrimSpace(o.Name), Email: strings.TrimSpace(o.Email), Office: strings.TrimSpace(o.Office),
		Grants: []app.Grant{{Role: policy.Administrator}, {Role: policy.HRSpecialist, Scope: app.ScopeHiring}, {Role: policy.Agent, Scope: app.InquiryScope(InquiryAgency)}}}
}

func (o NewOffice) make(ctx context.Context, dir string) error {
	s, err := InitServer(ctx, dir, ServerOptions{Agency: strings.TrimSpace(o.Agency), Address: OfficeAddress})
	if err != nil {
		return err
	}
	_, err = s.Accounts.AddUser(ctx, o.user())
	return errors.Join(err, s.Close())
}

// Founder is the first person of an office: the one who started it. NotFound when
// it has no active user.
func (s *Server) Founder(ctx context.Context) (account.User, error) {
	users, err := s.Accounts.ListUsers(app.WithActor(ctx, account.System))
	if err != nil {
		return account.User{}, err
	}
	var first account.User
	for _, u := range users {
		if u.Active && policy.Can(u.Actor(), policy.UserManage, app.ScopeAdmin) && (first.ID == "" || u.ID < first.ID) {
			first = u
		}
	}
	if first.ID == "" {
		err = fault.E("node.Founder", fault.NotFound, "The office on this computer has no administrator. Add one with “civicdesk user add”.", nil)
	}
	return first, err
}
