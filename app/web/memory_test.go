package web

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/inquiry/tracking"
)

// day is the day of the tests: a Monday before Thanksgiving.
var day = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

// memory is hiring and inquiries in memory, for tests of pages, forms and
// drafts; the services' own rules are tested over the real ones.
type memory struct {
	mu      sync.Mutex
	jobs    []Announcement
	set     form.Set
	sent    map[app.ID]Application
	asked   map[app.ID]Inquiry
	numbers map[app.ID]string
	fail    error // returned by every call
}

func newMemory() *memory {
	return &memory{jobs: []Announcement{hygienist, clerk, closedJob}, set: questions, sent: map[app.ID]Application{}, asked: map[app.ID]Inquiry{}, numbers: map[app.ID]string{}}
}

var hygienist = Announcement{
	Job: Job{Number: "DE-16-OSHA-62", Title: "Industrial Hygienist", Agency: "Occupational Safety and Health Administration",
		Series: []Choice{{Value: "0690", Label: "Industrial Hygiene"}}, PayPlan: "GS", Grades: []string{"07", "09"}, Salary: "$53,435 to $84,000 per year",
		Locations: []string{"Denver, Colorado", "Billings, Montana"}, Opens: "2026-11-09", Closes: "2026-11-27", MayApply: "United States Citizens",
		Summary: "The mission of the agency is to save lives, prevent injuries and protect the health of America's workers.\nThis position is in the Denver area office."},
	TakesApplications: true, Department: "Department of Labor", ControlNumber: "436996000", Promotion: "12", Openings: 2, OpeningsText: "2",
	Appointment: "Permanent", Schedule: "Full-time", SalaryMin: "53435", SalaryMax: "84000", SalaryPer: "Per Year",
	Places:   []Place{{"Denver, Colorado", "Denver", "Colorado", "United States"}, {"Billings, Montana", "Billings", "Montana", "United States"}},
	Telework: "yes", Supervisory: "no", Travel: "25% or less", DrugTest: "no", CitizensOnly: "yes",
	Duties:     []string{"Conducts inspections of establishments to determine whether employers comply with the standards.", "Evaluates exposure to chemical, physical and biological hazards."},
	Conditions: []string{"You must be a citizen of the United States.", "You must have a valid driver's license."}, Qualifications: "One year of specialized experience equivalent to GS-07.\nOr two years of graduate study.",
	Education: "A bachelor's degree in industrial hygiene, occupational health sciences or a related science.", HowEvaluated: "You are rated on your answers and placed in a quality category.",
	RequiredDocuments: "Résumé; transcript; DD-214 if you claim veterans' preference.", HowToApply: "Answer the questions on this site before the closing date.",
	NextSteps: "We tell you by email when the list has gone to the selecting official.", ContactEmail: "jobs@example.gov", ContactPhone: "720-555-0143",
}

var clerk = Announcement{Job: Job{Number: "PW/26/11 A", Title: "Student Trainee <Clerk>", Agency: "Wage and Hour Division", Series: []Choice{{Value: "0303", Label: "Miscellaneous Clerk and Assistant"}},
	PayPlan: "GS", Grades: []string{"04"}, Locations: []string{"Nashville, Tennessee"}, Opens: "2026-11-01", Closes: "2026-12-31", Summary: "A Pathways internship."}, TakesApplications: true, Schedule: "Part-time", Appointment: "Internships"}

var closedJob = Announcement{Job: Job{Number: "MS-15-BLS-7", Title: "Economist", Agency: "Bureau of Labor Statistics", PayPlan: "GS", Grades: []string{"11"},
	Locations: []string{"Washington, District of Columbia"}, Opens: "2026-10-01", Closes: "2026-10-30"}}

var questions = form.Set{Questions: []form.Question{
	{ID: "note", Kind: form.Instruction, Text: "Answer for yourself. Your answers are compared with your résumé."},
	{ID: "q1", Number: "1", Text: "Do you have one year of specialized experience as an industrial hygienist?", Kind: form.YesNo, Required: true,
		Choices: []form.Choice{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No", ScreenOut: true}}},
	{ID: "q2", Number: "2", Text: "Choose the statement that best describes your experience in sampling air.", Kind: form.Single, Required: true, Weight: 10,
		Choices: []form.Choice{{Value: "a", Label: "I have no experience", Points: 0}, {Value: "b", Label: "I was trained only", Points: 25}, {Value: "c", Label: "I did it under close supervision", Points: 50}, {Value: "d", Label: "I do it independently", Points: 80}, {Value: "e", Label: "I train others", Points: 100}}},
	{ID: "q3", Number: "3", Text: "Which instruments have you used?", Kind: form.Multiple, Choices: []form.Choice{{Value: "a", Label: "Noise dosimeter"}, {Value: "b", Label: "Photoionization detector"}, {Value: "c", Label: "None of the above"}}},
	{ID: "q4", Number: "4", Text: "Describe your work with the photoionization detector.", Kind: form.LongText, MaxLength: 10000, Required: true, When: "q3", Is: []string{"b"}},
	{ID: "q5", Number: "5", Text: "How many inspections did you lead?", Kind: form.Number},
	{ID: "q6", Number: "6", Text: "When could you start?", Kind: form.Date},
}}

func (m *memory) Open(context.Context) ([]Job, error) {
	if m.fail != nil {
		return nil, m.fail
	}
	var open []Job
	for _, a := range m.jobs {
		if a.TakesApplications {
			open = append(open, a.Job)
		}
	}
	return open, nil
}

func (m *memory) Announcement(_ context.Context, number string) (Announcement, error) {
	for _, a := range m.jobs {
		if a.Number == number {
			return a, m.fail
		}
	}
	return Announcement{}, fault.E("memory", fault.NotFound, "There is no such announcement.", nil)
}

func (m *memory) Questions(context.Context, string) (form.Set, error) { return m.set, m.fail }

// jobsIn and inquiriesIn give the two subjects of one memory their methods of
// the same name.
type jobsIn struct{ *memory }

func (m jobsIn) Check(_ context.Context, a Application) ([]fault.Field, error) {
	var wrong []fault.Field
	for _, need := range []struct{ name, value, words string }{
		{"firstName", a.FirstName, "Enter your first name"}, {"lastName", a.LastName, "Enter your last name"},
		{"street", a.Street, "Enter your street address"}, {"city", a.City, "Enter your city"}, {"state", a.State, "Choose your state"},
		{"zip", a.Zip, "Enter your 5-digit ZIP code"}, {"email", a.Email, "Enter your email address"},
		{"citizenship", a.Citizenship, "Choose your country of citizenship"}, {"preferenceClaim", a.PreferenceClaim, "Choose your preference"},
	} {
		if need.value == "" {
			wrong = append(wrong, fault.Field{Name: need.name, Words: need.words})
		}
		if len(need.value) > 200 {
			wrong = append(wrong, fault.Field{Name: need.name, Words: "Shorten this to 200 characters"})
		}
	}
	if len(a.Grades) == 0 {
		wrong = append(wrong, fault.Field{Name: "grades", Words: "Choose at least one grade"})
	}
	if len(onlyDigits(a.SSN)) != 9 {
		wrong = append(wrong, fault.Field{Name: "ssn", Words: "Enter the nine digits of your Social Security number"})
	}
	return append(append(wrong, m.set.CheckFormat(a.Answers)...), m.set.CheckComplete(a.Answers, a.Grades)...), m.fail
}

func (m jobsIn) Apply(ctx context.Context, a Application) (Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.sent[a.Token]; ok {
		return Receipt{Number: m.numbers[a.Token], Repeated: true}, nil
	}
	m.sent[a.Token], m.numbers[a.Token] = a, "A-7K2M-9QXD"
	return Receipt{Number: "A-7K2M-9QXD"}, nil
}

type inquiriesIn struct{ *memory }

func (m inquiriesIn) Categories(context.Context) ([]Choice, error) {
	return []Choice{{Value: "DIS", Label: "Disability discrimination or accommodation"}, {Value: "OTH", Label: "Something else"}}, m.fail
}

func (m inquiriesIn) Check(_ context.Context, q Inquiry) (wrong, look []fault.Field, err error) {
	got := intake.Check(intakeForm(q), nil)
	return got.Errors, got.Warnings, m.fail
}

func (m inquiriesIn) Submit(_ context.Context, q Inquiry) (Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := Receipt{Number: "7K3M-Q9TD-2HX2", Spoken: "seven, Kilo, three, Mike", Office: "Denver Area Office", Phone: "1-800-555-0143", Standard: "We answer most questions within 4 business days."}
	_, r.Repeated = m.asked[q.Token]
	if !r.Repeated {
		m.asked[q.Token] = q
	}
	return r, m.fail
}

func (m inquiriesIn) Status(_ context.Context, number, zip string) (Status, error) {
	n, err := tracking.Parse(number)
	if err != nil {
		return Status{}, err
	}
	if n.String() != "4821-A7K3-MQ9M" || !strings.HasPrefix(zip, "37203") {
		return Status{}, fault.E("memory", fault.NotFound, "no such", nil)
	}
	return Status{Stage: "Being reviewed", Received: "2026-11-20", Changed: "2026-11-23", Office: "Nashville Office", Phone: "615-555-0143", PleaseCall: true}, m.fail
}

// theOne is the only value of a map.
func theOne[K comparable, V any](m map[K]V) V { return slices.Collect(maps.Values(m))[0] }
