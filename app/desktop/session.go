package desktop

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/app/policy"
)

// Session is signing in, enrolling and locking, bound to the page.
type Session struct{ door *door }

// systemNotice is what everybody reads before signing in (DOORS assessment,
// AC-8, parts i to v).
var systemNotice = NoticeView{
	Heading: "You are entering a United States Government information system",
	Lines: []string{
		"This is a United States Government system. It is for authorized use by staff of the agency only.",
		"Your use of it may be monitored, recorded and audited.",
		"Unauthorized use is prohibited and is subject to criminal and civil penalties.",
		"By using this system you consent to monitoring and recording.",
		"Privacy and security notices are in the agency’s privacy statement, on every page of its public site.",
	},
}

var roleWords = map[app.Role]string{
	policy.HRSpecialist:      "HR specialist",
	policy.Verifier:          "Verifier",
	policy.SelectingOfficial: "Selecting official",
	policy.Agent:             "Agent",
	policy.Administrator:     "Administrator",
	policy.RecordsOfficer:    "Records officer",
}

// menuRights are the actions that decide what the rail shows.
var menuRights = []policy.Action{policy.VacancyRead, policy.VacancyWrite, policy.VacancyAct, policy.ApplicationRead, policy.ApplicationKey,
	policy.ApplicationVerify, policy.ApplicationReveal, policy.CertificateRead, policy.CertificateIssue, policy.CertificateSelect,
	policy.InquiryRead, policy.InquiryLog, policy.InquiryWork, policy.KnowledgeRead, policy.UserManage, policy.AuditRead, policy.Resolve}

// State says who is signed in. It does not count as activity.
func (s *Session) State() (SessionView, error) {
	return guard(s.door, "desktop.State", func() (SessionView, error) {
		s.door.mu.Lock()
		defer s.door.mu.Unlock()
		if err := s.door.open(); err != nil {
			return SessionView{}, err
		}
		return s.door.view(), nil
	})
}

// Office is the office that is kept on this computer, or what starting one needs.
func (s *Session) Office() (OfficeView, error) {
	return guard(s.door, "desktop.Office", func() (OfficeView, error) { return s.door.officeView(), nil })
}

// view needs the door held and the folder open.
func (d *door) view() SessionView {
	v := SessionView{State: "signed-out", Login: d.last.login, Office: d.last.office, Roles: []string{}, Rights: []string{}, Mended: []string{},
		IdleMinutes: int(d.o.Idle / time.Minute), Notice: systemNotice, Ended: d.last.ended, Waiting: d.last.waiting, Folder: d.o.Folder}
	switch {
	case d.desk != nil:
		v.State = "signed-in"
		who := d.desk.Actor()
		v.Name, v.Secret = who.Name, d.desk.SecondSecret()
		v.Mended = append(v.Mended, d.desk.Notices()...)
		for _, g := range who.Grants {
			if words := roleWords[g.Role]; words != "" && !slices.Contains(v.Roles, words) {
				v.Roles = append(v.Roles, words)
			}
		}
		for _, a := range menuRights {
			if policy.Somewhere(who, a) {
				v.Rights = append(v.Rights, string(a))
			}
		}
	case !d.folder.Enrolled():
		v.State = "first-run"
		if v.Ended == "" {
			v.Ended = d.folder.Cleared().Words
		}
	}
	return v
}

// SignIn opens the data folder for a person. When the password is right but has
// run out, the view says so in Expired and nobody is signed in: ChangePassword
// goes on from there.
func (s *Session) SignIn(login, password string) (SessionView, error) {
	return guard(s.door, "desktop.SignIn", func() (SessionView, error) {
		err := s.door.enter(func(d *node.Desktop) (*node.Session, error) {
			return d.Unlock(context.Background(), strings.TrimSpace(login), password)
		})
		if fault.Is(err, fault.Expired) {
			v, stateErr := s.State()
			v.Login, v.Expired = strings.TrimSpace(login), fault.Words(err)
			return v, stateErr
		}
		if err != nil {
			return SessionView{}, err
		}
		return s.State()
	})
}

// ReadCode says which server an enrolment code is for, or what is wrong with it.
func (s *Session) ReadCode(code string) (EnrolView, error) {
	return guard(s.door, "desktop.ReadCode", func() (EnrolView, error) {
		c, err := account.ParseCode(code)
		return EnrolView{Server: c.Address}, err
	})
}

// PasswordRules are the rules for a new password (IA-5), and what the one typed
// so far lacks.
func (s *Session) PasswordRules(password string) (RulesView, error) {
	return guard(s.door, "desktop.PasswordRules", func() (RulesView, error) {
		v := RulesView{Rules: []string{
			"9 to 15 characters",
			"At least three of: capital letters, small letters, digits, special characters",
			"No part of your user name or of your name",
		}}
		if err := account.CheckPassword("", "", password); err != nil {
			v.Problem = fault.Words(err)
		}
		return v, nil
	})
}

// Enrol joins this computer to an office and signs the person in.
func (s *Session) Enrol(form EnrolForm) (SessionView, error) {
	return guard(s.door, "desktop.Enrol", func() (SessionView, error) {
		const op = "desktop.Enrol"
		if err := twice(op, form.Password, form.Again); err != nil {
			return SessionView{}, err
		}
		err := s.door.enter(func(d *node.Desktop) (*node.Session, error) {
			return d.Enroll(context.Background(), form.Code, form.Password, s.door.o.Computer)
		})
		if err != nil {
			return SessionView{}, err
		}
		return s.State()
	})
}

// Lock ends the session: keys are forgotten, unsent work stays on disk.
func (s *Session) Lock() (SessionView, error) {
	return guard(s.door, "desktop.Lock", func() (SessionView, error) {
		if err := s.door.leave("You locked Civic Desk."); err != nil {
			s.door.o.Log(err)
		}
		return s.State()
	})
}

// UnlockText is what a person whose account is locked reads to the
// administrator.
func (s *Session) UnlockText(login string) (string, error) {
	return guard(s.door, "desktop.UnlockText", func() (string, error) {
		s.door.mu.Lock()
		defer s.door.mu.Unlock()
		if err := s.door.open(); err != nil {
			return "", err
		}
		return s.door.folder.UnlockText(strings.TrimSpace(login))
	})
}

// LiftLock takes the administrator's answer; afterwards the password is asked
// for again.
func (s *Session) LiftLock(login, code string) (SessionView, error) {
	return guard(s.door, "desktop.LiftLock", func() (SessionView, error) {
		s.door.mu.Lock()
		defer s.door.mu.Unlock()
		if err := s.door.open(); err != nil {
			return SessionView{}, err
		}
		return s.door.view(), s.door.folder.LiftLock(strings.TrimSpace(login), strings.TrimSpace(code))
	})
}

// AskSavePath asks in the system's own window where to save a file.
func (s *Session) AskSavePath(suggested string) (string, error) {
	const op = "desktop.AskSavePath"
	dialogs, err := s.door.dialogsOr(op, "Type the folder and file name instead.")
	if err != nil {
		return "", err
	}
	return guard(s.door, op, func() (string, error) { return dialogs.SavePath(filepath.Base(suggested)) })
}
