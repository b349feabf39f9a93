package record

import (
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// Op is an operation: everything one Update of a desktop changed, or one act.
// It has one stored outcome on the server, however often it is sent.
type Op struct {
	ID          app.ID    `json:"id"`
	Device      app.ID    `json:"device"`
	Incarnation uint32    `json:"incarnation"` // counts restores of the desktop's disk
	N           uint64    `json:"n"`           // 1, 2, 3 … in the device's stream
	User        app.ID    `json:"user"`
	UserName    string    `json:"userName"`
	At          time.Time `json:"at"` // the device's clock: evidence, never an order
	Why         string    `json:"why"`
	Changes     []Change  `json:"changes"`
	Notes       []Note    `json:"notes"`
	Act         string    `json:"act"`  // name of the act, or ""
	Args        Raw       `json:"args"` // its arguments
	Seen        string    `json:"seen"` // digest of the inputs that its author saw
}

// Change is what an edit does to one record.
type Change struct {
	Type    string            `json:"type"`
	ID      app.ID            `json:"id"`
	Scope   app.Scope         `json:"scope"`
	New     bool              `json:"new"`
	Set     map[string]Raw    `json:"set"`
	Base    map[string]Base   `json:"base"` // of each field set, what it was based on
	Append  map[string][]Raw  `json:"append"`
	Secrets map[string]string `json:"secrets"`
	Shape   int               `json:"shape,omitempty"` // of the type; 0 and 1: the first
}

// Base is the state of a field that an edit was based on: a version of the
// server, or the author's own earlier operation that is not yet sent.
type Base struct {
	Seq uint64 `json:"seq"`
	Own app.ID `json:"own"`
}

// Note is an audit entry without a change: the opening of a record, an export.
// It holds no personal data.
type Note struct {
	Action string    `json:"action"`
	Type   string    `json:"type"`
	ID     app.ID    `json:"id"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
}

// State is how an operation ended. Numbers are stable on the wire.
type State uint8

// The outcomes of an operation.
const (
	Waiting    State = iota // not yet decided by the server, which may have it
	Applied                 // everything was applied
	Conflicted              // applied but for fields on which people differ; both values are kept
	Rejected                // refused whole, with a reason; the content is kept
	Held                    // with the server, which decides it once the files that it names are there
)

// Outcome is the one stored result of an operation.
type Outcome struct {
	Op     app.ID        `json:"op"`
	State  State         `json:"state"`
	Seq    uint64        `json:"seq"` // the server's sequence once it was decided
	Code   uint8         `json:"code"`
	Words  string        `json:"words"` // why it was refused, for a person
	Rule   string        `json:"rule"`  // the citation, when law refused it
	Fields []fault.Field `json:"fields"`
	Result Raw           `json:"result"` // what an act returned
}

// IsWaiting says that the server has not decided yet.
func (o Outcome) IsWaiting() bool { return o.State == Waiting || o.State == Held }

// Decode reads what an act returned into v.
func (o Outcome) Decode(v any) error { return Decode(o.Result, v) }
