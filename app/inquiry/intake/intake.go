// Package intake holds the fields of an inquiry and their checks. Data are
// checked for their form only, never for their truth. The same checks serve the
// web form, a call at the desk and an incoming record, and checking values that
// were checked before changes nothing.
package intake

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"civicdesk/app/fault"
	"civicdesk/app/refdata"
)

// The names of the fields, as records, forms and error messages use them.
const (
	FirstName        = "firstName"
	LastName         = "lastName"
	HomeZIP          = "homeZip"
	PreferredContact = "preferredContact"
	Phone            = "phone"
	Email            = "email"
	Company          = "company"
	Street           = "street"
	City             = "city"
	State            = "state"
	County           = "county"
	WorkZIP          = "workZip"
	Category         = "category"
	Description      = "description"
)

// The ways in which a customer may want to be reached.
const (
	ByEmail = "email"
	ByPhone = "phone"
)

// Longest accepted values, in characters.
const (
	MaxName        = 80
	MaxCompany     = 200
	MaxStreet      = 200
	MaxCity        = 100
	MaxDescription = 5000
)

// Form is an intake form as somebody typed it, and as it is kept once checked.
type Form struct {
	FirstName        string `json:"firstName"`
	LastName         string `json:"lastName"`
	OneName          bool   `json:"oneName"` // the person has one name; it stands in FirstName
	HomeZIP          string `json:"homeZip"` // 12345 or 12345-6789
	PreferredContact string `json:"preferredContact"`
	Phone            string `json:"phone"`          // E.164 once checked
	PhoneExt         string `json:"phoneExt"`       // up to 6 digits
	PhoneRaw         string `json:"phoneRaw"`       // as it was typed
	Email            string `json:"email"`          //
	Company          string `json:"company"`        //
	Street           string `json:"street"`         //
	City             string `json:"city"`           //
	State            string `json:"state"`          // postal code
	County           string `json:"county"`         // FIPS code; empty for "I don't know"
	WorkZIP          string `json:"workZip"`        // 12345 or 12345-6789
	WorkZIPUnknown   bool   `json:"workZipUnknown"` // "I don't know" the workplace ZIP code
	Category         string `json:"category"`       // code
	Description      string `json:"description"`
}

// Result is a checked form: the values to keep, what must be put right, and
// what may be looked at but blocks nothing.
type Result struct {
	Form     Form
	Errors   []fault.Field
	Warnings []fault.Field
}

// Check checks a form in the order of its fields. missing gives, for a field
// that a caller would not or could not give, the reason: such a field may be
// empty. The web passes nil.
func Check(typed Form, missing map[string]string) Result {
	c := &checker{missing: missing}
	f := &c.result.Form
	*f = typed
	c.names(f, typed)
	c.contact(f, typed)
	c.employer(f, typed)
	c.matter(f, typed)
	return c.result
}

type checker struct {
	missing map[string]string
	result  Result
}

func (c *checker) fail(field, words string) {
	c.result.Errors = append(c.result.Errors, fault.Field{Name: field, Words: words})
}

func (c *checker) warn(field, words string) {
	c.result.Warnings = append(c.result.Warnings, fault.Field{Name: field, Words: words})
}

// required complains about an empty field unless a reason stands for it, and
// says whether there is a value to check.
func (c *checker) required(field, value, words string) bool {
	if value != "" {
		return true
	}
	if strings.TrimSpace(c.missing[field]) == "" {
		c.fail(field, words)
	}
	return false
}

func (c *checker) names(f *Form, typed Form) {
	f.FirstName, f.LastName = tidy(typed.FirstName), tidy(typed.LastName)
	if typed.OneName {
		if f.FirstName == "" {
			f.FirstName = f.LastName
		}
		if f.LastName != "" && f.LastName != f.FirstName {
			c.fail(LastName, "Leave the last name empty, or clear \"I have one name\".")
			return
		}
		f.LastName = ""
	}
	if c.required(FirstName, f.FirstName, "Enter your first name") {
		c.name(FirstName, f.FirstName, "first name")
	}
	if !typed.OneName && c.required(LastName, f.LastName, "Enter your last name, or choose \"I have one name\"") {
		c.name(LastName, f.LastName, "last name")
	}
}

func (c *checker) name(field, value, what string) {
	switch problem := nameProblem(value); problem {
	case "":
	case tooLong:
		c.fail(field, fmt.Sprintf("Shorten the %s to %d characters", what, MaxName))
	default:
		c.fail(field, "Enter the "+what+" "+problem)
	}
}

func (c *checker) contact(f *Form, typed Form) {
	f.HomeZIP = c.zip(HomeZIP, typed.HomeZIP, "home", true)
	f.PreferredContact = strings.ToLower(strings.TrimSpace(typed.PreferredContact))
	switch f.PreferredContact {
	case ByEmail, ByPhone:
	case "":
		c.required(PreferredContact, "", "Choose how we should contact you: by e-mail or by phone")
	default:
		c.fail(PreferredContact, "Choose how we should contact you: by e-mail or by phone")
	}
	c.phone(f, typed)
	c.email(f, typed)
}

func (c *checker) phone(f *Form, typed Form) {
	whole := tidy(typed.Phone)
	if whole == "" {
		f.Phone, f.PhoneExt, f.PhoneRaw = "", "", ""
		if f.PreferredContact == ByPhone {
			c.required(Phone, "", "Enter your phone number, since you asked us to call")
		}
		return
	}
	if ext := tidy(typed.PhoneExt); ext != "" {
		whole += " x" + ext
	}
	number, ext, words := ReadPhone(whole)
	if words != "" {
		c.fail(Phone, words)
		return
	}
	f.Phone, f.PhoneExt, f.PhoneRaw = number, ext, whole
	if raw := tidy(typed.PhoneRaw); raw != "" && SamePhone(raw, number, ext) {
		f.PhoneRaw = raw // checked before: keep what was typed then
	}
}

func (c *checker) email(f *Form, typed Form) {
	f.Email = tidy(typed.Email)
	if f.Email == "" {
		if f.PreferredContact == ByEmail {
			c.required(Email, "", "Enter your e-mail address, since you asked us to write")
		}
		return
	}
	if words := emailProblem(f.Email); words != "" {
		c.fail(Email, words)
		return
	}
	if better := SuggestEmail(f.Email); better != "" {
		c.warn(Email, "Did you mean "+better+"?")
	}
}

func (c *checker) employer(f *Form, typed Form) {
	f.Company, f.Street, f.City = tidy(typed.Company), tidy(typed.Street), tidy(typed.City)
	c.required(Company, f.Company, "Enter the name of the company")
	c.length(Company, f.Company, "company name", MaxCompany)
	c.length(Street, f.Street, "street", MaxStreet)
	c.length(City, f.City, "city", MaxCity)
	f.State = strings.ToUpper(strings.TrimSpace(typed.State))
	if c.required(State, f.State, "Choose the state where the company is") {
		if _, ok := refdata.StateByCode(f.State); !ok {
			c.fail(State, "Choose the state from the list")
		}
	}
	if f.WorkZIP = ""; !typed.WorkZIPUnknown {
		f.WorkZIP = c.zip(WorkZIP, typed.WorkZIP, "workplace", true)
	}
	if f.County = strings.TrimSpace(typed.County); f.County == "unknown" { // "I don't know" in the list
		f.County = ""
	}
	c.county(*f)
}

// county accepts a county of the chosen state or of the ZIP code's states.
func (c *checker) county(f Form) {
	rows := refdata.ZIP(ZIP5(f.WorkZIP))
	inState := func(state string) bool {
		for _, row := range rows {
			if row.State == state {
				return true
			}
		}
		return false
	}
	if f.County != "" {
		county, ok := refdata.CountyByFIPS(f.County)
		if !ok || (f.State != "" && county.State != f.State && !inState(county.State)) {
			c.fail(County, "Choose a county of the state from the list, or \"I don't know\"")
		}
	}
	if f.WorkZIP == "" {
		return
	}
	switch {
	case len(rows) == 0:
		c.warn(WorkZIP, "We do not know this ZIP code. Check it; if it is right, go on.")
	case f.State != "" && !inState(f.State):
		c.warn(WorkZIP, "This ZIP code is in "+stateNames(rows)+". Check the ZIP code and the state; if both are right, go on.")
	}
}

func (c *checker) matter(f *Form, typed Form) {
	f.Category = strings.TrimSpace(typed.Category)
	if c.required(Category, f.Category, "Choose what your question is about") {
		if _, ok := refdata.CategoryByCode(f.Category); !ok {
			c.fail(Category, "Choose what your question is about from the list")
		}
	}
	var masked bool
	f.Description, masked = MaskSSN(tidyText(typed.Description))
	if masked {
		c.warn(Description, "We hid what looks like a Social Security number. Please do not send one; we do not need it.")
	}
	if c.required(Description, f.Description, "Describe your question or situation") {
		c.length(Description, f.Description, "description", MaxDescription)
	}
}

func (c *checker) length(field, value, what string, most int) {
	if n := utf8.RuneCountInString(value); n > most {
		c.fail(field, fmt.Sprintf("Shorten the %s to %d characters; it has %d", what, most, n))
	}
}

// zip reads a ZIP code and complains in the field's own words.
func (c *checker) zip(field, typed, which string, needed bool) string {
	value := tidy(typed)
	ask := "Enter your 5-digit " + which + " ZIP code"
	if field == WorkZIP {
		ask = "Enter the 5-digit ZIP code of the workplace, or choose \"I don't know\""
	}
	if value == "" {
		if needed {
			c.required(field, "", ask)
		}
		return ""
	}
	zip, ok := ReadZIP(value)
	if !ok {
		c.fail(field, ask+", for example 20210 or 20210-0001")
		return value
	}
	return zip
}

// stateNames lists the states of a ZIP code's rows as people read them.
func stateNames(rows []refdata.ZIPCounty) string {
	var names []string
	seen := map[string]bool{}
	for _, row := range rows {
		if s, ok := refdata.StateByCode(row.State); ok && !seen[row.State] {
			seen[row.State] = true
			names = append(names, s.Name)
		}
	}
	if len(names) == 0 {
		return "none of the listed states"
	}
	return strings.Join(names, " and ")
}
