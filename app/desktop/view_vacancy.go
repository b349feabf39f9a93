package desktop

// VacancyForm is an announcement as it is written. Names are the record's, so
// that a fault finds its field; lists are texts with one entry a line.
type VacancyForm struct {
	ID                     string         `json:"id"` // empty before the first save
	Office                 string         `json:"office"`
	Title                  string         `json:"title"`
	Department             string         `json:"department"`
	Agency                 string         `json:"agency"`
	SubAgency              string         `json:"subAgency"`
	Series                 string         `json:"series"` // "0690, 1301"
	PayPlan                string         `json:"payPlan"`
	Grades                 string         `json:"grades"` // "07, 09, 11"
	PromotionPotential     string         `json:"promotionPotential"`
	SalaryMin              string         `json:"salaryMin"`
	SalaryMax              string         `json:"salaryMax"`
	SalaryPer              string         `json:"salaryPer"`
	Supervisory            string         `json:"supervisory"`
	Announcement           string         `json:"announcement"`
	Opens                  string         `json:"opens"`
	Closes                 string         `json:"closes"`
	Openings               string         `json:"openings"`
	AppointmentType        string         `json:"appointmentType"`
	WorkSchedule           string         `json:"workSchedule"`
	SpecialistName         string         `json:"specialistName"`
	Locations              string         `json:"locations"` // "Denver, CO", one a line
	Travel                 string         `json:"travel"`
	Telework               string         `json:"telework"`
	Remote                 string         `json:"remote"`
	Relocation             string         `json:"relocation"`
	HiringPaths            []string       `json:"hiringPaths"`
	WhoMayApply            string         `json:"whoMayApply"`
	CitizensOnly           string         `json:"citizensOnly"`
	Summary                string         `json:"summary"`
	Duties                 string         `json:"duties"`
	Conditions             string         `json:"conditions"`
	Requirements           string         `json:"requirements"`
	Clearance              string         `json:"clearance"`
	DrugTest               string         `json:"drugTest"`
	Qualifications         string         `json:"qualifications"`
	Education              string         `json:"education"`
	HowEvaluated           string         `json:"howEvaluated"`
	Categories             []CategoryForm `json:"categories"`
	ScientificProfessional string         `json:"scientificProfessional"` // "yes" or "no"
	RequiredDocuments      string         `json:"requiredDocuments"`
	HowToApply             string         `json:"howToApply"`
	NextSteps              string         `json:"nextSteps"`
	ContactEmail           string         `json:"contactEmail"`
	ContactPhone           string         `json:"contactPhone"`
}

// CategoryForm is one quality category.
type CategoryForm struct {
	Name string `json:"name"`
	From string `json:"from"` // the lowest rating in it
}

// VacancyDraft is a draft with everything that its screen needs.
type VacancyDraft struct {
	Form     VacancyForm    `json:"form"` // as it is stored
	Sections []BuilderPart  `json:"sections"`
	Gaps     []GapView      `json:"gaps"`
	Problems []Problem      `json:"problems"` // fields whose text cannot be stored
	Clashes  []ClashView    `json:"clashes"`  // fields that somebody else changed meanwhile
	SavedAt  string         `json:"savedAt"`
	Chosen   []QuestionView `json:"chosen"`
	MayOpen  bool           `json:"mayOpen"`
}

// BuilderPart is a section of the announcement.
type BuilderPart struct {
	Key   string `json:"key"`
	Label string `json:"label"`
}

// GapView is something that the announcement lacks, with the rule that wants it.
type GapView struct {
	Section  string `json:"section"`
	Field    string `json:"field"`
	Words    string `json:"words"`
	Citation string `json:"citation"`
	Stops    bool   `json:"stops"` // the vacancy cannot open before
}

// ClashView is a field that somebody else gave another value while it was
// written here.
type ClashView struct {
	Field string `json:"field"`
	By    string `json:"by"`
}

// VacancyOptions are the lists that the builder chooses from.
type VacancyOptions struct {
	Offices      []Choice `json:"offices"`
	Series       []Choice `json:"series"`
	PayPlans     []Choice `json:"payPlans"`
	PayIntervals []Choice `json:"payIntervals"`
	Appointments []Choice `json:"appointments"`
	Schedules    []Choice `json:"schedules"`
	Travel       []Choice `json:"travel"`
	Clearances   []Choice `json:"clearances"`
	HiringPaths  []Choice `json:"hiringPaths"`
	Kinds        []Choice `json:"kinds"` // of a new question
}

// LibraryQuestion is a question that some vacancy of the office asks or asked.
type LibraryQuestion struct {
	Key      string       `json:"key"`
	Used     int          `json:"used"`
	Last     string       `json:"last"` // announcement number
	Question QuestionView `json:"question"`
}

// ChosenQuestion is one question of a draft's list: one that it has, one of the
// library, or a new one in its own words.
type ChosenQuestion struct {
	ID        string `json:"id"`
	Key       string `json:"key"`
	Text      string `json:"text"`
	Kind      string `json:"kind"`
	ScreenOut bool   `json:"screenOut"`
	Weight    string `json:"weight"`
	Required  bool   `json:"required"`
}

// PublicPage is an announcement as the public will read it: one HTML page that
// asks nobody for anything.
type PublicPage struct {
	HTML string `json:"html"`
}

// HistoryRow is one thing that was done to a vacancy.
type HistoryRow struct {
	Key    string `json:"key"`
	At     string `json:"at"`
	Who    string `json:"who"`
	What   string `json:"what"`
	Parts  string `json:"parts"` // what of it
	Reason string `json:"reason"`
}

// RatingView is how a vacancy is rated and what that gives.
type RatingView struct {
	Round    int           `json:"round"` // 0: not rated yet
	RatedAt  string        `json:"ratedAt"`
	Finished int           `json:"finished"` // applications that a rating takes
	Waiting  int           `json:"waiting"`  // keyed and not finished
	Drafts   int           `json:"drafts"`
	Grades   []RatingGrade `json:"grades"`
}

// RatingGrade is the outcome at one grade.
type RatingGrade struct {
	Grade      string       `json:"grade"`
	Eligible   int          `json:"eligible"`
	Ineligible int          `json:"ineligible"`
	Categories []RatingPart `json:"categories"`
	Reasons    []RatingPart `json:"reasons"` // of the ineligible ones, by code
}

// RatingPart counts the people in one part.
type RatingPart struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
	More  string `json:"more"`
}

// ViewRow is a saved view of a table.
type ViewRow struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	State string `json:"state"` // the page's own, as JSON
	First bool   `json:"first"` // the table opens with it
}

// WeekView is the small picture of the week: what came in and was closed on each of
// the last seven days, this one last. Lists are empty where the person has no right
// to count.
type WeekView struct {
	Days         []string `json:"days"`
	Applications []int    `json:"applications"`
	Inquiries    []int    `json:"inquiries"`
	Closed       []int    `json:"closed"`
}
