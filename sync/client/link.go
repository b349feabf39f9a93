package client

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	crand "crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
	"civicdesk/sync/protocol"
)

// link speaks the sealed channel to one server for one device.
type link struct {
	http    *http.Client
	server  string
	syncKey []byte
	device  app.ID
	key     []byte // PKCS #8

	mu    sync.Mutex // guards what follows: records and files go side by side
	nonce []byte     // from the last answer; nil: fetch one
}

func newLink(p vault.Profile, t http.RoundTripper) *link {
	return &link{http: &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		server: strings.TrimRight(p.Server, "/"), syncKey: p.SyncKey, device: p.Device, key: p.DeviceKey}
}

// unreachable is the one sentence for every kind of missing network.
func unreachable(cause error) error {
	return fault.E("client.call", fault.Unavailable, "The server cannot be reached. Your work is saved on this computer and will be sent later.", cause)
}

// busy says that the server asks to come again after a while.
type busy struct{ after time.Duration }

func (b busy) Error() string { return "the server asks to try again in " + b.after.String() }

const (
	busyTries = 3
	busyMost  = 5 * time.Second
)

// stranger is the sentence for an answer that the agency's sync key did not seal.
func stranger(cause error) error {
	return fault.E("client.call", fault.Denied, "This is not your agency's server: it does not hold the key that this computer was enrolled with. Nothing was sent that it can read. Tell your administrator.", cause)
}

// call sends q and reads the answer into a. A nonce that the server finds too
// old is replaced once.
func (l *link) call(ctx context.Context, path string, q, a any) error {
	body, err := record.Encode(q)
	if err != nil {
		return fault.E("client.call", fault.Internal, "", err)
	}
	for again, tries := true, 0; ; {
		nonce, err := l.freshNonce(ctx)
		if err != nil {
			return err
		}
		r, err := l.exchange(ctx, path, nonce, body)
		var b busy
		if errors.As(err, &b) && tries < busyTries && sleep(ctx, b.after) {
			tries++
			continue
		}
		if err != nil {
			return err
		}
		if len(r.Nonce) > 0 {
			l.keepNonce(r.Nonce)
		}
		switch {
		case r.Fault == nil:
			if err := record.Decode(r.Body, a); err != nil {
				return fault.E("client.call", fault.Invalid, "The server's answer could not be read. Update Civic Desk on this computer.", err)
			}
			return nil
		case r.Fault.Code == protocol.CodeNonce && again:
			again = false
			continue
		}
		return r.Fault.Error("client.call")
	}
}

func (l *link) keepNonce(nonce []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.nonce = nonce
}

// freshNonce is the one of the last answer, or one that the server is asked for.
func (l *link) freshNonce(ctx context.Context) ([]byte, error) {
	l.mu.Lock()
	nonce := l.nonce
	l.mu.Unlock()
	if nonce != nil {
		return nonce, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.server+protocol.PathNonce, nil)
	if err != nil {
		return nil, unreachable(err)
	}
	res, err := l.http.Do(req)
	if err != nil {
		return nil, unreachable(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 1<<10))
	if err != nil || res.StatusCode != http.StatusOK {
		return nil, unreachable(errors.Join(err, fmt.Errorf("status %d", res.StatusCode)))
	}
	if nonce, err = base64.StdEncoding.DecodeString(strings.TrimSpace(string(text))); err != nil {
		return nil, unreachable(err)
	}
	l.keepNonce(nonce)
	return nonce, nil
}

// exchange is one sealed request and its answer.
func (l *link) exchange(ctx context.Context, path string, nonce []byte, body record.Raw) (protocol.Response, error) {
	var none protocol.Response
	session, err := protocol.Dial(l.syncKey, path)
	if err != nil {
		return none, fault.E("client.call", fault.Damaged, "The key of your agency's server is damaged on this computer. Enrol it again.", err)
	}
	signature, err := sign(l.key, session.SignedText(nonce, body))
	if err != nil {
		return none, fault.E("client.call", fault.Damaged, "This computer's key is damaged. Enrol it again.", err)
	}
	sealed, err := session.Seal(protocol.Request{Device: l.device, Nonce: nonce, Signature: signature, Body: body})
	if err != nil {
		return none, fault.E("client.call", fault.Internal, "", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.server+path, bytes.NewReader(sealed))
	if err != nil {
		return none, unreachable(err)
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	res, err := l.http.Do(req)
	if err != nil {
		return none, unreachable(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, protocol.MaxResponse))
	switch {
	case err != nil:
		return none, unreachable(err)
	case res.StatusCode == http.StatusMisdirectedRequest:
		return none, stranger(nil)
	case res.StatusCode == http.StatusTooManyRequests, res.StatusCode == http.StatusServiceUnavailable:
		seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		return none, unreachable(busy{min(time.Duration(seconds)*time.Second, busyMost) + time.Duration(rand.N(int64(time.Second)))})
	case res.StatusCode != http.StatusOK: // a proxy, or a server that is starting
		return none, unreachable(fmt.Errorf("status %d", res.StatusCode))
	}
	r, err := session.Open(answer)
	if errors.Is(err, protocol.ErrChannel) {
		return none, stranger(err)
	}
	if err != nil {
		return none, fault.E("client.call", fault.Invalid, "The server's answer could not be read. Update Civic Desk on this computer.", err)
	}
	return r, nil
}

func sign(pkcs8, text []byte) ([]byte, error) {
	k, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return nil, err
	}
	key, ok := k.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errors.New("client: the device's key is not an elliptic-curve key")
	}
	sum := sha256.Sum256(text)
	return ecdsa.SignASN1(crand.Reader, key, sum[:])
}
