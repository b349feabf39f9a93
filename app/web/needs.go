package web

import (
	"context"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
)

// Jobs is what the site needs of hiring. The context carries the site's actor.
type Jobs interface {
	// Open lists the vacancies that take applications now.
	Open(ctx context.Context) ([]Job, error)
	// Announcement finds a published vacancy by its announcement number, open
	// or no longer so; fault.NotFound when there is none that the public may see.
	Announcement(ctx context.Context, number string) (Announcement, error)
	// Questions are the vacancy's own questions, without points.
	Questions(ctx context.Context, number string) (form.Set, error)
	// Check names what is wrong with an application as far as it is filled in,
	// by the field names of Application; answers are "answers." and the
	// question's ID. It stores nothing.
	Check(ctx context.Context, a Application) ([]fault.Field, error)
	// Apply receives an application. The same token again changes nothing and
	// returns the first receipt with Repeated set.
	Apply(ctx context.Context, a Application) (Receipt, error)
}

// Inquiries is what the site needs of the inquiry subject.
type Inquiries interface {
	// Categories are the topics a visitor may choose from.
	Categories(ctx context.Context) ([]Choice, error)
	// Check names what is wrong with an inquiry as far as it is filled in, and
	// what is worth a second look but blocks nothing, by the field names of
	// Inquiry. It stores nothing.
	Check(ctx context.Context, q Inquiry) (wrong, look []fault.Field, err error)
	// Submit receives an inquiry; the same token again returns the first receipt
	// with Repeated set.
	Submit(ctx context.Context, q Inquiry) (Receipt, error)
	// Status answers a status check. A number whose check symbol is wrong is
	// fault.Invalid and costs nothing; any other failure is fault.NotFound.
	Status(ctx context.Context, number, homeZIP string) (Status, error)
}

// Job is one line of the list of jobs.
type Job struct {
	Number    string // announcement number: "DE-16-OSHA-62"
	Title     string
	Agency    string
	Series    []Choice // code and name
	PayPlan   string
	Grades    []string // two digits, lowest first
	Salary    string   // "$53,435 to $84,000 per year"; may be empty
	Locations []string
	Opens     app.Date
	Closes    app.Date // 11:59 pm Eastern
	MayApply  string
	Summary   string
}

// Grade is the grades as people write them: "GS-09/12".
func (j Job) Grade() string {
	switch len(j.Grades) {
	case 0:
		return j.PayPlan
	case 1:
		return j.PayPlan + "-" + j.Grades[0]
	}
	return j.PayPlan + "-" + j.Grades[0] + "/" + j.Grades[len(j.Grades)-1]
}

// Choice is a code with its name.
type Choice struct {
	Value string
	Label string
	Hint  string
}

// Announcement is a vacancy as the public reads it.
type Announcement struct {
	Job
	TakesApplications bool // open, with its questions attached
	Department        string
	SubAgency         string
	ControlNumber     string
	Promotion         string
	Openings          int
	OpeningsText      string
	Appointment       string
	Schedule          string
	SalaryMin         string // exact text, no separators
	SalaryMax         string
	SalaryPer         string // "Per Year"
	Places            []Place
	Remote            bool
	Telework          string
	Supervisory       string
	Travel            string
	Relocation        string
	DrugTest          string
	CitizensOnly      string
	Clearance         string
	Sensitivity       string
	Duties            []string
	Conditions        []string
	Requirements      string
	Qualifications    string
	Education         string
	HowEvaluated      string
	RequiredDocuments string
	HowToApply        string
	NextSteps         string
	ContactEmail      string
	ContactPhone      string
}

// Place is a duty location.
type Place struct {
	Name, City, State, Country string
}

// Application is what an applicant filled in. Its JSON names are the names of
// the form's fields.
type Application struct {
	Announcement    string       `json:"announcement"`
	Token           app.ID       `json:"token"` // one per form: sending twice makes one application
	FirstName       string       `json:"firstName"`
	MiddleName      string       `json:"middleName"`
	LastName        string       `json:"lastName"`
	Suffix          string       `json:"suffix"`
	Street          string       `json:"street"`
	Street2         string       `json:"street2"`
	City            string       `json:"city"`
	State           string       `json:"state"`
	Zip             string       `json:"zip"`
	Country         string       `json:"country"`
	DayPhone        string       `json:"dayPhone"`
	Email           string       `json:"email"`
	Citizenship     string       `json:"citizenship"` // ISO country code
	PreferenceClaim string       `json:"preferenceClaim"`
	SSN             string       `json:"ssn"`
	Grades          []string     `json:"grades"`
	Answers         form.Answers `json:"answers"`
	Signed          bool         `json:"signed"`
}

// Inquiry is what a visitor asks. Its JSON names are the names of the form's
// fields.
type Inquiry struct {
	Token            app.ID `json:"token"`
	Category         string `json:"category"`
	Description      string `json:"description"`
	Company          string `json:"company"`
	Street           string `json:"street"`
	City             string `json:"city"`
	State            string `json:"state"`
	County           string `json:"county"`
	WorkZip          string `json:"workZip"`
	WorkZipUnknown   bool   `json:"workZipUnknown"`
	FirstName        string `json:"firstName"`
	LastName         string `json:"lastName"`
	OneName          bool   `json:"oneName"`
	HomeZip          string `json:"homeZip"`
	PreferredContact string `json:"preferredContact"` // "email" or "phone"
	Email            string `json:"email"`
	Phone            string `json:"phone"`
	Score            int    `json:"score"` // signs that a program sent it; never a verdict
}

// Receipt is what a visitor gets for something sent.
type Receipt struct {
	Number   string // confirmation or tracking number
	Spoken   string // as it is read out on the telephone: "seven, Kilo, three"; may be empty
	Repeated bool   // the form had been sent before; nothing was stored now
	Office   string // inquiries: who answers
	Phone    string
	Standard string // "We answer most questions within 4 business days."
}

// Status is the public's view of an inquiry: no personal data, no text.
type Status struct {
	Stage      string // Received, Being reviewed, Waiting for you, Answered, Closed
	Received   app.Date
	Changed    app.Date
	Office     string
	Phone      string
	PleaseCall bool
}
