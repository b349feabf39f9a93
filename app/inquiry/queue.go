package inquiry

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/inquiry/matching"
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
}

// Queue lists inquiries, those due first on top. It shows names, so it is on
// the audit trail as one entry.
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
			return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Received, b.Received), cmp.Compare(a.Number, b.Number))
		})
		rows = rows[:min(len(rows), f.Limit)]
		tx.Audit("inquiry.queue", "inquiry", "", "")
		return s.markNewer(tx, rows)
	})
	return rows, err
}

func (f Filter) lets(i Inquiry) bool {
	return f.Quarantine == i.Quarantine &&
		(f.Office == "" || f.Office == i.Office) &&
		(f.Category == "" || f.Category == i.Category) &&
		(f.Channel == "" || f.Channel == i.Channel) &&
		(f.Assigned == "" || f.Assigned == i.Assigned.User) &&
		(!f.Triage || len(i.Routing.Flags) > 0)
}

// SearchCallers finds inquiries by tracking number, e-mail address, phone or the
// beginning of a name, newest first, at most 50. Fewer than two characters
// find nothing. What it shows is on the audit trail as one entry.
func (s *Service) SearchCallers(ctx context.Context, text string) ([]Row, error) {
	if err := policy.Require(app.ActorFrom(ctx), policy.InquiryRead, s.Scope()); err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	if len([]rune(text)) < 2 {
		return []Row{}, nil
	}
	var rows []Row
	err := s.db.Update(ctx, func(tx *record.Tx) error {
		rows = []Row{}
		found, err := s.find(tx, text)
		if err != nil {
			return err
		}
		slices.SortFunc(found, newestFirst)
		for _, i := range found[:min(len(found), 50)] {
			rows = append(rows, s.row(tx, i))
		}
		tx.Audit("inquiry.search", "inquiry", "", "")
		return s.markNewer(tx, rows)
	})
	return rows, err
}

// find looks the text up by equality where it can, and else among the names.
func (s *Service) find(tx *record.Tx, text string) ([]Inquiry, error) {
	if number, err := tracking.Parse(text); err == nil {
		if found, err := Inquiries.Find(tx, "by-tracking", record.K(s.agency, number)); err != nil || len(found) > 0 {
			return found, err
		}
	}
	if strings.Contains(text, "@") {
		return Inquiries.Find(tx, "by-email", record.K(s.agency, matching.Email(text)))
	}
	if phone, _, words := intake.ReadPhone(text); words == "" {
		return Inquiries.Find(tx, "by-phone", record.K(s.agency, phone))
	}
	return s.findByName(tx, text)
}

// findByName finds names of which every word of the text begins a part:
// "nun mar" finds María Núñez-O'Brien.
func (s *Service) findByName(tx *record.Tx, text string) ([]Inquiry, error) {
	var words []string
	for _, w := range strings.FieldsFunc(text, betweenNames) {
		if w = matching.Name(w); w != "" {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return nil, nil
	}
	k := record.K(s.agency)
	all, err := Inquiries.Range(tx, "by-received", k, k.After(), 0)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(i Inquiry) bool { return !beginsParts(i.FirstName+" "+i.LastName, words) }), nil
}

func betweenNames(r rune) bool { return r == ' ' || r == '-' || r == ',' }

// beginsParts says whether each word begins a part of the name: a name, a part
// of a hyphenated one, or what follows an apostrophe.
func beginsParts(name string, words []string) bool {
	var parts []string
	for _, part := range strings.FieldsFunc(name, betweenNames) {
		parts = append(parts, matching.Name(part))
		for _, piece := range strings.FieldsFunc(part, func(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }) {
			parts = append(parts, matching.Name(piece))
		}
	}
	for _, w := range words {
		if !slices.ContainsFunc(parts, func(part string) bool { return strings.HasPrefix(part, w) }) {
			return false
		}
	}
	return true
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
