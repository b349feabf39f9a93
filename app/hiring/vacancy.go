package hiring

import (
	"time"

	"civicdesk/app"
	"civicdesk/app/form"
)

// VacancyStatus is where a vacancy stands.
type VacancyStatus string

// The states of a vacancy, in order.
const (
	VacancyDraft     VacancyStatus = "draft"
	ManagerReview    VacancyStatus = "managerReview"
	VacancyApproved  VacancyStatus = "approved"
	VacancyScheduled VacancyStatus = "scheduled"
	VacancyOpen      VacancyStatus = "open"
	VacancyClosed    VacancyStatus = "closed"
	UnderReview      VacancyStatus = "underReview" // rated
	VacancyCertified VacancyStatus = "certified"
	VacancySelected  VacancyStatus = "selectionMade"
	HiringComplete   VacancyStatus = "hiringComplete"
	VacancyCanceled  VacancyStatus = "canceled"
)

// Vacancy is one announcement: what the public sees and how it is rated. Its
// questions, which hold points, are a record of their own.
type Vacancy struct {
	ID            app.ID        `json:"id"`
	Office        string        `json:"office"`        // the human-resources office: "hq"
	Announcement  string        `json:"announcement"`  // agency's number: "DE-16-OSHA-62"
	ControlNumber string        `json:"controlNumber"` // USAJOBS's number
	Title         string        `json:"title"`
	Department    string        `json:"department"`
	Agency        string        `json:"agency"`
	SubAgency     string        `json:"subAgency"`
	Status        VacancyStatus `json:"status"`

	Series             []Series   `json:"series"`
	PayPlan            string     `json:"payPlan"`
	Grades             []string   `json:"grades"` // two digits, lowest first
	PromotionPotential string     `json:"promotionPotential"`
	SalaryMin          string     `json:"salaryMin"` // exact text, no separators
	SalaryMax          string     `json:"salaryMax"`
	SalaryPer          string     `json:"salaryPer"` // "Per Year"
	Opens              app.Date   `json:"opens"`
	Closes             app.Date   `json:"closes"` // 11:59 pm Eastern
	ClosingType        string     `json:"closingType"`
	Locations          []Location `json:"locations"`
	Openings           int        `json:"openings"`
	OpeningsText       string     `json:"openingsText"` // as announced: "Few vacancies"
	AppointmentType    string     `json:"appointmentType"`
	WorkSchedule       string     `json:"workSchedule"`
	Service            string     `json:"service"`
	HiringPaths        []string   `json:"hiringPaths"`
	WhoMayApply        string     `json:"whoMayApply"`
	Supervisory        string     `json:"supervisory"` // "yes", "no" or "" for not said; so for the next five
	Telework           string     `json:"telework"`
	Remote             string     `json:"remote"`
	Relocation         string     `json:"relocation"`
	DrugTest           string     `json:"drugTest"`
	CitizensOnly       string     `json:"citizensOnly"` // only citizens of the United States may be appointed
	Travel             string     `json:"travel"`
	Clearance          string     `json:"clearance"`
	Sensitivity        string     `json:"sensitivity"`

	Summary           string   `json:"summary"`
	Duties            []string `json:"duties"`
	Conditions        []string `json:"conditions"`
	Requirements      string   `json:"requirements"`
	Qualifications    string   `json:"qualifications"`
	Education         string   `json:"education"`
	HowEvaluated      string   `json:"howEvaluated"`
	RequiredDocuments string   `json:"requiredDocuments"`
	HowToApply        string   `json:"howToApply"`
	NextSteps         string   `json:"nextSteps"`
	ContactEmail      string   `json:"contactEmail"`
	ContactPhone      string   `json:"contactPhone"`
	URL               string   `json:"url"`

	SpecialistName     string     `json:"specialistName"`
	SelectingOfficials []Official `json:"selectingOfficials"`
	Method             Method     `json:"method"`
	Questions          int        `json:"questions"` // how many are attached; 0 until then
	QuestionVersion    int        `json:"questionVersion"`
	ClosedAt           time.Time  `json:"closedAt"`
	RatedAt            time.Time  `json:"ratedAt"`
	RatingRound        int        `json:"ratingRound"` // 0: never rated
	LastReason         string     `json:"lastReason"`  // given with the last amendment or act
	Steps              []Event    `json:"steps"`       // who did what to the vacancy, oldest first
}

// RecordID identifies the vacancy.
func (v Vacancy) RecordID() app.ID { return v.ID }

// Scope is the scope of everything that belongs to the vacancy. The vacancy
// itself is public and shared by all staff.
func (v Vacancy) Scope() app.Scope { return app.VacancyScope(v.Office, v.ID) }

// Series is an occupation code with its name.
type Series struct {
	Code string `json:"code"` // "0690"
	Name string `json:"name"`
}

// Location is a duty location.
type Location struct {
	Name    string `json:"name"` // "Denver, Colorado"
	City    string `json:"city"`
	State   string `json:"state"`
	Country string `json:"country"`
}

// Method is how a vacancy's applicants are rated and ranked.
type Method struct {
	Type                   CertificateType `json:"type"`
	Categories             []Category      `json:"categories"`             // highest first; the last takes everyone rated 70 or more
	ScientificProfessional bool            `json:"scientificProfessional"` // GS-9 and up: CP and CPS do not float (5 USC 3319(b))
	Merge                  bool            `json:"merge"`                  // merge the two highest when too few are in the highest
	MergeBelow             int             `json:"mergeBelow"`             // 3 by law (5 USC 3319(c)(3))
	ReturnDays             int             `json:"returnDays"`             // certificate is due back after; office policy
	ExpireDays             int             `json:"expireDays"`             // and expires after
	WellQualified          string          `json:"wellQualified"`          // "85.00": for displaced employees
}

// Questionnaire is the question set of one vacancy, under the same ID. It holds
// points and screen-outs, so it is not shared beyond the vacancy's scope.
type Questionnaire struct {
	ID      app.ID   `json:"id"` // the vacancy's ID
	Office  string   `json:"office"`
	Version int      `json:"version"`
	Set     form.Set `json:"set"`
	Reason  string   `json:"reason"` // for a change after opening
}

// RecordID is the vacancy's ID.
func (q Questionnaire) RecordID() app.ID { return q.ID }
