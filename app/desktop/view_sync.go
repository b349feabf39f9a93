package desktop

// SyncView is the state of the exchange with the server.
type SyncView struct {
	Server     string    `json:"server"`
	Waiting    int       `json:"waiting"`
	Oldest     string    `json:"oldest"`     // when the oldest unsent work was saved
	LastSynced string    `json:"lastSynced"` // empty: never
	Running    bool      `json:"running"`
	Upto       string    `json:"upto"`    // the server’s number up to which its changes are here
	Trouble    string    `json:"trouble"` // why the last attempt failed, in words
	Files      string    `json:"files"`   // the file that is on its way now, or why the last one did not go, in words
	Attention  int       `json:"attention"`
	Rows       []OpRow   `json:"rows"`
	First      FirstSync `json:"first"`
}

// OpRow is one piece of work on its way to the server.
type OpRow struct {
	ID    string `json:"id"`
	What  string `json:"what"`
	When  string `json:"when"`
	State string `json:"state"` // "waiting", "sent", "refused", "conflict"
	Words string `json:"words"`
}

// AttentionRow is one thing that only a person can decide.
type AttentionRow struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"` // "conflict", "pair" or "refusal"
	What   string `json:"what"` // the record, in words
	Field  string `json:"field"`
	Link   string `json:"link"` // address of the record's screen
	Stored Side   `json:"stored"`
	Other  Side   `json:"other"`
	Words  string `json:"words"`
	Rule   string `json:"rule"`
	When   string `json:"when"`
	File   bool   `json:"file"` // the refused work added a file, which can be saved
	// Fields are what may be corrected before the refused work is sent again; empty
	// for a step of the server's, which is repeated on its own screen.
	Fields []RefusedField `json:"fields"`
}

// RefusedField is a field of refused work as it was entered.
type RefusedField struct {
	Name  string `json:"name"` // for Resend
	Label string `json:"label"`
	Value string `json:"value"`
	Words string `json:"words"` // what is wrong with it, if the server said so
}

// Side is one person's value of a field.
type Side struct {
	Value string `json:"value"`
	By    string `json:"by"`
	At    string `json:"at"`
	Mine  bool   `json:"mine"`
}

// TodayView is what waits for the person signed in, most urgent first.
type TodayView struct {
	Items []TodayItem `json:"items"`
}

// TodayItem is one thing to do.
type TodayItem struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
	Words string `json:"words"`
	More  string `json:"more"`
	Link  string `json:"link"`
	Level string `json:"level"` // "now", "soon", "later"
}
