package simulation

import (
	"strings"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/sync/conflict"
)

// The record types of the simulated agency. They have what the subjects' types
// have: plain fields, lists that grow, a status, sensitive fields, indexes,
// checks, and records that only acts make.

// form lies in an office and can move to another.
type form struct {
	ID     app.ID   `json:"id"`
	Office string   `json:"office"`
	Name   string   `json:"name"`
	City   string   `json:"city"`
	Notes  []string `json:"notes"`
	Status string   `json:"status"`
	SSN    string   `json:"ssn"`
	Paper  app.ID   `json:"paper"` // of the certificate that an act made
}

// call lies in the inquiries; two people may make one under the same identity.
type call struct {
	ID      app.ID   `json:"id"`
	Subject string   `json:"subject"`
	Answer  string   `json:"answer"`
	Log     []string `json:"log"`
	Phone   string   `json:"phone"`
}

// notice is shared by all staff.
type notice struct {
	ID    app.ID `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// paper is a certificate: number n of the agency, of one form.
type paper struct {
	ID   app.ID `json:"id"`
	Form app.ID `json:"form"`
	N    int    `json:"n"`
}

// tally counts the papers.
type tally struct {
	ID app.ID `json:"id"`
	N  int    `json:"n"`
}

func (f form) RecordID() app.ID   { return f.ID }
func (c call) RecordID() app.ID   { return c.ID }
func (n notice) RecordID() app.ID { return n.ID }
func (p paper) RecordID() app.ID  { return p.ID }
func (t tally) RecordID() app.ID  { return t.ID }

const (
	inquiries app.Scope = "inquiries/ofccp"
	tallyID   app.ID    = "00000000-0000-7000-8000-00000000007a"
)

func officeScope(office string) app.Scope { return app.ScopeHiring + app.Scope("/"+office) }

var (
	forms      = defineForms(record.Checks(checkForm)) // as the server knows them
	olderForms = defineForms()                         // desktops are older programs: they do not know the check

	calls = record.Define[call]("call",
		record.Scope(func(call) app.Scope { return inquiries }),
		record.Index("by-subject", record.Blind, func(c call) []record.Key { return []record.Key{record.K(c.Subject)} }),
		record.Merge("log", record.Append()), record.Sensitive("phone"), record.Audited())
	notices = record.Define[notice]("notice", record.Scope(func(notice) app.Scope { return app.ScopeAgency }), record.Audited())
	papers  = record.Define[paper]("paper", record.Scope(func(paper) app.Scope { return app.ScopeAgency }), record.Audited())
	tallies = record.Define[tally]("tally", record.Scope(func(tally) app.Scope { return app.ScopeAgency }), record.Audited())
)

var formSteps = map[string][]string{"": {"", "draft"}, "draft": {"finished", "withdrawn"}, "finished": {"withdrawn"}}

func defineForms(more ...record.Option) *record.Type[form] {
	return record.Define[form]("form", append(more,
		record.Scope(func(f form) app.Scope { return officeScope(f.Office) }),
		record.Index("by-status", record.Clear, func(f form) []record.Key { return []record.Key{record.K(f.Status)} }),
		record.Index("by-city", record.Blind, func(f form) []record.Key { return []record.Key{record.K(f.City)} }),
		record.Merge("notes", record.Append()), record.Merge("status", record.Transitions(formSteps)),
		record.Sensitive("ssn"), record.Audited())...)
}

func checkForm(_ *form, f form) error {
	if strings.HasPrefix(f.Name, poison) {
		return fault.Fields("form.check", []fault.Field{{Name: "name", Words: "Enter another name."}})
	}
	return nil
}

// poison begins names that the server refuses.
const poison = "poison"

// certify makes a form's paper: the tally, the paper and the form change
// together or not at all. It is refused after it has staged two of the three.
var certify = record.ActOf("form.certify", func(tx *record.Tx, a certifyArgs, seen string) (int, error) {
	f, err := forms.Get(tx, a.Form)
	if err != nil {
		return 0, err
	}
	if err := policy.Require(tx.Actor(), policy.CertificateIssue, officeScope(f.Office)); err != nil {
		return 0, err
	}
	t, err := tallies.Get(tx, tallyID)
	if fault.Is(err, fault.NotFound) {
		t, err = tally{ID: tallyID}, nil
	}
	if err != nil {
		return 0, err
	}
	t.N++
	if err := tallies.Put(tx, t); err != nil {
		return 0, err
	}
	if err := papers.Put(tx, paper{ID: a.Paper, Form: f.ID, N: t.N}); err != nil {
		return 0, err
	}
	if f.Paper != "" || seen != seenOf(f) {
		return 0, fault.E("form.certify", fault.Conflict, "The form has changed since you saw it.", nil)
	}
	f.Paper = a.Paper
	return t.N, forms.Put(tx, f)
})

type certifyArgs struct {
	Form  app.ID `json:"form"`
	Paper app.ID `json:"paper"`
}

func seenOf(f form) string { return record.Digest([]string{f.Name, f.City, string(f.Paper)}) }

func schema(forms *record.Type[form]) *record.Schema {
	s := record.NewSchema(append(account.Types(), forms.Definition(), calls.Definition(), notices.Definition(),
		papers.Definition(), tallies.Definition(), conflict.Conflicts.Definition())...)
	s.Register(certify)
	return s
}

// authorize is the agency's table of who may edit what from a desktop.
func authorize(actor app.Actor, c record.Change, _ record.Current) error {
	switch c.Type {
	case "form":
		return policy.Require(actor, policy.ApplicationKey, c.Scope)
	case "call":
		return policy.Require(actor, policy.InquiryLog, c.Scope)
	case "notice":
		if policy.Somewhere(actor, policy.VacancyRead) {
			return nil
		}
	}
	return fault.E("authorize", fault.Denied, "Your role does not include this.", nil)
}

// grantsOf are the sets of rights that people are given and lose.
var grantsOf = [][]app.Grant{
	{{Role: policy.HRSpecialist, Scope: "hiring"}},
	{{Role: policy.HRSpecialist, Scope: "hiring/hq"}},
	{{Role: policy.HRSpecialist, Scope: "hiring/west"}},
	{{Role: policy.HRSpecialist, Scope: "hiring/hq"}, {Role: policy.Agent, Scope: inquiries}},
	{{Role: policy.Verifier, Scope: "hiring/hq"}},
	{{Role: policy.Agent, Scope: inquiries}},
}

var offices = []string{"hq", "west"}
