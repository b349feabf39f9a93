package hiring

import (
	"time"

	"civicdesk/app"
	"civicdesk/app/form"
	"civicdesk/app/hiring/ranking"
)

// Source is the way an application came in.
type Source string

// The sources.
const (
	Paper Source = "paper" // a hardship application keyed by staff
	Web   Source = "web"   // the public site
)

// ApplicationStatus is where an application stands.
type ApplicationStatus string

// The states of an application.
const (
	Draft         ApplicationStatus = "draft"    // being keyed; anything may be missing
	AwaitsSecond  ApplicationStatus = "keyed"    // complete, waits for a second person to key it
	AwaitsChoices ApplicationStatus = "differs"  // keyed twice, with differences to settle
	Verified      ApplicationStatus = "verified" // keyed twice and agreed
	Finished      ApplicationStatus = "finished" // received and ready to be rated
	Withdrawn     ApplicationStatus = "withdrawn"
)

// Hardship is why somebody applied on paper.
type Hardship string

// The reasons for a paper application.
const (
	NoInternet    Hardship = "noInternet"
	Accommodation Hardship = "accommodation" // disability
	Outage        Hardship = "outage"        // the online system was down
	OtherHardship Hardship = "other"         // with text
)

// Application is one person's application to one vacancy, with the elements of
// the OF-612. The Social Security number is sealed apart and never read back
// with the rest.
type Application struct {
	ID      app.ID            `json:"id"`
	Office  string            `json:"office"`
	Vacancy app.ID            `json:"vacancy"`
	Number  string            `json:"number"` // confirmation number: "A-7K2M-9QXD"
	Source  Source            `json:"source"`
	Status  ApplicationStatus `json:"status"`
	Grades  []string          `json:"grades"` // grades applied for

	Hardship     Hardship  `json:"hardship"`
	HardshipText string    `json:"hardshipText"`
	DateReceived app.Date  `json:"dateReceived"` // date stamp on receipt; decides timeliness
	ReceivedBy   string    `json:"receivedBy"`
	ReceivedAt   time.Time `json:"receivedAt"` // web: when it was sent
	Closes       app.Date  `json:"closes"`     // the vacancy's closing date, as of the last save

	FirstName    string `json:"firstName"`
	MiddleName   string `json:"middleName"`
	LastName     string `json:"lastName"`
	Suffix       string `json:"suffix"`
	Street       string `json:"street"`
	Street2      string `json:"street2"`
	City         string `json:"city"`
	State        string `json:"state"`
	Zip          string `json:"zip"`
	Country      string `json:"country"`
	DayPhone     string `json:"dayPhone"`
	EveningPhone string `json:"eveningPhone"`
	Email        string `json:"email"`
	Citizenship  string `json:"citizenship"` // ISO country code; "US"

	PreferenceClaim  ranking.Preference `json:"preferenceClaim"`
	PreferenceStatus string             `json:"preferenceStatus"` // claimed, tentative, verified, denied
	PreferenceCode   ranking.Preference `json:"preferenceCode"`   // adjudicated; "" until then
	PreferenceProof  []string           `json:"preferenceProof"`  // documents handed in: "DD-214", "SF-15", "VA letter"

	SSN      string `json:"ssn"`      // sealed apart; empty when read
	SSNLast4 string `json:"ssnLast4"` // shown masked
	SSNMark  string `json:"ssnMark"`  // keyed digest, to compare without seeing

	Work                []WorkBlock      `json:"work"`
	MayContact          string           `json:"mayContact"` // current supervisor: "yes", "no", "askFirst"
	HighestEducation    string           `json:"highestEducation"`
	Education           []EducationBlock `json:"education"`
	OtherQualifications string           `json:"otherQualifications"` // training, skills, licences, honours
	FederalCivilian     string           `json:"federalCivilian"`     // ever a federal civilian employee: "yes", "no"
	FederalHistory      []FederalBlock   `json:"federalHistory"`
	Reinstatement       string           `json:"reinstatement"` // eligible for reinstatement: "yes", "no"
	Signed              bool             `json:"signed"`
	SignatureDate       app.Date         `json:"signatureDate"`

	Answers form.Answers `json:"answers"`

	Critical    []string     `json:"critical"` // fields to be keyed twice, fixed when the first keying is done
	KeyedBy     app.ID       `json:"keyedBy"`
	KeyedByName string       `json:"keyedByName"`
	KeyedAt     time.Time    `json:"keyedAt"`
	Second      SecondKeying `json:"second"`

	FormToken string   `json:"formToken"` // of the web form, so that sending twice makes one application
	Notes     []Note   `json:"notes"`
	History   []Change `json:"history"`  // every change since it was keyed or sent; the list only grows
	Rulings   []Ruling `json:"rulings"`  // of human resources over what the answers give, one a grade
	FrozenBy  string   `json:"frozenBy"` // the rating or certificate that read it; "" while free
	Decision  Decision `json:"decision"` // after selection
}

// RecordID identifies the application.
func (a Application) RecordID() app.ID { return a.ID }

// Scope is the scope the application belongs to.
func (a Application) Scope() app.Scope { return app.VacancyScope(a.Office, a.Vacancy) }

// WorkBlock is one job of the OF-612.
type WorkBlock struct {
	Title           string `json:"title"`
	Series          string `json:"series"` // federal jobs
	Grade           string `json:"grade"`
	From            string `json:"from"` // MM/YYYY
	To              string `json:"to"`   // MM/YYYY or "present"
	Salary          string `json:"salary"`
	SalaryPer       string `json:"salaryPer"`
	HoursPerWeek    string `json:"hoursPerWeek"`
	Employer        string `json:"employer"`
	Address         string `json:"address"`
	Supervisor      string `json:"supervisor"`
	SupervisorPhone string `json:"supervisorPhone"`
	Duties          string `json:"duties"`
}

// EducationBlock is one school of the OF-612.
type EducationBlock struct {
	School  string `json:"school"`
	Place   string `json:"place"` // city and state
	Major   string `json:"major"`
	Credits string `json:"credits"`
	Unit    string `json:"unit"` // "semester", "quarter"
	Degree  string `json:"degree"`
	Year    string `json:"year"`
}

// FederalBlock is one federal civilian appointment.
type FederalBlock struct {
	Agency string `json:"agency"`
	Series string `json:"series"`
	Grade  string `json:"grade"`
	From   string `json:"from"` // MM/YYYY
	To     string `json:"to"`
}

// SecondKeying is what a second person keyed from the same paper, without
// having seen the first values.
type SecondKeying struct {
	By     app.ID            `json:"by"`
	ByName string            `json:"byName"`
	At     time.Time         `json:"at"`
	Values map[string]string `json:"values"` // critical fields by name; never the Social Security number
	Mark   string            `json:"mark"`   // of the number as keyed the second time
	// Settled names, per field that differed, who chose the value.
	Settled map[string]app.ID `json:"settled"`
}

// Note is one remark on an application; the list only grows.
type Note struct {
	ID   app.ID    `json:"id"`
	By   app.ID    `json:"by"`
	Name string    `json:"name"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}
