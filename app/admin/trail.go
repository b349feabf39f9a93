package admin

import (
	"context"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Filter narrows the trail; empty fields let everything pass.
type Filter struct {
	User    app.ID    `json:"user"`
	Subject string    `json:"subject"` // the first part of an action: "inquiry" of "inquiry.open"
	Record  app.ID    `json:"record"`
	From    time.Time `json:"from"`
	Before  time.Time `json:"before"` // this moment excluded
	Below   uint64    `json:"below"`  // only entries with a smaller number, to page on; 0: from the newest
}

// pageLines is how many entries a page has at most.
const pageLines = 200

// TrailPage is a page of the trail, the newest entry first.
type TrailPage struct {
	Lines   []Line `json:"lines"`
	Matched int    `json:"matched"` // entries that the filter lets pass, on this page or not
	Checked uint64 `json:"checked"` // entries whose links were looked at: all of them
	Broken  string `json:"broken"`  // which link does not hold, in words; empty: every link holds
}

// Line is one entry: who did what to what, when.
type Line struct {
	N      uint64    `json:"n"`
	At     time.Time `json:"at"`
	Who    string    `json:"who"`
	Device string    `json:"device"` // the computer's name; empty: the server
	Action string    `json:"action"`
	Type   string    `json:"type"`
	ID     app.ID    `json:"id"`
	Fields []string  `json:"fields"` // that were changed; never their values
	Text   string    `json:"text"`
}

func (f Filter) lets(e record.Entry) bool {
	subject, _, _ := strings.Cut(e.Action, ".")
	return (f.User == "" || f.User == e.User) && (f.Subject == "" || f.Subject == subject) && (f.Record == "" || f.Record == e.ID) &&
		(f.From.IsZero() || !e.At.Before(f.From)) && (f.Before.IsZero() || e.At.Before(f.Before))
}

// trail reads the whole trail, link by link, and returns the newest entries that
// the filter lets pass. Reading it is on the trail itself. A broken link is told,
// with the entries before it.
func (s *Service) trail(ctx context.Context, f Filter) (TrailPage, error) {
	p := TrailPage{Lines: []Line{}}
	if err := policy.Require(app.ActorFrom(ctx), policy.AuditRead, app.ScopeAdmin); err != nil {
		return p, err
	}
	var last []record.Entry // a ring of the newest
	err := s.db.AuditTrail(ctx, func(e record.Entry) error {
		p.Checked = e.N
		if !f.lets(e) {
			return nil
		}
		p.Matched++
		if f.Below > 0 && e.N >= f.Below {
			return nil
		}
		if len(last) == 2*pageLines {
			last = append(last[:0], last[pageLines:]...)
		}
		last = append(last, e)
		return nil
	})
	if fault.Is(err, fault.Damaged) {
		p.Broken, err = fault.Words(err), nil
	}
	if err != nil {
		return p, err
	}
	err = s.db.Update(ctx, func(tx *record.Tx) error {
		tx.Audit("audit.read", "", "", "")
		who, where, err := names(tx)
		p.Lines = p.Lines[:0]
		for i := len(last) - 1; i >= max(0, len(last)-pageLines); i-- {
			p.Lines = append(p.Lines, line(last[i], who, where))
		}
		return err
	})
	return p, err
}

// names are the people and the computers of the trail.
func names(tx *record.Tx) (who, where map[app.ID]string, err error) {
	who = map[app.ID]string{app.SystemUser: "Server", app.WebUser: "Public web site"}
	where = map[app.ID]string{}
	users, err := account.Users.All(tx)
	if err != nil {
		return nil, nil, err
	}
	for _, u := range users {
		who[u.ID] = u.Name
	}
	devices, err := account.Devices.All(tx)
	for _, d := range devices {
		where[d.ID] = d.Name
	}
	return who, where, err
}

func line(e record.Entry, who, where map[app.ID]string) Line {
	l := Line{N: e.N, At: e.At, Who: who[e.User], Device: where[e.Device], Action: e.Action, Type: e.Type, ID: e.ID, Fields: []string{}, Text: e.Text}
	if l.Who == "" {
		l.Who = string(e.User)
	}
	for field := range e.Commits {
		if field != ":why" {
			l.Fields = append(l.Fields, field)
		}
	}
	return l
}

// verify checks every link and every value beneath it.
func (s *Service) verify(ctx context.Context, _ None) (c record.AuditCheck, err error) {
	if err := policy.Require(app.ActorFrom(ctx), policy.AuditRead, app.ScopeAdmin); err != nil {
		return c, err
	}
	if c, err = s.db.VerifyAudit(ctx); err != nil {
		return c, err
	}
	return c, s.db.Update(ctx, func(tx *record.Tx) error {
		tx.Audit("audit.verify", "", "", "")
		return nil
	})
}
