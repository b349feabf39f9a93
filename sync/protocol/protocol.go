// Package protocol is the language of desktops and server: the messages, and
// the sealed channel in which they travel. docs/sync-protocol.md describes both
// for other programs.
package protocol

import (
	"errors"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

// The addresses of the protocol's first version. A change that an older program
// cannot read gets a new prefix; new fields do not need one.
const (
	Prefix     = "/sync/v1/"
	PathNonce  = Prefix + "nonce"
	PathEnroll = Prefix + "enroll"
	PathPush   = Prefix + "push"
	PathPull   = Prefix + "pull"
)

// Limits. The server refuses a larger request; a client does not send one.
const (
	MaxRequest  = 8 << 20   // bytes of a sealed request
	MaxResponse = 64 << 20  // bytes of a sealed response
	MaxPlain    = 32 << 20  // bytes of a request after decompression
	MaxAnswer   = 128 << 20 // bytes of a response after decompression
	MaxOps      = 500       // operations in a push
	BatchBytes  = 1 << 20   // bytes after which a push is full; one larger operation goes alone
	MaxOp       = 7 << 20   // bytes of one operation
	PageItems   = 1000      // feed entries in a page
	PageBytes   = 512 << 10 // bytes after which a page is full
)

// Request is what the client seals.
type Request struct {
	Device    app.ID     `json:"device"` // empty when enrolling
	Nonce     []byte     `json:"nonce"`
	Signature []byte     `json:"signature"` // ECDSA P-256, ASN.1, by the device's key over SignedText
	Body      record.Raw `json:"body"`
}

// Response is what the server seals: an answer or a fault.
type Response struct {
	Nonce []byte     `json:"nonce"` // for the next request
	Fault *Fault     `json:"fault"`
	Body  record.Raw `json:"body"`
}

// Enroll asks to make this computer a device of the code's user.
type Enroll struct {
	Secret []byte `json:"secret"`
	Public []byte `json:"public"` // the device's key, PKIX
	Name   string `json:"name"`   // of the computer, for the administrator's list
}

// Enrolled is the answer: who the user is, and the keys of the user's scopes.
type Enrolled struct {
	Device  app.ID  `json:"device"`
	Account Account `json:"account"`
	Keys    []Key   `json:"keys"`
}

// Account is what a desktop knows of its user.
type Account struct {
	User   app.ID      `json:"user"`
	Login  string      `json:"login"`
	Name   string      `json:"name"`
	Office string      `json:"office"`
	Agency string      `json:"agency"`
	Grants []app.Grant `json:"grants"`
	Rights uint64      `json:"rights"` // counts the changes of Grants
	// Recovery is the agency's public recovery key (PKIX), for which the desktop
	// keeps a recovery box; empty when the agency has none.
	Recovery []byte `json:"recovery"`
}

// Key is a scope key.
type Key struct {
	ID    []byte    `json:"id"` // 8 bytes
	Scope app.Scope `json:"scope"`
	Key   []byte    `json:"key"`   // 32 bytes
	Epoch uint32    `json:"epoch"` // the key with the highest one seals new records
}

// Push sends operations, oldest first. Each is an encoded record.Op, so that a
// field that this program does not know still reaches the server.
type Push struct {
	Ops []record.Raw `json:"ops"`
}

// Pushed answers with the one stored outcome of each operation that was decided.
type Pushed struct {
	Outcomes []record.Outcome `json:"outcomes"`
	// Resend is the number from which the device's stream must be sent again,
	// since one before it has not arrived; 0: nothing is missing.
	Resend uint64 `json:"resend"`
	// Fork says that a number was used before for another operation: the
	// computer's disk was restored. The client counts a new incarnation and sends
	// its operations again under the same identities.
	Fork bool `json:"fork"`
}

// Pull asks for the changes after a cursor.
type Pull struct {
	Cursor uint64 `json:"cursor"`
	Rights uint64 `json:"rights"` // the version of the grants that the client works under
	Keys   []byte `json:"keys"`   // KeyDigest of the keys that it holds
}

// Pulled is a page of changes. When the client's rights are not the user's
// present ones, Account tells the present ones, and there is a page only for a
// pull from the beginning.
type Pulled struct {
	Page    record.Page `json:"page"`
	Account Account     `json:"account"`
	Keys    []Key       `json:"keys"`   // all keys of the user's scopes; empty when the client has them
	Rewind  bool        `json:"rewind"` // there is no page: begin again from cursor 0
	Seq     uint64      `json:"seq"`    // the server's newest number, for progress
}

// Fault is a refusal in words.
type Fault struct {
	Kind   uint8         `json:"kind"`
	Code   string        `json:"code"` // for programs; see the Code constants
	Words  string        `json:"words"`
	Rule   string        `json:"rule"`
	Fields []fault.Field `json:"fields"`
}

// Codes of faults that a client acts on by itself.
const (
	CodeNonce   = "nonce"   // the nonce is too old: the answer has a fresh one
	CodeRefused = "refused" // the device may not use the server
)

// FaultOf writes err for the wire: its words, never its cause.
func FaultOf(err error, code string) *Fault {
	return &Fault{Kind: uint8(fault.KindOf(err)), Code: code, Words: fault.Words(err), Rule: fault.RuleOf(err), Fields: fault.FieldsOf(err)}
}

// Error is the fault as an error of the receiving side.
func (f Fault) Error(op string) error {
	return &fault.Error{Op: op, Kind: fault.Kind(f.Kind), Words: f.Words, Rule: f.Rule, Fields: f.Fields, Err: errors.New("answer of the server " + f.Code)}
}

// KeysOf writes scope keys for the wire.
func KeysOf(keys []vault.ScopeKey) []Key {
	out := make([]Key, len(keys))
	for i, k := range keys {
		out[i] = Key{ID: k.ID[:], Scope: k.Scope, Key: k.Key[:], Epoch: k.Epoch}
	}
	return out
}

// ScopeKey reads a key from the wire.
func (k Key) ScopeKey() (vault.ScopeKey, error) {
	key, err := seal.KeyFrom(k.Key)
	out := vault.ScopeKey{Scope: k.Scope, Key: key, Epoch: k.Epoch}
	if err != nil || len(k.ID) != len(out.ID) {
		return out, errors.New("protocol: a scope key of another length")
	}
	copy(out.ID[:], k.ID)
	return out, nil
}
