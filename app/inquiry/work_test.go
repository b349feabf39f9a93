package inquiry_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/intake"
	"civicdesk/storage/record"
)

func TestWork(t *testing.T) {
	d := newDesk(t)
	id := d.submit(nil).ID
	d.must(d.Assign(d.agent, id, inquiry.Staff{User: secondID, Name: "Sam Lee"}))
	d.must(d.Start(d.agent, id))
	d.must(d.AddNote(d.agent, id, inquiry.NewNote{Kind: inquiry.Contact, Text: "No answer"}))
	d.must(d.AddNote(d.agent, id, inquiry.NewNote{Kind: inquiry.Article, Article: "check-status"}))
	d.must(d.Wait(d.agent, id, true, "needs dates"))
	if i := d.open(id).Inquiry; !i.PleaseCall || i.Status != inquiry.StatusWaiting {
		t.Errorf("waiting: %+v", i)
	}
	d.must(d.Answer(d.agent, id, "File by Friday."))
	d.must(d.Close(d.agent, id, inquiry.Referred, "EEOC"))
	d.now = d.now.Add(48 * time.Hour)
	d.must(d.Reopen(d.agent, id, "called again"))
	i := d.open(id).Inquiry
	var states []string
	for _, s := range i.Steps {
		states = append(states, string(s.To))
	}
	if got := strings.Join(states, ","); got != "assigned,in progress,waiting on customer,answered,closed,reopened" {
		t.Errorf("steps %s", got)
	}
	if len(i.Notes) != 2 || i.Notes[1].Version == "" || i.Notes[1].Text == "" || i.Notes[0].By.Name != "Rosa Delgado" || i.PleaseCall {
		t.Errorf("notes %+v, please call %v", i.Notes, i.PleaseCall)
	}
	rows, err := d.Queue(d.agent, inquiry.Filter{})
	if err != nil || len(rows) != 1 || rows[0].Due != "2026-12-02" || rows[0].Age != 0 {
		t.Errorf("a reopened inquiry starts a new clock: %+v, %v", rows, err)
	}
}

func TestWorkRefuses(t *testing.T) {
	d := newDesk(t)
	id := d.submit(nil).ID
	refused(t, "an empty note", d.AddNote(d.agent, id, inquiry.NewNote{Kind: inquiry.Comment, Text: " "}), fault.Invalid, "text")
	refused(t, "a note of no kind", d.AddNote(d.agent, id, inquiry.NewNote{Text: "x"}), fault.Invalid, "kind")
	refused(t, "no such article", d.AddNote(d.agent, id, inquiry.NewNote{Kind: inquiry.Article, Article: "x"}), fault.Invalid, "article")
	refused(t, "assigned to nobody", d.Assign(d.agent, id, inquiry.Staff{}), fault.Invalid, "assigned")
	refused(t, "an empty answer", d.Answer(d.agent, id, " "), fault.Invalid, "answer")
	refused(t, "closed without a reason", d.Close(d.agent, id, "", ""), fault.Invalid, "reason")
	refused(t, "referred to nobody", d.Close(d.agent, id, inquiry.Referred, ""), fault.Invalid, "text")
	refused(t, "duplicate of nothing", d.Close(d.agent, id, inquiry.Duplicate, ""), fault.Invalid, "text")
	refused(t, "reopened while new", d.Reopen(d.agent, id, "why not"), fault.Refused, "")
	refused(t, "transfer without a reason", d.Transfer(d.agent, id, "NAT", ""), fault.Invalid, "reason")
	refused(t, "transfer to no office", d.Transfer(d.agent, id, "XX", "x"), fault.Invalid, "office")
	refused(t, "transfer to where it is", d.Transfer(d.agent, id, "SE-NSH", "x"), fault.Invalid, "office")
	refused(t, "no such inquiry", d.Start(d.agent, app.NewID()), fault.NotFound, "")
	d.must(d.Close(d.agent, id, inquiry.Resolved, ""))
	refused(t, "answered once closed", d.Answer(d.agent, id, "late"), fault.Refused, "")
	refused(t, "reopened without a reason", d.Reopen(d.agent, id, ""), fault.Invalid, "reason")
	for name, who := range map[string]context.Context{"web": d.web, "hr": d.hr, "admin": d.admin, "other agency": d.otherAgency} {
		refused(t, name+" works", d.Start(who, id), fault.Denied, "")
		_, err := d.Open(who, id)
		refused(t, name+" opens", err, fault.Denied, "")
		_, err = d.Queue(who, inquiry.Filter{})
		refused(t, name+" lists", err, fault.Denied, "")
		_, err = d.SearchCallers(who, "nunez")
		refused(t, name+" searches", err, fault.Denied, "")
	}
}

// The rules stand beside the record, so a write that did not come through a
// service meets them too.
func TestRecordRules(t *testing.T) {
	d := newDesk(t)
	id := d.submit(nil).ID
	put := func(change func(*inquiry.Inquiry)) error {
		return d.db.Update(d.agent, func(tx *record.Tx) error {
			i, err := inquiry.Inquiries.Get(tx, id)
			if err != nil {
				return err
			}
			change(&i)
			return inquiry.Inquiries.Put(tx, i)
		})
	}
	refused(t, "another number", put(func(i *inquiry.Inquiry) { i.Tracking = "000000000017" }), fault.Refused, "")
	refused(t, "a wrong number", put(func(i *inquiry.Inquiry) { i.Tracking = "000000000018" }), fault.Invalid, "")
	refused(t, "another channel", put(func(i *inquiry.Inquiry) { i.Channel = inquiry.ByMail }), fault.Refused, "")
	refused(t, "another time of entry", put(func(i *inquiry.Inquiry) { i.Entered = i.Entered.Add(1) }), fault.Refused, "")
	refused(t, "a bad ZIP", put(func(i *inquiry.Inquiry) { i.HomeZIP = "1" }), fault.Invalid, intake.HomeZIP)
	refused(t, "a visible SSN", put(func(i *inquiry.Inquiry) { i.Description = "I am 123-45-6789" }), fault.Invalid, intake.Description)
	refused(t, "no such office", put(func(i *inquiry.Inquiry) { i.Office = "XX" }), fault.Invalid, "office")
	refused(t, "closed without a reason", put(func(i *inquiry.Inquiry) { i.Status = inquiry.StatusClosed }), fault.Invalid, "reason")
	d.must(d.AddNote(d.agent, id, inquiry.NewNote{Kind: inquiry.Comment, Text: "kept"}))
	refused(t, "a note changed", put(func(i *inquiry.Inquiry) { i.Notes[0].Text = "other" }), fault.Refused, "")
	refused(t, "a note taken away", put(func(i *inquiry.Inquiry) { i.Notes = nil }), fault.Refused, "")
}

func TestTransferAndClosedOffice(t *testing.T) {
	d := newDesk(t)
	refused(t, "an agent closes an office", d.SetOffice(d.agent, "SE-NSH", true, "x"), fault.Denied, "")
	refused(t, "closed without a reason", d.SetOffice(d.admin, "SE-NSH", true, " "), fault.Invalid, "reason")
	refused(t, "no such office", d.SetOffice(d.admin, "XX", true, "x"), fault.Invalid, "code")
	id := d.submit(nil).ID
	d.must(d.SetOffice(d.admin, "SE-NSH", true, "moved"))
	if i := d.open(id).Inquiry; i.Office != "SE-NSH" {
		t.Error("closing an office moves no inquiry")
	}
	r := d.submit(func(s *inquiry.Submission) { s.Form.Description = "new one" })
	if r.Office.Code != "SE-RO" || len(r.Flags) != 1 {
		t.Errorf("a new inquiry goes to %s, flags %v", r.Office.Code, r.Flags)
	}
	refused(t, "transfer to a closed office", d.Transfer(d.agent, r.ID, "SE-NSH", "x"), fault.Invalid, "office")
	d.must(d.Transfer(d.agent, r.ID, "NAT", "policy question"))
	i := d.open(r.ID).Inquiry
	if i.Office != "NAT" || i.Routing.Office != "SE-RO" || len(i.Corrections) != 1 || i.Corrections[0].Reason != "policy question" {
		t.Errorf("transferred: %s, %+v", i.Office, i.Corrections)
	}
	d.must(d.SetOffice(d.admin, "SE-NSH", false, ""))
	if r := d.submit(func(s *inquiry.Submission) { s.Form.Description = "third" }); r.Office.Code != "SE-NSH" {
		t.Errorf("opened again, it gets inquiries: %s", r.Office.Code)
	}
}

func TestCorrectField(t *testing.T) {
	d := newDesk(t)
	other := d.submit(func(s *inquiry.Submission) {
		s.Form.FirstName, s.Form.LastName, s.Form.Phone, s.Form.Email = "Ana", "Cruz", "202-555-0199", "ana@example.org"
	})
	r := d.submit(nil)
	id := r.ID
	_, err := d.CorrectField(d.agent, id, intake.HomeZIP, "20210", "")
	refused(t, "no reason", err, fault.Invalid, "reason")
	_, err = d.CorrectField(d.agent, id, intake.HomeZIP, "2021", "customer request")
	refused(t, "a bad value", err, fault.Invalid, intake.HomeZIP)
	_, err = d.CorrectField(d.agent, id, intake.HomeZIP, "20210", "customer request")
	refused(t, "the same value", err, fault.Invalid, intake.HomeZIP)
	_, err = d.CorrectField(d.agent, id, "tracking", "x", "customer request")
	refused(t, "a field that is none", err, fault.Invalid, "")
	_, err = d.CorrectField(d.agent, id, intake.LastName, "", "customer request")
	refused(t, "a required field emptied", err, fault.Invalid, intake.LastName)

	_, err = d.CorrectField(d.agent, id, intake.HomeZIP, "10001-2345", "customer request")
	d.must(err)
	if _, err := d.Status(d.web, r.Number.String(), "20210"); err == nil {
		t.Error("the old home ZIP still works")
	}
	if _, err := d.Status(d.web, r.Number.String(), "10001"); err != nil {
		t.Errorf("the new home ZIP: %v", err)
	}

	p, err := d.CorrectField(d.agent, id, intake.WorkZIP, "94601", "customer request")
	d.must(err)
	if p.Office == nil || p.Office.Office != "PA-SJC" || d.open(id).Inquiry.Office != "SE-NSH" || len(p.Warnings) != 1 {
		t.Errorf("a new address proposes, and never moves: %+v", p)
	}
	p, err = d.CorrectField(d.agent, id, intake.Phone, "202-555-0199 x4", "customer request")
	d.must(err)
	if len(p.Candidates) != 1 || p.Candidates[0].Inquiry.ID != other.ID {
		t.Errorf("a new phone proposes the other customer: %+v", p)
	}
	o := d.open(id)
	if len(o.Possible) != 1 || o.Possible[0].ID != other.ID || len(o.Others) != 0 {
		t.Errorf("shown as possible: %+v", o.Possible)
	}
	c := o.Inquiry.Corrections
	if len(c) != 3 || c[0].Old != "20210" || c[0].New != "10001-2345" || c[2].Old != "+12025550143" || c[2].New != "+12025550199 x4" || c[2].By.User != agentID {
		t.Errorf("history %+v", c)
	}
}

// TestWaiting: what was set aside is counted apart, and a reopened inquiry has a
// new clock.
func TestWaiting(t *testing.T) {
	d := newDesk(t)
	waiting := func() inquiry.Waiting {
		w, err := d.Waiting(d.agent)
		d.must(err)
		return w
	}
	old := d.log(func(c *inquiry.CallForm) { c.Channel, c.Received = inquiry.ByMail, "2026-11-09" })
	d.log(nil)
	d.submit(func(s *inquiry.Submission) { s.Score = 3 })
	if w := waiting(); w != (inquiry.Waiting{Open: 2, Late: 1, Aside: 1}) {
		t.Errorf("waiting: %+v", w)
	}
	d.must(d.Close(d.agent, old.ID, inquiry.Resolved, ""))
	d.must(d.Reopen(d.agent, old.ID, "She called again"))
	if w := waiting(); w != (inquiry.Waiting{Open: 2, Aside: 1}) {
		t.Errorf("reopened: %+v", w)
	}
	if _, err := d.Waiting(d.noGrants); !fault.Is(err, fault.Denied) {
		t.Errorf("without a right: %v", err)
	}
}

// TestColleagues: who asks is always one of them, and everybody whose work is on
// an open inquiry.
func TestColleagues(t *testing.T) {
	d := newDesk(t)
	r := d.log(nil)
	d.must(d.Assign(d.agent, r.ID, inquiry.Staff{User: secondID, Name: "Sam Lee"}))
	all, err := d.Colleagues(d.agent)
	d.must(err)
	if len(all) != 2 || all[0].Name > all[1].Name || all[0].User == all[1].User {
		t.Errorf("colleagues: %+v", all)
	}
	if _, err := d.Colleagues(d.noGrants); !fault.Is(err, fault.Denied) {
		t.Errorf("without a right: %v", err)
	}
}

func TestQueue(t *testing.T) {
	d := newDesk(t)
	old := d.log(func(c *inquiry.CallForm) {
		c.Channel, c.Received, c.Form.Category, c.LastEvent = inquiry.ByMail, "2026-11-09", "RET", "2026-02-10"
	})
	d.log(func(c *inquiry.CallForm) { c.Form.WorkZIP, c.Form.State = "42223", "OH" })
	done := d.log(nil)
	d.must(d.Close(d.agent, done.ID, inquiry.Resolved, ""))
	rows, err := d.Queue(d.agent, inquiry.Filter{})
	d.must(err)
	if len(rows) != 2 || rows[0].ID != old.ID || !rows[0].Late || rows[1].Late {
		t.Fatalf("queue %+v", rows)
	}
	if rows[0].Age != 9 || rows[0].Due != "2026-11-16" { // Veterans Day lies between
		t.Errorf("age %d, due %s", rows[0].Age, rows[0].Due)
	}
	if !rows[0].Deadline.Near || rows[0].Deadline.Left != 14 || !strings.Contains(strings.Join(rows[0].Flags, " "), "FCCM 6C00") {
		t.Errorf("deadline %+v, flags %v", rows[0].Deadline, rows[0].Flags)
	}
	for name, c := range map[string]struct {
		filter inquiry.Filter
		want   int
	}{
		"closed":   {inquiry.Filter{Statuses: []inquiry.Status{inquiry.StatusClosed}}, 1},
		"triage":   {inquiry.Filter{Triage: true}, 1},
		"office":   {inquiry.Filter{Office: "SE-NSH"}, 1},
		"channel":  {inquiry.Filter{Channel: inquiry.ByMail}, 1},
		"category": {inquiry.Filter{Category: "RET"}, 1},
		"mine":     {inquiry.Filter{Assigned: agentID}, 0},
		"limit":    {inquiry.Filter{Limit: 1}, 1},
	} {
		if rows, err := d.Queue(d.agent, c.filter); err != nil || len(rows) != c.want {
			t.Errorf("%s: %d rows, %v; want %d", name, len(rows), err, c.want)
		}
	}
}

func TestStatistics(t *testing.T) {
	d := newDesk(t)
	d.submit(nil)
	d.submit(func(s *inquiry.Submission) { s.Score, s.Form.Description = 9, "x" })
	answered := d.submit(func(s *inquiry.Submission) { s.Form.Description = "second" })
	d.must(d.Answer(d.agent, answered.ID, "yes"))
	d.log(func(c *inquiry.CallForm) { c.Channel, c.Received = inquiry.ByMail, "2026-11-02" })
	late := d.log(func(c *inquiry.CallForm) { c.Channel, c.Received = inquiry.ByEmail, "2026-11-02" })
	d.must(d.Close(d.agent, late.ID, inquiry.Withdrawn, ""))
	tried := d.log(func(c *inquiry.CallForm) { c.Channel, c.Received = inquiry.ByEmail, "2026-11-20" })
	d.must(d.AddNote(d.agent, tried.ID, inquiry.NewNote{Kind: inquiry.Contact, Text: "left a message"}))
	d.now = d.now.Add(30 * 24 * time.Hour)
	d.must(d.Answer(d.agent, tried.ID, "reached at last"))
	d.now = d.now.Add(-30 * 24 * time.Hour)
	rows, err := d.Statistics(d.agent, "", "")
	d.must(err)
	if len(rows) != 3 {
		t.Fatalf("rows %+v", rows)
	}
	email, mail, web := rows[0], rows[1], rows[2]
	if email.Answered != 2 || email.InStandard != 1 {
		t.Errorf("an attempt within the standard counts, a late closing does not: %+v", email)
	}
	if mail.Channel != inquiry.ByMail || mail.Received != 1 || mail.Late != 1 || web.Received != 2 || web.Open != 1 || web.Answered != 1 || web.InStandard != 1 || web.Late != 0 {
		t.Errorf("mail %+v\nweb %+v", mail, web)
	}
	if rows, err := d.Statistics(d.agent, "2026-11-23", "2026-11-23"); err != nil || len(rows) != 1 || rows[0].Received != 2 || rows[0].Channel != inquiry.ByWeb {
		t.Errorf("one day: %+v, %v", rows, err)
	}
	_, err = d.Statistics(d.web, "", "")
	refused(t, "the web", err, fault.Denied, "")
}

func TestEveryCodeHasWords(t *testing.T) {
	for _, c := range append(inquiry.DeskChannels, inquiry.ByWeb) {
		if c.Words() == "" {
			t.Errorf("channel %s has no words", c)
		}
	}
	for _, r := range inquiry.CloseReasons {
		if r.Words() == "" {
			t.Errorf("reason %s has no words", r)
		}
	}
	for _, s := range append(inquiry.OpenStatuses, inquiry.StatusAnswered, inquiry.StatusClosed) {
		if s.Words() == string(s) || s.Stage() == "" {
			t.Errorf("status %s: words %q, stage %q", s, s.Words(), s.Stage())
		}
	}
}

func TestCheck(t *testing.T) {
	d := newDesk(t)
	f := form()
	f.WorkZIP, f.State, f.LastName = "42223", "OH", ""
	errors, warnings := d.Check(f, nil)
	if len(errors) != 1 || errors[0].Name != intake.LastName || len(warnings) != 1 || warnings[0].Name != intake.WorkZIP {
		t.Errorf("errors %v, warnings %v", errors, warnings)
	}
	if errors, _ := d.Check(f, map[string]string{intake.LastName: "caller refused"}); len(errors) != 0 {
		t.Errorf("with a reason: %v", errors)
	}
}

// TestNoTextKeepsASocialSecurityNumber looks for one in everything that is kept
// and sent to other desktops.
func TestNoTextKeepsASocialSecurityNumber(t *testing.T) {
	const number = "my number is 212-45-6789"
	d := newDesk(t)
	id := d.submit(nil).ID
	d.must(d.AddNote(d.agent, id, inquiry.NewNote{Kind: inquiry.Comment, Text: number}))
	d.must(d.Answer(d.agent, id, "You wrote: "+number))
	d.must(d.Close(d.agent, id, inquiry.Referred, "SSA, "+number))
	_, err := d.SaveDraft(d.agent, inquiry.CallForm{Form: intake.Form{Description: number}, Answer: number})
	d.must(err)
	parked, err := d.ParkedCalls(d.agent)
	d.must(err)
	if kept := fmt.Sprintf("%+v %+v", d.open(id).Inquiry, parked); strings.Contains(kept, "6789") || len(parked) != 1 {
		t.Error(kept)
	}
}
