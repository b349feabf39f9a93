package node

import (
	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/document"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/tracking"
	"civicdesk/app/policy"
	"civicdesk/app/refdata"
	"civicdesk/app/views"
	"civicdesk/reports/paper"
	"civicdesk/storage/record"
	"civicdesk/sync/conflict"
	"civicdesk/sync/pair"
)

// Version is the program's, as computers tell the server.
const Version = "0.1.0"

// schema is every record type; the server's own types are known on desktops
// too, which never receive any.
func schema() *record.Schema {
	defs := append(hiring.Definitions(), inquiry.Definitions()...)
	defs = append(defs, document.Definitions()...)
	defs = append(defs, views.Definitions()...)
	defs = append(defs, conflict.Conflicts.Definition(), pair.Pairs.Definition())
	return record.NewSchema(append(defs, account.Types()...)...)
}

func hiringService(db *record.DB) *hiring.Service {
	s := hiring.New(db, hiring.Options{Render: paper.CertificatePDF, ScientificProfessional: refdata.ScientificProfessional})
	db.Schema().Register(s.Acts()...)
	return s
}

func inquiryService(db *record.DB, agency string) *inquiry.Service {
	s := inquiry.New(db, inquiry.Options{Agency: agency})
	db.Schema().Register(s.Acts()...)
	return s
}

// editRights says which right a desktop's edit of a record type needs. A type
// that is not here cannot be edited from a desktop: certificates, ratings and
// numbers come from acts alone.
var editRights = map[string][]policy.Action{
	hiring.Vacancies.Name():      {policy.VacancyWrite},
	hiring.Questionnaires.Name(): {policy.VacancyWrite},
	hiring.Applications.Name():   {policy.ApplicationKey, policy.ApplicationVerify},
	inquiry.Inquiries.Name():     {policy.InquiryLog, policy.InquiryWork},
	inquiry.Persons.Name():       {policy.InquiryLog, policy.InquiryWork},
	inquiry.Drafts.Name():        {policy.InquiryLog},
	views.Views.Name():           {policy.ViewKeep},
	// Which of them counts follows from the scope; document.Service.Admit asks the
	// rights on the owner besides.
	document.Documents.Name(): {policy.ApplicationKey, policy.ApplicationVerify, policy.InquiryLog, policy.InquiryWork},
}

// authorize refuses a desktop's edit that its author's present rights do not
// cover. A vacancy is shared by all staff, so its right is asked on the scope of
// what belongs to it.
func authorize(actor app.Actor, c record.Change, cur record.Current) error {
	actions, known := editRights[c.Type]
	if !known {
		return fault.E("node.authorize", fault.Denied, "This kind of record is changed by the server alone.", nil)
	}
	scope := c.Scope
	if c.Type == hiring.Vacancies.Name() {
		if scope = vacancyScope(c, cur); scope == "" {
			return fault.E("node.authorize", fault.Invalid, "The vacancy does not say which office it belongs to.", nil)
		}
	}
	var err error
	for _, a := range actions {
		if err = policy.Require(actor, a, scope); err == nil {
			break
		}
	}
	if err != nil {
		return err
	}
	before := cur.Fields
	if !cur.Exists {
		before = nil
	}
	if err := document.Authorship(actor.User, c); err != nil {
		return err
	}
	if err := inquiry.Authorship(actor.User, c, before); err != nil {
		return err
	}
	return hiring.Authorship(actor.User, c, before)
}

// vacancyScope is where the vacancy's own records lie: by the office that the
// server has for it, or that a new one names.
func vacancyScope(c record.Change, cur record.Current) app.Scope {
	raw := cur.Fields["office"]
	if !cur.Exists {
		raw = c.Set["office"]
	}
	var office string
	if raw == nil || record.Decode(raw, &office) != nil || office == "" {
		return ""
	}
	return app.VacancyScope(office, c.ID)
}

// neededScopes lists the scopes whose keys an actor's desktop must have before
// any record lies in them: each vacancy's and the agency's inquiries.
func neededScopes(agency string) func(tx *record.Tx, actor app.Actor) ([]app.Scope, error) {
	return func(tx *record.Tx, actor app.Actor) ([]app.Scope, error) {
		scopes := []app.Scope{app.ScopeAgency, app.UserScope(actor.User)}
		if s := app.InquiryScope(agency); policy.Sees(actor, s) {
			scopes = append(scopes, s)
		}
		vacancies, err := hiring.Vacancies.All(tx)
		for _, v := range vacancies {
			for _, s := range []app.Scope{v.Scope(), hiring.CertificateScope(v.Office, v.ID)} {
				if policy.Sees(actor, s) {
					scopes = append(scopes, s)
				}
			}
		}
		return scopes, err
	}
}

// alike finds one paper form that was keyed twice; what equal means is hiring's
// to say.
func alike(tx *record.Tx, c record.Change) ([]pair.Pair, error) {
	twins, err := hiring.Twins(tx, c)
	var pairs []pair.Pair
	for _, t := range twins {
		pairs = append(pairs, pair.Pair{Scope: t.First.Scope(), Type: hiring.Applications.Name(), First: t.First.ID, Second: t.Second.ID,
			FirstLabel: t.First.Label(), SecondLabel: t.Second.Label(), FirstBy: t.First.KeyedByName, SecondBy: t.Second.KeyedByName, Why: t.Why})
	}
	return pairs, err
}

// pairs shows and decides possible duplicates.
func pairs(db *record.DB) *pair.Service {
	return pair.New(db, map[string]pair.Withdraw{hiring.Applications.Name(): hiring.WithdrawTwin})
}

// label names a record in the list of conflicts by its number, which every
// screen shows.
func label(typ string, _ app.ID, now record.Current) string {
	words, field := typ, ""
	switch typ {
	case hiring.Applications.Name():
		words, field = "Application", "number"
	case hiring.Vacancies.Name():
		words, field = "Vacancy", "announcement"
	case inquiry.Inquiries.Name():
		words, field = "Inquiry", "tracking"
	case document.Documents.Name():
		words = "Attachment"
	case views.Views.Name():
		words = "Saved view"
	}
	var number string
	if raw := now.Fields[field]; raw != nil && record.Decode(raw, &number) == nil && number != "" {
		if field == "tracking" {
			number = tracking.Number(number).String() // in groups, as it is read aloud
		}
		words += " " + number
	}
	return words
}
