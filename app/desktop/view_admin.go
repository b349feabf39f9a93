package desktop

// AdminOptions are the lists of the administration's forms.
type AdminOptions struct {
	Roles    []RoleView `json:"roles"`
	Subjects []Choice   `json:"subjects"` // of the audit trail
	Me       string     `json:"me"`       // the person's own account
}

// RoleView is a role with what its holder does and where it can be given.
type RoleView struct {
	Code   string   `json:"code"`
	Label  string   `json:"label"`
	Does   string   `json:"does"`
	Places []Choice `json:"places"`
}

// UserView is a member of staff. Rights goes back with a change.
type UserView struct {
	ID        string      `json:"id"`
	Login     string      `json:"login"`
	Name      string      `json:"name"`
	Email     string      `json:"email"`
	Phone     string      `json:"phone"`
	Office    string      `json:"office"`
	Active    bool        `json:"active"`
	Rights    uint64      `json:"rights"`
	Grants    []GrantForm `json:"grants"`
	Sentences []string    `json:"sentences"` // the grants in words
}

// GrantForm is a role at a place.
type GrantForm struct {
	Role  string `json:"role"`
	Scope string `json:"scope"`
}

// UserForm is a new member of staff.
type UserForm struct {
	Login  string      `json:"login"`
	Name   string      `json:"name"`
	Email  string      `json:"email"`
	Phone  string      `json:"phone"`
	Office string      `json:"office"`
	Grants []GrantForm `json:"grants"`
}

// UserChange is what becomes of an account that was seen with its rights.
type UserChange struct {
	ID     string      `json:"id"`
	Rights uint64      `json:"rights"`
	Active bool        `json:"active"`
	Grants []GrantForm `json:"grants"`
}

// CodeView is an enrolment code, shown once.
type CodeView struct {
	Code    string `json:"code"`
	Picture string `json:"picture"` // the same as a QR picture: a data address of a PNG
	Until   string `json:"until"`
}

// DeviceView is a person's place on one computer.
type DeviceView struct {
	ID       string `json:"id"`
	Computer string `json:"computer"`
	Login    string `json:"login"`
	Enrolled string `json:"enrolled"`
	Seen     string `json:"seen"` // empty: never
	Waiting  int    `json:"waiting"`
	Oldest   string `json:"oldest"`
	Version  string `json:"version"`
	State    string `json:"state"` // "use", "withdrawn", "lost", "stolen"
	Words    string `json:"words"` // the state in a sentence
	Mine     bool   `json:"mine"`  // this computer and account
}

// TrailForm narrows the audit trail.
type TrailForm struct {
	User    string `json:"user"`
	Subject string `json:"subject"`
	From    string `json:"from"` // a day
	To      string `json:"to"`   // a day, included
	Below   uint64 `json:"below"`
}

// TrailView is a page of the audit trail, the newest entry first.
type TrailView struct {
	Rows    []TrailRow `json:"rows"`
	Matched int        `json:"matched"`
	Checked uint64     `json:"checked"` // entries whose links were looked at
	Broken  string     `json:"broken"`  // empty: every link holds
}

// TrailRow is one entry.
type TrailRow struct {
	N        uint64 `json:"n"`
	At       string `json:"at"`
	Who      string `json:"who"`
	Computer string `json:"computer"`
	What     string `json:"what"`
	About    string `json:"about"` // the kind of record, and what was changed
	Link     string `json:"link"`
}

// VerifyView is what a check of the whole trail found.
type VerifyView struct {
	Entries int `json:"entries"` // every link holds
	Opened  int `json:"opened"`  // whose values are what the entry commits to
	Erased  int `json:"erased"`  // whose values are gone with their record, as they should be
	Damaged int `json:"damaged"` // whose values should be there and are not
}
