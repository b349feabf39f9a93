package account

import (
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

// CodeLife is how long an enrolment code works, by the server's clock.
const CodeLife = 10 * time.Minute

// NewEnrolment makes a one-time code for the user and voids the user's earlier
// ones. The code is shown once; the server keeps its digest only.
func (s *Service) NewEnrolment(ctx context.Context, user app.ID) (string, error) {
	if s.address == "" {
		return "", fault.E("account.NewEnrolment", fault.Invalid, "The server does not know its own address yet. Start it with the address that desktops use.", nil)
	}
	secret := make([]byte, secretSize)
	rand.Read(secret)
	err := s.manage(ctx, func(tx *record.Tx) error {
		u, err := Users.Get(tx, user)
		if err != nil {
			return err
		}
		if !u.Active {
			return fault.E("account.NewEnrolment", fault.Denied, "This user is inactive.", nil)
		}
		earlier, err := Enrolments.Find(tx, "by-user", record.K(string(user)))
		if err != nil {
			return err
		}
		tx.Action("device.code")
		for _, e := range earlier {
			if e.Device == "" && !e.Void {
				e.Void = true
				if err := Enrolments.Put(tx, e); err != nil {
					return err
				}
			}
		}
		return Enrolments.Put(tx, Enrolment{ID: app.NewID(), User: user, Digest: digest(secret), Expires: tx.Now().Add(CodeLife)})
	})
	if err != nil {
		return "", err
	}
	return Code{Address: s.address, SyncKey: s.public, Secret: secret}.String(), nil
}

// Redeem turns a code's secret into a device of its user, once. Asked again
// with the same device key while the code lasts, it returns the same device, so
// that a lost answer costs nothing.
func (s *Service) Redeem(ctx context.Context, secret, public []byte, name string) (d Device, u User, err error) {
	if !isP256(public) {
		return d, u, fault.E("account.Redeem", fault.Invalid, "The computer's key has a form that the server does not know. Update Civic Desk.", nil)
	}
	err = s.db.Update(app.WithActor(ctx, System), func(tx *record.Tx) error {
		found, err := Enrolments.Find(tx, "by-digest", record.K(digest(secret)))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fault.E("account.Redeem", fault.Denied, "This enrolment code is not known to the server. Ask your administrator for a new one.", nil)
		}
		e := found[0]
		if e.Void || tx.Now().After(e.Expires) {
			return fault.E("account.Redeem", fault.Expired, "This enrolment code has expired: a code works for 10 minutes. Ask your administrator for a new one.", nil)
		}
		if u, err = Users.Get(tx, e.User); err != nil {
			return err
		}
		if !u.Active {
			return fault.E("account.Redeem", fault.Denied, "This account is inactive. Ask your administrator.", nil)
		}
		if e.Device != "" {
			if d, err = Devices.Get(tx, e.Device); err != nil {
				return err
			}
			if string(d.Public) == string(public) && d.Revoked.IsZero() {
				return nil
			}
			return fault.E("account.Redeem", fault.Expired, "This enrolment code was used already. A code works once; ask your administrator for a new one.", nil)
		}
		d = Device{ID: app.NewID(), User: u.ID, Name: strings.TrimSpace(name), Public: public, Enrolled: tx.Now(), Until: tx.Now().Add(CertificateLife)}
		e.Device = d.ID
		tx.Action("device.enrol")
		if err := Devices.Put(tx, d); err != nil {
			return err
		}
		return Enrolments.Put(tx, e)
	})
	return d, u, err
}

// DeviceOf returns the device and its user when both may use the server; a
// revoked device and an inactive user are refused in words. Whether the device
// has an order or its certificate has run out is for the caller to see.
func DeviceOf(tx *record.Tx, id app.ID) (d Device, u User, err error) {
	if d, err = Devices.Get(tx, id); err != nil {
		if fault.Is(err, fault.NotFound) {
			err = fault.E("account.DeviceOf", fault.Denied, "The server does not know this computer. Enrol it again with a new code from your administrator.", nil)
		}
		return d, u, err
	}
	if !d.Revoked.IsZero() {
		return d, u, fault.E("account.DeviceOf", fault.Denied, "This computer's access was withdrawn by an administrator. What you saved stays on it; ask your administrator.", nil)
	}
	if u, err = Users.Get(tx, d.User); err == nil && !u.Active && d.Order == "" {
		err = fault.E("account.DeviceOf", fault.Denied, "Your account is inactive. What you saved stays on this computer; ask your administrator.", nil)
	}
	return d, u, err
}

// ListDevices returns a user's devices, oldest first.
func (s *Service) ListDevices(ctx context.Context, user app.ID) (all []Device, err error) {
	if err := policy.Require(app.ActorFrom(ctx), policy.UserManage, app.ScopeAdmin); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *record.Tx) error {
		all, err = Devices.Find(tx, "by-user", record.K(string(user)))
		slices.SortFunc(all, func(a, b Device) int { return cmp.Compare(a.ID, b.ID) })
		return err
	})
	return all, err
}

// AllDevices returns every device of the agency, oldest first.
func (s *Service) AllDevices(ctx context.Context) (all []Device, err error) {
	if err := policy.Require(app.ActorFrom(ctx), policy.UserManage, app.ScopeAdmin); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *record.Tx) error {
		all, err = Devices.All(tx)
		slices.SortFunc(all, func(a, b Device) int { return cmp.Compare(a.ID, b.ID) })
		return err
	})
	return all, err
}

// Order tells the computer at its next contact that it is lost or stolen. A lost
// one may later be said to be stolen, not the other way round: what is wiped is
// wiped.
func (s *Service) Order(ctx context.Context, device app.ID, o Order) error {
	if o != Lost && o != Stolen {
		return fault.E("account.Order", fault.Invalid, "A computer is lost or stolen.", nil)
	}
	return s.manage(ctx, func(tx *record.Tx) error {
		d, err := Devices.Get(tx, device)
		switch {
		case err != nil:
			return err
		case d.Order == o:
			return nil
		case d.Order == Stolen:
			return fault.E("account.Order", fault.Conflict, "This computer was reported stolen; it is wiped at its next contact.", nil)
		}
		d.Order, d.Ordered, d.Revoked = o, tx.Now(), time.Time{} // a withdrawn one still hears its order
		tx.Action("device." + string(o))
		return Devices.Put(tx, d)
	})
}

// Revoke ends a device's access to the server for good. One that is reported lost
// or stolen has none any more, and must still hear that it is to be cleared.
func (s *Service) Revoke(ctx context.Context, device app.ID) error {
	return s.manage(ctx, func(tx *record.Tx) error {
		d, err := Devices.Get(tx, device)
		if err != nil || !d.Revoked.IsZero() || d.Order != "" {
			return err
		}
		d.Revoked = tx.Now()
		tx.Action("device.revoke")
		return Devices.Put(tx, d)
	})
}

// UnlockCode answers the text that a locked desktop shows (vault.UnlockText)
// with the code that lifts the lock there once.
func (s *Service) UnlockCode(ctx context.Context, text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", fault.Fields("account.UnlockCode", []fault.Field{{Name: "text", Words: "Enter the text that the locked computer shows."}})
	}
	var code string
	err := s.manage(ctx, func(tx *record.Tx) error {
		sum := sha256.Sum256([]byte("civicdesk unlock " + text))
		signature, err := ecdsa.SignASN1(rand.Reader, s.key, sum[:])
		code = vault.UnlockCode(signature)
		tx.Audit("device.unlock", "", "", "")
		return err
	})
	return code, err
}

func digest(secret []byte) string {
	sum := sha256.Sum256(append([]byte("civicdesk enrolment "), secret...))
	return hex.EncodeToString(sum[:])
}

func isP256(pkix []byte) bool {
	k, err := x509.ParsePKIXPublicKey(pkix)
	if err != nil {
		return false
	}
	p, ok := k.(*ecdsa.PublicKey)
	return ok && p.Curve.Params().Name == "P-256"
}
