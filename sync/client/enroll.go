package client

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"

	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/storage/vault"
	"civicdesk/sync/protocol"
)

// Enrolment is what a code was exchanged for: make the slot with it
// (vault.Create, or AddUser on a computer that others use already).
type Enrolment struct {
	Profile vault.Profile
	Keys    []vault.ScopeKey
}

// Enroll exchanges a one-time code for a profile with a device key of its own
// and the keys of the user's scopes. computer is the name that administrators
// see. A lost answer is asked for again under the same device key.
func Enroll(ctx context.Context, code, computer string, o Options) (Enrolment, error) {
	var e Enrolment
	c, err := account.ParseCode(code)
	if err != nil {
		return e, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return e, fault.E("client.Enroll", fault.Internal, "", err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return e, fault.E("client.Enroll", fault.Internal, "", err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return e, fault.E("client.Enroll", fault.Internal, "", err)
	}
	l := newLink(vault.Profile{Server: c.Address, SyncKey: c.SyncKey, DeviceKey: private}, o.filled().Transport)
	var a protocol.Enrolled
	for try := 0; ; try++ {
		err = l.call(ctx, protocol.PathEnroll, protocol.Enroll{Secret: c.Secret, Public: public, Name: computer}, &a)
		if !fault.Is(err, fault.Unavailable) || try == 2 || ctx.Err() != nil {
			break
		}
	}
	if fault.Is(err, fault.Unavailable) {
		return e, fault.E("client.Enroll", fault.Unavailable, "The server cannot be reached, so this computer was not enrolled. Check the network and enter the code again.", err)
	}
	if err != nil {
		return e, err
	}
	e.Profile = vault.Profile{Device: a.Device, DeviceKey: private, Server: c.Address, SyncKey: c.SyncKey, Certificate: a.Certificate}
	follow(&e.Profile, a.Account)
	for _, k := range a.Keys {
		one, err := k.ScopeKey()
		if err != nil {
			return e, fault.E("client.Enroll", fault.Invalid, "The server's answer could not be read. Update Civic Desk on this computer.", err)
		}
		e.Keys = append(e.Keys, one)
	}
	return e, nil
}

// follow brings the profile to what the server says of the user; it tells
// whether anything changed.
func follow(p *vault.Profile, a protocol.Account) bool {
	next := *p
	next.User, next.Login, next.Name, next.Office, next.Agency, next.Grants = a.User, a.Login, a.Name, a.Office, a.Agency, a.Grants
	if len(a.Recovery) > 0 { // an older server tells none
		next.Recovery = a.Recovery
	}
	next.Lease = a.Lease
	changed := !same(*p, next)
	*p = next
	return changed
}

func same(a, b vault.Profile) bool {
	if len(a.Grants) != len(b.Grants) {
		return false
	}
	for i := range a.Grants {
		if a.Grants[i] != b.Grants[i] {
			return false
		}
	}
	return a.User == b.User && a.Login == b.Login && a.Name == b.Name && a.Office == b.Office && a.Agency == b.Agency && bytes.Equal(a.Recovery, b.Recovery) && a.Lease == b.Lease
}
