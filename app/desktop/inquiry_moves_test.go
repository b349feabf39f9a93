package desktop

import (
	"testing"
	"time"

	"civicdesk/app/fault"
)

// TestAnInquiryIsMoved takes one inquiry through every step that its screen offers.
func TestAnInquiryIsMoved(t *testing.T) {
	o := newOffice(t)
	d := o.desk("gpena")
	saved, err := d.Inquiries.Log(CallForm{Channel: "phone", StartedAt: instant(time.Now()), FirstName: "José", LastName: "Muñoz", PreferredContact: "phone",
		Phone: "303-555-0142", Company: "Front Range", WorkZIP: "80202", State: "CO", Category: "VET", HomeZIP: "80202", Description: "How long is there to file?"})
	must(t, err)
	g, err := d.Inquiries.Givable()
	must(t, err)
	if len(g.People) == 0 || len(g.Offices) < 40 {
		t.Fatalf("%d people, %d offices", len(g.People), len(g.Offices))
	}
	before, err := d.Inquiries.Inquiry(saved.ID)
	must(t, err)
	elsewhere := g.Offices[0]
	if elsewhere.Label == before.Row.Office {
		elsewhere = g.Offices[1]
	}
	id := saved.ID
	steps := []struct {
		name   string
		step   func() (InquiryView, error)
		status string
		field  string // of the refusal
	}{
		{"to nobody", func() (InquiryView, error) { return d.Inquiries.Assign(id, "stranger") }, "", "assigned"},
		{"to a colleague", func() (InquiryView, error) { return d.Inquiries.Assign(id, g.People[0].Code) }, "assigned", ""},
		{"start", func() (InquiryView, error) { return d.Inquiries.Start(id) }, "in progress", ""},
		{"wait", func() (InquiryView, error) { return d.Inquiries.Wait(id, true, "Send the letter") }, "waiting", ""},
		{"transfer without reason", func() (InquiryView, error) { return d.Inquiries.Transfer(id, elsewhere.Code, " ") }, "", "reason"},
		{"transfer", func() (InquiryView, error) { return d.Inquiries.Transfer(id, elsewhere.Code, "She moved") }, "waiting", ""},
		{"transfer again", func() (InquiryView, error) { return d.Inquiries.Transfer(id, elsewhere.Code, "She moved") }, "", "office"},
		{"answer", func() (InquiryView, error) { return d.Inquiries.Answer(id, "300 days") }, "answered", ""},
		{"reopen without reason", func() (InquiryView, error) { return d.Inquiries.Reopen(id, "") }, "", "reason"},
		{"reopen", func() (InquiryView, error) { return d.Inquiries.Reopen(id, "She called again") }, "reopened", ""},
	}
	for _, s := range steps {
		v, err := s.step()
		switch fields := fault.FieldsOf(err); {
		case s.field != "":
			if len(fields) != 1 || fields[0].Name != s.field {
				t.Errorf("%s: %v, want a complaint at %s", s.name, err, s.field)
			}
		case err != nil:
			t.Errorf("%s: %v", s.name, err)
		case v.Row.Status != s.status:
			t.Errorf("%s: it is %s, want %s", s.name, v.Row.Status, s.status)
		}
	}
	v, err := d.Inquiries.Inquiry(id)
	must(t, err)
	if v.Row.Office != elsewhere.Label || v.Assigned.Code != g.People[0].Code || !v.MayStart || !v.MayWait || v.MayReopen {
		t.Errorf("in the end: %+v", v)
	}
	for which, want := range map[string]int{"open": 1, "aside": 0, "ended": 0} {
		if list, err := d.Inquiries.Queue(which, false); err != nil || len(list.Rows) != want || list.Open != 1 {
			t.Errorf("%s: %d rows of %d open, %v", which, len(list.Rows), list.Open, err)
		}
	}
	if _, err := d.Inquiries.Queue("others", false); !fault.Is(err, fault.NotFound) {
		t.Errorf("a list that is none: %v", err)
	}
}
