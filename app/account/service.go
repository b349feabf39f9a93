package account

import (
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strings"
	"sync"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// Service manages accounts on the server. Every method but Redeem and Lookup
// asks for the right to manage users.
type Service struct {
	db      *record.DB
	agency  string
	address string
	key     *ecdsa.PrivateKey
	public  []byte // PKIX

	mu       sync.Mutex
	recovery []byte // PKIX; empty: the agency has made none
	lease    int    // days; 0: DefaultLease
}

// System is the server itself as someone who acts.
var System = app.Actor{User: app.SystemUser, Name: "Civic Desk server", Grants: []app.Grant{{Role: policy.System}}}

// Open reads the agency's name, address and sync key from the server's store,
// making the key the first time. A name or address that is not empty replaces
// the stored one.
func Open(ctx context.Context, db *record.DB, agency, address string) (*Service, error) {
	s := &Service{db: db}
	err := db.Update(app.WithActor(ctx, System), func(tx *record.Tx) error {
		a, err := Authorities.Get(tx, authorityID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		secret, err := Authorities.Reveal(tx, authorityID, "key")
		if err != nil {
			return err
		}
		a.ID = authorityID
		if agency != "" {
			a.Agency = agency
		}
		if address != "" {
			a.Address = strings.TrimRight(address, "/")
		}
		if secret == "" {
			if secret, err = newKey(); err != nil {
				return err
			}
			a.Key = secret
		}
		if s.key, err = parseKey(secret); err != nil {
			return err
		}
		s.agency, s.address, s.recovery, s.lease = a.Agency, a.Address, a.Recovery, a.Lease
		tx.Action("authority.open")
		return Authorities.Put(tx, a)
	})
	if err != nil {
		return nil, err
	}
	s.public, err = x509.MarshalPKIXPublicKey(&s.key.PublicKey)
	return s, err
}

func newKey() (string, error) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(k)
	return base64.StdEncoding.EncodeToString(der), err
}

func parseKey(text string) (*ecdsa.PrivateKey, error) {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fault.E("account.Open", fault.Damaged, "The agency's sync key in the store is damaged.", err)
	}
	k, err := x509.ParsePKCS8PrivateKey(der)
	key, ok := k.(*ecdsa.PrivateKey)
	if err != nil || !ok {
		return nil, fault.E("account.Open", fault.Damaged, "The agency's sync key in the store is damaged.", err)
	}
	return key, nil
}

// Agency is the agency's name.
func (s *Service) Agency() string { return s.agency }

// Address is where desktops find the server.
func (s *Service) Address() string { return s.address }

// SyncKey is the agency's private sync key.
func (s *Service) SyncKey() *ecdsa.PrivateKey { return s.key }

// PublicKey is the agency's public sync key in PKIX form.
func (s *Service) PublicKey() []byte { return s.public }

// RecoveryKey is the public part of the agency's recovery key; empty when the
// agency has made none.
func (s *Service) RecoveryKey() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.recovery
}

// Refresh reads what another server of the agency may have changed.
func (s *Service) Refresh(tx *record.Tx) error {
	a, err := Authorities.Get(tx, authorityID)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recovery, s.lease = a.Recovery, a.Lease
	return nil
}

// SetRecoveryKey makes public the key for which desktops keep a recovery box
// from their next sync on. Boxes for an earlier key stay until then.
func (s *Service) SetRecoveryKey(ctx context.Context, public []byte) error {
	if !isP256(public) {
		return fault.E("account.SetRecoveryKey", fault.Invalid, "A recovery key is a P-256 key.", nil)
	}
	err := s.manage(ctx, func(tx *record.Tx) error {
		a, err := authority(tx)
		if err != nil {
			return err
		}
		a.Recovery = public
		tx.Action("authority.recovery")
		return Authorities.Put(tx, a)
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recovery = public
	return nil
}

// manage runs fn in a transaction of somebody who may manage users.
func (s *Service) manage(ctx context.Context, fn func(*record.Tx) error) error {
	if err := policy.Require(app.ActorFrom(ctx), policy.UserManage, app.ScopeAdmin); err != nil {
		return err
	}
	return s.db.Update(ctx, fn)
}

// AddUser makes an active user. The identity is made when it is empty; a login
// that exists is refused at its field.
func (s *Service) AddUser(ctx context.Context, u User) (User, error) {
	err := s.manage(ctx, func(tx *record.Tx) error {
		u.Login = loginOf(u.Login)
		same, err := Users.Find(tx, "by-login", record.K(u.Login))
		if err != nil {
			return err
		}
		if len(same) > 0 {
			return fault.Fields("account.AddUser", []fault.Field{{Name: "login", Words: "This user name is taken. Choose another."}})
		}
		if u.ID == "" {
			u.ID = app.NewID()
		}
		u.Active, u.Rights = true, 1
		tx.Action("user.add")
		return Users.Put(tx, u)
	})
	return u, err
}

// SetGrants replaces what the user may do. Desktops follow at their next sync:
// records of scopes that are gone leave them, unsent work is still sent.
func (s *Service) SetGrants(ctx context.Context, user app.ID, grants []app.Grant) error {
	return s.manage(ctx, func(tx *record.Tx) error {
		u, err := Users.Get(tx, user)
		if err != nil || slices.Equal(u.Grants, grants) {
			return err
		}
		u.Grants = grants
		u.Rights++
		tx.Action("user.grant")
		return Users.Put(tx, u)
	})
}

// Deactivate ends a user's access on every device. The records of the person's
// work stay.
func (s *Service) Deactivate(ctx context.Context, user app.ID) error {
	return s.manage(ctx, func(tx *record.Tx) error {
		u, err := Users.Get(tx, user)
		if err != nil {
			return err
		}
		u.Active = false
		tx.Action("user.deactivate")
		return Users.Put(tx, u)
	})
}

// ListUsers returns all users by login.
func (s *Service) ListUsers(ctx context.Context) (all []User, err error) {
	if err := policy.Require(app.ActorFrom(ctx), policy.UserManage, app.ScopeAdmin); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *record.Tx) error {
		all, err = Users.All(tx)
		slices.SortFunc(all, func(a, b User) int { return cmp.Compare(a.Login, b.Login) })
		return err
	})
	return all, err
}

// Lookup finds a user by login; NotFound when there is none. It is for the
// server itself: its callers ask for rights.
func (s *Service) Lookup(ctx context.Context, login string) (u User, err error) {
	err = s.db.View(ctx, func(tx *record.Tx) error {
		found, err := Users.Find(tx, "by-login", record.K(loginOf(login)))
		if err == nil && len(found) == 0 {
			err = fault.E("account.Lookup", fault.NotFound, "There is no user “"+login+"”.", nil)
		}
		if err == nil {
			u = found[0]
		}
		return err
	})
	return u, err
}
