package inquiry_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry"
	"civicdesk/storage/record"
)

func TestOneTokenSentManyTimesAtOnce(t *testing.T) {
	d := newDesk(t)
	token := app.NewID()
	receipts := make([]inquiry.Receipt, 16)
	var all sync.WaitGroup
	for n := range receipts {
		all.Go(func() {
			r, err := d.Submit(d.web, inquiry.Submission{Token: token, Form: form()})
			if err != nil {
				t.Error(err)
			}
			receipts[n] = r
		})
	}
	all.Wait()
	stored := 0
	for _, r := range receipts {
		if r.Number != receipts[0].Number {
			t.Errorf("two numbers: %s and %s", r.Number, receipts[0].Number)
		}
		if !r.Repeated {
			stored++
		}
	}
	rows, err := d.Queue(d.agent, inquiry.Filter{})
	if err != nil || len(rows) != 1 || stored != 1 {
		t.Errorf("%d rows, %d stored, %v; want one", len(rows), stored, err)
	}
}

// Whatever agents do in whatever order, the steps form a chain that the table
// allows, notes only grow, and a refusal changes nothing.
func TestRandomWork(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(t)
		id := d.submit(nil).ID
		steps := []func() error{
			func() error { return d.Assign(d.agent, id, inquiry.Staff{User: secondID, Name: "Sam Lee"}) },
			func() error { return d.Start(d.agent, id) },
			func() error { return d.Wait(d.agent, id, true, "") },
			func() error { return d.Answer(d.agent, id, "An answer.") },
			func() error { return d.Close(d.agent, id, inquiry.Resolved, "") },
			func() error { return d.Reopen(d.agent, id, "called again") },
			func() error { return d.AddNote(d.agent, id, inquiry.NewNote{Kind: inquiry.Comment, Text: "x"}) },
		}
		before := d.open(id).Inquiry
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, len(steps)-1), 1, 12).Draw(rt, "steps") {
			d.now = d.now.Add(time.Hour)
			err := steps[n]()
			after := d.open(id).Inquiry
			if err != nil {
				if !fault.Is(err, fault.Refused) || after.Status != before.Status || len(after.Steps) != len(before.Steps) {
					rt.Fatalf("step %d: %v; %s became %s", n, err, before.Status, after.Status)
				}
				continue
			}
			if len(after.Notes) < len(before.Notes) || len(after.Steps) < len(before.Steps) {
				rt.Fatalf("step %d lost notes or steps", n)
			}
			if last := len(after.Steps) - 1; last >= 0 && (after.Steps[last].To != after.Status || last > 0 && after.Steps[last].From != after.Steps[last-1].To) {
				rt.Fatalf("step %d: %s at the end of %+v", n, after.Status, after.Steps)
			}
			if after.PleaseCall && after.Status != inquiry.StatusWaiting {
				rt.Fatalf("asked to call while %s", after.Status)
			}
			before = after
		}
	})
}

// What the public sees, the statistics and the clear part of the audit trail
// hold nothing that a person gave.
func TestWhereNoPersonalDataMayBe(t *testing.T) {
	d := newDesk(t)
	r := d.submit(nil)
	d.must(d.AddNote(d.agent, r.ID, inquiry.NewNote{Kind: inquiry.Research, Text: "Planted remark"}))
	_, err := d.CorrectField(d.agent, r.ID, "lastName", "Planted", "Planted reason")
	d.must(err)
	_, err = d.SearchCallers(d.agent, "planted")
	d.must(err)
	_, err = d.Status(d.web, string(r.Number), "99999")
	refused(t, "wrong ZIP", err, fault.NotFound, "")
	status, err := d.Status(d.web, string(r.Number), "20210")
	d.must(err)
	counts, err := d.Statistics(d.agent, "", "")
	d.must(err)
	var trail []string
	d.must(d.db.AuditTrail(d.agent, func(e record.Entry) error {
		trail = append(trail, e.Action+" "+e.Text)
		return nil
	}))
	public, err := json.Marshal([]any{status, counts, trail})
	d.must(err)
	for _, planted := range []string{"Mar", "Núñez", "lanted", "5550143", "555-0143", "maria@", "Acme", "chair", "20210", string(r.Number), "37219"} {
		if strings.Contains(string(public), planted) {
			t.Errorf("%q is in %s", planted, public)
		}
	}
}
