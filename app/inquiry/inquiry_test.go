package inquiry_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/inquiry/knowledge"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/seal"
	"civicdesk/storage/storagetest"
	"civicdesk/storage/vault"
)

// desk is a service over the real record layer, with a clock that the test sets.
type desk struct {
	*inquiry.Service
	t                     *testing.T
	db                    *record.DB
	now                   time.Time
	agent, web, admin, hr context.Context
	otherAgency, noGrants context.Context
}

const (
	agentID  app.ID = "0197a000-0000-7000-8000-000000000001"
	secondID app.ID = "0197a000-0000-7000-8000-000000000002"
)

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, now: time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)} // a Monday, 10 am Eastern
	schema := record.NewSchema(inquiry.Definitions()...)
	db, err := record.OpenAuthority(context.Background(), storagetest.Twice(storagetest.NewMap()), schema, vault.NewRing("test-server", seal.Key{1}), func() time.Time { return d.now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	d.db, d.Service = db, inquiry.New(db, inquiry.Options{})
	d.must(knowledge.Seed(app.WithActor(context.Background(), app.Actor{User: app.SystemUser, Grants: []app.Grant{{Role: policy.System}}}), db))
	scope := app.InquiryScope("ofccp")
	d.agent = recordtest.As(agentID, "Rosa Delgado", app.Grant{Role: policy.Agent, Scope: scope})
	d.web = recordtest.As(app.WebUser, "Public web site", app.Grant{Role: policy.Web})
	d.admin = recordtest.As(secondID, "Admin", app.Grant{Role: policy.Administrator})
	d.hr = recordtest.As(secondID, "HR", app.Grant{Role: policy.HRSpecialist, Scope: app.ScopeHiring})
	d.otherAgency = recordtest.As(secondID, "Other", app.Grant{Role: policy.Agent, Scope: app.InquiryScope("whd")})
	d.noGrants = recordtest.As(secondID, "Nobody")
	return d
}

func form() intake.Form {
	return intake.Form{FirstName: "María", LastName: "Núñez", HomeZIP: "20210", PreferredContact: "phone", Phone: "202-555-0143",
		Email: "maria@example.org", Company: "Acme", City: "Nashville", State: "TN", WorkZIP: "37219", Category: "DIS", Description: "I asked for a chair."}
}

func (d *desk) submit(change func(*inquiry.Submission)) inquiry.Receipt {
	d.t.Helper()
	s := inquiry.Submission{Token: app.NewID(), Form: form()}
	if change != nil {
		change(&s)
	}
	r, err := d.Submit(d.web, s)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func (d *desk) log(change func(*inquiry.CallForm)) inquiry.Receipt {
	d.t.Helper()
	c := inquiry.CallForm{ID: app.NewID(), Channel: inquiry.ByPhone, Form: form()}
	if change != nil {
		change(&c)
	}
	r, err := d.LogCall(d.agent, c)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func (d *desk) open(id app.ID) inquiry.Detail {
	d.t.Helper()
	o, err := d.Open(d.agent, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return o
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// refused checks the kind of a refusal, that it has words, and the field.
func refused(t *testing.T, what string, err error, kind fault.Kind, field string) {
	t.Helper()
	if !fault.Is(err, kind) || fault.Words(err) == "" || strings.HasPrefix(fault.Words(err), "Something went wrong") {
		t.Errorf("%s: %v; want %v in words", what, err, kind)
		return
	}
	if field == "" {
		return
	}
	for _, f := range fault.FieldsOf(err) {
		if f.Name == field {
			return
		}
	}
	t.Errorf("%s: %v; want field %s", what, err, field)
}

// audited counts the entries of the trail with an action.
func (d *desk) audited(action string) (n int) {
	d.t.Helper()
	d.must(d.db.AuditTrail(d.agent, func(e record.Entry) error {
		if e.Action == action {
			n++
		}
		return nil
	}))
	return n
}

func TestSubmit(t *testing.T) {
	d := newDesk(t)
	r := d.submit(func(s *inquiry.Submission) { s.LastEvent = "2026-11-01" })
	if !r.Number.Valid() || r.ReadAloud == "" || r.Office.Code != "SE-NSH" || r.Office.Phone == "" || r.Due != "2026-11-30" || r.Repeated {
		t.Errorf("receipt %+v", r) // Thanksgiving, November 26, is no business day
	}
	if r.Deadline.Day != "2027-08-28" || r.Deadline.Near {
		t.Errorf("deadline %+v", r.Deadline)
	}
	o := d.open(r.ID)
	i := o.Inquiry
	if i.Status != inquiry.StatusNew || i.Received != "2026-11-23" || i.CategoryLabel != "Disability discrimination or accommodation" ||
		i.Phone != "+12025550143" || i.LoggedBy.User != "" || i.Routing.DataVersion == "" || i.Person == "" || len(o.Others) > 0 {
		t.Errorf("stored %+v", i)
	}
	if d.audited("inquiry.submit") == 0 || d.audited("inquiry.open") != 1 {
		t.Error("submission and opening must be on the audit trail")
	}
}

func TestSubmitTwice(t *testing.T) {
	d := newDesk(t)
	token := app.NewID()
	first := d.submit(func(s *inquiry.Submission) { s.Token = token })
	d.now = d.now.Add(24 * time.Hour)
	if again := d.submit(func(s *inquiry.Submission) { s.Token = token; s.Form.Company = "Other" }); again.Number != first.Number || !again.Repeated {
		t.Errorf("the same token gave %+v", again)
	}
	d.now = d.now.Add(-24*time.Hour + 9*time.Minute)
	if again := d.submit(func(s *inquiry.Submission) { s.Form.FirstName = "MARIA" }); again.Number != first.Number || !again.Repeated {
		t.Errorf("the same text of the same person within 10 minutes gave %+v", again)
	}
	if other := d.submit(func(s *inquiry.Submission) { s.Form.Description = "Another matter." }); other.Repeated || other.Number == first.Number {
		t.Errorf("another text gave %+v", other)
	}
	if other := d.submit(func(s *inquiry.Submission) {
		s.Form.FirstName, s.Form.Phone, s.Form.Email = "Jo", "202-555-0199", "jo@example.org"
	}); other.Repeated {
		t.Errorf("another person with the same text gave %+v", other)
	}
	d.now = d.now.Add(2 * time.Minute)
	if later := d.submit(nil); later.Repeated {
		t.Errorf("the same text after 11 minutes gave %+v", later)
	}
}

func TestSubmitRefuses(t *testing.T) {
	d := newDesk(t)
	_, err := d.Submit(d.web, inquiry.Submission{Token: app.NewID(), Form: intake.Form{}})
	refused(t, "an empty form", err, fault.Invalid, intake.HomeZIP)
	_, err = d.Submit(d.web, inquiry.Submission{Form: form()})
	refused(t, "no token", err, fault.Invalid, "")
	for name, who := range map[string]context.Context{"agent": d.agent, "nobody": d.noGrants, "signed out": context.Background()} {
		_, err = d.Submit(who, inquiry.Submission{Token: app.NewID(), Form: form()})
		refused(t, name, err, fault.Denied, "")
	}
}

func TestQuarantine(t *testing.T) {
	d := newDesk(t)
	r := d.submit(func(s *inquiry.Submission) { s.Score = 3 })
	queue := func(f inquiry.Filter) int {
		rows, err := d.Queue(d.agent, f)
		d.must(err)
		return len(rows)
	}
	if queue(inquiry.Filter{}) != 0 || queue(inquiry.Filter{Quarantine: true}) != 1 {
		t.Error("a form that looks machine-made is set aside, and seen there")
	}
	d.must(d.Release(d.agent, r.ID))
	if queue(inquiry.Filter{}) != 1 || queue(inquiry.Filter{Quarantine: true}) != 0 {
		t.Error("released, it is in the queue")
	}
	if d.submit(func(s *inquiry.Submission) { s.Score, s.Form.Description = 2, "x" }); queue(inquiry.Filter{}) != 2 {
		t.Error("a low score changes nothing")
	}
}

func TestLogCall(t *testing.T) {
	d := newDesk(t)
	id := app.NewID()
	started := d.now.Add(-5 * time.Minute)
	call := inquiry.CallForm{ID: id, Channel: inquiry.ByPhone, Form: form(), Started: started, Ended: d.now.Add(-time.Minute),
		Missing: map[string]string{intake.HomeZIP: "caller refused", intake.Company: "not needed"}}
	call.Form.HomeZIP = ""
	_, err := d.SaveDraft(d.agent, call)
	d.must(err)
	r, err := d.LogCall(d.agent, call)
	d.must(err)
	again, err := d.LogCall(d.agent, call)
	if err != nil || again.Number != r.Number || !again.Repeated {
		t.Errorf("logged twice: %+v, %v", again, err)
	}
	i := d.open(r.ID).Inquiry
	if i.ID != id || i.LoggedBy.Name != "Rosa Delgado" || len(i.Calls) != 1 || !i.Calls[0].Started.Equal(started) || !i.Calls[0].Saved.Equal(d.now) {
		t.Errorf("stored %+v", i)
	}
	if len(i.Missing) != 1 || i.Missing[intake.HomeZIP] != "caller refused" {
		t.Errorf("missing %v; a reason stands only for an empty field", i.Missing)
	}
	drafts, err := d.ParkedCalls(d.agent)
	if err != nil || len(drafts) != 0 {
		t.Errorf("drafts after logging: %v, %v", drafts, err)
	}
	_, err = d.SaveDraft(d.agent, call)
	refused(t, "a draft of a logged call", err, fault.Conflict, "")
}

func TestLogFromPaperAndAnsweredAtOnce(t *testing.T) {
	d := newDesk(t)
	r := d.log(func(c *inquiry.CallForm) { c.Channel, c.Received = inquiry.ByMail, "2026-11-16" })
	if i := d.open(r.ID).Inquiry; i.Received != "2026-11-16" || len(i.Calls) != 0 || r.Due != "2026-11-20" {
		t.Errorf("paper: received %s, due %s, calls %v", i.Received, r.Due, i.Calls)
	}
	r = d.log(func(c *inquiry.CallForm) { c.Answer = "Call EEOC." })
	if i := d.open(r.ID).Inquiry; i.Status != inquiry.StatusAnswered || i.Answer.By.User != agentID {
		t.Errorf("answered at once: %s %+v", i.Status, i.Answer)
	}
	r = d.log(func(c *inquiry.CallForm) { c.Received = "2027-01-01" })
	if len(r.Warnings) != 1 || r.Warnings[0].Name != "received" {
		t.Errorf("a day in the future is a warning only, since clocks may be wrong: %v", r.Warnings)
	}
}

func TestLogCallRefuses(t *testing.T) {
	d := newDesk(t)
	bad := inquiry.CallForm{Channel: inquiry.ByPhone, Form: form()}
	bad.Form.LastName = ""
	_, err := d.LogCall(d.agent, bad)
	refused(t, "no last name and no reason", err, fault.Invalid, intake.LastName)
	for _, channel := range []inquiry.Channel{"", "fax", inquiry.ByWeb} {
		_, err = d.LogCall(d.agent, inquiry.CallForm{Channel: channel, Form: form()})
		refused(t, "channel "+string(channel), err, fault.Invalid, "channel")
	}
	_, err = d.LogCall(d.agent, inquiry.CallForm{Channel: inquiry.ByMail, Form: form(), Received: "2026-02-30"})
	refused(t, "no such day", err, fault.Invalid, "received")
	_, err = d.LogCall(d.agent, inquiry.CallForm{Channel: inquiry.ByMail, Form: form(), LastEvent: "soon"})
	refused(t, "no such event day", err, fault.Invalid, "lastEvent")
	for name, who := range map[string]context.Context{"web": d.web, "hr": d.hr, "admin": d.admin, "other agency": d.otherAgency} {
		_, err = d.LogCall(who, inquiry.CallForm{Channel: inquiry.ByPhone, Form: form()})
		refused(t, name, err, fault.Denied, "")
	}
}

func TestDrafts(t *testing.T) {
	d := newDesk(t)
	one, err := d.SaveDraft(d.agent, inquiry.CallForm{Form: intake.Form{FirstName: "<half"}})
	d.must(err)
	d.now = d.now.Add(time.Second)
	two, err := d.SaveDraft(d.agent, inquiry.CallForm{})
	d.must(err)
	list, err := d.ParkedCalls(d.agent)
	if err != nil || len(list) != 2 || list[0].ID != two || list[1].Call.Form.FirstName != "<half" {
		t.Errorf("parked %+v, %v", list, err)
	}
	colleague := recordtest.As(secondID, "Sam Lee", app.Grant{Role: policy.Agent, Scope: app.InquiryScope("ofccp")})
	if list, err := d.ParkedCalls(colleague); err != nil || len(list) != 0 {
		t.Errorf("a colleague sees %v, %v", list, err)
	}
	_, err = d.SaveDraft(colleague, inquiry.CallForm{ID: one})
	refused(t, "a colleague's draft", err, fault.Denied, "")
	refused(t, "throwing away a colleague's draft", d.DiscardDraft(colleague, one), fault.Denied, "")
	d.must(d.DiscardDraft(d.agent, one))
	if list, _ := d.ParkedCalls(d.agent); len(list) != 1 {
		t.Errorf("after discarding: %v", list)
	}
}
