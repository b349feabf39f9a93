package desktop

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/app/refdata"
)

// correctFields are the fields of the intake form in its order.
var correctFields = []string{"firstName", "lastName", "homeZip", "preferredContact", "phone", "email", "company", "street", "city", "state", "county", "workZip", "category", "description"}

func correctableFields(i inquiry.Inquiry) []FieldValue {
	f := i.Form()
	values := map[string]string{"firstName": f.FirstName, "lastName": f.LastName, "homeZip": f.HomeZIP, "preferredContact": f.PreferredContact, "phone": f.Phone,
		"email": f.Email, "company": f.Company, "street": f.Street, "city": f.City, "state": f.State, "county": f.County, "workZip": f.WorkZIP, "category": f.Category,
		"description": f.Description}
	out := []FieldValue{}
	for _, name := range correctFields {
		out = append(out, FieldValue{Name: name, Label: fieldWords(name), Value: values[name]})
	}
	return out
}

// inquirySteps is what became of an inquiry: its statuses and corrections.
func inquirySteps(i inquiry.Inquiry) []StepView {
	out := []StepView{}
	for _, s := range i.Steps {
		out = append(out, StepView{Words: s.To.Words(), Why: s.Reason, By: s.By.Name, At: instant(s.At)})
	}
	for _, c := range i.Corrections {
		before, after := shownValue(c.Field, c.Old), shownValue(c.Field, c.New)
		out = append(out, StepView{Words: fieldWords(c.Field) + " corrected from “" + cmp.Or(before, "nothing") + "” to “" + cmp.Or(after, "nothing") + "”", Why: c.Reason, By: c.By.Name, At: instant(c.At)})
	}
	slices.SortStableFunc(out, func(a, b StepView) int { return strings.Compare(b.At, a.At) })
	return append(out, StepView{Words: "Received by " + strings.ToLower(i.Channel.Words()), By: i.LoggedBy.Name, At: instant(i.Entered)})
}

// shownValue is a code of a field in words.
func shownValue(field, value string) string {
	switch field {
	case "office":
		return cmp.Or(inquiry.ContactOf(value).Name, value)
	case "county":
		if c, ok := refdata.CountyByFIPS(value); ok {
			return c.Name
		}
	case "category":
		if c, ok := refdata.CategoryByCode(value); ok {
			return c.Label
		}
	}
	return value
}

// Correct changes one field of the intake form at the customer's request, with
// the reason; the value before is kept.
func (q *Inquiries) Correct(id, field, value, reason string) (Corrected, error) {
	return saving(q.door, "desktop.CorrectInquiry", func(ctx context.Context, desk *node.Session) (Corrected, error) {
		out := Corrected{Advices: []string{}}
		p, err := desk.Inquiries.CorrectField(ctx, app.ID(id), field, value, reason)
		if err != nil {
			return out, err
		}
		for _, w := range p.Warnings {
			out.Advices = append(out.Advices, w.Words)
		}
		if p.Office != nil {
			out.Advices = append(out.Advices, "The corrected workplace leads to another office: "+inquiry.ContactOf(p.Office.Office).Name+". "+p.Office.Why)
		}
		if len(p.Candidates) > 0 {
			out.Advices = append(out.Advices, "With the corrected name or contact this may be a customer who has asked before: look at “Others of this person”.")
		}
		d, err := desk.Inquiries.Open(ctx, app.ID(id))
		out.View = inquiryView(d, desk)
		return out, err
	})
}

// Attach adds an article of the knowledge base to the inquiry, in the version that
// was read.
func (q *Inquiries) Attach(id, slug, version string) (InquiryView, error) {
	return q.work("desktop.AttachArticle", id, func(ctx context.Context, s *inquiry.Service) error {
		return s.AddNote(ctx, app.ID(id), inquiry.NewNote{Kind: inquiry.Article, Article: slug, Version: version})
	})
}
