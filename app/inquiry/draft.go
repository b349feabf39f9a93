package inquiry

import (
	"context"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Draft is a call that is not logged yet. An agent may park several. Its ID is
// that of the call and later of the inquiry.
type Draft struct {
	ID     app.ID    `json:"id"`
	Agency string    `json:"agency"`
	Owner  Staff     `json:"owner"`
	Saved  time.Time `json:"saved"`
	Call   CallForm  `json:"call"`
	Done   bool      `json:"done"` // logged or thrown away; Call is empty then
}

// RecordID is the draft's identity.
func (d Draft) RecordID() app.ID { return d.ID }

// Drafts are the stored drafts. What they hold is not checked until the call is
// logged, and they change every few seconds, so their writes are not audited.
var Drafts = record.Define[Draft]("call-draft",
	record.Scope(func(d Draft) app.Scope { return app.InquiryScope(d.Agency) }),
	record.Index("by-owner", record.Blind, func(d Draft) []record.Key {
		if d.Done {
			return nil
		}
		return keyOf(d.Agency, string(d.Owner.User))
	}))

// SaveDraft keeps a call as far as it is filled in and returns its ID, which it
// makes when the call has none.
func (s *Service) SaveDraft(ctx context.Context, c CallForm) (app.ID, error) {
	if err := policy.Require(app.ActorFrom(ctx), policy.InquiryLog, s.Scope()); err != nil {
		return "", err
	}
	if c.ID == "" {
		c.ID = app.NewID()
	}
	return c.ID, s.db.Update(ctx, func(tx *record.Tx) error {
		d, err := Drafts.Get(tx, c.ID)
		switch {
		case fault.Is(err, fault.NotFound):
			d = Draft{ID: c.ID, Agency: s.agency, Owner: staff(tx)}
		case err != nil:
			return err
		case d.Owner.User != tx.Actor().User || d.Agency != s.agency:
			return fault.E("inquiry.SaveDraft", fault.Denied, "This call is "+d.Owner.Name+"'s.", nil)
		case d.Done:
			return fault.E("inquiry.SaveDraft", fault.Conflict, "This call has been logged already.", nil)
		}
		d.Call, d.Saved = c, tx.Now()
		d.Call.Form.Description, d.Call.Answer = plainText(c.Form.Description), plainText(c.Answer)
		return Drafts.Put(tx, d)
	})
}

// ParkedCalls lists the actor's own drafts, the one saved last first.
func (s *Service) ParkedCalls(ctx context.Context) ([]Draft, error) {
	actor := app.ActorFrom(ctx)
	if err := policy.Require(actor, policy.InquiryLog, s.Scope()); err != nil {
		return nil, err
	}
	var drafts []Draft
	err := s.db.View(ctx, func(tx *record.Tx) (err error) {
		drafts, err = Drafts.Find(tx, "by-owner", record.K(s.agency, actor.User))
		return err
	})
	slices.SortFunc(drafts, func(a, b Draft) int { return b.Saved.Compare(a.Saved) })
	return drafts, err
}

// DiscardDraft throws one of the actor's drafts away.
func (s *Service) DiscardDraft(ctx context.Context, id app.ID) error {
	if err := policy.Require(app.ActorFrom(ctx), policy.InquiryLog, s.Scope()); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *record.Tx) error { return s.dropDraft(tx, id) })
}

// dropDraft empties the actor's draft; none is no fault.
func (s *Service) dropDraft(tx *record.Tx, id app.ID) error {
	d, err := Drafts.Get(tx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if d.Owner.User != tx.Actor().User || d.Agency != s.agency {
		return fault.E("inquiry.dropDraft", fault.Denied, "This call is "+d.Owner.Name+"'s.", nil)
	}
	d.Call, d.Done, d.Saved = CallForm{}, true, tx.Now()
	return Drafts.Put(tx, d)
}
