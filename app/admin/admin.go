// Package admin is the administration of an agency's server from a desktop:
// users, computers and the audit trail. All of it stays on the server; a desktop
// asks over its sealed sync channel and keeps nothing. The server answers with
// the rights that the asking person has there now, and every change is on the
// audit trail.
package admin

import (
	"context"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Asker sends a question to the server and reads its answer into a.
type Asker func(ctx context.Context, name string, q, a any) error

// Question is one thing that can be asked, with what goes up and what comes back.
type Question[Q, A any] struct{ name string }

// Ask sends the question.
func (q Question[Q, A]) Ask(ctx context.Context, ask Asker, in Q) (out A, err error) {
	return out, ask(ctx, q.name, in, &out)
}

// The questions.
var (
	Users   = Question[None, []account.User]{"users"}
	Add     = Question[account.User, account.User]{"users.add"}
	Change  = Question[account.Change, account.User]{"users.change"}
	Code    = Question[app.ID, CodeGiven]{"users.code"}
	Unlock  = Question[string, string]{"users.unlock"}
	Places  = Question[None, []Place]{"places"}
	Devices = Question[None, []Device]{"devices"}
	Revoke  = Question[app.ID, None]{"devices.revoke"}
	Report  = Question[Loss, None]{"devices.report"}
	Trail   = Question[Filter, TrailPage]{"trail"}
	Verify  = Question[None, record.AuditCheck]{"trail.verify"}
)

// None is what a question or an answer is that says nothing.
type None struct{}

// CodeGiven is an enrolment code as it is shown once.
type CodeGiven struct {
	Code    string    `json:"code"`
	Expires time.Time `json:"expires"`
}

// Place is a vacancy at which a role can be given. It says no more than the public
// announcement.
type Place struct {
	Vacancy app.ID    `json:"vacancy"`
	Office  string    `json:"office"`
	Number  string    `json:"number"`
	Title   string    `json:"title"`
	Scope   app.Scope `json:"scope"` // of its certificates
}

// Device is a person's place on one computer, as an administrator sees it.
type Device struct {
	ID       app.ID        `json:"id"`
	Login    string        `json:"login"`
	Name     string        `json:"name"` // of the computer
	Enrolled time.Time     `json:"enrolled"`
	Seen     time.Time     `json:"seen"`    // zero: never
	Waiting  int           `json:"waiting"` // unsent operations, when it was seen last
	Oldest   time.Time     `json:"oldest"`  // of them; zero: none
	Version  string        `json:"version"` // of the program
	Until    time.Time     `json:"until"`   // end of its certificate
	Revoked  time.Time     `json:"revoked"` // zero: in use
	Order    account.Order `json:"order"`
	Ordered  time.Time     `json:"ordered"`
	Wiped    time.Time     `json:"wiped"` // when it was told to clear itself; zero: not yet
}

// Loss reports a computer.
type Loss struct {
	Device app.ID        `json:"device"`
	Order  account.Order `json:"order"`
}

// Service answers the questions on the server. Each asks for its right.
type Service struct {
	db       *record.DB
	accounts *account.Service
	o        Options
}

// Options are what the service needs of the subjects above it.
type Options struct {
	Devices func(context.Context) ([]Device, error) // every computer; asks for the right to see them
	Places  func(context.Context) ([]Place, error)  // every vacancy; asks for no right
}

// New returns the service of a server.
func New(db *record.DB, accounts *account.Service, o Options) *Service {
	return &Service{db: db, accounts: accounts, o: o}
}

// Answer answers a question by its name, for the actor of the context.
func (s *Service) Answer(ctx context.Context, name string, body record.Raw) (record.Raw, error) {
	switch name {
	case Users.name:
		return reply(ctx, body, Users, func(ctx context.Context, _ None) ([]account.User, error) { return s.accounts.ListUsers(ctx) })
	case Add.name:
		return reply(ctx, body, Add, func(ctx context.Context, u account.User) (account.User, error) {
			u.ID = ""
			return s.accounts.AddUser(ctx, u)
		})
	case Change.name:
		return reply(ctx, body, Change, s.accounts.Change)
	case Code.name:
		return reply(ctx, body, Code, s.code)
	case Unlock.name:
		return reply(ctx, body, Unlock, s.accounts.UnlockCode)
	case Devices.name:
		return reply(ctx, body, Devices, func(ctx context.Context, _ None) ([]Device, error) { return s.o.Devices(ctx) })
	case Places.name:
		return reply(ctx, body, Places, s.places)
	case Revoke.name:
		return reply(ctx, body, Revoke, func(ctx context.Context, id app.ID) (None, error) { return None{}, s.accounts.Revoke(ctx, id) })
	case Report.name:
		return reply(ctx, body, Report, func(ctx context.Context, l Loss) (None, error) {
			return None{}, s.accounts.Order(ctx, l.Device, l.Order)
		})
	case Trail.name:
		return reply(ctx, body, Trail, s.trail)
	case Verify.name:
		return reply(ctx, body, Verify, s.verify)
	}
	return nil, fault.E("admin.Answer", fault.Invalid, "The server does not know this question. Update Civic Desk on the server.", nil)
}

// reply decodes a question, answers it, and encodes the answer.
func reply[Q, A any](ctx context.Context, body record.Raw, _ Question[Q, A], answer func(context.Context, Q) (A, error)) (record.Raw, error) {
	var q Q
	if err := record.Decode(body, &q); err != nil {
		return nil, fault.E("admin.Answer", fault.Invalid, "The server could not read the question. Update Civic Desk on this computer.", err)
	}
	a, err := answer(ctx, q)
	if err != nil {
		return nil, err
	}
	return record.Encode(a)
}

func (s *Service) places(ctx context.Context, _ None) ([]Place, error) {
	if err := policy.Require(app.ActorFrom(ctx), policy.UserManage, app.ScopeAdmin); err != nil {
		return nil, err
	}
	return s.o.Places(ctx)
}

func (s *Service) code(ctx context.Context, user app.ID) (CodeGiven, error) {
	code, err := s.accounts.NewEnrolment(ctx, user)
	return CodeGiven{Code: code, Expires: s.db.Clock().Now().Add(account.CodeLife)}, err
}
