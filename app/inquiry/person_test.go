package inquiry_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

func TestMatching(t *testing.T) {
	d := newDesk(t)
	first := d.log(nil)
	d.now = d.now.Add(24 * time.Hour)
	second := d.submit(func(s *inquiry.Submission) { s.Form.FirstName, s.Form.LastName, s.Form.Email = "MARIA", "nunez", "" })
	family := d.submit(func(s *inquiry.Submission) { s.Form.FirstName, s.Form.Email = "José", "" })
	stranger := d.submit(func(s *inquiry.Submission) {
		s.Form.FirstName, s.Form.Phone, s.Form.Email = "Li", "202-555-0111", "li@example.org"
	})
	a, b := d.open(first.ID), d.open(second.ID)
	if a.Inquiry.Person != b.Inquiry.Person || len(a.Others) != 1 || !a.Row.Newer || b.Row.Newer {
		t.Errorf("same name and phone: persons %s and %s, newer %v and %v", a.Inquiry.Person, b.Inquiry.Person, a.Row.Newer, b.Row.Newer)
	}
	c := d.open(family.ID)
	if c.Inquiry.Person == a.Inquiry.Person || len(c.Possible) != 2 || len(c.Others) != 0 {
		t.Errorf("family: possible %d, others %d", len(c.Possible), len(c.Others))
	}
	if e := d.open(stranger.ID); len(e.Possible)+len(e.Others) != 0 {
		t.Errorf("stranger: %+v", e)
	}

	refused(t, "joined without a reason", d.Join(d.agent, family.ID, first.ID, ""), fault.Invalid, "reason")
	refused(t, "joined to itself", d.Join(d.agent, first.ID, second.ID, "x"), fault.Refused, "")
	d.must(d.Join(d.agent, family.ID, first.ID, "same person, second name"))
	if c := d.open(family.ID); len(c.Others) != 2 || len(c.Possible) != 0 {
		t.Errorf("joined: others %d, possible %d", len(c.Others), len(c.Possible))
	}
	d.must(d.Part(d.agent, family.ID, "it was the brother"))
	if c := d.open(family.ID); len(c.Others) != 0 || len(c.Possible) != 2 {
		t.Errorf("parted: others %d", len(c.Others))
	}
	d.must(d.db.View(d.agent, func(tx *record.Tx) error {
		p, err := inquiry.Persons.Get(tx, a.Inquiry.Person)
		if err != nil {
			return err
		}
		if len(p.Links) != 4 || p.Links[2].By.User != agentID || p.Links[3].Joined {
			t.Errorf("log %+v; joining and parting are kept", p.Links)
		}
		return nil
	}))
}

func TestMatchingStaysWithinTheAgency(t *testing.T) {
	d := newDesk(t)
	ours := d.log(nil)
	whd := inquiry.New(d.db, inquiry.Options{Agency: "whd"})
	theirs, err := whd.LogCall(d.otherAgency, inquiry.CallForm{Channel: inquiry.ByPhone, Form: form()})
	d.must(err)
	o, err := whd.Open(d.otherAgency, theirs.ID)
	if err != nil || len(o.Others)+len(o.Possible) != 0 {
		t.Errorf("the other agency sees %+v, %v", o, err)
	}
	both := app.WithActor(context.Background(), app.Actor{User: agentID, Name: "Both", Grants: []app.Grant{{Role: policy.Agent, Scope: app.ScopeInquiries}}})
	_, err = whd.Open(both, ours.ID)
	refused(t, "an inquiry of another agency", err, fault.NotFound, "")
	if rows, err := whd.SearchCallers(both, "nunez"); err != nil || len(rows) != 1 || rows[0].ID != theirs.ID {
		t.Errorf("search in the other agency finds %v, %v", rows, err)
	}
}

func TestSearchCallers(t *testing.T) {
	d := newDesk(t)
	r := d.log(func(c *inquiry.CallForm) { c.Form.LastName = "Núñez-O’Brien" })
	d.log(func(c *inquiry.CallForm) {
		c.Form.FirstName, c.Form.LastName, c.Form.Phone, c.Form.Email = "Li", "Wei", "202-555-0111", "li@example.org"
	})
	for _, text := range []string{"nun", "mar nun", "o'brien", "brien", "Núñez-O’Brien", "MARÍA", "obr", "202 555 0143", "Maria@Example.org", r.Number.String(), strings.ToLower(string(r.Number))} {
		rows, err := d.SearchCallers(d.agent, text)
		if err != nil || len(rows) != 1 || rows[0].ID != r.ID {
			t.Errorf("%q finds %d rows, %v", text, len(rows), err)
		}
	}
	for _, text := range []string{"", "n", "nun li", "x@example.org", "202-555-0100", "-'", "ria"} {
		if rows, err := d.SearchCallers(d.agent, text); err != nil || len(rows) != 0 {
			t.Errorf("%q finds %v, %v", text, rows, err)
		}
	}
	for _, text := range []string{"nunex", "obrien mraia", "acme nun", "chair brien"} { // a slip, company, description
		rows, err := d.SearchCallers(d.agent, text)
		if err != nil || len(rows) == 0 || rows[0].ID != r.ID || len(rows[0].Found) == 0 {
			t.Errorf("%q finds %+v, %v", text, rows, err)
		}
	}
	if d.audited("inquiry.search") == 0 {
		t.Error("searches that show names must be on the audit trail")
	}
}
