// Package app holds the words that every part of Civic Desk shares: identities,
// scopes, people who act, dates and the clock. It imports nothing of the
// project, so that everything else may import it.
package app

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
)

// ID identifies a record, a user, a device or an operation: a UUID of version 7
// in its 36-character text form. The empty ID identifies nothing.
type ID string

// NewID returns a fresh identity. Identities made anywhere, offline too, never
// collide in practice (74 random bits beside the millisecond).
func NewID() ID { return ID(uuid.Must(uuid.NewV7()).String()) }

// ParseID accepts the canonical text form and says whether it is one.
func ParseID(s string) (ID, bool) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return "", false
	}
	return ID(u.String()), true
}

// Scope says to whom a record belongs: a path such as "hiring/hq/0197…" or
// "inquiries/ofccp". A grant on a path covers everything beneath it; the empty
// scope is the root and covers all.
type Scope string

// The roots of the scopes that the product uses.
const (
	ScopeAgency    Scope = "agency"    // shared by all staff: vacancies, question sets, offices, articles
	ScopeHiring    Scope = "hiring"    // hiring/<office>/<vacancy>
	ScopeInquiries Scope = "inquiries" // inquiries/<agency code>
	ScopeUsers     Scope = "users"     // users/<user>: what a person keeps for himself or herself
	ScopeAdmin     Scope = "admin"     // users, devices; never leaves the server
)

// VacancyScope is the scope of everything that belongs to one vacancy of one
// human-resources office: its applications, ratings and certificates.
func VacancyScope(office string, vacancy ID) Scope {
	return ScopeHiring + Scope("/"+office+"/"+string(vacancy))
}

// UserScope is the scope of what one person keeps: nobody else sees it.
func UserScope(user ID) Scope { return ScopeUsers + Scope("/"+string(user)) }

// InquiryScope is the scope of one participating agency's inquiries.
func InquiryScope(agency string) Scope { return ScopeInquiries + Scope("/"+agency) }

// Covers says whether a grant on s reaches records in other.
func (s Scope) Covers(other Scope) bool {
	return s == "" || s == other || strings.HasPrefix(string(other), string(s)+"/")
}

// Role names a set of rights; the table of rights is in app/policy.
type Role string

// Grant gives one role over one scope and everything beneath it.
type Grant struct {
	Role  Role  `json:"role"`
	Scope Scope `json:"scope"`
}

// Actor is whoever does something: a staff user on a device, the public web
// site, or the server itself.
type Actor struct {
	User   ID      // the staff user; for the web and the system one of the fixed identities below
	Name   string  // how the person is shown, for example "Rosa Delgado"
	Device ID      // the desktop from which the person acts; empty on the server
	Grants []Grant // what the person may do, and where
}

// Fixed identities of actors that are no staff user.
const (
	WebUser    ID = "00000000-0000-7000-8000-000000000001"
	SystemUser ID = "00000000-0000-7000-8000-000000000002"
)

type actorKey struct{}

// WithActor returns a context that carries the actor to the services.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorFrom returns the actor of the context, or the zero actor, which may do
// nothing.
func ActorFrom(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// Clock tells the time. Tests and the simulation set it; nil means time.Now.
type Clock func() time.Time

// Now returns the clock's time in UTC, to the millisecond.
func (c Clock) Now() time.Time {
	if c == nil {
		return time.Now().UTC().Truncate(time.Millisecond)
	}
	return c().UTC().Truncate(time.Millisecond)
}
