package desktop

import (
	"context"
	"fmt"
	"time"

	"civicdesk/app"
	"civicdesk/app/document"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/storage/record"
	"civicdesk/sync/client"
	"civicdesk/sync/conflict"
	"civicdesk/sync/pair"
)

// Sync is the exchange with the server, bound to the page.
type Sync struct{ door *door }

// mostShown limits the list of work on its way: nobody reads more.
const mostShown = 300

// Status says what waits here and when the last exchange was. It does not count
// as activity.
func (s *Sync) Status() (SyncView, error) {
	return asking(s.door, "desktop.SyncStatus", func(ctx context.Context, desk *node.Session) (SyncView, error) {
		v, err := status(ctx, desk)
		if err != nil {
			return v, err
		}
		at, err := desk.DB.Position(ctx)
		v.First = s.door.firstSync(at)
		return v, err
	})
}

// Now exchanges work with the server at once. When it is stopped, what has come
// and gone so far is whole, and the next exchange goes on from there.
func (s *Sync) Now() (SyncView, error) {
	return long(s.door, "desktop.SyncNow", "Syncing", "", func(ctx context.Context, desk *node.Session, _ func(done, total int64)) (SyncView, error) {
		if err := desk.Sync.Run(ctx); err != nil {
			return SyncView{}, err
		}
		return status(ctx, desk)
	})
}

func status(ctx context.Context, desk *node.Session) (SyncView, error) {
	v := SyncView{Rows: []OpRow{}, Server: desk.Profile().Server}
	state, err := desk.Sync.Status(ctx)
	if err != nil {
		return v, err
	}
	if v.Files = moving(state.Moving); v.Files == "" {
		v.Files = state.FileFault
	}
	v.Running, v.Trouble, v.LastSynced = state.Running, state.Trouble, instant(state.LastSynced)
	upto, _, err := desk.DB.Cursor(ctx)
	if err != nil {
		return v, err
	}
	v.Upto = fmt.Sprint(upto)
	waiting, err := work(ctx, desk)
	if err != nil {
		return v, err
	}
	if v.Waiting = len(waiting); v.Waiting > 0 {
		v.Oldest = instant(waiting[0].first.At)
	}
	err = desk.DB.View(ctx, func(tx *record.Tx) error {
		for _, p := range waiting[:min(len(waiting), mostShown)] {
			v.Rows = append(v.Rows, OpRow{ID: string(p.first.ID), What: whatOf(tx, p.first), When: instant(p.last), State: "waiting", Words: p.words()})
		}
		return nil
	})
	if err != nil {
		return v, err
	}
	open, err := desk.Conflicts.Unsettled(ctx)
	if err != nil {
		return v, err
	}
	pairs, err := desk.Pairs.Undecided(ctx)
	if err != nil {
		return v, err
	}
	refused, err := desk.DB.Refusals(ctx)
	for _, r := range refused {
		v.Rows = append(v.Rows, OpRow{ID: string(r.Op.ID), What: whatIs(r.Op), When: instant(r.Op.At), State: "refused", Words: r.Outcome.Words})
	}
	v.Attention = len(open) + len(pairs) + len(refused)
	return v, err
}

// moving says which way a file goes and how far it has come.
func moving(m client.Move) string {
	way := "Fetching a file"
	switch {
	case m.Total == 0:
		return ""
	case m.Sending:
		way = "Sending a file"
	}
	return fmt.Sprintf("%s: %.1f of %.1f MB", way, float64(m.Done)/(1<<20), float64(m.Total)/(1<<20))
}

// piece is a piece of work as people count it: an act, or everything saved on
// one record since it was last sent.
type piece struct {
	first record.Op
	last  time.Time
	saves int
}

// work is what waits to be sent, oldest first, without mere entries for the
// audit trail, for which nobody waits.
func work(ctx context.Context, desk *node.Session) ([]*piece, error) {
	ops, err := desk.DB.Undecided(ctx)
	var all []*piece
	of := map[app.ID]*piece{}
	for _, op := range ops {
		var about app.ID
		switch {
		case op.Act != "":
			about = op.ID
		case len(op.Changes) > 0:
			about = op.Changes[0].ID
		default:
			continue
		}
		p := of[about]
		if p == nil {
			p = &piece{first: op}
			of[about], all = p, append(all, p)
		}
		p.last = op.At
		p.saves++
	}
	return all, err
}

func (p *piece) words() string {
	switch {
	case p.first.Act != "":
		return "The server alone may do this; it is asked with the next sync"
	case p.saves > 1:
		return fmt.Sprintf("Saved %d times", p.saves)
	}
	return ""
}

var acts = map[string]string{
	"vacancy.open": "Opening of a vacancy", "vacancy.close": "Closing of a vacancy", "vacancy.rate": "Rating of a vacancy",
	"application.adjudicate": "Decision on a veterans’ preference", "application.reopen": "Reopening of an application", "application.rule": "Decision over an application’s answers",
	"certificate.issue": "Certificate", "certificate.select": "Selection on a certificate", "certificate.cancel": "Cancellation of a certificate", "certificate.extend": "Extension of a certificate",
}

var kinds = map[string]string{
	hiring.Applications.Name(): "Application", hiring.Vacancies.Name(): "Vacancy", hiring.Questionnaires.Name(): "Questions of a vacancy",
	inquiry.Inquiries.Name(): "Inquiry", inquiry.Drafts.Name(): "Parked call", inquiry.Persons.Name(): "Customer", conflict.Conflicts.Name(): "Choice between two values",
	document.Documents.Name(): "Attachment", pair.Pairs.Name(): "Decision on a possible duplicate",
}

// whatIs says what kind of work an operation is, without opening anything.
func whatIs(op record.Op) string {
	if op.Act != "" {
		if words := acts[op.Act]; words != "" {
			return words
		}
		return op.Act
	}
	for _, c := range op.Changes {
		if words := kinds[c.Type]; words != "" {
			return words
		}
	}
	return "Work"
}

// whatOf is whatIs with the number of the record; numbers name nobody.
func whatOf(tx *record.Tx, op record.Op) string {
	words := whatIs(op)
	for _, c := range op.Changes {
		switch c.Type {
		case hiring.Applications.Name():
			if a, err := hiring.Applications.Get(tx, c.ID); err == nil {
				return words + " " + a.Number
			}
		case inquiry.Inquiries.Name():
			if i, err := inquiry.Inquiries.Get(tx, c.ID); err == nil {
				return words + " " + i.Tracking.String()
			}
		}
	}
	return words
}
