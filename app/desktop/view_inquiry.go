package desktop

// InquiryOptions are the lists and texts that the call screen needs.
type InquiryOptions struct {
	Categories []CategoryView `json:"categories"`
	States     []Choice       `json:"states"`
	Channels   []Choice       `json:"channels"`
	Refusals   []Choice       `json:"refusals"` // why a required field may be missing on a call
	Closings   []Choice       `json:"closings"`
	Script     []Section      `json:"script"` // what to read aloud, in order
}

// CategoryView is one category of inquiries.
type CategoryView struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Group string `json:"group"`
	Refer string `json:"refer"` // the agency to refer to, in words; empty: ours
}

// ZIPView is what a workplace ZIP code fills in.
type ZIPView struct {
	ZIP         string   `json:"zip"`
	Known       bool     `json:"known"`
	States      []Choice `json:"states"`
	Counties    []Choice `json:"counties"`
	State       string   `json:"state"`
	County      string   `json:"county"`
	Office      string   `json:"office"`
	OfficePhone string   `json:"officePhone"`
	Why         []Reason `json:"why"`
	Warning     string   `json:"warning"`
}

// CallForm is an inquiry as an agent logs it.
type CallForm struct {
	ID               string `json:"id"`
	Channel          string `json:"channel"`
	StartedAt        string `json:"startedAt"`
	Received         string `json:"received"`  // the day; may lie before today, for a letter
	LastEvent        string `json:"lastEvent"` // day of the last event, for the deadline
	FirstName        string `json:"firstName"`
	LastName         string `json:"lastName"`
	OneName          bool   `json:"oneName"`
	HomeZIP          string `json:"homeZip"`
	PreferredContact string `json:"preferredContact"` // "email" or "phone"
	Phone            string `json:"phone"`
	Email            string `json:"email"`
	Company          string `json:"company"`
	Street           string `json:"street"`
	City             string `json:"city"`
	WorkZIP          string `json:"workZip"`
	WorkZIPUnknown   bool   `json:"workZipUnknown"`
	State            string `json:"state"`
	County           string `json:"county"`
	Category         string `json:"category"`
	Description      string `json:"description"`
	Answer           string `json:"answer"`  // when the question was answered at once
	Refused          string `json:"refused"` // why required fields are missing
	// Articles are those of the knowledge base that the caller was told of.
	Articles []ArticleUse `json:"articles"`
}

// ArticleUse is an article in the version that was read.
type ArticleUse struct {
	Slug    string `json:"slug"`
	Title   string `json:"title"` // for the page; empty on the way in
	Version string `json:"version"`
}

// CallSaved is a logged call with the number to read to the caller.
type CallSaved struct {
	ID          string   `json:"id"`
	Tracking    string   `json:"tracking"`
	Aloud       string   `json:"aloud"`
	Office      string   `json:"office"`
	OfficePhone string   `json:"officePhone"`
	Due         string   `json:"due"`
	Deadline    string   `json:"deadline"` // what to tell the caller of the deadline for a complaint
	Why         []Reason `json:"why"`
	Warnings    []string `json:"warnings"`
}

// CallerRow is an earlier inquiry that may be of the same person.
type CallerRow struct {
	Inquiry   string `json:"inquiry"`
	Tracking  string `json:"tracking"`
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
	Name      string `json:"name"`
	Company   string `json:"company"`
	Phone     string `json:"phone"`
	Email     string `json:"email"`
	HomeZIP   string `json:"homeZip"`
	Category  string `json:"category"`
	Received  string `json:"received"`
	Status    string `json:"status"`
}

// InquiryRow is one line of the queue.
type InquiryRow struct {
	ID          string   `json:"id"`
	Tracking    string   `json:"tracking"`
	Name        string   `json:"name"`
	Category    string   `json:"category"`
	Channel     string   `json:"channel"`
	Office      string   `json:"office"`
	Assigned    string   `json:"assigned"` // the name; empty: nobody
	Status      string   `json:"status"`
	StatusWords string   `json:"statusWords"`
	Received    string   `json:"received"`
	Age         int      `json:"age"` // business days since it was received
	Due         string   `json:"due"` // the service standard's day
	Late        bool     `json:"late"`
	Flags       []string `json:"flags"`
}

// InquiryView is one inquiry, opened; opening it is on the audit trail.
type InquiryView struct {
	Row         InquiryRow   `json:"row"`
	Aloud       string       `json:"aloud"`
	Description string       `json:"description"`
	Groups      []Group      `json:"groups"`
	Routing     []Reason     `json:"routing"`
	Notes       []NoteView   `json:"notes"`
	Others      []InquiryRow `json:"others"`   // of the same person, newest first
	Steps       []StepView   `json:"steps"`    // what became of it, newest first
	Fields      []FieldValue `json:"fields"`   // that may be corrected
	Assigned    Choice       `json:"assigned"` // who works it; empty: nobody
	Aside       bool         `json:"aside"`    // a web form that looks machine-made
	MayWork     bool         `json:"mayWork"`
	MayAnswer   bool         `json:"mayAnswer"`
	MayClose    bool         `json:"mayClose"`
	MayStart    bool         `json:"mayStart"`
	MayWait     bool         `json:"mayWait"`
	MayAssign   bool         `json:"mayAssign"` // and transfer
	MayReopen   bool         `json:"mayReopen"`
}

// QueueView is one list of inquiries, with the sizes of the others.
type QueueView struct {
	Rows  []InquiryRow `json:"rows"`
	Open  int          `json:"open"`
	Aside int          `json:"aside"`
}

// Givable are those whom an inquiry can be given to.
type Givable struct {
	People  []Choice `json:"people"`
	Offices []Choice `json:"offices"`
}

// NoteView is one note; notes are never public and never changed.
type NoteView struct {
	Kind    string `json:"kind"`
	Text    string `json:"text"`
	Article string `json:"article"` // its slug, when the note is that one was attached
	Version string `json:"version"` // of the article
	By      string `json:"by"`
	At      string `json:"at"`
}

// StepView is a step of an inquiry's status, or a field that was corrected.
type StepView struct {
	Words string `json:"words"`
	Why   string `json:"why"`
	By    string `json:"by"`
	At    string `json:"at"`
}

// FieldValue is a field of the intake form that may be corrected.
type FieldValue struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// Corrected is an inquiry after a correction, with what the correction suggests;
// nothing of that is done by itself.
type Corrected struct {
	View    InquiryView `json:"view"`
	Advices []string    `json:"advices"`
}
