// Package policy says who may do what, where: one pure table of roles and
// rights, and the rules for passwords and sessions (DOORS assessment, AC-7,
// AC-8, AC-11, IA-5). Every service method asks Can before it does anything.
package policy

import (
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// The roles. One person may hold several, each over its own scope.
const (
	HRSpecialist      app.Role = "hr"        // keys, rates, certifies; scope hiring/<office>
	Verifier          app.Role = "verifier"  // keys paper applications a second time
	SelectingOfficial app.Role = "selecting" // reviews own certificates and selects; scope hiring/<office>/<vacancy>
	Agent             app.Role = "agent"     // logs calls, answers inquiries; scope inquiries/<agency>
	Administrator     app.Role = "admin"     // users, devices, settings; sees no cases
	RecordsOfficer    app.Role = "records"   // erases what retention says; sees no cases
	Web               app.Role = "web"       // the public site on behalf of a visitor
	System            app.Role = "system"    // the server's own work
	Self              app.Role = "self"      // everybody, over what is one's own; scope users/<user>
)

// Action is something a person may or may not do.
type Action string

// The actions that services ask about.
const (
	VacancyRead       Action = "vacancy.read"
	VacancyWrite      Action = "vacancy.write"
	VacancyAct        Action = "vacancy.act" // open, close, rate
	ApplicationRead   Action = "application.read"
	ApplicationKey    Action = "application.key"
	ApplicationVerify Action = "application.verify"
	ApplicationReveal Action = "application.reveal" // see a full Social Security number
	ApplicationSubmit Action = "application.submit" // from the public web
	CertificateRead   Action = "certificate.read"
	CertificateIssue  Action = "certificate.issue"
	CertificateSelect Action = "certificate.select"
	InquiryRead       Action = "inquiry.read"
	InquiryLog        Action = "inquiry.log"
	InquiryWork       Action = "inquiry.work"
	InquirySubmit     Action = "inquiry.submit" // from the public web
	InquiryStatus     Action = "inquiry.status" // the public status check
	KnowledgeRead     Action = "knowledge.read"
	ReportRun         Action = "report.run"
	UserManage        Action = "user.manage"
	AuditRead         Action = "audit.read"
	ViewKeep          Action = "view.keep"    // one's own views of tables
	Resolve           Action = "sync.resolve" // choose between two people's values
	RecordErase       Action = "record.erase" // destroy a record under a rule of retention
)

var rights = map[app.Role][]Action{
	HRSpecialist: {VacancyRead, VacancyWrite, VacancyAct, ApplicationRead, ApplicationKey, ApplicationVerify, ApplicationReveal,
		CertificateRead, CertificateIssue, CertificateSelect, KnowledgeRead, ReportRun, Resolve},
	Verifier:          {VacancyRead, ApplicationRead, ApplicationKey, ApplicationVerify, Resolve},
	SelectingOfficial: {VacancyRead, CertificateRead, CertificateSelect},
	Agent:             {InquiryRead, InquiryLog, InquiryWork, KnowledgeRead, Resolve},
	Administrator:     {VacancyRead, KnowledgeRead, UserManage, AuditRead, RecordErase},
	RecordsOfficer:    {AuditRead, RecordErase},
	Self:              {ViewKeep, Resolve},
	Web:               {VacancyRead, ApplicationSubmit, InquirySubmit, InquiryStatus},
}

// Can says whether the actor may take the action on records of the scope. The
// system may do everything; an actor without grants nothing.
func Can(a app.Actor, act Action, scope app.Scope) bool {
	for _, g := range a.Grants {
		if g.Role == System {
			return true
		}
		if !g.Scope.Covers(scope) {
			continue
		}
		for _, r := range rights[g.Role] {
			if r == act {
				return true
			}
		}
	}
	return false
}

// Somewhere says whether the actor may take the action on some scope: for menus
// and for things that every holder of a role may see.
func Somewhere(a app.Actor, act Action) bool {
	for _, g := range a.Grants {
		if Can(a, act, g.Scope) {
			return true
		}
	}
	return false
}

// Require is Can as an error: nil, or a Denied fault in words.
func Require(a app.Actor, act Action, scope app.Scope) error {
	if Can(a, act, scope) {
		return nil
	}
	return fault.E("policy.Require", fault.Denied,
		"Your role does not include this ("+string(act)+"). Ask your administrator if you need it.", nil)
}

// certificates ends the scope of a vacancy's certificates, whatever wider scope
// a selecting official was granted.
const certificates = "/certificates"

// Sees says whether records of the scope are sent to the actor's desktop: those
// under a grant, and the agency's shared records for every member of staff.
func Sees(a app.Actor, scope app.Scope) bool {
	for _, g := range a.Grants {
		if scope == app.ScopeAgency && g.Role != Self {
			return true
		}
		switch {
		case g.Role == System:
			return true
		case g.Role == Administrator, g.Role == RecordsOfficer: // accounts, retention; no cases
			continue
		case g.Role == SelectingOfficial && !strings.HasSuffix(string(scope), certificates):
			continue // reviews certificates, never the applications beneath them
		case g.Scope != "" && g.Scope.Covers(scope):
			return true
		}
	}
	return false
}
