package inquiry

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/inquiry/tracking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Filter narrows the queue; empty fields let everything pass.
type Filter struct {
	Statuses   []Status // empty: those that are open
	Office     string
	Category   string
	Channel    Channel
	Assigned   app.ID
	Triage     bool // only those with a flag of routing
	Quarantine bool // only web forms that look machine-made; otherwise they are left out
	Newest     bool // the newest on top, not those due first
	Limit      int  // 0: 500
}

// Row is one line of the queue or of a search.
type Row struct {
	ID            app.ID
	Number        tracking.Number
	Name          string
	FirstName     string
	LastName      string
	Phone         string // as people read it
	Email         string
	HomeZIP       string
	Company       string
	Category      string // code
	CategoryLabel string
	Channel       Channel
	Office        string
	Status        Status
	Assigned      Staff
	Received      app.Date
	Age           int      // business days since the clock started
	Due           app.Date // the service standard's day
	Late          bool
	Deadline      Deadline // for filing a complaint
	Flags         []string // words
	Newer         bool     // the same customer has a newer inquiry
	Person        app.ID
	Found         []record.FoundField // of a search: where the text was found
}

// Queue lists inquiries, those due first on top unless the filter says otherwise.
// It shows names, so it is on the audit trail as one entry.
func (s *Service) Queue(ctx context.Context, f Filter) ([]Row, error) {
	if err := policy.Require(app.ActorFrom(ctx), policy.InquiryRead, s.Scope()); err != nil {
		return nil, err
	}
	if len(f.Statuses) == 0 {
		f.Statuses = OpenStatuses
	}
	if f.Limit <= 0 {
		f.Limit = 500
	}
	var rows []Row
	err := s.db.Update(ctx, func(tx *record.Tx) error {
		rows = nil
		for _, status := range f.Statuses {
			k := record.K(s.agency, status)
			found, err := Inquiries.Range(tx, "by-status", k, k.After(), 0)
			if err != nil {
				return err
			}
			for _, i := range found {
				if f.lets(i) {
					rows = append(rows, s.row(tx, i))
				}
			}
		}
		slices.SortFunc(rows, func(a, b Row) int {
			if f.Newest {
				a, b = b, a
			}
			return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Received, b.Received), cmp.Compare(a.Number, b.Number))
		})
		rows = rows[:min(len(rows), f.Limit)]
		tx.Audit("inquiry.queue", "inquiry", "", "")
		return s.markNewer(tx, rows)
	})
	return rows, err
}

// Waiting counts what waits for the agency's staff, without a name.
type Waiting struct {
	Open  int // all that are open, save those set aside
	Late  int // of those, past the service standard
	Aside int // web forms that look machine-made, until an agent has looked
}

// Waiting counts the open inquiries. It shows no name and is not on the audit
// trail.
func (s *Service) Waiting(ctx context.Context) (Waiting, error) {
	var w Waiting
	if err := policy.Require(app.ActorFrom(ctx), policy.InquiryRead, s.Scope()); err != nil {
		return w, err
	}
	err := s.db.View(ctx, func(tx *record.Tx) error {
		w = Waiting{}
		today := s.today(tx)
		return s.eachOpen(tx, func(i Inquiry) {
			switch {
			case i.Quarantine:
				w.Aside++
			case s.due(i) < today:
				w.Late++
				w.Open++
			default:
				w.Open++
			}
		})
	})
	return w, err
}

// eachOpen calls fn with every inquiry that is open, one set aside too.
func (s *Service) eachOpen(tx *record.Tx, fn func(Inquiry)) error {
	for _, status := range OpenStatuses {
		k := record.K(s.agency, status)
		found, err := Inquiries.Range(tx, "by-status", k, k.After(), 0)
		if err != nil {
			return err
		}
		for _, i := range found {
			fn(i)
		}
	}
	return nil
}

// Colleagues are the members of staff whom an inquiry can be given to: who asks,
// and everybody who has logged or worked one of the open inquiries on this
// computer, by name.
func (s *Service) Colleagues(ctx context.Context) ([]Staff, error) {
	actor := app.ActorFrom(ctx)
	if err := policy.Require(actor, policy.InquiryWork, s.Scope()); err != nil {
		return nil, err
	}
	var all []Staff
	err := s.db.View(ctx, func(tx *record.Tx) error {
		known := map[app.ID]string{actor.User: actor.Name}
		if err := s.eachOpen(tx, func(i Inquiry) {
			known[i.Assigned.User], known[i.LoggedBy.User] = i.Assigned.Name, i.LoggedBy.Name
			for _, step := range i.Steps {
				known[step.By.User] = step.By.Name
			}
		}); err != nil {
			return err
		}
		delete(known, "")
		all = make([]Staff, 0, len(known))
		for user, name := range known {
			all = append(all, Staff{User: user, Name: name})
		}
		slices.SortFunc(all, func(a, b Staff) int {
			return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.User, b.User))
		})
		return nil
	})
	return all, err
}

func (f Filter) lets(i Inquiry) bool {
	return f.Quarantine == i.Quarantine &&
		(f.Office == "" || f.Office == i.Office) &&
		(f.Category == "" || f.Category == i.Category) &&
		(f.Channel == "" || f.Channel == i.Channel) &&
		(f.Assigned == "" || f.Assigned == i.Assigned.User) &&
		(!f.Triage || len(i.Routing.Flags) > 0)
}

// SearchCallers finds inquiries as the agent types: by tracking number, name,
// e-mail address, phone, company or what was written, accents and small typing
// errors forgiven, the best first, at most 50. Fewer than two characters find
// nothing. What it shows is on the audit trail as one entry.
func (s *Service) SearchCallers(ctx context.Context, text string) ([]Row, error) {
	if err := policy.Require(app.ActorFrom(ctx), policy.InquiryRead, s.Scope()); err != nil {
		return nil, err
	}
	if len([]rune(strings.TrimSpace(text))) < 2 {
		return []Row{}, nil
	}
	found, err := s.db.Search(ctx, record.SearchQuery{Text: text, Types: []string{Inquiries.Name()}, See: s.sees, Limit: 50})
	if err != nil {
		return nil, err
	}
	var rows []Row
	err = s.db.Update(ctx, func(tx *record.Tx) error {
		if rows, err = s.FoundRows(tx, found.Hits); err == nil {
			tx.Audit("inquiry.search", "inquiry", "", "")
		}
		return err
	})
	return rows, err
}

func (s *Service) sees(scope app.Scope) bool { return scope == s.Scope() }

// FoundRows are the rows of the hits that are inquiries of this agency, in
// their order. Who calls it has asked policy and writes the audit note.
func (s *Service) FoundRows(tx *record.Tx, hits []record.Hit) ([]Row, error) {
	rows := []Row{}
	for _, h := range hits {
		if h.Type != Inquiries.Name() {
			continue
		}
		i, err := s.get(tx, h.ID)
		if fault.Is(err, fault.NotFound) { // it went meanwhile
			continue
		}
		if err != nil {
			return nil, err
		}
		r := s.row(tx, i)
		r.Found = h.Fields
		rows = append(rows, r)
	}
	return rows, s.markNewer(tx, rows)
}

func (s *Service) row(tx *record.Tx, i Inquiry) Row {
	today := s.today(tx)
	r := Row{ID: i.ID, Number: i.Tracking, Name: i.Name(), FirstName: i.FirstName, LastName: i.LastName, Phone: showPhone(i), Email: i.Email,
		HomeZIP: i.HomeZIP, Company: i.Company, Category: i.Category, CategoryLabel: i.CategoryLabel, Channel: i.Channel, Office: i.Office,
		Status: i.Status, Assigned: i.Assigned, Received: i.Received, Age: BusinessDays(i.clockStart(s.zone), today), Due: s.due(i),
		Flags: i.flags(), Person: i.Person}
	if i.Status.Open() {
		r.Late = today > r.Due
		if r.Deadline = DeadlineOf(i.Category, i.LastEvent, today); r.Deadline.Near {
			r.Flags = append(r.Flags, r.Deadline.Words)
		}
	}
	return r
}

func showPhone(i Inquiry) string {
	if i.Phone == "" {
		return ""
	}
	return intake.ShowPhone(i.Phone, i.PhoneExt)
}

// markNewer marks the rows whose customer has a newer inquiry: staff follow up
// on the newest.
func (s *Service) markNewer(tx *record.Tx, rows []Row) error {
	newest := map[app.ID]app.ID{}
	for n, r := range rows {
		if _, known := newest[r.Person]; !known {
			all, err := Inquiries.Find(tx, "by-person", record.K(s.agency, r.Person))
			if err != nil {
				return err
			}
			slices.SortFunc(all, newestFirst)
			if len(all) > 0 {
				newest[r.Person] = all[0].ID
			}
		}
		rows[n].Newer = newest[r.Person] != r.ID
	}
	return nil
}
