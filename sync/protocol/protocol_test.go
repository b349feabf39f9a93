package protocol

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"testing"
	"time"

	"civicdesk/storage/record"
	"civicdesk/storage/seal"
)

func serverKey(t testing.TB) (*ecdsa.PrivateKey, []byte) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkix, err := x509.MarshalPKIXPublicKey(&k.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return k, pkix
}

func TestTheChannelIsPinnedToOneKey(t *testing.T) {
	key, pkix := serverKey(t)
	other, _ := serverKey(t)
	client, err := Dial(pkix, PathPush)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := client.Seal(Request{Device: "d", Nonce: []byte("n"), Body: record.Raw{0x01}})
	if err != nil {
		t.Fatal(err)
	}
	server, r, err := Accept(key, PathPush, sealed)
	if err != nil || r.Device != "d" || string(r.Body) != "\x01" {
		t.Fatal(r, err)
	}
	if !bytes.Equal(server.SignedText(r.Nonce, r.Body), client.SignedText(r.Nonce, r.Body)) {
		t.Error("the two sides sign different texts")
	}
	answer, err := server.Answer(Response{Nonce: []byte("next"), Body: record.Raw{0x02}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := client.Open(answer); err != nil || string(got.Body) != "\x02" {
		t.Fatal(got, err)
	}

	for name, refused := range map[string]func() error{
		"another server's key": func() error { _, _, err := Accept(other, PathPush, sealed); return err },
		"another path":         func() error { _, _, err := Accept(key, PathPull, sealed); return err },
		"a changed request": func() error {
			b := bytes.Clone(sealed)
			b[len(b)-1] ^= 1
			_, _, err := Accept(key, PathPush, b)
			return err
		},
		"half a request": func() error { _, _, err := Accept(key, PathPush, sealed[:80]); return err },
		"a point off the curve": func() error {
			b := bytes.Clone(sealed)
			b[30] ^= 1
			_, _, err := Accept(key, PathPush, b)
			return err
		},
		"the request as its answer": func() error { _, err := client.Open(sealed); return err },
		"an answer to another request": func() error {
			again, err := Dial(pkix, PathPush)
			if err != nil {
				t.Fatal(err)
			}
			_, err = again.Open(answer)
			return err
		},
	} {
		if err := refused(); !errors.Is(err, ErrChannel) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestABombDoesNotUnfold(t *testing.T) {
	key, pkix := serverKey(t)
	client, err := Dial(pkix, PathPush)
	if err != nil {
		t.Fatal(err)
	}
	body, err := record.Encode(make([]byte, MaxPlain+1))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := client.Seal(Request{Body: body})
	if err != nil {
		t.Fatal(err)
	}
	if len(sealed) > 1<<16 {
		t.Fatalf("the bomb has %d bytes", len(sealed))
	}
	if session, _, err := Accept(key, PathPush, sealed); err == nil || session == nil {
		t.Errorf("session %v, %v", session, err)
	}
}

func TestNonces(t *testing.T) {
	key, now := seal.Key{1}, time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	n := NewNonce(key, now)
	changed := bytes.Clone(n)
	changed[3] ^= 1
	for name, c := range map[string]struct {
		key  seal.Key
		at   time.Time
		n    []byte
		want bool
	}{
		"fresh":              {key, now, n, true},
		"at the end":         {key, now.Add(NonceLife), n, true},
		"too old":            {key, now.Add(NonceLife + time.Millisecond), n, false},
		"from the future":    {key, now.Add(-time.Second), n, false},
		"changed":            {key, now, changed, false},
		"cut":                {key, now, n[:20], false},
		"of another agency":  {seal.Key{2}, now, n, false},
		"nothing":            {key, now, nil, false},
		"another, also good": {key, now, NewNonce(key, now), true},
	} {
		if CheckNonce(c.key, c.at, c.n) != c.want {
			t.Errorf("%s: not %v", name, c.want)
		}
	}
	if bytes.Equal(n, NewNonce(key, now)) {
		t.Error("two nonces are equal")
	}
}

func FuzzAccept(f *testing.F) {
	key, pkix := serverKey(f)
	client, err := Dial(pkix, PathPull)
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := client.Seal(Request{Body: record.Raw{0xf6}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) { Accept(key, PathPull, b) }) // must not panic
}
