package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// draft is a form in progress. It travels in a hidden field of the page itself,
// encrypted and authenticated, so that servers hold no state, the site sets no
// cookie, and what a visitor typed is readable nowhere at rest.
type draft struct {
	Token   app.ID     `json:"token"`   // of the form; a second send of it stores nothing
	Started time.Time  `json:"started"` // when the first page was shown
	Sealed  time.Time  `json:"sealed"`  // when this page was shown
	Review  bool       `json:"review"`  // all topics were answered once: Continue leads back to the check page
	Trapped bool       `json:"trapped"` // a field that no person sees was filled in
	Hasty   bool       `json:"hasty"`   // a page came back faster than a person types
	Masked  bool       `json:"masked"`  // a number was hidden in a free text
	Values  url.Values `json:"values"`
}

// Limits of drafts. Twenty hours and more need no warning before the time is up
// (WCAG 2.2.1); people may leave a form open overnight.
const (
	draftAge  = 24 * time.Hour
	draftSize = 384 << 10 // sealed, in characters
	hasty     = 3 * time.Second
)

// score counts the signs that a program filled in the form.
func (d draft) score() int {
	n := 0
	if d.Trapped {
		n += 2
	}
	if d.Hasty {
		n++
	}
	return n
}

// sealer seals drafts with AES-256-GCM under a key of their own.
type sealer struct{ aead cipher.AEAD }

// newSealer derives the key of drafts from the server's. An empty key gives a
// random one: drafts then end with the process.
func newSealer(key []byte) (*sealer, error) {
	if len(key) == 0 {
		key = make([]byte, 32)
		rand.Read(key)
	}
	if len(key) < 32 {
		return nil, fault.E("web.New", fault.Invalid, "The key of the public site must have at least 32 bytes.", nil)
	}
	derived, err := hkdf.Key(sha256.New, key, nil, "civicdesk public form draft 1", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &sealer{aead}, nil
}

// seal returns the draft as text for a hidden field. It opens again only in the
// flow of the same name.
func (s *sealer) seal(flow string, d draft) (string, error) {
	plain, err := json.Marshal(d)
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, plain, []byte(flow)))
	if len(text) > draftSize {
		return "", fault.E("web.seal", fault.Invalid, "Your answers are too long together. Shorten the longest ones, then continue.", nil)
	}
	return text, nil
}

// open reads a sealed draft of the flow. One that is damaged, of another form
// or too old is fault.Expired.
func (s *sealer) open(flow, text string, now time.Time) (draft, error) {
	const words = "This form can no longer be read, so nothing was sent. It was opened more than 24 hours ago, or the page was changed on the way. Please start it again."
	var d draft
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(text) > draftSize {
		return d, fault.E("web.open", fault.Expired, words, err)
	}
	plain, err := s.aead.Open(nil, nil, raw, []byte(flow))
	if err != nil {
		return d, fault.E("web.open", fault.Expired, words, err)
	}
	if err := json.Unmarshal(plain, &d); err != nil {
		return d, fault.E("web.open", fault.Expired, words, err)
	}
	if age := now.Sub(d.Sealed); age > draftAge || age < -time.Hour {
		return d, fault.E("web.open", fault.Expired, words, nil)
	}
	return d, nil
}

// trapName is the name of the field that people never see, different for every
// form and telling a program nothing (browsers fill in names they know).
func trapName(t app.ID) string {
	sum := sha256.Sum256([]byte("trap " + t))
	return "x" + base64.RawURLEncoding.EncodeToString(sum[:6])
}
