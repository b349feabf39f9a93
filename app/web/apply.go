package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/refdata"
)

// apply leads an applicant through the application to one vacancy.
func (s *site) apply(w http.ResponseWriter, r *http.Request) error {
	a, err := s.Jobs.Announcement(r.Context(), r.PathValue("number"))
	if err != nil {
		return err
	}
	if !a.TakesApplications && r.Method != http.MethodPost {
		return s.show(w, r, http.StatusOK, "jobs_closed", page{Title: "No applications now – " + a.Title, Nav: "jobs", Body: a})
	}
	set, err := s.Jobs.Questions(r.Context(), a.Number)
	if err != nil {
		return err
	}
	return s.run(w, r, flow{
		name:    "apply " + a.Number,
		address: jobPath(a.Number) + "/apply",
		title:   "Apply for " + a.Title,
		nav:     "jobs",
		backTo:  jobPath(a.Number), backText: "Back to the announcement",
		send:    "Finished: send application",
		closing: "closing-apply", done: "applied",
		about:  a,
		start:  url.Values{"country": {"US"}},
		topics: func(v url.Values) []topic { return applyTopics(a, set, v) },
		check: func(ctx context.Context, d draft) (wrong, look []fault.Field, err error) {
			wrong, err = s.Jobs.Check(ctx, newApplication(a, set, d))
			return wrong, nil, err
		},
		submit: func(ctx context.Context, d draft) (Receipt, error) {
			return s.Jobs.Apply(ctx, newApplication(a, set, d))
		},
	})
}

// newApplication reads the filled form. Answers to questions that do not come
// up are left out, so that a changed mind leaves nothing behind.
func newApplication(a Announcement, set form.Set, d draft) Application {
	v := d.Values
	given := form.Answers{}
	for _, q := range set.Questions {
		if values := v[form.FieldName(q.ID)]; len(values) > 0 && set.Asked(q, given) && askedFor(q, grades(a, v)) {
			given[q.ID] = values
		}
	}
	return Application{
		Announcement: a.Number, Token: d.Token,
		FirstName: v.Get("firstName"), MiddleName: v.Get("middleName"), LastName: v.Get("lastName"), Suffix: v.Get("suffix"),
		Street: v.Get("street"), Street2: v.Get("street2"), City: v.Get("city"), State: v.Get("state"), Zip: v.Get("zip"),
		Country: v.Get("country"), DayPhone: v.Get("dayPhone"), Email: v.Get("email"),
		Citizenship: v.Get("citizenship"), PreferenceClaim: v.Get("preferenceClaim"), SSN: v.Get("ssn"),
		Grades: grades(a, v), Answers: given, Signed: d.Review,
	}
}

// grades are those applied for; a vacancy of one grade does not ask.
func grades(a Announcement, v url.Values) []string {
	if len(a.Grades) == 1 {
		return a.Grades
	}
	return v["grades"]
}

func askedFor(q form.Question, grades []string) bool {
	if len(grades) == 0 {
		return true
	}
	for _, g := range grades {
		if q.At(g) {
			return true
		}
	}
	return false
}

func applyTopics(a Announcement, set form.Set, v url.Values) []topic {
	return append([]topic{
		{Slug: "contact", Step: "Contact", Title: "Your name and how to reach you", Intro: "intro-apply", Fields: contactFields()},
		{Slug: "eligibility", Step: "Eligibility", Title: "Grade, citizenship and veterans’ preference", Fields: eligibilityFields(a)},
		{Slug: "identity", Step: "Identity", Title: "Your Social Security number", Intro: "intro-ssn", Fields: []field{
			{Kind: secret, Name: "ssn", Label: "Social Security number", Hint: "9 digits, with or without hyphens. Later pages show only the last four.",
				InputMode: "numeric", Autocomplete: "off", Size: "medium", Max: 20}}},
	}, questionTopics(set, grades(a, v), v)...)
}

func contactFields() []field {
	return []field{
		{Kind: line, Name: "firstName", Label: "First name", Hint: "Given name. If you have only one name, enter it as the last name and repeat it here.", Autocomplete: "given-name"},
		{Kind: line, Name: "middleName", Label: "Middle name", Autocomplete: "additional-name", Optional: true},
		{Kind: line, Name: "lastName", Label: "Last name", Hint: "Family name", Autocomplete: "family-name"},
		{Kind: line, Name: "suffix", Label: "Suffix", Hint: "For example Jr. or III", Autocomplete: "honorific-suffix", Size: "small", Optional: true},
		{Kind: line, Name: "street", Label: "Street address or PO box", Heading: "Mailing address", Autocomplete: "address-line1"},
		{Kind: line, Name: "street2", Label: "Apartment, suite or unit", Autocomplete: "address-line2", Optional: true},
		{Kind: line, Name: "city", Label: "City", Autocomplete: "address-level2"},
		{Kind: pick, Name: "state", Label: "State or territory", Hint: "Leave it open for an address abroad", Autocomplete: "address-level1", Choices: stateChoices()},
		{Kind: line, Name: "zip", Label: "ZIP or postal code", Hint: "In the United States 5 digits, or ZIP+4", Autocomplete: "postal-code", Size: "medium"},
		{Kind: pick, Name: "country", Label: "Country", Autocomplete: "country", Choices: countryChoices()},
		{Kind: line, Name: "email", Label: "Email address", Hint: "For notices about your application. Give an email address, a telephone number or both.", Heading: "How to reach you", Type: "email", Autocomplete: "email"},
		{Kind: line, Name: "dayPhone", Label: "Telephone", Hint: "With area code, for example 202-555-0143", Type: "tel", Autocomplete: "tel"},
	}
}

func eligibilityFields(a Announcement) []field {
	var list []field
	if len(a.Grades) > 1 {
		grade := field{Kind: checks, Name: "grades", Label: "Which grades do you apply for?", Hint: "Choose the lowest grade you would accept, and every higher one you qualify for. Each grade is rated separately."}
		for _, g := range a.Grades {
			grade.Choices = append(grade.Choices, Choice{Value: g, Label: a.PayPlan + "-" + g})
		}
		list = append(list, grade)
	}
	preference := field{Kind: radios, Name: "preferenceClaim", Label: "Do you claim veterans’ preference?",
		Hint: "This is your claim; human resources decides it from your documents, such as the DD-214, the SF-15 or a letter of the Department of Veterans Affairs."}
	for _, p := range ranking.Preferences {
		preference.Choices = append(preference.Choices, Choice{Value: string(p), Label: p.Words(), Hint: preferenceHints[p]})
	}
	return append(list,
		field{Kind: pick, Name: "citizenship", Label: "Country of citizenship", Hint: "Most federal jobs need citizenship of the United States; the announcement says so.",
			Autocomplete: "off", Choices: countryChoices()},
		preference)
}

// preferenceHints say in a line who holds each preference (5 USC 2108).
var preferenceHints = map[ranking.Preference]string{
	ranking.NV:  "I am not a veteran, or do not claim preference.",
	ranking.TP:  "Active duty in a war, campaign or qualifying period, discharged under honorable conditions.",
	ranking.XP:  "Purple Heart, a service-connected disability below 10%, or derived as spouse, widow, widower or parent.",
	ranking.CP:  "Rated by the Department of Veterans Affairs.",
	ranking.CPS: "Rated by the Department of Veterans Affairs.",
	ranking.SSP: "Released as sole survivor after August 29, 2008.",
}

// questionsPerPage keeps pages of questions short.
const questionsPerPage = 8

// questionTopics lays the vacancy's questions out in pages. A question that
// depends on an earlier answer comes on a later page, so that no script is
// needed to show or hide it.
func questionTopics(set form.Set, grades []string, v url.Values) []topic {
	given := form.Answers{}
	for _, q := range set.Questions {
		given[q.ID] = v[form.FieldName(q.ID)]
	}
	var topics []topic
	var fields []field
	here := map[string]bool{} // questions of the page being filled
	number, asked := 1, 0     // the page's number does not depend on the answers
	turn := func() {
		if asked > 0 {
			topics = append(topics, topic{Slug: "questions-" + strconv.Itoa(number), Step: "Questions", Title: "Questions about your qualifications", Fields: fields})
		}
		fields, here, asked = nil, map[string]bool{}, 0
		number++
	}
	for _, q := range set.Questions {
		if len(here) >= questionsPerPage || here[q.When] {
			turn()
		}
		if q.Kind != form.Instruction {
			here[q.ID] = true
		}
		if !askedFor(q, grades) || !set.Asked(q, given) {
			continue
		}
		if q.Kind != form.Instruction {
			asked++
		}
		fields = append(fields, questionField(q))
	}
	turn()
	if len(topics) > 1 {
		for i := range topics {
			topics[i].Title += ", part " + strconv.Itoa(i+1) + " of " + strconv.Itoa(len(topics))
		}
	}
	return topics
}

func questionField(q form.Question) field {
	label := q.Text
	if q.Number != "" {
		label = q.Number + ". " + label
	}
	f := field{Name: form.FieldName(q.ID), Label: label, Optional: !q.Required, Kind: line, Max: q.MaxLength}
	switch q.Kind {
	case form.YesNo, form.Single:
		f.Kind = radios
	case form.Multiple:
		f.Kind, f.Hint = checks, "Choose all that apply."
	case form.Number:
		f.InputMode, f.Size = "decimal", "medium"
	case form.Date:
		f.Type, f.Size = "date", "medium"
	case form.LongText:
		f.Kind = area
		if q.MaxLength > 0 {
			f.Hint = "At most " + thousands(q.MaxLength) + " characters."
		}
	case form.Instruction:
		return field{Kind: note, Name: f.Name, Label: q.Text}
	}
	for _, c := range q.Choices {
		f.Choices = append(f.Choices, Choice{Value: c.Value, Label: c.Label})
	}
	return f
}

// thousands writes a count as people do: 10,000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return strings.TrimPrefix(s, ",")
}

// stateChoices are the states, territories and military post areas.
func stateChoices() []Choice {
	var list []Choice
	for _, st := range refdata.States() {
		list = append(list, Choice{Value: st.Code, Label: st.Name})
	}
	return list
}
