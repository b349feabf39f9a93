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

// TestAuthorship takes the edits that a desktop really queues, from their author
// and in another's name.
func TestAuthorship(t *testing.T) {
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
	_, err := s.SaveDraft(ctx, inquiry.CallForm{Form: form()})
	must(err)
	r, err := s.LogCall(ctx, inquiry.CallForm{Channel: inquiry.ByPhone, Form: form(), Answer: "Here is how."})
	must(err)
	must(s.Reopen(ctx, r.ID, "called again"))
	must(s.AddNote(ctx, r.ID, inquiry.NewNote{Kind: inquiry.Comment, Text: "x"}))
	_, err = s.CorrectField(ctx, r.ID, "lastName", "Nunez", "misheard")
	must(err)
	ops, err := db.Unsent(ctx, 0)
	must(err)
	tried := 0
	for _, op := range ops {
		for _, c := range op.Changes {
			var before map[string]record.Raw
			if !c.New {
				before = map[string]record.Raw{}
			}
			if err := inquiry.Authorship(agentID, c, before); err != nil {
				t.Errorf("%s: %v", c.Type, err)
			}
			if c.Type == inquiry.Persons.Name() {
				continue
			}
			tried++
			if err := inquiry.Authorship(secondID, c, before); !fault.Is(err, fault.Refused) {
				t.Errorf("%s in another's name: %v", c.Type, err)
			}
		}
	}
	if tried != 5 {
		t.Errorf("%d edits tried", tried)
	}
}
