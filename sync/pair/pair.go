// Package pair keeps two records that may stand for one thing, such as one paper
// form that two people keyed, until a person says which it is. Nothing is merged
// by itself. A pair is a record like any other: it lies in the scope of its
// records and reaches every desktop of the scope.
package pair

import (
	"cmp"
	"context"
	"crypto/sha256"
	"slices"
	"time"

	"github.com/google/uuid"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// The states of a pair.
const (
	Open      = "open"
	Same      = "same"      // one thing: Keep stays, the other was withdrawn
	Different = "different" // two things
)

// Pair is two records that may stand for one thing.
type Pair struct {
	ID          app.ID    `json:"id"`
	Scope       app.Scope `json:"scope"`
	Type        string    `json:"type"` // type name of both records
	First       app.ID    `json:"first"`
	Second      app.ID    `json:"second"`      // the one that came later
	FirstLabel  string    `json:"firstLabel"`  // in words, no more than every screen shows
	SecondLabel string    `json:"secondLabel"` //
	FirstBy     string    `json:"firstBy"`     // who entered it
	SecondBy    string    `json:"secondBy"`
	Why         []string  `json:"why"` // what is equal, in words
	State       string    `json:"state"`
	Keep        app.ID    `json:"keep"` // the record that stays
	By          string    `json:"by"`   // who decided
	DecidedAt   string    `json:"decidedAt"`
}

// RecordID is the pair's identity.
func (p Pair) RecordID() app.ID { return p.ID }

// Pairs is the record type. Whoever decides first has decided.
var Pairs = record.Define[Pair]("pair",
	record.Scope(func(p Pair) app.Scope { return p.Scope }),
	record.Index("by-state", record.Clear, func(p Pair) []record.Key { return []record.Key{record.K(p.State)} }),
	record.Checks(check),
	record.Audited())

// Decided are the fields that a decision sets; nothing else of a pair changes.
var Decided = []string{"state", "keep", "by", "decidedAt"}

func check(old *Pair, p Pair) error {
	switch {
	case old == nil && p.State != Open:
		return fault.E("pair.check", fault.Invalid, "A possible duplicate begins as open.", nil)
	case p.State == Same && p.Keep != p.First && p.Keep != p.Second:
		return fault.E("pair.check", fault.Invalid, "Say which of the two is kept.", nil)
	case old != nil && old.State != Open && (p.State != old.State || p.Keep != old.Keep):
		return closed(*old)
	case old != nil && (old.First != p.First || old.Second != p.Second || old.Type != p.Type || old.Scope != p.Scope):
		return fault.E("pair.check", fault.Refused, "The two records of a possible duplicate cannot be exchanged.", nil)
	}
	return nil
}

func closed(p Pair) error {
	return fault.E("pair.Decide", fault.Conflict, "This was decided already by "+p.By+".", nil)
}

// IDOf is the identity of the pair of two records, the same in whichever order
// they are found: a pair that was decided is not asked about again.
func IDOf(typ string, a, b app.ID) app.ID {
	if b < a {
		a, b = b, a
	}
	sum := sha256.Sum256([]byte("civicdesk pair\x00" + typ + "\x00" + string(a) + "\x00" + string(b)))
	u := uuid.UUID(sum[:16])
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80 // version 8: of our own making
	return app.ID(u.String())
}

// Withdraw takes a record that was entered twice out of use, for the reason, by
// the rules of its subject.
type Withdraw func(tx *record.Tx, id app.ID, reason string) error

// Service shows pairs and decides them, on a desktop and on the server.
type Service struct {
	db       *record.DB
	withdraw map[string]Withdraw // by type name
}

// New returns the service over a store.
func New(db *record.DB, withdraw map[string]Withdraw) *Service { return &Service{db, withdraw} }

// Undecided lists the open pairs that the actor may see and decide, oldest
// first.
func (s *Service) Undecided(ctx context.Context) (all []Pair, err error) {
	actor := app.ActorFrom(ctx)
	err = s.db.View(ctx, func(tx *record.Tx) error {
		all, err = Pairs.Find(tx, "by-state", record.K(Open))
		all = slices.DeleteFunc(all, func(p Pair) bool { return !policy.Can(actor, policy.Resolve, p.Scope) })
		slices.SortFunc(all, func(a, b Pair) int { return cmp.Compare(a.Second, b.Second) })
		return err
	})
	return all, err
}

// The choices.
const (
	KeepFirst  = "first"  // one thing; the second is withdrawn
	KeepSecond = "second" // one thing; the first is withdrawn
	Two        = "two"    // two things
)

// Choose is Decide by one of the choices.
func (s *Service) Choose(ctx context.Context, id app.ID, choice string) error {
	var p Pair
	err := s.db.View(ctx, func(tx *record.Tx) (err error) { p, err = Pairs.Get(tx, id); return err })
	switch {
	case err != nil:
		return err
	case choice == KeepFirst:
		return s.Decide(ctx, id, p.First)
	case choice == KeepSecond:
		return s.Decide(ctx, id, p.Second)
	case choice == Two:
		return s.Decide(ctx, id, "")
	}
	return fault.E("pair.Choose", fault.Invalid, "Choose first, second or two.", nil)
}

// Decide says what a pair is: keep names the record that stays, and the other is
// withdrawn; an empty keep says that they are two. It is an ordinary edit: on a
// desktop it is saved at once and sent later.
func (s *Service) Decide(ctx context.Context, id, keep app.ID) error {
	return s.db.Update(ctx, func(tx *record.Tx) error {
		p, err := Pairs.Get(tx, id)
		if err != nil {
			return err
		}
		if err := policy.Require(tx.Actor(), policy.Resolve, p.Scope); err != nil {
			return err
		}
		if p.State != Open {
			return closed(p)
		}
		tx.Action("pair.decide")
		p.State, p.Keep, p.By, p.DecidedAt = Different, keep, tx.Actor().Name, tx.Now().Format(time.RFC3339)
		if keep != "" {
			p.State = Same
			gone, kept := p.Second, p.FirstLabel
			if keep == p.Second {
				gone, kept = p.First, p.SecondLabel
			}
			withdraw := s.withdraw[p.Type]
			if withdraw == nil {
				return fault.E("pair.Decide", fault.Internal, "", nil)
			}
			if err := withdraw(tx, gone, "Keyed twice; "+kept+" is kept."); err != nil {
				return err
			}
		}
		return Pairs.Put(tx, p)
	})
}
