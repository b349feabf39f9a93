package desktop

// VacancyRow is one line of the table of vacancies.
type VacancyRow struct {
	ID           string `json:"id"`
	Number       string `json:"number"`
	Title        string `json:"title"`
	Agency       string `json:"agency"`
	Series       string `json:"series"` // pay plan, series and grades: "GS-0690-07/09/11"
	Opens        string `json:"opens"`
	Closes       string `json:"closes"`
	Status       string `json:"status"`
	StatusWords  string `json:"statusWords"`
	Applications int    `json:"applications"`
	ToVerify     int    `json:"toVerify"` // paper that waits for its second keying
}

// VacancyView is one vacancy, opened.
type VacancyView struct {
	Row       VacancyRow     `json:"row"`
	Grades    []string       `json:"grades"`
	Round     int            `json:"round"` // how often it was rated
	Facts     []Fact         `json:"facts"`
	Sections  []Section      `json:"sections"`
	Questions []QuestionView `json:"questions"`
	Method    string         `json:"method"` // how it is rated and ranked, in words
	Acts      []Choice       `json:"acts"`   // what this person may do with it now: "edit", "close", "rate", "certify"
	Tabs      []string       `json:"tabs"`   // what of it this person may look at, in order
	Gaps      []GapView      `json:"gaps"`   // of a draft: what it lacks
}

// Section is one part of the announcement.
type Section struct {
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// QuestionView is one question as the announcement asks it.
type QuestionView struct {
	ID        string       `json:"id"`
	Number    string       `json:"number"`
	Grade     string       `json:"grade"` // asked at these, with commas between; empty: at all grades
	Kind      string       `json:"kind"`  // yesNo, single, multiple, number, date, shortText, longText or instruction
	Text      string       `json:"text"`
	Weight    string       `json:"weight"`
	Required  bool         `json:"required"`
	ScreenOut bool         `json:"screenOut"`
	Choices   []ChoiceView `json:"choices"`
	When      string       `json:"when"` // asked only when this question…
	Is        []string     `json:"is"`   // …has one of these answers
}

// ChoiceView is one answer to choose.
type ChoiceView struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Points    string `json:"points"`
	ScreenOut bool   `json:"screenOut"`
}

// Group is a heading with facts beneath it.
type Group struct {
	Heading string `json:"heading"`
	Facts   []Fact `json:"facts"`
}

// PaperForm is a paper application as it is keyed, in the order of form OF-612.
// Names are the record's, so that a fault finds its field.
type PaperForm struct {
	ID                  string           `json:"id"`
	Vacancy             string           `json:"vacancy"`
	Number              string           `json:"number"`
	Status              string           `json:"status"`
	DateReceived        string           `json:"dateReceived"`
	ReceivedBy          string           `json:"receivedBy"`
	Hardship            string           `json:"hardship"`
	HardshipText        string           `json:"hardshipText"`
	Grades              []string         `json:"grades"`
	FirstName           string           `json:"firstName"`
	MiddleName          string           `json:"middleName"`
	LastName            string           `json:"lastName"`
	Suffix              string           `json:"suffix"`
	SSN                 string           `json:"ssn"`      // nine digits when just keyed; empty leaves the stored one
	SSNLast4            string           `json:"ssnLast4"` // of the stored one
	Street              string           `json:"street"`
	City                string           `json:"city"`
	State               string           `json:"state"`
	Zip                 string           `json:"zip"`
	Country             string           `json:"country"`
	DayPhone            string           `json:"dayPhone"`
	EveningPhone        string           `json:"eveningPhone"`
	Email               string           `json:"email"`
	Work                []WorkBlock      `json:"work"`
	MayContact          string           `json:"mayContact"`
	HighestEducation    string           `json:"highestEducation"`
	Education           []EducationBlock `json:"education"`
	OtherQualifications string           `json:"otherQualifications"`
	Citizenship         string           `json:"citizenship"`
	PreferenceClaim     string           `json:"preferenceClaim"`
	PreferenceProof     []string         `json:"preferenceProof"`
	FederalCivilian     string           `json:"federalCivilian"`
	FederalHistory      []FederalBlock   `json:"federalHistory"`
	Reinstatement       string           `json:"reinstatement"`
	Answers             []PaperAnswer    `json:"answers"`
	Signed              bool             `json:"signed"`
	SignatureDate       string           `json:"signatureDate"`
}

// WorkBlock is one block of work experience of form OF-612.
type WorkBlock struct {
	Title           string `json:"title"`
	Series          string `json:"series"`
	Grade           string `json:"grade"`
	From            string `json:"from"`
	To              string `json:"to"`
	Salary          string `json:"salary"`
	SalaryPer       string `json:"salaryPer"`
	HoursPerWeek    string `json:"hoursPerWeek"`
	Employer        string `json:"employer"`
	Address         string `json:"address"`
	Supervisor      string `json:"supervisor"`
	SupervisorPhone string `json:"supervisorPhone"`
	Duties          string `json:"duties"`
}

// EducationBlock is one school of form OF-612.
type EducationBlock struct {
	School  string `json:"school"`
	Place   string `json:"place"`
	Major   string `json:"major"`
	Credits string `json:"credits"`
	Unit    string `json:"unit"`
	Degree  string `json:"degree"`
	Year    string `json:"year"`
}

// FederalBlock is one federal civilian appointment.
type FederalBlock struct {
	Agency string `json:"agency"`
	Series string `json:"series"`
	Grade  string `json:"grade"`
	From   string `json:"from"`
	To     string `json:"to"`
}

// PaperAnswer is the answer to one question: the values marked, or one text.
type PaperAnswer struct {
	Question string   `json:"question"`
	Values   []string `json:"values"`
}

// PaperSaved says that a draft is on disk, and what still needs attention.
type PaperSaved struct {
	ID       string    `json:"id"`
	Number   string    `json:"number"`
	SavedAt  string    `json:"savedAt"`
	SSNLast4 string    `json:"ssnLast4"`
	Problems []Problem `json:"problems"`
}

// Problem is a field that needs attention. Stops says that the form cannot be
// sent for second keying before it is mended; a draft can always be saved.
type Problem struct {
	Field string `json:"field"`
	Words string `json:"words"`
	Stops bool   `json:"stops"`
}

// PaperOptions are the lists that the paper form chooses from.
type PaperOptions struct {
	Hardships    []Choice `json:"hardships"`
	States       []Choice `json:"states"`
	Citizenships []Choice `json:"citizenships"`
	Preferences  []Choice `json:"preferences"`
	Proofs       []Choice `json:"proofs"`
	Levels       []Choice `json:"levels"`
}

// PaperRow is a paper application that waits for somebody.
type PaperRow struct {
	ID          string `json:"id"`
	Application string `json:"application"` // its number, written on the paper
	Vacancy     string `json:"vacancy"`
	Number      string `json:"number"` // of the vacancy
	Title       string `json:"title"`  // of the vacancy
	Name        string `json:"name"`   // to its keyer alone
	ReceivedOn  string `json:"receivedOn"`
	KeyedBy     string `json:"keyedBy"`
	KeyedAt     string `json:"keyedAt"`
	State       string `json:"state"` // draft, keyed, differs or verified
	StateWords  string `json:"stateWords"`
	Mine        bool   `json:"mine"` // keyed by the person signed in: somebody else must key it again
}

// SecondView is what the second person is given: the number on the paper, which
// fields to key; and never what the first person keyed. When somebody has keyed
// them a second time already, it holds the differences instead.
type SecondView struct {
	ID          string       `json:"id"`
	Number      string       `json:"number"`       // of the application, written on the paper
	Vacancy     string       `json:"announcement"` // its number
	Title       string       `json:"title"`
	Fields      []KeyField   `json:"fields"`
	Differences []Difference `json:"differences"`
}

// KeyField is one critical field to key a second time.
type KeyField struct {
	Name    string   `json:"name"`
	Label   string   `json:"label"`
	Kind    string   `json:"kind"` // text, date, ssn, choice, single or multiple
	Hint    string   `json:"hint"`
	Choices []Choice `json:"choices"`
}

// Keyed is one field as the second person keyed it.
//
// When differences are settled, the value is "first" or "second"; for the Social
// Security number it is the number keyed once more.
type Keyed struct {
	Field  string   `json:"field"`
	Values []string `json:"values"` // one, but for questions with several answers
}

// SecondResult says whether the two keyings agree.
type SecondResult struct {
	Finished    bool         `json:"finished"`
	Words       string       `json:"words"`
	Differences []Difference `json:"differences"`
}

// Difference is a field that two people keyed differently.
type Difference struct {
	Field  string `json:"field"`
	Label  string `json:"label"`
	Kind   string `json:"kind"`
	First  string `json:"first"`
	Second string `json:"second"`
	Hidden bool   `json:"hidden"` // the values are not shown: the number is keyed once more
}
