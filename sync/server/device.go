package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// coded is a refusal that a client acts on by itself.
type coded struct {
	error
	code string
}

func (c coded) Unwrap() error { return c.error }

func codeOf(err error, otherwise string) string {
	var c coded
	if errors.As(err, &c) {
		return c.code
	}
	return otherwise
}

// seenEvery is how often the server writes down that it has seen a device which
// has nothing new to tell.
const seenEvery = time.Minute

// Seen is what the server knows of a device from its contacts.
type Seen struct {
	At          time.Time `json:"at"`
	SignedIn    time.Time `json:"signedIn"` // when a person last opened the account with its password
	Version     string    `json:"version"`
	Incarnation uint32    `json:"incarnation"`
	Waiting     int       `json:"waiting"`
	Oldest      time.Time `json:"oldest"` // when the oldest unsent work was saved, by the server's clock; zero: none
	Refused     int       `json:"refused"`
	Restored    time.Time `json:"restored"` // when its disk was last found to have been set back; zero: never
	Restores    int       `json:"restores"`
	Wiped       time.Time `json:"wiped"` // when it was last told to wipe
}

// Device is a device for the administrator's list.
type Device struct {
	account.Device
	Login string
	Seen  Seen
}

// Devices lists every device with what the server has seen of it.
func (s *Server) Devices(ctx context.Context) (all []Device, err error) {
	known, err := s.accounts.AllDevices(ctx)
	if err != nil {
		return nil, err
	}
	users, err := s.accounts.ListUsers(ctx)
	if err != nil {
		return nil, err
	}
	logins := map[app.ID]string{}
	for _, u := range users {
		logins[u.ID] = u.Login
	}
	err = s.db.View(ctx, func(tx *record.Tx) error {
		for _, d := range known {
			seen, err := s.log(tx.Storage()).seen(d.ID)
			if err != nil {
				return err
			}
			all = append(all, Device{d, logins[d.User], seen})
		}
		return nil
	})
	return all, err
}

func seenKey(device app.ID) []byte { return append([]byte("d"), device...) }

func (l log) seen(device app.ID) (s Seen, err error) {
	k := seenKey(device)
	v, err := l.stx.Get(storage.Outcomes, k)
	if err != nil || v == nil {
		return s, err
	}
	plain, err := l.box.Open(v, k)
	if err == nil {
		err = record.Decode(plain, &s)
	}
	if err != nil {
		return s, fmt.Errorf("%w: what was seen of a device", storage.ErrDamaged)
	}
	return s, nil
}

func (l log) putSeen(device app.ID, s Seen) error {
	plain, err := record.Encode(s)
	if err != nil {
		return err
	}
	k := seenKey(device)
	return l.stx.Put(storage.Outcomes, k, l.box.Seal(nil, plain, k))
}

// look changes what is known of a device.
func (s *Server) look(ctx context.Context, device app.ID, change func(*Seen)) error {
	return s.db.Batch(ctx, func(b *record.Batch) error {
		l := s.log(b.Storage())
		seen, err := l.seen(device)
		if err != nil {
			return err
		}
		change(&seen)
		return l.putSeen(device, seen)
	})
}

// admit lets a pull in: a lost computer is wiped once nothing is left to send, a
// certificate that has run out is renewed when a person has signed in again, and
// one that ages is renewed by itself.
func (s *Server) admit(ctx context.Context, c *caller, q protocol.Pull) error {
	now := s.db.Clock().Now()
	switch {
	case c.device.Order == account.Lost && q.State.Waiting > 0:
		return fault.E("server.admit", fault.Denied, "This computer was reported lost. It hands over its unsent work before it is cleared.", nil)
	case c.device.Order == account.Lost:
		return s.orderWipe(ctx, *c)
	case c.expired && !q.State.SignedIn:
		return coded{fault.E("server.admit", fault.Expired, "This computer has not been used with the server for 90 days. Lock Civic Desk and sign in again while the server can be reached. What you saved is kept.", nil), protocol.CodeSignIn}
	}
	if err := s.notice(ctx, *c, q.State, now); err != nil {
		return err
	}
	if !c.device.Ages(now) {
		return nil
	}
	renewed, err := s.accounts.Renew(ctx, c.device.ID)
	c.device, c.expired = renewed, false
	return err
}

// notice writes down what a device tells of itself, if it is anything new.
func (s *Server) notice(ctx context.Context, c caller, told protocol.State, now time.Time) error {
	var was Seen
	if err := s.db.View(ctx, func(tx *record.Tx) (err error) {
		was, err = s.log(tx.Storage()).seen(c.device.ID)
		return err
	}); err != nil {
		return err
	}
	next := was
	next.At, next.Version, next.Incarnation, next.Waiting, next.Refused, next.Oldest = now, told.Version, told.Incarnation, told.Waiting, told.Refused, time.Time{}
	if len(next.Version) > 40 {
		next.Version = next.Version[:40]
	}
	if told.Waiting > 0 {
		next.Oldest = now.Add(-time.Duration(min(max(told.Oldest, 0), 100*365*24*3600)) * time.Second)
	}
	if told.SignedIn {
		next.SignedIn = now
		if err := s.db.Update(app.WithActor(ctx, c.actor()), func(tx *record.Tx) error {
			tx.Audit("account.signIn", "", c.device.ID, "")
			return nil
		}); err != nil {
			return err
		}
	}
	same := next
	same.At, same.Oldest = was.At, was.Oldest
	if same == was && now.Sub(was.At) < seenEvery && now.Sub(was.At) >= 0 {
		return nil
	}
	return s.look(ctx, c.device.ID, func(seen *Seen) {
		next.Restored, next.Restores, next.Wiped = seen.Restored, seen.Restores, seen.Wiped
		if !seen.At.IsZero() && next.Incarnation > seen.Incarnation {
			next.Restored, next.Restores = now, seen.Restores+1
		}
		*seen = next
	})
}

// orderWipe is the answer to a computer that must clear itself.
func (s *Server) orderWipe(ctx context.Context, c caller) error {
	now := s.db.Clock().Now()
	if err := s.look(ctx, c.device.ID, func(seen *Seen) { seen.At, seen.Wiped, seen.Waiting, seen.Oldest = now, now, 0, time.Time{} }); err != nil {
		return err
	}
	words := "This computer was reported " + string(c.device.Order) + " to " + s.accounts.Agency() + ", so its Civic Desk data were removed from it. "
	code := protocol.CodeWipe
	if c.device.Order == account.Lost {
		words, code = words+"What was not yet sent is with the server. ", protocol.CodeLeave
	}
	return coded{fault.E("server.order", fault.Denied, words+"Ask your Civic Desk administrator for a new enrolment code.", nil), code}
}

// require asks for the right to manage computers.
func require(ctx context.Context) error {
	return policy.Require(app.ActorFrom(ctx), policy.UserManage, app.ScopeAdmin)
}
