package desktop

import (
	"context"
	"slices"

	"civicdesk/app"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
)

// Givable lists whom an inquiry can be given to: colleagues, and offices that
// take inquiries.
func (q *Inquiries) Givable() (Givable, error) {
	return asking(q.door, "desktop.Givable", func(ctx context.Context, desk *node.Session) (Givable, error) {
		g := Givable{People: []Choice{}, Offices: []Choice{}}
		people, err := desk.Inquiries.Colleagues(ctx)
		if err != nil {
			return g, err
		}
		for _, p := range people {
			label := p.Name
			if p.User == desk.Actor().User {
				label += " (you)"
			}
			g.People = append(g.People, Choice{string(p.User), label})
		}
		offices, err := desk.Inquiries.OpenOffices(ctx)
		for _, o := range offices {
			g.Offices = append(g.Offices, Choice{o.Code, o.Name})
		}
		return g, err
	})
}

// Assign gives the inquiry to a colleague, one of Givable.
func (q *Inquiries) Assign(id, user string) (InquiryView, error) {
	return q.work("desktop.Assign", id, func(ctx context.Context, s *inquiry.Service) error {
		people, err := s.Colleagues(ctx)
		if err != nil {
			return err
		}
		to := inquiry.Staff{}
		if at := slices.IndexFunc(people, func(p inquiry.Staff) bool { return string(p.User) == user }); at >= 0 {
			to = people[at]
		}
		return s.Assign(ctx, app.ID(id), to)
	})
}

// Start marks that the person signed in works the inquiry.
func (q *Inquiries) Start(id string) (InquiryView, error) {
	return q.work("desktop.Start", id, func(ctx context.Context, s *inquiry.Service) error { return s.Start(ctx, app.ID(id)) })
}

// Wait marks that the customer must do something first; with pleaseCall the
// public status asks the customer to call.
func (q *Inquiries) Wait(id string, pleaseCall bool, reason string) (InquiryView, error) {
	return q.work("desktop.Wait", id, func(ctx context.Context, s *inquiry.Service) error {
		return s.Wait(ctx, app.ID(id), pleaseCall, reason)
	})
}

// Reopen takes an answered or closed inquiry up again.
func (q *Inquiries) Reopen(id, reason string) (InquiryView, error) {
	return q.work("desktop.Reopen", id, func(ctx context.Context, s *inquiry.Service) error { return s.Reopen(ctx, app.ID(id), reason) })
}

// Transfer gives the inquiry to another office.
func (q *Inquiries) Transfer(id, office, reason string) (InquiryView, error) {
	return q.work("desktop.Transfer", id, func(ctx context.Context, s *inquiry.Service) error {
		return s.Transfer(ctx, app.ID(id), office, reason)
	})
}

// Release takes a web form that a person wrote into the queue.
func (q *Inquiries) Release(id string) (InquiryView, error) {
	return q.work("desktop.Release", id, func(ctx context.Context, s *inquiry.Service) error { return s.Release(ctx, app.ID(id)) })
}
