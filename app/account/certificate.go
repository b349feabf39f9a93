package account

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
)

const day = 24 * time.Hour

// A device's certificate lives for 90 days of the server's time and is renewed
// by itself in the last 30. No clock of a desktop plays a part.
const (
	CertificateLife = 90 * day
	RenewBefore     = 30 * day
)

// Certificate is the agency's statement that a key is a user's device for a
// time.
type Certificate struct {
	Device app.ID    `json:"device"`
	User   app.ID    `json:"user"`
	Key    []byte    `json:"key"` // SHA-256 of the device's public key (PKIX)
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
}

type signedCertificate struct {
	Body      record.Raw `json:"body"`      // the Certificate in CBOR
	Signature []byte     `json:"signature"` // ECDSA P-256, ASN.1, by the sync key over SHA-256(certificateLabel ‖ Body)
}

const certificateLabel = "civicdesk device certificate 1\x00"

// Certificate signs the present certificate of the device.
func (s *Service) Certificate(d Device) ([]byte, error) {
	key := sha256.Sum256(d.Public)
	body, err := record.Encode(Certificate{Device: d.ID, User: d.User, Key: key[:], From: d.Until.Add(-CertificateLife), Until: d.Until})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append([]byte(certificateLabel), body...))
	signature, err := ecdsa.SignASN1(rand.Reader, s.key, sum[:])
	if err != nil {
		return nil, err
	}
	return record.Encode(signedCertificate{Body: body, Signature: signature})
}

// ReadCertificate returns what a certificate says when the agency's sync key
// (PKIX) has signed it.
func ReadCertificate(syncKey, raw []byte) (Certificate, error) {
	var c Certificate
	var signed signedCertificate
	k, err := x509.ParsePKIXPublicKey(syncKey)
	public, ok := k.(*ecdsa.PublicKey)
	if err != nil || !ok {
		return c, errors.New("account: the sync key is not an elliptic-curve key")
	}
	if err := record.Decode(raw, &signed); err != nil {
		return c, err
	}
	sum := sha256.Sum256(append([]byte(certificateLabel), signed.Body...))
	if !ecdsa.VerifyASN1(public, sum[:], signed.Signature) {
		return c, errors.New("account: the certificate is not the agency's")
	}
	return c, record.Decode(signed.Body, &c)
}

// Expired says whether the device's certificate has run out. A device of an
// earlier version, which has had none, gets its first one.
func (d Device) Expired(now time.Time) bool { return !d.Until.IsZero() && now.After(d.Until) }

// Ages says whether the certificate is to be renewed.
func (d Device) Ages(now time.Time) bool { return now.After(d.Until.Add(-RenewBefore)) }

// Renew gives the device a certificate from now on. It is for the sync server,
// which has seen the device's signature.
func (s *Service) Renew(ctx context.Context, device app.ID) (d Device, err error) {
	err = s.db.Update(app.WithActor(ctx, System), func(tx *record.Tx) error {
		if d, err = Devices.Get(tx, device); err != nil {
			return err
		}
		d.Until = tx.Now().Add(CertificateLife)
		tx.Action("device.renew")
		return Devices.Put(tx, d)
	})
	return d, err
}

// DefaultLease is for how many days a desktop may be used without reaching the
// server, unless the agency says otherwise.
const DefaultLease = 14

// Lease is for how many days a desktop may be used without reaching the server.
func (s *Service) Lease() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lease == 0 {
		return DefaultLease
	}
	return s.lease
}

// SetLease changes it, from 1 to 365 days. Desktops learn of it at their next
// contact.
func (s *Service) SetLease(ctx context.Context, days int) error {
	if days < 1 || days > 365 {
		return fault.Fields("account.SetLease", []fault.Field{{Name: "days", Words: "Choose from 1 to 365 days."}})
	}
	err := s.manage(ctx, func(tx *record.Tx) error {
		a, err := authority(tx)
		if err != nil {
			return err
		}
		a.Lease = days
		tx.Action("authority.lease")
		return Authorities.Put(tx, a)
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lease = days
	return nil
}

// authority is the only one of the store with its key, so that it can be put.
func authority(tx *record.Tx) (Authority, error) {
	a, err := Authorities.Get(tx, authorityID)
	if err != nil {
		return a, err
	}
	a.Key, err = Authorities.Reveal(tx, authorityID, "key")
	return a, err
}
