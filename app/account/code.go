package account

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base32"
	"net/url"
	"strings"

	"civicdesk/app/fault"
)

// Code is what an enrolment code says: where the server is, which key it must
// answer with, and the one-time secret.
type Code struct {
	Address string
	SyncKey []byte // the agency's public sync key, PKIX
	Secret  []byte // 16 bytes
}

const (
	codeVersion = 1
	secretSize  = 16
	pointSize   = 33 // compressed P-256
	sumSize     = 4
	codeGroup   = 6
)

var codeText = base32.StdEncoding.WithPadding(base32.NoPadding)

// String writes the code as people pass it on: base32 in groups of six of
//
//	version 1 ‖ secret 16 ‖ compressed sync key 33 ‖ address ‖ SHA-256 of all that, its first 4 bytes
func (c Code) String() string {
	key, err := x509.ParsePKIXPublicKey(c.SyncKey)
	public, ok := key.(*ecdsa.PublicKey)
	if err != nil || !ok {
		return ""
	}
	raw := append([]byte{codeVersion}, c.Secret...)
	point, err := public.Bytes()
	if err != nil || len(point) != 65 {
		return ""
	}
	raw = append(raw, 2|point[64]&1)
	raw = append(raw, point[1:33]...)
	raw = append(raw, c.Address...)
	sum := sha256.Sum256(raw)
	text := codeText.EncodeToString(append(raw, sum[:sumSize]...))
	var groups []string
	for len(text) > codeGroup {
		groups, text = append(groups, text[:codeGroup]), text[codeGroup:]
	}
	return strings.Join(append(groups, text), "-")
}

// ParseCode reads a code as people write one: blanks, dashes and small letters
// do not matter. A code with a typing error is told apart from an old one.
func ParseCode(s string) (Code, error) {
	clean := strings.ToUpper(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r <= ' ' }), ""))
	wrong := func(words string) (Code, error) {
		return Code{}, &fault.Error{Op: "account.ParseCode", Kind: fault.Invalid, Words: words, Fields: []fault.Field{{Name: "code", Words: words}}}
	}
	if clean == "" {
		return wrong("Enter the enrolment code that your administrator gave you.")
	}
	raw, err := codeText.DecodeString(clean)
	const least = 1 + secretSize + pointSize + sumSize
	if err != nil || len(raw) <= least {
		return wrong("This is not a whole enrolment code. Copy all of it, from the first letter to the last.")
	}
	body := raw[:len(raw)-sumSize]
	if sum := sha256.Sum256(body); string(sum[:sumSize]) != string(raw[len(body):]) || codeText.EncodeToString(raw) != clean {
		return wrong("There is a typing error in the enrolment code. Compare it with the one you were given, or copy and paste it.")
	}
	if body[0] != codeVersion {
		return wrong("This enrolment code was made by a newer Civic Desk. Update Civic Desk on this computer first.")
	}
	x, y := elliptic.UnmarshalCompressed(elliptic.P256(), body[1+secretSize:1+secretSize+pointSize])
	address := string(body[1+secretSize+pointSize:])
	at, urlErr := url.Parse(address)
	if x == nil || urlErr != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" {
		return wrong("This enrolment code is damaged. Ask your administrator for a new one.")
	}
	point := make([]byte, 65)
	point[0] = 4
	x.FillBytes(point[1:33])
	y.FillBytes(point[33:])
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return wrong("This enrolment code is damaged. Ask your administrator for a new one.")
	}
	key, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return wrong("This enrolment code is damaged. Ask your administrator for a new one.")
	}
	return Code{Address: address, SyncKey: key, Secret: body[1 : 1+secretSize]}, nil
}
