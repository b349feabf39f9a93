package desktop

// The values that cross to the page. They hold text, numbers and lists only:
// days as 2026-11-22, instants in RFC 3339 UTC, identities as their text. Lists
// are never null. A page shows them; it never reckons with them.

// SessionView says who is signed in and what the frame needs to know.
type SessionView struct {
	State       string     `json:"state"`       // "first-run", "signed-out" or "signed-in"
	Login       string     `json:"login"`       // of the person signed in, or of the last one
	Name        string     `json:"name"`        // how the person is shown
	Office      string     `json:"office"`      // the office this desktop belongs to
	Roles       []string   `json:"roles"`       // in words
	Rights      []string   `json:"rights"`      // actions held somewhere, for menus; the services ask again
	IdleMinutes int        `json:"idleMinutes"` // AC-11: how long without saving or opening anything
	Notice      NoticeView `json:"notice"`      // AC-8: shown before sign-in
	Waiting     int        `json:"waiting"`     // pieces of unsent work on this computer
	Ended       string     `json:"ended"`       // why the last session ended, in words; empty when it did not
	Expired     string     `json:"expired"`     // the password just given is right but too old: what to do; else empty
	Mended      []string   `json:"mended"`      // damage on this computer that was found and dealt with, in sentences
	Secret      string     `json:"secret"`      // where the second half of the folder's keys lies, in a sentence
	Folder      string     `json:"folder"`      // the data folder
}

// NoticeView is the system-use notice (AC-8).
type NoticeView struct {
	Heading string   `json:"heading"`
	Lines   []string `json:"lines"`
}

// RulesView are the rules that a new password must meet, and what the one typed
// so far lacks; empty when nothing.
type RulesView struct {
	Rules   []string `json:"rules"`
	Problem string   `json:"problem"`
}

// EnrolForm is what a person gives when the program runs for the first time.
type EnrolForm struct {
	Code     string `json:"code"`     // the one-time code, as pasted
	Password string `json:"password"` // the new password
	Again    string `json:"again"`    // the same, typed twice
}

// EnrolView says which server an enrolment code is for, before it is used.
type EnrolView struct {
	Server string `json:"server"`
}

// OfficeView is the office that is kept on this computer.
type OfficeView struct {
	May            bool   `json:"may"`            // one can be started here
	Folder         string `json:"folder"`         // where its records lie, or would
	Begun          bool   `json:"begun"`          // there is one
	Agency         string `json:"agency"`         // its name; empty while its server does not run
	Login          string `json:"login"`          // of the person who started it
	Name           string `json:"name"`           // likewise
	Site           string `json:"site"`           // its public site, on this computer
	Trouble        string `json:"trouble"`        // why its server does not run, or empty
	Backup         string `json:"backup"`         // the command that makes a backup
	RecoveryKey    string `json:"recoveryKey"`    // the command that makes a recovery key
	HasRecoveryKey bool   `json:"hasRecoveryKey"` // one was made
}

// OfficeForm is what somebody gives who starts an office on this computer.
type OfficeForm struct {
	Agency   string `json:"agency"`
	Office   string `json:"office"`
	Name     string `json:"name"`
	Login    string `json:"login"`
	Email    string `json:"email"`
	Password string `json:"password"`
	Again    string `json:"again"`
}

// Outcome is what came of an act: done at once, or waiting for the server.
type Outcome struct {
	Waiting bool   `json:"waiting"`
	Words   string `json:"words"`
	ID      string `json:"id"` // the record that the act made, when it made one at once
}

// SavedFile names a file that was written at a person's request.
type SavedFile struct {
	Path string `json:"path"`
}

// Choice is a code with its words, for lists to choose from.
type Choice struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// Reason is one step of an explanation: the words and the rule they rest on.
type Reason struct {
	Words    string `json:"words"`
	Citation string `json:"citation"`
}

// Fact is a label and a value, shown as they are.
type Fact struct {
	Label string `json:"label"`
	Value string `json:"value"`
}
