package web

import (
	"context"
	"net/http"
	"net/url"

	"civicdesk/app/fault"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/refdata"
)

// ask leads a visitor through an inquiry.
func (s *site) ask(w http.ResponseWriter, r *http.Request) error {
	categories, err := s.Inquiries.Categories(r.Context())
	if err != nil {
		return err
	}
	return s.run(w, r, flow{
		name: "ask", address: "/ask", title: "Ask a question", nav: "ask",
		backTo: "/", backText: "Back to the first page",
		send:    "Send question",
		closing: "closing-ask", done: "asked",
		topics: func(v url.Values) []topic { return askTopics(categories, v) },
		tidy: func(d *draft) { // a number is neither carried nor shown again
			if text, masked := intake.MaskSSN(d.Values.Get("description")); masked {
				d.Values.Set("description", text)
				d.Masked = true
			}
		},
		check: func(ctx context.Context, d draft) (wrong, look []fault.Field, err error) {
			wrong, look, err = s.Inquiries.Check(ctx, newInquiry(d))
			if d.Masked {
				look = append(look, fault.Field{Name: "description", Words: "We hid what looks like a Social Security number in your question. We do not need it."})
			}
			return wrong, look, err
		},
		submit: func(ctx context.Context, d draft) (Receipt, error) {
			return s.Inquiries.Submit(ctx, newInquiry(d))
		},
	})
}

func newInquiry(d draft) Inquiry {
	v := d.Values
	county := v.Get("county")
	if f := countyField(v); f == nil || !f.offers(county) { // left from an earlier ZIP code
		county = ""
	}
	return Inquiry{
		Token: d.Token, Score: d.score(),
		Category: v.Get("category"), Description: v.Get("description"),
		Company: v.Get("company"), Street: v.Get("street"), City: v.Get("city"), State: v.Get("state"), County: county,
		WorkZip: v.Get("workZip"), WorkZipUnknown: v.Get("workZipUnknown") != "",
		FirstName: v.Get("firstName"), LastName: v.Get("lastName"), OneName: v.Get("oneName") != "",
		HomeZip: v.Get("homeZip"), PreferredContact: v.Get("preferredContact"), Email: v.Get("email"), Phone: v.Get("phone"),
	}
}

func askTopics(categories []Choice, v url.Values) []topic {
	topics := []topic{
		{Slug: "question", Step: "Question", Title: "What is your question?", Intro: "intro-ask", Fields: []field{
			{Kind: pick, Name: "category", Label: "What is it about?", Hint: "Choose the closest topic. “Something else” is fine.", Choices: categories},
			{Kind: area, Name: "description", Label: "Your question, or what happened", Max: 5000,
				Hint: "At most 5,000 characters. Please leave out Social Security numbers and other people’s private details."},
		}},
		{Slug: "workplace", Step: "Workplace", Title: "Where did it happen, or which employer is it about?", Intro: "intro-workplace", Fields: []field{
			{Kind: line, Name: "company", Label: "Company or organization", Autocomplete: "organization"},
			{Kind: line, Name: "street", Label: "Street address of the workplace", Autocomplete: "off", Optional: true},
			{Kind: line, Name: "city", Label: "City", Autocomplete: "off", Optional: true},
			{Kind: pick, Name: "state", Label: "State or territory", Autocomplete: "off", Choices: stateChoices()},
			{Kind: line, Name: "workZip", Label: "ZIP code of the workplace", Hint: "5 digits, or ZIP+4", InputMode: "numeric", Autocomplete: "off", Size: "medium"},
			{Kind: tick, Name: "workZipUnknown", Label: "I don’t know the ZIP code"},
		}},
	}
	if county := countyField(v); county != nil {
		topics = append(topics, topic{Slug: "county", Step: "Workplace", Title: "In which county is the workplace?",
			Intro: "intro-county", Fields: []field{*county}})
	}
	return append(topics, topic{Slug: "contact", Step: "Contact", Title: "How can we reach you?", Fields: []field{
		{Kind: line, Name: "firstName", Label: "First name", Autocomplete: "given-name"},
		{Kind: line, Name: "lastName", Label: "Last name", Autocomplete: "family-name"},
		{Kind: tick, Name: "oneName", Label: "I have one name", Hint: "Enter it as your first name and leave the last name empty."},
		{Kind: line, Name: "homeZip", Label: "Home ZIP code", Hint: "5 digits, or ZIP+4. You need it to check the status later.", InputMode: "numeric", Autocomplete: "postal-code", Size: "medium"},
		{Kind: radios, Name: "preferredContact", Label: "How do you prefer to be reached?", Choices: []Choice{{Value: "email", Label: "Email"}, {Value: "phone", Label: "Telephone"}}},
		{Kind: line, Name: "email", Label: "Email address", Hint: "Needed if you prefer email. Your tracking number is sent here too.", Type: "email", Autocomplete: "email"},
		{Kind: line, Name: "phone", Label: "Telephone", Hint: "Needed if you prefer the telephone. With area code; an extension may follow, for example 202-555-0143 x12.", Type: "tel", Autocomplete: "tel"},
	}})
}

// countyField asks for the county only where the ZIP code leaves it open, since
// the county may decide which office answers.
func countyField(v url.Values) *field {
	digits, state := onlyDigits(v.Get("workZip")), v.Get("state")
	if len(digits) < 5 || v.Get("workZipUnknown") != "" {
		return nil
	}
	f := field{Kind: radios, Name: "county", Label: "County", Optional: true, Hint: "ZIP code " + digits[:5] + " reaches into several counties."}
	all := refdata.ZIP(digits[:5])
	for _, inState := range []bool{true, false} {
		for _, c := range all {
			if c.FIPS != "" && (c.State == state) == inState {
				f.Choices = append(f.Choices, Choice{Value: c.FIPS, Label: c.County + ", " + c.State})
			}
		}
	}
	if len(f.Choices) < 2 {
		return nil
	}
	f.Choices = append(f.Choices, Choice{Value: "unknown", Label: "I don’t know"})
	return &f
}
