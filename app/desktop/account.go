package desktop

import (
	"context"
	"strings"

	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/node"
)

// PasswordForm is what a person gives to change the own password.
type PasswordForm struct {
	Login    string `json:"login"` // empty when signed in
	Old      string `json:"old"`
	Password string `json:"password"`
	Again    string `json:"again"`
}

// PersonForm is what a second person gives to have an account on this computer.
type PersonForm struct {
	Code     string `json:"code"` // that person's own enrolment code
	Password string `json:"password"`
	Again    string `json:"again"`
}

// twice says whether a new password was typed the same both times and meets the
// rules (IA-5).
func twice(op, password, again string) error {
	if password != again {
		return fault.Fields(op, []fault.Field{{Name: "again", Words: "The two passwords differ. Type the same one twice"}})
	}
	return account.CheckPassword("", "", password)
}

// ChangePassword gives a person a new password. Whoever is not signed in, since
// the password has run out, is signed in by it.
func (s *Session) ChangePassword(form PasswordForm) (SessionView, error) {
	return guard(s.door, "desktop.ChangePassword", func() (SessionView, error) {
		const op = "desktop.ChangePassword"
		if err := twice(op, form.Password, form.Again); err != nil {
			return SessionView{}, err
		}
		if form.Old == form.Password {
			return SessionView{}, fault.Fields(op, []fault.Field{{Name: "password", Words: "Choose a password that differs from the present one"}})
		}
		if err := s.changePassword(form); err != nil {
			return SessionView{}, err
		}
		return s.State()
	})
}

func (s *Session) changePassword(form PasswordForm) error {
	if form.Login != "" {
		return s.door.enter(func(d *node.Desktop) (*node.Session, error) {
			return d.ChangePassword(context.Background(), strings.TrimSpace(form.Login), form.Old, form.Password)
		})
	}
	_, err := opening(s.door, "desktop.ChangePassword", func(_ context.Context, desk *node.Session) (struct{}, error) {
		return struct{}{}, desk.ChangePassword(form.Old, form.Password)
	})
	return err
}

// AddPerson gives a second person an account on this computer and says what that
// person does next.
func (s *Session) AddPerson(form PersonForm) (string, error) {
	return opening(s.door, "desktop.AddPerson", func(ctx context.Context, desk *node.Session) (string, error) {
		if err := twice("desktop.AddPerson", form.Password, form.Again); err != nil {
			return "", err
		}
		p, err := desk.AddUser(ctx, form.Code, form.Password)
		if err != nil {
			return "", err
		}
		return p.Name + " can now sign in on this computer as " + p.Login + ". Lock first; each of you sees only what your own work needs.", nil
	})
}
