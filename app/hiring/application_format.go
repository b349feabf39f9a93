package hiring

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"civicdesk/app/fault"
)

var (
	zipForm     = regexp.MustCompile(`^[0-9]{5}(-[0-9]{4})?$`)
	monthForm   = regexp.MustCompile(`^(0[1-9]|1[0-2])/(19|20)[0-9]{2}$`)
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
	stateForm   = regexp.MustCompile(`^[A-Z]{2}$`)
	moneyForm   = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,2})?$`)
	yearForm    = regexp.MustCompile(`^(19|20)[0-9]{2}$`)
	gradeForm   = regexp.MustCompile(`^[0-9]{2}$`)
)

// complaints gathers the fields at fault.
type complaints []fault.Field

func (c *complaints) add(name, words string) { *c = append(*c, fault.Field{Name: name, Words: words}) }

// if given and not ok, the field is at fault.
func (c *complaints) unless(ok bool, name, value, words string) {
	if value != "" && !ok {
		c.add(name, words)
	}
}

func (c *complaints) text(name, value string, most int) {
	switch {
	case !utf8.ValidString(value) || strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }):
		c.add(name, "This holds characters that cannot be stored. Type it again.")
	case utf8.RuneCountInString(value) > most:
		c.add(name, fmt.Sprintf("Shorten this to %d characters; it has %d.", most, utf8.RuneCountInString(value)))
	}
}

func (c *complaints) oneOf(name, value, words string, allowed ...string) {
	c.unless(slices.Contains(allowed, value), name, value, words)
}

// checkFormats refuses what can be no value of its field. Nothing is required:
// a draft may lack anything.
func checkFormats(_ *Application, a Application) error {
	var c complaints
	a.personFormats(&c)
	a.contactFormats(&c)
	for i, w := range a.Work {
		w.formats(&c, "work."+strconv.Itoa(i)+".")
	}
	for i, e := range a.Education {
		e.formats(&c, "education."+strconv.Itoa(i)+".")
	}
	for i, f := range a.FederalHistory {
		at := "federalHistory." + strconv.Itoa(i) + "."
		c.text(at+"agency", f.Agency, 200)
		c.months(at, f.From, f.To)
	}
	c.text("otherQualifications", a.OtherQualifications, 20000)
	for id, values := range a.Answers {
		for _, v := range values {
			c.text("answers."+id, v, 10000)
		}
	}
	return fault.Fields("hiring.checkFormats", c)
}

func (a Application) personFormats(c *complaints) {
	c.oneOf("source", string(a.Source), "Say how the application came in: on paper or from the web.", string(Paper), string(Web))
	c.oneOf("hardship", string(a.Hardship), "Choose the hardship reason from the list.", string(NoInternet), string(Accommodation), string(Outage), string(OtherHardship))
	c.text("hardshipText", a.HardshipText, 1000)
	c.text("receivedBy", a.ReceivedBy, 200)
	c.unless(a.DateReceived.Valid(), "dateReceived", string(a.DateReceived), "Enter the date on the stamp, for example 11/22/2026.")
	c.unless(a.SignatureDate.Valid(), "signatureDate", string(a.SignatureDate), "Enter the date beside the signature, for example 11/22/2026.")
	c.text("firstName", a.FirstName, 100)
	c.text("middleName", a.MiddleName, 100)
	c.text("lastName", a.LastName, 100)
	c.text("suffix", a.Suffix, 20)
	c.unless(countryForm.MatchString(a.Citizenship), "citizenship", a.Citizenship, "Choose the country of citizenship from the list.")
	c.unless(a.PreferenceClaim.Known(), "preferenceClaim", string(a.PreferenceClaim), "Choose the veterans' preference claimed: NV, TP, XP, CP, CPS or SSP.")
	c.unless(a.PreferenceCode.Known(), "preferenceCode", string(a.PreferenceCode), "Choose the veterans' preference granted: NV, TP, XP, CP, CPS or SSP.")
	c.oneOf("preferenceStatus", a.PreferenceStatus, "Choose claimed, tentative, verified or denied.", "claimed", "tentative", "verified", "denied")
	if a.SSN != "" {
		digits, ok := CleanSSN(a.SSN)
		if !ok || digits != a.SSN || a.SSNLast4 != digits[5:] || a.SSNMark == "" {
			c.add("ssn", wordsSSN)
		}
	}
	for _, g := range a.Grades {
		c.unless(gradeForm.MatchString(g), "grades", g, "Choose the grades from those announced.")
	}
}

func (a Application) contactFormats(c *complaints) {
	c.text("street", a.Street, 200)
	c.text("street2", a.Street2, 200)
	c.text("city", a.City, 100)
	if a.Country == "US" || a.Country == "" {
		c.unless(stateForm.MatchString(a.State), "state", a.State, "Choose the state from the list.")
		c.unless(zipForm.MatchString(a.Zip), "zip", a.Zip, "Enter a 5-digit ZIP code, or ZIP+4 as 12345-6789.")
	} else {
		c.text("state", a.State, 100)
		c.text("zip", a.Zip, 20)
	}
	c.unless(countryForm.MatchString(a.Country), "country", a.Country, "Choose the country from the list.")
	c.unless(phone(a.DayPhone), "dayPhone", a.DayPhone, "Enter a telephone number with area code, for example 202-555-0143.")
	c.unless(phone(a.EveningPhone), "eveningPhone", a.EveningPhone, "Enter a telephone number with area code, for example 202-555-0143.")
	c.unless(email(a.Email), "email", a.Email, "Enter an e-mail address, for example name@example.com.")
	c.oneOf("mayContact", a.MayContact, "Choose yes, no or ask first.", "yes", "no", "askFirst")
	c.oneOf("federalCivilian", a.FederalCivilian, "Choose yes or no.", "yes", "no")
	c.oneOf("reinstatement", a.Reinstatement, "Choose yes or no.", "yes", "no")
	c.text("highestEducation", a.HighestEducation, 200)
}

func (w WorkBlock) formats(c *complaints, at string) {
	c.text(at+"title", w.Title, 200)
	c.text(at+"employer", w.Employer, 200)
	c.text(at+"address", w.Address, 500)
	c.text(at+"supervisor", w.Supervisor, 200)
	c.text(at+"duties", w.Duties, 20000)
	c.months(at, w.From, w.To)
	c.unless(moneyForm.MatchString(w.Salary), at+"salary", w.Salary, "Enter the salary in figures, for example 54250 or 18.75.")
	hours, err := strconv.Atoi(w.HoursPerWeek)
	c.unless(err == nil && hours >= 1 && hours <= 168, at+"hoursPerWeek", w.HoursPerWeek, "Enter the hours per week as a number from 1 to 168.")
	c.unless(phone(w.SupervisorPhone), at+"supervisorPhone", w.SupervisorPhone, "Enter a telephone number with area code, for example 202-555-0143.")
}

func (e EducationBlock) formats(c *complaints, at string) {
	c.text(at+"school", e.School, 200)
	c.text(at+"place", e.Place, 200)
	c.text(at+"major", e.Major, 200)
	c.text(at+"degree", e.Degree, 100)
	c.unless(moneyForm.MatchString(e.Credits), at+"credits", e.Credits, "Enter the credits as a number.")
	c.oneOf(at+"unit", e.Unit, "Choose semester or quarter hours.", "semester", "quarter")
	c.unless(yearForm.MatchString(e.Year), at+"year", e.Year, "Enter the year with four digits.")
}

func (c *complaints) months(at, from, to string) {
	c.unless(monthForm.MatchString(from), at+"from", from, "Enter month and year, for example 03/2019.")
	c.unless(to == "present" || monthForm.MatchString(to), at+"to", to, "Enter month and year, for example 03/2021, or present.")
	if monthForm.MatchString(from) && monthForm.MatchString(to) && from[3:]+from[:2] > to[3:]+to[:2] {
		c.add(at+"to", "The end is before the beginning. Check both dates.")
	}
}

func phone(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+()-. xet", r):
			return false
		}
	}
	return digits >= 7 && digits <= 20
}

func email(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 {
		return false
	}
	_, host, _ := strings.Cut(s, "@")
	return strings.Contains(host, ".")
}
