// Package routing finds the office for an inquiry from the address of the
// workplace. It is a pure function of its inputs and the shipped tables, so
// that a desktop without a connection comes to the same office as the server,
// and an old decision can be explained later.
package routing

import (
	"fmt"
	"slices"
	"strings"

	"civicdesk/app/refdata"
)

// Inputs is what a person gave of the workplace's address. Each may be empty.
type Inputs struct {
	ZIP    string `json:"zip"`    // five digits
	State  string `json:"state"`  // postal code
	County string `json:"county"` // FIPS code
}

// Flag marks a decision that a person should look at.
type Flag string

// The flags of a decision. A flagged inquiry goes on the triage list.
const (
	CountyAmbiguous   Flag = "county_ambiguous"    // the ZIP code lies in several counties and one was picked
	ZIPStateMismatch  Flag = "zip_state_mismatch"  // the chosen state has no part of the ZIP code
	ZIPUnknown        Flag = "zip_unknown"         // no ZIP code given, or not in the table
	CountyZIPMismatch Flag = "county_zip_mismatch" // the table does not put the chosen county in the ZIP code
	OfficeClosed      Flag = "office_closed"       // the rule's office is closed and another takes its place
)

// Words says in a sentence what the flag means for whoever works the inquiry.
func (f Flag) Words() string {
	switch f {
	case CountyAmbiguous:
		return "The ZIP code lies in several counties; the most likely one was taken."
	case ZIPStateMismatch:
		return "The ZIP code is not in the state that was chosen; the ZIP code decided."
	case ZIPUnknown:
		return "The workplace ZIP code is missing or not in our table; the state or county that was given decided."
	case CountyZIPMismatch:
		return "Our table does not put the chosen county in this ZIP code."
	case OfficeClosed:
		return "The office for this address is closed; another office takes its inquiries."
	}
	return string(f)
}

// Decision is where an inquiry goes and why. It is stored with the inquiry.
type Decision struct {
	Office      string   `json:"office"`      // office code
	Match       string   `json:"match"`       // what the rule matched: zip, county, state or default
	Value       string   `json:"value"`       // the rule's ZIP code, county or state
	Basis       string   `json:"basis"`       // where the rule comes from
	State       string   `json:"state"`       // the state that the address was taken to lie in
	County      string   `json:"county"`      // the county's FIPS code, when one was found
	Inputs      Inputs   `json:"inputs"`      // what was given
	Flags       []Flag   `json:"flags"`       //
	Closed      []string `json:"closed"`      // closed offices that were passed over
	DataVersion string   `json:"dataVersion"` // refdata.Version of the tables
	Why         string   `json:"why"`         // the answer to "why here?"
}

// Has says whether the decision carries the flag.
func (d Decision) Has(f Flag) bool { return slices.Contains(d.Flags, f) }

// Route decides by the most specific rule that matches: ZIP code, county,
// state, default. closed says which offices take no inquiries now; nil means
// that all are open.
func Route(in Inputs, closed func(office string) bool) Decision {
	d := Decision{Inputs: in, DataVersion: refdata.Version(), Flags: []Flag{}, Closed: []string{}}
	found := place(in, &d)
	rule := pick(in.ZIP, d.County, d.State)
	if rule.Match == refdata.MatchZIP { // the county did not matter
		d.Flags = slices.DeleteFunc(d.Flags, func(f Flag) bool { return f == CountyAmbiguous })
	}
	d.Match, d.Value, d.Basis, d.Office = rule.Match, rule.Value, rule.Basis, rule.Office
	for closed != nil && closed(d.Office) {
		next := standIn(d.Office)
		if next == "" {
			break // the national office cannot be closed to inquiries: somebody must read them
		}
		d.Closed = append(d.Closed, d.Office)
		d.Office = next
	}
	if len(d.Closed) > 0 {
		d.Flags = append(d.Flags, OfficeClosed)
	}
	d.Why = why(d, found)
	return d
}

// place finds state and county of the workplace and sets the flags. It returns
// a phrase that says how.
func place(in Inputs, d *Decision) string {
	rows := refdata.ZIP(in.ZIP)
	chosen, known := refdata.CountyByFIPS(in.County)
	if len(rows) == 0 {
		d.Flags = append(d.Flags, ZIPUnknown)
		d.State = in.State
		if known && (in.State == "" || chosen.State == in.State) {
			d.State, d.County = chosen.State, chosen.FIPS
			return chosen.Name + ", " + chosen.State + " was chosen"
		}
		if in.State == "" {
			return "no workplace ZIP code, state or county is known"
		}
		return stateName(in.State) + " was chosen"
	}
	if in.State != "" && !slices.ContainsFunc(rows, func(r refdata.ZIPCounty) bool { return r.State == in.State }) {
		d.Flags = append(d.Flags, ZIPStateMismatch)
	}
	if known && slices.ContainsFunc(rows, func(r refdata.ZIPCounty) bool { return r.State == chosen.State }) {
		d.State, d.County = chosen.State, chosen.FIPS
		if !slices.ContainsFunc(rows, func(r refdata.ZIPCounty) bool { return r.FIPS == chosen.FIPS }) {
			d.Flags = append(d.Flags, CountyZIPMismatch)
		}
		return chosen.Name + ", " + chosen.State + " was chosen"
	}
	if known {
		d.Flags = append(d.Flags, CountyZIPMismatch)
	}
	return placeByZIP(in, rows, d)
}

// placeByZIP takes the ZIP code's only county; else its only county in the
// chosen state; else the primary one among those, or the first.
func placeByZIP(in Inputs, rows []refdata.ZIPCounty, d *Decision) string {
	candidates := rows
	if len(rows) > 1 {
		inState := slices.DeleteFunc(slices.Clone(rows), func(r refdata.ZIPCounty) bool { return r.State != in.State })
		if len(inState) > 0 {
			candidates = inState
		}
	}
	first := candidates[0] // the primary row comes first in the table
	d.State, d.County = first.State, first.FIPS
	switch {
	case first.FIPS == "":
		return "ZIP code " + in.ZIP + " lies in " + stateName(first.State)
	case len(candidates) > 1:
		d.Flags = append(d.Flags, CountyAmbiguous)
		return fmt.Sprintf("ZIP code %s reaches into %d counties and %s, %s is the most likely", in.ZIP, len(candidates), first.County, first.State)
	case len(rows) > 1:
		return fmt.Sprintf("ZIP code %s reaches into %s, %s", in.ZIP, first.County, first.State)
	}
	return fmt.Sprintf("ZIP code %s lies in %s, %s", in.ZIP, first.County, first.State)
}

// pick is the most specific rule.
func pick(zip, county, state string) refdata.RoutingRule {
	var byCounty, byState, otherwise refdata.RoutingRule
	for _, r := range refdata.RoutingRules() {
		switch {
		case r.Match == refdata.MatchZIP && zip != "" && r.Value == zip:
			return r
		case r.Match == refdata.MatchCounty && county != "" && r.Value == county:
			byCounty = r
		case r.Match == refdata.MatchState && state != "" && r.Value == state:
			byState = r
		case r.Match == refdata.MatchDefault:
			otherwise = r
		}
	}
	if byCounty.Office != "" {
		return byCounty
	}
	if byState.Office != "" {
		return byState
	}
	return otherwise
}

// standIn is the office that takes over for a closed one: its region's office,
// then the national office; none for the national office itself.
func standIn(code string) string {
	office, ok := refdata.OfficeByCode(code)
	if !ok || office.Level == refdata.LevelNational {
		return ""
	}
	for _, o := range refdata.Offices() {
		if office.Level == refdata.LevelField && o.Level == refdata.LevelRegional && o.Region == office.Region {
			return o.Code
		}
	}
	for _, o := range refdata.Offices() {
		if o.Level == refdata.LevelNational {
			return o.Code
		}
	}
	return ""
}

// why puts the decision into words, beginning with how the place was found.
func why(d Decision, found string) string {
	var rule string
	switch d.Match {
	case refdata.MatchZIP:
		return closedWords(d, "ZIP code "+d.Value+" has a rule of its own, which sends it to "+officeName(ruleOffice(d))+".")
	case refdata.MatchCounty:
		c, _ := refdata.CountyByFIPS(d.Value)
		rule = "the rule for " + c.Name + ", " + c.State
	case refdata.MatchState:
		rule = "the rule for " + stateName(d.Value)
	default:
		return closedWords(d, capital(found)+"; no rule matches, so it goes to national triage at "+officeName(ruleOffice(d))+".")
	}
	return closedWords(d, capital(found)+"; "+rule+" sends it to "+officeName(ruleOffice(d))+".")
}

// ruleOffice is the office that the rule named, open or closed.
func ruleOffice(d Decision) string {
	if len(d.Closed) > 0 {
		return d.Closed[0]
	}
	return d.Office
}

func closedWords(d Decision, sentence string) string {
	if len(d.Closed) == 0 {
		return sentence
	}
	names := make([]string, len(d.Closed))
	for i, code := range d.Closed {
		names[i] = officeName(code)
	}
	are := " is"
	if len(names) > 1 {
		are = " are"
	}
	return sentence + " " + capital(strings.Join(names, " and ")) + are + " closed, so " + officeName(d.Office) + " takes it."
}

func officeName(code string) string {
	if o, ok := refdata.OfficeByCode(code); ok {
		return "the " + o.Name
	}
	return "office " + code
}

func stateName(code string) string {
	if s, ok := refdata.StateByCode(code); ok {
		return s.Name
	}
	return "state " + code
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
