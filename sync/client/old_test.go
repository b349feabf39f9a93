package client_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// speak sends one sealed request as a program of the first version does.
func (a *agency) speak(d *desk, path string, body record.Raw) protocol.Response {
	a.t.Helper()
	res, err := a.http.Client().Get(a.http.URL + "/sync/v1/nonce")
	if err != nil {
		a.t.Fatal(err)
	}
	text, _ := io.ReadAll(res.Body)
	res.Body.Close()
	nonce, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil {
		a.t.Fatal(err)
	}
	p := d.db.Keys().Profile()
	session, err := protocol.Dial(p.SyncKey, path)
	if err != nil {
		a.t.Fatal(err)
	}
	key, err := x509.ParsePKCS8PrivateKey(p.DeviceKey)
	if err != nil {
		a.t.Fatal(err)
	}
	sum := sha256.Sum256(session.SignedText(nonce, body))
	signature, err := ecdsa.SignASN1(rand.Reader, key.(*ecdsa.PrivateKey), sum[:])
	if err != nil {
		a.t.Fatal(err)
	}
	sealed, err := session.Seal(protocol.Request{Device: p.Device, Nonce: nonce, Signature: signature, Body: body})
	if err != nil {
		a.t.Fatal(err)
	}
	res, err = a.http.Client().Post(a.http.URL+path, "application/octet-stream", bytes.NewReader(sealed))
	if err != nil || res.StatusCode != http.StatusOK {
		a.t.Fatal(res, err)
	}
	defer res.Body.Close()
	raw, _ := io.ReadAll(res.Body)
	answer, err := session.Open(raw)
	if err != nil {
		a.t.Fatal(err)
	}
	return answer
}

// A program of the first version, which knows nothing of what came later, may
// always push; when it pulls it is told to be updated.
func TestAnOldClientMayAlwaysPush(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	p := rosa.db.Keys().Profile()
	id, op := app.NewID(), app.NewID()
	body, err := record.Encode(map[string]any{"ops": []any{map[string]any{
		"id": op, "device": p.Device, "incarnation": 0, "n": 1, "user": p.User, "userName": p.Name, "at": "2016-11-22T14:00:00Z", "why": "",
		"changes": []any{map[string]any{"type": "form", "id": id, "scope": "hiring/hq", "new": true,
			"set":  map[string]any{"id": id, "office": "hq", "name": "Lee", "city": "Erie", "notes": []string{}, "status": "draft"},
			"base": map[string]any{}, "append": map[string]any{}, "secrets": map[string]string{}}},
		"notes": []any{}, "act": "", "args": nil, "seen": "", "later": "a field that nobody knows yet"}}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		var pushed protocol.Pushed
		r := a.speak(rosa, "/sync/v1/push", body)
		if err := record.Decode(r.Body, &pushed); err != nil || r.Fault != nil || len(pushed.Outcomes) != 1 || pushed.Outcomes[0].State != record.Applied {
			t.Fatalf("%+v %+v %v", pushed, r.Fault, err)
		}
	}
	if a.get(id).City != "Erie" {
		t.Error("the work is not there")
	}
	pull, err := record.Encode(map[string]any{"cursor": 0, "rights": 1, "keys": []byte{}})
	if err != nil {
		t.Fatal(err)
	}
	if r := a.speak(rosa, "/sync/v1/pull", pull); r.Fault == nil || !strings.Contains(r.Fault.Words, "too old") || !strings.Contains(r.Fault.Words, "still sent") {
		t.Errorf("%+v", r.Fault)
	}
}
