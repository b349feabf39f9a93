package hiring

import (
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/storage/record"
)

// ChangeKind is what was done to an application.
type ChangeKind string

// The kinds of change that an application's history tells.
const (
	ChangeReceived   ChangeKind = "received"   // sent from the web site
	ChangeKeyed      ChangeKind = "keyed"      // the first keying is done
	ChangeKeyedAgain ChangeKind = "keyedAgain" // by a second person
	ChangeSettled    ChangeKind = "settled"    // differences of the two keyings
	ChangeFinished   ChangeKind = "finished"
	ChangeContact    ChangeKind = "contact"
	ChangeWithdrawn  ChangeKind = "withdrawn"
	ChangeReopened   ChangeKind = "reopened"
	ChangePreference ChangeKind = "preference" // adjudicated
	ChangeRuled      ChangeKind = "ruled"      // a rating lowered, or found ineligible, at one grade
	ChangeLifted     ChangeKind = "lifted"     // such a ruling taken back
	ChangeRated      ChangeKind = "rated"      // read by a rating of the vacancy
	ChangeListed     ChangeKind = "listed"     // on a certificate
	ChangeReleased   ChangeKind = "released"   // by a certificate's cancellation
	ChangeDecided    ChangeKind = "decided"    // by the selecting official
)

// changesByActs are told by acts alone; an edit from a desktop cannot claim one.
var changesByActs = []ChangeKind{ChangeReopened, ChangePreference, ChangeRuled, ChangeLifted, ChangeRated, ChangeListed, ChangeReleased, ChangeDecided}

// Change is one line of an application's history: who did what, when, from what
// to what, and why. It never holds a Social Security number.
type Change struct {
	ID       app.ID     `json:"id"`
	By       app.ID     `json:"by"`
	Name     string     `json:"name"`
	At       time.Time  `json:"at"`
	Kind     ChangeKind `json:"kind"`
	Grade    string     `json:"grade"` // for a change at one grade only
	From     string     `json:"from"`
	To       string     `json:"to"`
	Reason   string     `json:"reason"`
	Citation string     `json:"citation"`
}

// tell adds a line to the application's history; who and when come from the
// transaction.
func (a *Application) tell(tx *record.Tx, c Change) {
	c.ID, c.By, c.Name, c.At = app.NewID(), tx.Actor().User, tx.Actor().Name, tx.Now()
	a.History = append(slices.Clone(a.History), c)
}
