package inquiry

import (
	"slices"
	"time"

	"civicdesk/app"
)

// Status is where an inquiry stands.
type Status string

// The states of an inquiry. Referral and duplicate are reasons to close.
const (
	StatusNew        Status = "new"
	StatusAssigned   Status = "assigned"
	StatusInProgress Status = "in progress"
	StatusWaiting    Status = "waiting on customer"
	StatusAnswered   Status = "answered"
	StatusClosed     Status = "closed"
	StatusReopened   Status = "reopened"
)

// flow is the table of allowed steps. A call that is answered at once begins
// as answered.
var flow = map[string][]string{
	"":                       {string(StatusNew), string(StatusAnswered)},
	string(StatusNew):        {string(StatusAssigned), string(StatusInProgress), string(StatusWaiting), string(StatusAnswered), string(StatusClosed)},
	string(StatusAssigned):   {string(StatusNew), string(StatusInProgress), string(StatusWaiting), string(StatusAnswered), string(StatusClosed)},
	string(StatusInProgress): {string(StatusAssigned), string(StatusWaiting), string(StatusAnswered), string(StatusClosed)},
	string(StatusWaiting):    {string(StatusAssigned), string(StatusInProgress), string(StatusAnswered), string(StatusClosed)},
	string(StatusAnswered):   {string(StatusReopened), string(StatusClosed)},
	string(StatusClosed):     {string(StatusReopened)},
	string(StatusReopened):   {string(StatusAssigned), string(StatusInProgress), string(StatusWaiting), string(StatusAnswered), string(StatusClosed)},
}

// OpenStatuses are the states in which somebody still has work to do.
var OpenStatuses = []Status{StatusNew, StatusReopened, StatusAssigned, StatusInProgress, StatusWaiting}

// Open says whether somebody still has work to do.
func (s Status) Open() bool { return s != StatusAnswered && s != StatusClosed }

// Leads says whether an inquiry in this state may be taken to another.
func (s Status) Leads(to Status) bool { return slices.Contains(flow[string(s)], string(to)) }

// Words is the state as staff read it.
func (s Status) Words() string {
	switch s {
	case StatusNew:
		return "New"
	case StatusAssigned:
		return "Assigned"
	case StatusInProgress:
		return "In progress"
	case StatusWaiting:
		return "Waiting on customer"
	case StatusAnswered:
		return "Answered"
	case StatusClosed:
		return "Closed"
	case StatusReopened:
		return "Reopened"
	}
	return string(s)
}

// Stage is the state as the public reads it.
func (s Status) Stage() string {
	switch s {
	case StatusNew:
		return "Received"
	case StatusWaiting:
		return "Waiting for you"
	case StatusAnswered:
		return "Answered"
	case StatusClosed:
		return "Closed"
	}
	return "Being reviewed"
}

// Step is one change of state.
type Step struct {
	From   Status    `json:"from"`
	To     Status    `json:"to"`
	By     Staff     `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// CloseReason says why an inquiry is closed.
type CloseReason string

// The reasons to close.
const (
	Resolved   CloseReason = "resolved"
	Referred   CloseReason = "referral"
	Duplicate  CloseReason = "duplicate"
	NoReply    CloseReason = "no reply"
	Withdrawn  CloseReason = "withdrawn"
	NotInquiry CloseReason = "not an inquiry"
)

// CloseReasons lists the reasons in the order of the screen.
var CloseReasons = []CloseReason{Resolved, Referred, Duplicate, NoReply, Withdrawn, NotInquiry}

// Words is the reason as staff read it, and empty for no reason of the list.
func (r CloseReason) Words() string {
	switch r {
	case Resolved:
		return "Answered; nothing more to do"
	case Referred:
		return "Referred to another agency"
	case Duplicate:
		return "Duplicate of another inquiry"
	case NoReply:
		return "Customer did not reply"
	case Withdrawn:
		return "Customer withdrew it"
	case NotInquiry:
		return "Not an inquiry"
	}
	return ""
}

// Closing is why and when an inquiry was closed.
type Closing struct {
	Reason CloseReason `json:"reason"`
	Text   string      `json:"text"` // the agency referred to, the other number, or a remark
	By     Staff       `json:"by"`
	At     time.Time   `json:"at"`
}

// move takes the inquiry to another state and keeps the step. The record
// layer refuses a step that the table does not have.
func (i *Inquiry) move(to Status, by Staff, at time.Time, reason string) {
	if i.Status == to {
		return
	}
	i.Steps = append(i.Steps, Step{From: i.Status, To: to, By: by, At: at, Reason: reason})
	i.Status = to
	if to != StatusWaiting {
		i.PleaseCall = false
	}
}

// changed is the day of the last change of state, or of receipt.
func (i Inquiry) changed(zone *time.Location) app.Date {
	if n := len(i.Steps); n > 0 {
		return app.DateOf(i.Steps[n-1].At.In(zone))
	}
	return i.Received
}
