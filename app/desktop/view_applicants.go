package desktop

// ApplicantsView is a list of applicants: of one vacancy at one grade, ranked once
// it is rated, or of every vacancy that the person may read. Answers about sex,
// race or disability are never in it.
type ApplicantsView struct {
	Grade   string         `json:"grade"`
	Rated   bool           `json:"rated"`
	Note    string         `json:"note"`    // what the order rests on, or why there is none yet
	Changed int            `json:"changed"` // finished, and changed since the last rating
	Seen    string         `json:"seen"`    // digest of the inputs that a rating would use now
	Rows    []ApplicantRow `json:"rows"`
	MayAct  bool           `json:"mayAct"` // steps can be taken on the applications
}

// ApplicantRow is one applicant of a vacancy.
type ApplicantRow struct {
	ID           string   `json:"id"` // the application
	Vacancy      string   `json:"vacancy"`
	Announcement string   `json:"announcement"`
	Title        string   `json:"title"` // of the vacancy
	Number       string   `json:"number"`
	Place        string   `json:"place"`
	Name         string   `json:"name"` // the application's number while the name is kept back
	Source       string   `json:"source"`
	Status       string   `json:"status"`
	Eligible     string   `json:"eligible"` // "Eligible", "Ineligible" or "Not yet rated"
	Grades       []string `json:"grades"`   // announced
	Grade        string   `json:"grade"`    // of the rating
	Rating       string   `json:"rating"`
	Answered     string   `json:"answered"` // the rating that the answers give, when it was lowered
	Category     string   `json:"category"`
	Claimed      string   `json:"claimed"`    // preference claimed
	Preference   string   `json:"preference"` // preference adjudicated; empty until then
	Standing     string   `json:"standing"`   // claimed, tentative, verified or denied
	Why          []Reason `json:"why"`
}

// ApplicationView is one application, opened; opening it is on the audit trail.
type ApplicationView struct {
	Row        ApplicantRow   `json:"row"`
	Vacancy    string         `json:"vacancy"`
	Grades     []string       `json:"grades"` // announced
	Stale      bool           `json:"stale"`  // changed since the last rating
	Standings  []StandingView `json:"standings"`
	Answers    []AnsweredView `json:"answers"`
	Groups     []Group        `json:"groups"`     // the application, contact, claims
	Resume     []Group        `json:"resume"`     // jobs, schools, other qualifications as typed
	Preference PreferenceView `json:"preference"` // as it counts
	Notes      []NoteView     `json:"notes"`
	History    []ChangeView   `json:"history"` // newest first
	SSN        string         `json:"ssn"`     // masked: only the last four digits, or empty
	MayKey     bool           `json:"mayKey"`  // still a draft of this person's
	MayCheck   bool           `json:"mayCheck"`
	MayNote    bool           `json:"mayNote"`
	MayAct     bool           `json:"mayAct"` // steps can be taken on it
}

// StandingView is how an application stands at one grade.
type StandingView struct {
	Grade    string   `json:"grade"`
	Eligible bool     `json:"eligible"`
	Rating   string   `json:"rating"`
	Answered string   `json:"answered"` // the rating that the answers give, when it was lowered
	Category string   `json:"category"`
	Ruling   string   `json:"ruling"` // who decided over the answers, and why; empty without
	Why      []Reason `json:"why"`
}

// AnsweredView is one question with the answer given.
type AnsweredView struct {
	Number    string   `json:"number"`
	Text      string   `json:"text"`
	Answer    []string `json:"answer"`    // none: not answered
	Points    string   `json:"points"`    // "75 of 100, weight 10" for those who rate
	ScreenOut bool     `json:"screenOut"` // the answer screens out
}

// PreferenceView is how a veterans' preference stands.
type PreferenceView struct {
	Claimed string   `json:"claimed"`
	Code    string   `json:"code"`
	Status  string   `json:"status"`
	Proof   []string `json:"proof"`
}

// ChangeView is one line of an application's history.
type ChangeView struct {
	ID       string `json:"id"`
	At       string `json:"at"`
	By       string `json:"by"`
	What     string `json:"what"`
	From     string `json:"from"`
	To       string `json:"to"`
	Reason   string `json:"reason"`
	Citation string `json:"citation"`
}

// StepOptions are the lists that the steps on applications choose from.
type StepOptions struct {
	Preferences []Choice `json:"preferences"`
	Statuses    []Choice `json:"statuses"` // of a preference
	Proofs      []Choice `json:"proofs"`
	Founds      []Choice `json:"founds"` // reasons why somebody is not eligible
	Rule        string   `json:"rule"`   // behind a decision on a preference
}

// StepForm is one step with what it needs.
type StepForm struct {
	Kind   string   `json:"kind"` // adjudicate, rate, ineligible, lift, finish, reopen or withdraw
	Code   string   `json:"code"`
	Status string   `json:"status"`
	Proof  []string `json:"proof"`
	Grade  string   `json:"grade"`
	Rating string   `json:"rating"`
	Found  string   `json:"found"`
	Reason string   `json:"reason"`
}

// StepRow is what a step would do to one application, or did.
type StepRow struct {
	Application string `json:"application"`
	Name        string `json:"name"`
	From        string `json:"from"`
	To          string `json:"to"`
	Seen        string `json:"seen"`
	State       string `json:"state"` // "can", "done", "waiting" or "refused"
	Words       string `json:"words"` // why it is refused
	Rule        string `json:"rule"`
}
