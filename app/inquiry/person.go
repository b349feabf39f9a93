package inquiry

import (
	"context"
	"slices"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry/matching"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Person is a customer as the agency knows one: a group of inquiries that
// match. It holds no data of its own but the log of joining and parting, so
// joining is reversible and never deletes anything.
type Person struct {
	ID     app.ID `json:"id"`
	Agency string `json:"agency"`
	Links  []Link `json:"links"`
}

// Link is one entry of a person's log: an inquiry joined, or was taken away.
type Link struct {
	Inquiry app.ID    `json:"inquiry"`
	Joined  bool      `json:"joined"`
	Reason  string    `json:"reason"`
	By      Staff     `json:"by"`
	At      time.Time `json:"at"`
}

// RecordID is the person's identity.
func (p Person) RecordID() app.ID { return p.ID }

// Persons are the stored groups.
var Persons = record.Define[Person]("inquiry-person",
	record.Scope(func(p Person) app.Scope { return app.InquiryScope(p.Agency) }),
	record.Merge("links", record.Append()),
	record.Audited())

// Join puts an inquiry into the group of another one, after an agent has
// decided that both are of one customer.
func (s *Service) Join(ctx context.Context, id, other app.ID, reason string) error {
	return s.change(ctx, policy.InquiryWork, "inquiry.join", id, reason, func(tx *record.Tx, i *Inquiry) error {
		if strings.TrimSpace(reason) == "" {
			return needReason("inquiry.Join")
		}
		o, err := s.get(tx, other)
		if err != nil {
			return err
		}
		if o.ID == i.ID || o.Person == i.Person {
			return fault.E("inquiry.Join", fault.Refused, "Both inquiries are already of one customer.", nil)
		}
		if err := s.link(tx, i.Person, i.ID, false, reason); err != nil {
			return err
		}
		i.Person = o.Person
		return s.link(tx, o.Person, i.ID, true, reason)
	})
}

// Part takes an inquiry out of its group: it becomes a customer of its own.
func (s *Service) Part(ctx context.Context, id app.ID, reason string) error {
	return s.change(ctx, policy.InquiryWork, "inquiry.part", id, reason, func(tx *record.Tx, i *Inquiry) error {
		if strings.TrimSpace(reason) == "" {
			return needReason("inquiry.Part")
		}
		if err := s.link(tx, i.Person, i.ID, false, reason); err != nil {
			return err
		}
		i.Person = app.NewID()
		return s.link(tx, i.Person, i.ID, true, reason)
	})
}

// Candidate is another inquiry that may be of the same customer.
type Candidate struct {
	Inquiry Inquiry
	Match   bool   // the rule would join them; false: an agent decides
	Reason  string // in a few words
}

// settle finds the customer of a new inquiry by the matching rule: it joins the
// person of the newest match, or becomes a person of its own.
func (s *Service) settle(tx *record.Tx, i *Inquiry) error {
	candidates, err := s.compare(tx, *i)
	if err != nil {
		return err
	}
	reason := "first inquiry"
	i.Person = app.NewID()
	for _, c := range candidates {
		if c.Match {
			i.Person, reason = c.Inquiry.Person, c.Reason
			break
		}
	}
	return s.link(tx, i.Person, i.ID, true, reason)
}

// compare lists the agency's inquiries of other persons that match this one or
// perhaps do, newest first. Two computers that took one customer's inquiries
// offline made two persons, so a match can still be a proposal.
func (s *Service) compare(tx *record.Tx, i Inquiry) ([]Candidate, error) {
	others, err := s.alike(tx, i)
	if err != nil {
		return nil, err
	}
	mine := i.identity()
	var candidates []Candidate
	for _, o := range others {
		result, reason := matching.Compare(mine, o.identity())
		if result != matching.None && (i.Person == "" || o.Person != i.Person) {
			candidates = append(candidates, Candidate{Inquiry: o, Match: result == matching.Match, Reason: reason})
		}
	}
	return candidates, nil
}

// alike finds the inquiries that share a name, e-mail address or phone.
func (s *Service) alike(tx *record.Tx, i Inquiry) ([]Inquiry, error) {
	mine := i.identity()
	var all []Inquiry
	for index, value := range map[string]string{"by-name": mine.NameKey(), "by-email": mine.Email, "by-phone": mine.Phone} {
		if value == "" {
			continue
		}
		found, err := Inquiries.Find(tx, index, record.K(s.agency, value))
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			if o.ID != i.ID && !slices.ContainsFunc(all, func(a Inquiry) bool { return a.ID == o.ID }) {
				all = append(all, o)
			}
		}
	}
	slices.SortFunc(all, newestFirst)
	return all, nil
}

// link adds an entry to the person's log.
func (s *Service) link(tx *record.Tx, person, inquiry app.ID, joined bool, reason string) error {
	p, err := Persons.Get(tx, person)
	if fault.Is(err, fault.NotFound) {
		p = Person{ID: person, Agency: s.agency}
	} else if err != nil {
		return err
	}
	p.Links = append(p.Links, Link{Inquiry: inquiry, Joined: joined, Reason: reason, By: staff(tx), At: tx.Now()})
	return Persons.Put(tx, p)
}

// sameCustomer lists the other inquiries of an inquiry's person, newest first.
func (s *Service) sameCustomer(tx *record.Tx, i Inquiry) ([]Inquiry, error) {
	found, err := Inquiries.Find(tx, "by-person", record.K(s.agency, i.Person))
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(o Inquiry) bool { return o.ID == i.ID })
	slices.SortFunc(found, newestFirst)
	return found, nil
}

func newestFirst(a, b Inquiry) int {
	if n := strings.Compare(string(b.Received), string(a.Received)); n != 0 {
		return n
	}
	if n := b.Entered.Compare(a.Entered); n != 0 {
		return n
	}
	return strings.Compare(string(b.ID), string(a.ID))
}

func needReason(op string) error {
	return fault.Fields(op, []fault.Field{{Name: "reason", Words: "Give the reason"}})
}
