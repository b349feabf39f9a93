package inquiry_test

import (
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
)

// A desktop without a connection takes a call whole: number, office, customer,
// queue, search and work, and each opening waits for the trail.
func TestOffline(t *testing.T) {
	scope := app.InquiryScope("ofccp")
	grants := []app.Grant{{Role: policy.Agent, Scope: scope}}
	db := recordtest.Replica(t, record.NewSchema(inquiry.Definitions()...), agentID, grants, scope, app.ScopeAgency)
	s, ctx := inquiry.New(db, inquiry.Options{}), recordtest.As(agentID, "Rosa Delgado", grants...)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	id, err := s.SaveDraft(ctx, inquiry.CallForm{Channel: inquiry.ByPhone, Form: form()})
	must(err)
	first, err := s.LogCall(ctx, inquiry.CallForm{ID: id, Channel: inquiry.ByPhone, Form: form()})
	must(err)
	if !first.Number.Valid() || first.Office.Code != "SE-NSH" || first.Why == "" {
		t.Errorf("receipt %+v", first)
	}
	second, err := s.LogCall(ctx, inquiry.CallForm{Channel: inquiry.ByPhone, Form: form()})
	must(err)
	must(s.Answer(ctx, second.ID, "Here is how."))
	rows, err := s.Queue(ctx, inquiry.Filter{})
	must(err)
	if len(rows) != 1 || rows[0].ID != first.ID || !rows[0].Newer {
		t.Errorf("queue %+v", rows)
	}
	if rows, err = s.SearchCallers(ctx, "nunez"); err != nil || len(rows) != 2 {
		t.Errorf("search finds %d, %v", len(rows), err)
	}
	d, err := s.Open(ctx, first.ID)
	must(err)
	if len(d.Others) != 1 || d.Inquiry.LoggedBy.User != agentID {
		t.Errorf("opened %+v", d)
	}
	if parked, err := s.ParkedCalls(ctx); err != nil || len(parked) != 0 {
		t.Errorf("parked %v, %v", parked, err)
	}
	admin := recordtest.As(secondID, "Admin", app.Grant{Role: policy.Administrator})
	refused(t, "an office closed on a desktop", s.SetOffice(admin, "SE-NSH", true, "moved"), fault.Refused, "")
	ops, err := db.Unsent(ctx, 0)
	must(err)
	openings := 0
	for _, op := range ops {
		for _, n := range op.Notes {
			if n.Action == "inquiry.open" && n.ID == first.ID {
				openings++
			}
		}
	}
	if openings != 1 {
		t.Errorf("%d openings wait to be sent, want 1", openings)
	}
}
