// Package account keeps the agency's users, their devices and the one-time
// codes by which a device enrols. All of it stays on the server.
package account

import (
	"net/mail"
	"slices"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// User is a member of staff.
type User struct {
	ID     app.ID      `json:"id"`
	Login  string      `json:"login"`
	Name   string      `json:"name"`
	Email  string      `json:"email"`
	Phone  string      `json:"phone"`
	Office string      `json:"office"`
	Grants []app.Grant `json:"grants"`
	// Rights counts the changes of Grants: desktops compare it to notice one.
	Rights uint64 `json:"rights"`
	Active bool   `json:"active"`
}

// RecordID is the user's identity.
func (u User) RecordID() app.ID { return u.ID }

// Actor is the user as someone who acts, with the rights of now.
func (u User) Actor() app.Actor { return app.Actor{User: u.ID, Name: u.Name, Grants: u.All()} }

// All is what the user may do: what was granted, and the keeping of what is one's
// own, which needs no grant.
func (u User) All() []app.Grant {
	return append(slices.Clone(u.Grants), app.Grant{Role: policy.Self, Scope: app.UserScope(u.ID)})
}

// Device is a user's place on one computer: the key that signs its requests.
type Device struct {
	ID       app.ID    `json:"id"`
	User     app.ID    `json:"user"`
	Name     string    `json:"name"`
	Public   []byte    `json:"public"` // PKIX, P-256
	Enrolled time.Time `json:"enrolled"`
	Revoked  time.Time `json:"revoked"` // zero: in use
	// Until is the end of the device's certificate, by the server's clock; zero: it
	// has had none yet.
	Until   time.Time `json:"until"`
	Order   Order     `json:"order"`   // what the computer is told at its next contact
	Ordered time.Time `json:"ordered"` // when an administrator gave the order
}

// RecordID is the device's identity.
func (d Device) RecordID() app.ID { return d.ID }

// Order is what an administrator wants of a computer that is out of hand.
type Order string

// The orders.
const (
	Lost   Order = "lost"   // send what is unsent into quarantine, then wipe
	Stolen Order = "stolen" // wipe at once; nothing is taken from it
)

// Enrolment is a code that was given out. The server keeps only the digest of
// its secret.
type Enrolment struct {
	ID      app.ID    `json:"id"`
	User    app.ID    `json:"user"`
	Digest  string    `json:"digest"`
	Expires time.Time `json:"expires"`
	Device  app.ID    `json:"device"` // the device that used it
	Void    bool      `json:"void"`   // replaced by a newer code
}

// RecordID is the enrolment's identity.
func (e Enrolment) RecordID() app.ID { return e.ID }

// Authority is the agency as desktops know it: its name, its server's address
// and its sync key.
type Authority struct {
	ID      app.ID `json:"id"`
	Agency  string `json:"agency"`
	Address string `json:"address"`
	Key     string `json:"key"` // PKCS #8 in base64
	// Recovery is the public part of the agency's recovery key (PKIX); the private
	// part is in a file that the agency keeps.
	Recovery []byte `json:"recovery"`
	// Lease is for how many days a desktop may be used without reaching the server;
	// 0: DefaultLease.
	Lease int `json:"lease"`
}

// RecordID is the one identity of the only authority of a store.
func (a Authority) RecordID() app.ID { return a.ID }

const authorityID app.ID = "00000000-0000-7000-8000-000000000010"

// The record types. Their scope never leaves the server.
var (
	Users = record.Define[User]("user",
		record.Scope(func(User) app.Scope { return app.ScopeAdmin }),
		record.Index("by-login", record.Blind, func(u User) []record.Key { return []record.Key{record.K(loginOf(u.Login))} }),
		record.Checks(checkUser),
		record.Audited())

	Devices = record.Define[Device]("device",
		record.Scope(func(Device) app.Scope { return app.ScopeAdmin }),
		record.Index("by-user", record.Clear, func(d Device) []record.Key { return []record.Key{record.K(string(d.User))} }),
		record.Audited())

	Enrolments = record.Define[Enrolment]("enrolment",
		record.Scope(func(Enrolment) app.Scope { return app.ScopeAdmin }),
		record.Index("by-digest", record.Blind, func(e Enrolment) []record.Key { return []record.Key{record.K(e.Digest)} }),
		record.Index("by-user", record.Clear, func(e Enrolment) []record.Key { return []record.Key{record.K(string(e.User))} }),
		record.Audited())

	Authorities = record.Define[Authority]("authority",
		record.Scope(func(Authority) app.Scope { return app.ScopeAdmin }),
		record.Audited(), record.Sensitive("key"))
)

// Types are the record types of the package, for the server's schema.
func Types() []record.Definition {
	return []record.Definition{Users.Definition(), Devices.Definition(), Enrolments.Definition(), Authorities.Definition()}
}

func loginOf(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// staffRoles are the roles that a person can hold.
var staffRoles = []app.Role{policy.HRSpecialist, policy.Verifier, policy.SelectingOfficial, policy.Agent, policy.Administrator, policy.RecordsOfficer}

func checkUser(old *User, u User) error {
	var bad []fault.Field
	add := func(name, words string) { bad = append(bad, fault.Field{Name: name, Words: words}) }
	if l := loginOf(u.Login); len(l) < 2 || len(l) > 64 || l != u.Login || strings.ContainsAny(l, " \t\n/\\") {
		add("login", "Enter a user name of 2 to 64 characters in small letters without spaces.")
	}
	if old != nil && old.Login != u.Login {
		add("login", "A user name cannot be changed; make a new user.")
	}
	if strings.TrimSpace(u.Name) == "" {
		add("name", "Enter the person's name.")
	}
	if _, err := mail.ParseAddress(u.Email); u.Email != "" && err != nil {
		add("email", "Enter an e-mail address such as rosa.delgado@agency.gov, or leave it empty.")
	}
	for _, g := range u.Grants {
		if words := checkGrant(g); words != "" {
			add("grants", words)
			break
		}
	}
	return fault.Fields("account.checkUser", bad)
}

func checkGrant(g app.Grant) string {
	under := func(roots ...app.Scope) bool {
		return slices.ContainsFunc(roots, func(r app.Scope) bool { return r.Covers(g.Scope) })
	}
	switch {
	case !slices.Contains(staffRoles, g.Role):
		return "“" + string(g.Role) + "” is not a role of staff. Choose hr, verifier, selecting, agent, records or admin."
	case g.Scope != "" && slices.Contains(strings.Split(string(g.Scope), "/"), ""):
		return "A scope has no empty part: write hiring/hq, without a slash at the end."
	case g.Role == policy.Administrator && g.Scope != "" && g.Scope != app.ScopeAdmin:
		return "An administrator's role has the scope “admin”."
	case g.Role == policy.Agent && !under(app.ScopeInquiries):
		return "An agent's scope begins with “inquiries”, for example inquiries/ofccp."
	case g.Role == policy.RecordsOfficer && !under(app.ScopeHiring, app.ScopeInquiries):
		return "The scope of a records officer begins with “hiring” or “inquiries”."
	case g.Role != policy.Administrator && g.Role != policy.Agent && g.Role != policy.RecordsOfficer && !under(app.ScopeHiring):
		return "The scope of this role begins with “hiring”, for example hiring/hq."
	}
	return ""
}

// Check says what is wrong with a user before anybody is asked to store it: every
// mistake at its field.
func Check(u User) error { return checkUser(nil, u) }
