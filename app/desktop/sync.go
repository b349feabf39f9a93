package desktop

import (
	"context"
	"fmt"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/storage/record"
	"civicdesk/sync/conflict"
)

// Sync is the exchange with the server, bound to the page.
type Sync struct{ door *door }

// mostShown limits the list of work on its way: nobody reads more.
const mostShown = 300

// Status says what waits here and when the last exchange was. It does not count
// as activity.
func (s *Sync) Status() (SyncView, error) {
	return asking(s.door, "desktop.SyncStatus", status)
}

// Now exchanges work with the server at once.
func (s *Sync) Now() (SyncView, error) {
	return saving(s.door, "desktop.SyncNow", func(ctx context.Context, desk *node.Session) (SyncView, error) {
		if err := desk.Sync.Run(desk.Context(s.door.ctx)); err != nil {
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
	refused, err := desk.DB.Refusals(ctx)
	for _, r := range refused {
		v.Rows = append(v.Rows, OpRow{ID: string(r.Op.ID), What: whatIs(r.Op), When: instant(r.Op.At), State: "refused", Words: r.Outcome.Words})
	}
	v.Attention = len(open) + len(refused)
	return v, err
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
	ops, err := desk.DB.Unsent(ctx, 0)
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
	"application.adjudicate": "Decision on a veterans’ preference", "application.reopen": "Reopening of an application",
	"certificate.issue": "Certificate", "certificate.select": "Selection on a certificate", "certificate.cancel": "Cancellation of a certificate",
}

var kinds = map[string]string{
	hiring.Applications.Name(): "Application", hiring.Vacancies.Name(): "Vacancy", hiring.Questionnaires.Name(): "Questions of a vacancy",
	inquiry.Inquiries.Name(): "Inquiry", inquiry.Drafts.Name(): "Parked call", inquiry.Persons.Name(): "Customer", conflict.Conflicts.Name(): "Choice between two values",
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

// Attention is everything that only a person can decide.
func (s *Sync) Attention() ([]AttentionRow, error) {
	return opening(s.door, "desktop.Attention", attention)
}

func attention(ctx context.Context, desk *node.Session) ([]AttentionRow, error) {
	rows := []AttentionRow{}
	open, err := desk.Conflicts.Unsettled(ctx)
	if err != nil {
		return rows, err
	}
	me := desk.Actor().User
	for _, c := range open {
		row := AttentionRow{ID: string(c.ID), Kind: "conflict", What: c.Label, Field: fieldWords(c.Field), Link: link(c.Type, c.Record), When: instant(c.OtherAt),
			Words:  "Two people changed this field without knowing of each other. Both values are kept until somebody chooses.",
			Stored: Side{Value: conflict.Text(c.Kept), By: by(c.KeptName), At: instant(c.KeptAt), Mine: c.KeptUser == me},
			Other:  Side{Value: conflict.Text(c.Other), By: by(c.OtherName), At: instant(c.OtherAt), Mine: c.OtherUser == me}}
		if c.Sensitive {
			row.Stored.Value, row.Other.Value = "•••", "•••"
		}
		rows = append(rows, row)
	}
	refused, err := desk.DB.Refusals(ctx)
	for _, r := range refused {
		rows = append(rows, refusalRow(r))
	}
	return rows, err
}

func refusalRow(r record.Refusal) AttentionRow {
	row := AttentionRow{ID: string(r.Op.ID), Kind: "refusal", What: whatIs(r.Op), Words: r.Outcome.Words, Rule: r.Outcome.Rule, When: instant(r.Op.At)}
	var lines []string
	for _, f := range r.Outcome.Fields {
		lines = append(lines, fieldWords(f.Name)+": "+f.Words)
	}
	for _, c := range r.Op.Changes {
		if row.Link == "" {
			row.Link = link(c.Type, c.ID)
		}
		for _, name := range sortedKeys(c.Set) {
			if text := conflict.Text(c.Set[name]); text != "" && !technical[name] {
				lines = append(lines, fieldWords(name)+": "+text)
			}
		}
	}
	row.Other.Value = strings.Join(lines, "\n")
	return row
}

func by(name string) string {
	if name == "" {
		return "the server"
	}
	return name
}

// link is the address of a record's screen, or empty.
func link(typ string, id app.ID) string {
	switch typ {
	case hiring.Applications.Name():
		return "#/application/" + string(id)
	case hiring.Vacancies.Name():
		return "#/hiring/" + string(id)
	case hiring.Certificates.Name():
		return "#/certificate/" + string(id)
	case inquiry.Inquiries.Name():
		return "#/inquiry/" + string(id)
	}
	return ""
}

// Resolve settles a field with two values: keep is "stored" or "other".
func (s *Sync) Resolve(id, keep string) ([]AttentionRow, error) {
	return saving(s.door, "desktop.Resolve", func(ctx context.Context, desk *node.Session) ([]AttentionRow, error) {
		choice := conflict.Kept
		if keep == "other" {
			choice = conflict.Other
		}
		if err := desk.Conflicts.Resolve(ctx, app.ID(id), choice); err != nil {
			return nil, err
		}
		return attention(ctx, desk)
	})
}

// Dismiss takes a refused piece of work from the tray once a person has dealt
// with it; the server keeps its content.
func (s *Sync) Dismiss(id string) ([]AttentionRow, error) {
	return saving(s.door, "desktop.Dismiss", func(ctx context.Context, desk *node.Session) ([]AttentionRow, error) {
		if err := desk.DB.Dismiss(ctx, app.ID(id)); err != nil {
			return nil, err
		}
		return attention(ctx, desk)
	})
}
