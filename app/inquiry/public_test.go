package inquiry_test

import (
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/inquiry/tracking"
)

func TestStatus(t *testing.T) {
	d := newDesk(t)
	r := d.submit(nil)
	s, err := d.Status(d.web, r.Number.String(), "20210-9999")
	if err != nil || s.Stage != "Received" || s.Received != "2026-11-23" || s.Office.Name != "Nashville Office" || s.Office.Phone == "" || s.PleaseCall {
		t.Errorf("status %+v, %v", s, err)
	}
	d.now = d.now.Add(24 * time.Hour)
	d.must(d.Start(d.agent, r.ID))
	d.must(d.Wait(d.agent, r.ID, true, ""))
	if s, err := d.Status(d.web, string(r.Number), "20210"); err != nil || s.Stage != "Waiting for you" || s.Changed != "2026-11-24" || !s.PleaseCall {
		t.Errorf("status %+v, %v", s, err)
	}
	for status, stage := range map[inquiry.Status]string{inquiry.StatusNew: "Received", inquiry.StatusAssigned: "Being reviewed", inquiry.StatusInProgress: "Being reviewed",
		inquiry.StatusReopened: "Being reviewed", inquiry.StatusAnswered: "Answered", inquiry.StatusClosed: "Closed"} {
		if status.Stage() != stage {
			t.Errorf("%s is shown as %s", status, status.Stage())
		}
	}
	_, err = d.Status(d.agent, string(r.Number), "20210")
	refused(t, "an agent uses the case, not the public check", err, fault.Denied, "")
}

func TestStatusHasOneMessageForEveryCause(t *testing.T) {
	d := newDesk(t)
	r := d.submit(nil)
	noZIP := d.log(func(c *inquiry.CallForm) {
		c.Form.HomeZIP, c.Missing = "", map[string]string{intake.HomeZIP: "caller refused"}
	})
	var words []string
	for _, try := range [][2]string{{string(r.Number), "20211"}, {string(tracking.New()), "20210"}, {string(noZIP.Number), "20210"}} {
		_, err := d.Status(d.web, try[0], try[1])
		refused(t, try[0], err, fault.NotFound, "")
		words = append(words, fault.Words(err))
	}
	for range 5 {
		_, _ = d.Status(d.web, string(r.Number), "20211")
	}
	_, err := d.Status(d.web, string(r.Number), "20210")
	refused(t, "locked", err, fault.NotFound, "")
	for _, w := range append(words, fault.Words(err)) {
		if w != words[0] {
			t.Errorf("%q differs from %q", w, words[0])
		}
	}
	if d.audited("inquiry.status.refused") != 9 {
		t.Errorf("%d refused attempts on the trail, want 9", d.audited("inquiry.status.refused"))
	}
}

func TestStatusLock(t *testing.T) {
	d := newDesk(t)
	r := d.submit(nil)
	other := d.submit(func(s *inquiry.Submission) { s.Form.Description = "other" })
	fail := func(n int) {
		for range n {
			if _, err := d.Status(d.web, string(r.Number), "99999"); err == nil {
				t.Fatal("a wrong ZIP code was answered")
			}
		}
	}
	works := func(want bool, when string) {
		t.Helper()
		if _, err := d.Status(d.web, string(r.Number), "20210"); (err == nil) != want {
			t.Errorf("%s: %v, want answered=%v", when, err, want)
		}
	}
	for range 9 { // a typing slip costs nothing
		_, err := d.Status(d.web, "0000-0000-0018", "20210")
		refused(t, "a wrong check symbol", err, fault.Invalid, "")
	}
	fail(4)
	works(true, "after 4 failures")
	d.now = d.now.Add(15 * time.Minute)
	fail(4)
	works(true, "after 4 old and 4 new failures")
	fail(1)
	works(false, "after 5 failures")
	if _, err := d.Status(d.web, string(other.Number), "20210"); err != nil {
		t.Errorf("another number is not locked: %v", err)
	}
	d.now = d.now.Add(59 * time.Minute)
	works(false, "after 59 minutes")
	d.now = d.now.Add(time.Minute)
	works(true, "after an hour")
	_, err := d.Status(d.web, string(r.Number), "2021")
	refused(t, "half a ZIP code", err, fault.Invalid, intake.HomeZIP)
}

func TestBusinessDays(t *testing.T) {
	for day, want := range map[string]bool{
		"2026-11-23": true, "2026-11-22": false, "2026-11-26": false, "2026-11-27": true, "2026-11-11": false,
		"2021-12-31": false, // New Year's Day 2022 fell on a Saturday
		"2026-07-03": false, // Independence Day on a Saturday
		"2026-06-19": false, "2026-10-12": false, "2026-12-25": false, "2027-01-18": false,
	} {
		if got := inquiry.BusinessDay(appDate(day)); got != want {
			t.Errorf("%s: working day %v", day, got)
		}
	}
	if n := inquiry.BusinessDays("2026-11-20", "2026-11-30"); n != 5 {
		t.Errorf("%d working days, want 5", n)
	}
	if d := inquiry.AddBusinessDays("2026-11-20", 4); d != "2026-11-27" {
		t.Errorf("4 working days later is %s", d)
	}
}

func TestDeadline(t *testing.T) {
	cases := []struct {
		category, event string
		left            int
		near            bool
		words           string
	}{
		{"DIS", "2026-11-01", 278, false, "can be filed until Aug 28, 2027"},
		{"DIS", "2026-03-28", 60, true, "File the complaint itself"},
		{"DIS", "2026-03-29", 61, false, "can be filed until"},
		{"EO1", "2026-05-27", 0, true, "0 of 180 days"},
		{"EO1", "2026-05-26", -1, true, "ended on"},
		{"AAP", "2026-05-26", 0, false, ""},
		{"DIS", "", 0, false, ""},
	}
	for _, c := range cases {
		got := inquiry.DeadlineOf(c.category, appDate(c.event), "2026-11-23")
		if got.Left != c.left || got.Near != c.near || !contains(got.Words, c.words) {
			t.Errorf("%s on %s: %+v", c.category, c.event, got)
		}
	}
}

func TestPreview(t *testing.T) {
	d := newDesk(t)
	f := form()
	f.WorkZIP, f.State = "42223 1234", ""
	p, err := d.Preview(d.agent, f, "2026-03-28")
	if err != nil || p.Office.Code != "SE-RO" || p.State != "KY" || p.County != "21047" || len(p.Flags) != 1 || !p.Deadline.Near {
		t.Errorf("preview %+v, %v", p, err)
	}
	_, err = d.Preview(d.web, f, "")
	refused(t, "the web", err, fault.Denied, "")
}

func appDate(s string) app.Date { return app.Date(s) }

func contains(s, part string) bool {
	return (part == "" && s == "") || (part != "" && strings.Contains(s, part))
}
