package rating

import (
	"fmt"
	"slices"

	"civicdesk/app"
	"civicdesk/app/form"
)

// Facts are what eligibility is decided on, besides the answers.
type Facts struct {
	Grade        string   `json:"grade"`        // the grade rated
	Grades       []string `json:"grades"`       // grades applied for; empty: every grade announced
	Citizenship  string   `json:"citizenship"`  // ISO country code
	CitizensOnly bool     `json:"citizensOnly"` // the announcement is for citizens of the United States
	Received     app.Date `json:"received"`     // date stamp, or the Eastern day of a web application
	Closes       app.Date `json:"closes"`       // the vacancy's last amended closing date
	TenPoint     bool     `json:"tenPoint"`     // ten-point preference as adjudicated, or as claimed until then
}

// Reason is why somebody is not eligible: a code, a sentence, and the rule.
type Reason struct {
	Code     string `json:"code"`
	Words    string `json:"words"`
	Question string `json:"question"` // the question that screened out
	Citation string `json:"citation"`
}

// Late says whether an application came too late. Ten-point preference eligibles
// may file after closing (5 CFR 332.311).
func Late(received, closes app.Date, tenPoint bool) bool {
	return closes != "" && received > closes && !tenPoint
}

// Eligible gives the first reason against the person, or ok. The order is:
// receipt, grade, citizenship, screen-out.
func Eligible(f Facts, set form.Set, r Result) (reason Reason, ok bool) {
	switch {
	case Late(f.Received, f.Closes, f.TenPoint):
		return Reason{Code: "ILAT", Citation: "5 CFR 332.311",
			Words: fmt.Sprintf("Received %s, after the closing date %s.", f.Received.Words(), f.Closes.Words())}, false
	case len(f.Grades) > 0 && !slices.Contains(f.Grades, f.Grade):
		return Reason{Code: "IGRD", Citation: "vacancy announcement", Words: "Did not apply for grade " + f.Grade + "."}, false
	case f.CitizensOnly && f.Citizenship != "US":
		return Reason{Code: "ICIT", Citation: "5 CFR 338.101", Words: "The position is open to citizens of the United States only."}, false
	case r.ScreenedOut != "":
		number := r.ScreenedOut
		if q, found := set.Question(r.ScreenedOut); found && q.Number != "" {
			number = q.Number
		}
		return Reason{Code: "IMQS", Question: r.ScreenedOut, Citation: "5 CFR 338.301",
			Words: "The answer to question " + number + " shows that a minimum qualification is not met."}, false
	}
	return Reason{}, true
}
