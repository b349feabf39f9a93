package hiring

import (
	"crypto/sha256"
	"strings"

	"github.com/google/uuid"

	"civicdesk/app"
	"civicdesk/storage/record"
)

// The record types of the hiring half. Vacancies are public and shared by all
// staff; everything else belongs to the scope of its vacancy.
var (
	Vacancies = record.Define[Vacancy]("vacancy",
		record.Scope(func(Vacancy) app.Scope { return app.ScopeAgency }),
		record.Index("by-status", record.Clear, func(v Vacancy) []record.Key { return []record.Key{record.K(string(v.Status), v.Closes)} }),
		record.Index("by-announcement", record.Clear, func(v Vacancy) []record.Key { return []record.Key{record.K(v.Announcement)} }),
		record.Search(Vacancy.searchFields),
		record.Checks(checkVacancy),
		record.Merge("status", record.Transitions(vacancyFlow)),
		record.Merge("steps", record.Append()),
		record.Audited())

	Questionnaires = record.Define[Questionnaire]("questionnaire",
		record.Scope(func(q Questionnaire) app.Scope { return app.VacancyScope(q.Office, q.ID) }),
		record.Checks(checkQuestionnaire),
		record.Audited())

	Applications = record.Define[Application]("application",
		record.Scope(Application.Scope),
		record.Index("by-vacancy", record.Clear, func(a Application) []record.Key { return []record.Key{record.K(string(a.Vacancy))} }),
		record.Index("by-number", record.Clear, func(a Application) []record.Key { return []record.Key{record.K(a.Number)} }),
		record.Index("by-token", record.Blind, func(a Application) []record.Key { return keyOf(a.FormToken) }),
		record.Index("by-email", record.Blind, func(a Application) []record.Key { return keyOf(strings.ToLower(a.Email)) }),
		record.Index("by-person", record.Blind, Application.personKeys),
		record.Search(Application.searchFields),
		record.Checks(checkIdentity, checkFormats, checkFlow, checkComplete, checkTimely, checkSecond, checkRulings, checkFrozen),
		record.Merge("notes", record.Append()),
		record.Merge("history", record.Append()),
		record.Merge("status", record.Transitions(applicationFlow)),
		record.Together("ssn", "ssnLast4", "ssnMark"),
		record.Audited(), record.Sensitive("ssn"))

	Ratings = record.Define[Rating]("rating",
		record.Scope(func(r Rating) app.Scope { return app.VacancyScope(r.Office, r.Vacancy) }),
		record.Index("by-vacancy", record.Clear, func(r Rating) []record.Key { return []record.Key{record.K(string(r.Vacancy))} }),
		record.Audited())

	Certificates = record.Define[Certificate]("certificate",
		record.Scope(func(c Certificate) app.Scope { return CertificateScope(c.Office, c.Vacancy) }),
		record.Index("by-vacancy", record.Clear, func(c Certificate) []record.Key { return []record.Key{record.K(string(c.Vacancy))} }),
		record.Index("by-number", record.Clear, func(c Certificate) []record.Key { return []record.Key{record.K(c.Number)} }),
		record.Checks(checkCertificate),
		record.Audited())

	CertificateFiles = record.Define[CertificateFile]("certificateFile",
		record.Scope(CertificateFile.Scope),
		record.Index("by-certificate", record.Clear, func(f CertificateFile) []record.Key { return []record.Key{record.K(string(f.Certificate))} }),
		record.Audited())

	Counters = record.Define[Counter]("certificateCounter",
		record.Scope(func(c Counter) app.Scope { return app.ScopeHiring + app.Scope("/"+c.Office) }))
)

// Definitions are the record types of the hiring half, for the store's schema.
func Definitions() []record.Definition {
	return []record.Definition{Vacancies.Definition(), Questionnaires.Definition(), Applications.Definition(),
		Ratings.Definition(), Certificates.Definition(), CertificateFiles.Definition(), Counters.Definition()}
}

func keyOf(s string) []record.Key {
	if s == "" {
		return nil
	}
	return []record.Key{record.K(s)}
}

// Counter counts the certificates of one office and year, so that a number is
// never given twice, not even after retention has erased the certificate.
type Counter struct {
	ID     app.ID `json:"id"`
	Office string `json:"office"`
	Year   int    `json:"year"`
	Last   int    `json:"last"`
}

// RecordID identifies the counter.
func (c Counter) RecordID() app.ID { return c.ID }

// vacancyFlow is the life of a vacancy. It can be canceled until hiring is
// complete; an extension opens a closed one again.
var vacancyFlow = map[string][]string{
	"":                       {string(VacancyDraft)},
	string(VacancyDraft):     {string(ManagerReview), string(VacancyApproved), string(VacancyOpen), string(VacancyCanceled)},
	string(ManagerReview):    {string(VacancyDraft), string(VacancyApproved), string(VacancyCanceled)},
	string(VacancyApproved):  {string(VacancyScheduled), string(VacancyOpen), string(VacancyCanceled)},
	string(VacancyScheduled): {string(VacancyOpen), string(VacancyCanceled)},
	string(VacancyOpen):      {string(VacancyClosed), string(VacancyCanceled)},
	string(VacancyClosed):    {string(VacancyOpen), string(UnderReview), string(VacancyCanceled)},
	string(UnderReview):      {string(VacancyCertified), string(VacancyCanceled)},
	string(VacancyCertified): {string(VacancySelected), string(UnderReview), string(VacancyCanceled)},
	string(VacancySelected):  {string(HiringComplete), string(VacancyCertified), string(VacancyCanceled)},
}

// applicationFlow is the life of an application. Paper is keyed, keyed again by
// somebody else, settled where the two differ, and finished; the web finishes
// at once.
var applicationFlow = map[string][]string{
	"":                    {string(Draft), string(Finished)},
	string(Draft):         {string(AwaitsSecond), string(Withdrawn)},
	string(AwaitsSecond):  {string(Draft), string(AwaitsChoices), string(Verified), string(Withdrawn)},
	string(AwaitsChoices): {string(Draft), string(Verified), string(Withdrawn)},
	string(Verified):      {string(Draft), string(Finished), string(Withdrawn)},
	string(Finished):      {string(Draft), string(Withdrawn)},
}

// named is an identity that follows from the parts alone, for records of which
// there can be only one.
func named(parts ...string) app.ID {
	return app.ID(uuid.NewHash(sha256.New(), uuid.Nil, []byte(strings.Join(parts, "\x00")), 8).String())
}
