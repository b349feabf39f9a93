package hiring

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"

	"golang.org/x/text/unicode/norm"

	"civicdesk/app/fault"
	"civicdesk/app/hiring/rating"
	"civicdesk/storage/record"
)

// These checks stand beside the record type, so the desktop, the web and an
// incoming sync all meet them.

// checkIdentity keeps what never changes, and a keyer who is somebody.
func checkIdentity(old *Application, a Application) error {
	const op = "hiring.checkIdentity"
	if a.ID == "" || a.Vacancy == "" || a.Office == "" || a.Number != applicationNumber(a.ID) || a.Source == "" {
		return fault.E(op, fault.Invalid, "The application names no vacancy. Begin it from the vacancy's page.", nil)
	}
	if old == nil {
		return nil
	}
	if old.Vacancy != a.Vacancy || old.Office != a.Office || old.Source != a.Source || old.Number != a.Number {
		return fault.E(op, fault.Refused, "An application cannot be moved to another vacancy. Key it again there.", nil)
	}
	if old.KeyedBy != "" && old.KeyedBy != a.KeyedBy {
		return fault.E(op, fault.Refused, "This application is being keyed by "+old.KeyedByName+". Only the keyer can go on with it.", nil)
	}
	return nil
}

// checkFlow lets the status move along its table only.
func checkFlow(old *Application, a Application) error {
	from := ""
	if old != nil {
		from = string(old.Status)
	}
	switch {
	case !record.Transitions(applicationFlow).Allows(from, string(a.Status)):
		return fault.E("hiring.checkFlow", fault.Refused, "The application is "+statusWords(from)+" and cannot become "+statusWords(string(a.Status))+".", nil)
	case a.Status == Draft && a.Second.By != "":
		return fault.E("hiring.checkFlow", fault.Refused, "A draft has no second keying yet. Submit it for second keying first.", nil)
	case a.Source == Web && a.Status != Finished && a.Status != Withdrawn:
		return fault.E("hiring.checkFlow", fault.Refused, "An application from the web site is finished when it is sent.", nil)
	}
	return nil
}

func statusWords(s string) string {
	switch ApplicationStatus(s) {
	case Draft:
		return "a draft"
	case AwaitsSecond:
		return "waiting for second keying"
	case AwaitsChoices:
		return "keyed twice with differences"
	case Verified:
		return "verified"
	case Finished:
		return "finished"
	case Withdrawn:
		return "withdrawn"
	}
	return "new"
}

// checkComplete asks for everything once the first keying is said to be done.
// Answers are checked against the vacancy's questions by the service.
func checkComplete(_ *Application, a Application) error {
	if a.Status == Draft || a.Status == Withdrawn {
		return nil
	}
	var c complaints
	need := func(name, value, words string) {
		if strings.TrimSpace(value) == "" {
			c.add(name, words)
		}
	}
	need("firstName", a.FirstName, "Enter the first name.")
	need("lastName", a.LastName, "Enter the last name.")
	need("street", a.Street, "Enter the street address.")
	need("city", a.City, "Enter the city.")
	need("country", a.Country, "Choose the country.")
	if a.Country == "US" {
		need("state", a.State, "Choose the state.")
		need("zip", a.Zip, "Enter the 5-digit ZIP code.")
	}
	need("dayPhone", a.DayPhone+a.EveningPhone+a.Email, "Enter a telephone number or an e-mail address.")
	need("citizenship", a.Citizenship, "Choose the country of citizenship.")
	need("preferenceClaim", string(a.PreferenceClaim), "Choose the veterans' preference claimed, or no preference.")
	need("ssn", a.SSNMark, "Enter the Social Security number: an application cannot be processed without it.")
	need("dateReceived", string(a.DateReceived), "Enter the date on the stamp.")
	if !a.Signed {
		c.add("signed", "The application must be signed. Return an unsigned one to the applicant.")
	}
	if a.Source == Paper {
		need("hardship", string(a.Hardship), "Choose why the applicant could not apply online.")
		if a.Hardship == OtherHardship {
			need("hardshipText", a.HardshipText, "Say what kept the applicant from applying online.")
		}
		need("receivedBy", a.ReceivedBy, "Enter who received and stamped the application.")
		need("signatureDate", string(a.SignatureDate), "Enter the date beside the signature.")
		need("keyedBy", string(a.KeyedBy), "An application on paper names who keyed it.")
	}
	return fault.Fields("hiring.checkComplete", c)
}

// checkTimely refuses what came after closing. The stamp decides, not the day
// of keying; ten-point preference eligibles may file later (5 CFR 332.311).
func checkTimely(_ *Application, a Application) error {
	if a.Status == Draft || a.Status == Withdrawn || !rating.Late(a.DateReceived, a.Closes, a.PreferenceClaim.TenPoint() || a.PreferenceCode.TenPoint()) {
		return nil
	}
	e := fault.Law("hiring.checkTimely", "5 CFR 332.311", fmt.Sprintf(
		"The application was received %s, after the vacancy closed %s. Only ten-point preference eligibles may file after closing; return it to the applicant, or correct the date if the stamp says otherwise.",
		a.DateReceived.Words(), a.Closes.Words()))
	e.Fields = []fault.Field{{Name: "dateReceived", Words: e.Words}}
	return e
}

// checkSecond refuses Verified and Finished on paper until a different person
// has keyed the critical fields and all agree or were settled by somebody other
// than the keyer.
func checkSecond(_ *Application, a Application) error {
	const op = "hiring.checkSecond"
	if a.Source != Paper || a.Status != Verified && a.Status != Finished {
		return nil
	}
	s := a.Second
	switch {
	case s.By == "":
		return fault.E(op, fault.Refused, "A second person has to key the critical fields before this application can be finished.", nil)
	case s.By == a.KeyedBy:
		return fault.E(op, fault.Refused, "The second keying must be done by somebody other than "+a.KeyedByName+", who keyed the application first.", nil)
	}
	var c complaints
	names := slices.Clone(a.Critical)
	for _, name := range criticalFields {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		settled, chosen := s.Settled[name]
		switch {
		case chosen && settled != "" && settled != a.KeyedBy:
		case chosen:
			c.add(name, "Differences are settled by somebody other than the keyer.")
		case a.agrees(name):
		default:
			c.add(name, "The first and the second keying differ. Settle the difference first.")
		}
	}
	return fault.Fields(op, c)
}

// checkFrozen keeps what a rating or a certificate has read. An act that thaws
// the application clears FrozenBy in the same change, and then it has to be
// rated again.
func checkFrozen(old *Application, a Application) error {
	if old == nil || old.FrozenBy == "" || a.FrozenBy == "" {
		return nil
	}
	if old.Status != a.Status && onCertificate(a) {
		return fault.E("hiring.checkFrozen", fault.Refused, "This application is on "+a.FrozenBy+". If the applicant withdrew, record there that the applicant declined.", nil)
	}
	var c complaints
	was, is := reflect.ValueOf(*old), reflect.ValueOf(a)
	for _, f := range frozenFields {
		if !reflect.DeepEqual(was.FieldByName(f.field).Interface(), is.FieldByName(f.field).Interface()) {
			c.add(f.name, "This was read by "+old.FrozenBy+" and cannot be changed beneath it. Open the application again; it will then be rated anew.")
		}
	}
	err := fault.Fields("hiring.checkFrozen", c)
	if err != nil {
		return fault.E("hiring.checkFrozen", fault.Refused, c[0].Words, err)
	}
	return nil
}

var frozenFields = []struct{ field, name string }{
	{"Answers", "answers"}, {"PreferenceClaim", "preferenceClaim"}, {"PreferenceCode", "preferenceCode"}, {"Rulings", "rulings"}, {"Citizenship", "citizenship"},
	{"DateReceived", "dateReceived"}, {"Grades", "grades"}, {"FirstName", "firstName"}, {"MiddleName", "middleName"}, {"LastName", "lastName"}, {"Suffix", "suffix"},
}

// criticalFields are keyed twice on paper, with every answer that is scored or
// screens out.
var criticalFields = []string{"firstName", "lastName", "ssn", "preferenceClaim", "citizenship", "dateReceived"}

var criticalLabels = map[string]string{"firstName": "First name", "lastName": "Last name", "ssn": "Social Security number",
	"preferenceClaim": "Veterans' preference claimed", "citizenship": "Citizenship", "dateReceived": "Date received"}

// agrees says whether the value on record is the one keyed the second time.
func (a Application) agrees(name string) bool {
	if name == "ssn" {
		return a.SSNMark != "" && a.SSNMark == a.Second.Mark
	}
	second, keyed := a.Second.Values[name]
	return keyed && second == a.critical(name)
}

// critical is a critical field's value in comparable form.
func (a Application) critical(name string) string {
	switch name {
	case "firstName":
		return plain(a.FirstName)
	case "lastName":
		return plain(a.LastName)
	case "preferenceClaim":
		return string(a.PreferenceClaim)
	case "citizenship":
		return a.Citizenship
	case "dateReceived":
		return string(a.DateReceived)
	}
	if id, ok := strings.CutPrefix(name, "answers."); ok {
		return joinAnswer(a.Answers[id])
	}
	return ""
}

// plain closes runs of spaces and takes the composed form, so that two people's
// keyboards do not make a difference.
func plain(s string) string { return norm.NFC.String(strings.Join(strings.Fields(s), " ")) }

const answerJoint = "\x1f"

func joinAnswer(values []string) string {
	var kept []string
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			kept = append(kept, v)
		}
	}
	sort.Strings(kept)
	return strings.Join(kept, answerJoint)
}

func splitAnswer(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, answerJoint)
}
