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

// The addresses of the protocol, each with its version. A change that an older program
// cannot read gets a new prefix; new fields do not need one.
const (
	Prefix      = "/sync/"
	PathNonce   = Prefix + "v1/nonce"
	PathEnroll  = Prefix + "v1/enroll"
	PathPush    = Prefix + "v1/push"
	PathPull    = Prefix + "v2/pull"
	PathRepair  = Prefix + "v2/repair"
	PathPullOld = Prefix + "v1/pull" // of programs that must be updated first
	PathLacks   = Prefix + "v1/files/lacks"
	PathPut     = Prefix + "v1/files/put"
	PathGet     = Prefix + "v1/files/get"
	PathWatch   = Prefix + "v1/watch"
	PathAsk     = Prefix + "v1/ask"
)

// A file of unsent work is UnsentMagic and a sealed request whose path is
// PathUnsent and whose nonce is empty; its body is a Push.
const (
	PathUnsent  = "civicdesk unsent 1"
	UnsentMagic = "civicdesk unsent work 1\n"
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
	MaxChunks   = 4         // chunks of a file in one answer
	WatchWait   = 25        // seconds after which a watch without news is answered; many proxies cut at 30
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
	// Certificate is the device's first one, see account.ReadCertificate.
	Certificate []byte `json:"certificate"`
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
	// Lease is for how many days the desktop may be used without reaching the server.
	Lease int `json:"lease"`
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
	// Answered is that of State, which goes with a pull: work saved since must not
	// hide what the server has lost.
	Answered app.ID `json:"answered,omitempty"`
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
	// Restored says that the server was put back from a copy and does not know what
	// it has answered; nothing was decided. The client sends again what it still has.
	Restored bool `json:"restored,omitempty"`
}

// Pull asks for the changes after a cursor.
type Pull struct {
	Cursor []byte `json:"cursor"` // of the last page, as the server gave it; empty: from the beginning
	Rights uint64 `json:"rights"` // the version of the grants that the client works under
	Keys   []byte `json:"keys"`   // KeyDigest of the keys that it holds
	Until  int64  `json:"until"`  // end of the certificate that it has, Unix seconds; 0: none
	Check  bool   `json:"check"`  // send the sums of the scopes with the last page
	State  State  `json:"state"`
	// ErasedUpto is the number up to which everything that the server told to
	// erase has been destroyed on this computer, old copies of its files included.
	ErasedUpto uint64 `json:"erasedUpto"`
}

// State is what a desktop tells of itself for the administrator's list.
type State struct {
	Version     string `json:"version"` // of the program
	Incarnation uint32 `json:"incarnation"`
	Waiting     int    `json:"waiting"` // operations that the server has not decided
	Oldest      int64  `json:"oldest"`  // age of the oldest of them in seconds
	Refused     int    `json:"refused"` // refused ones that wait for a person
	// Answered is the last operation of the device that the server has answered; ""
	// when there is none.
	Answered app.ID `json:"answered,omitempty"`
	// SignedIn says that a person has opened the account with its password since the
	// last pull that was answered.
	SignedIn bool `json:"signedIn"`
}

// Pulled is a page of changes. When the client's rights are not the user's
// present ones, Account tells the present ones, and there is a page only for a
// pull from the beginning.
type Pulled struct {
	Page    record.Page `json:"page"`
	Account Account     `json:"account"`
	Keys    []Key       `json:"keys"`   // all keys of the user's scopes; empty when the client has them
	Rewind  bool        `json:"rewind"` // there is no page: begin again without a cursor
	Seq     uint64      `json:"seq"`    // the server's newest number, for progress
	// Reset comes with Rewind when the server may keep no notice any more of what
	// was erased since the cursor: everything that came from it must go first.
	Reset bool `json:"reset"`
	// Restored, with Rewind, says that the server was restored from a backup that
	// is older than the cursor: the client sends again what it still has.
	Restored    bool              `json:"restored"`
	Certificate []byte            `json:"certificate"` // a new one; empty when the client has it
	Sums        []record.ScopeSum `json:"sums"`        // of every scope of the user, in the state of the page; only with the last page of a checking pull
}

// Repair asks for what the server holds of one scope, newest first, after a
// position of an earlier answer.
type Repair struct {
	Scope app.Scope `json:"scope"`
	Below uint64    `json:"below"` // position; 0: from the newest
}

// Repaired is a piece of a scope.
type Repaired struct {
	Items []record.Item `json:"items"`
	Below uint64        `json:"below"` // ask on from here; 0: this was the last piece
	Seq   uint64        `json:"seq"`   // the server's newest number when it was read
}

// Watch waits for news: the answer comes as soon as the server's newest number
// is another than After, or after the time that the server lets it wait.
type Watch struct {
	After uint64 `json:"after"` // the newest number that the client knows
	Wait  uint16 `json:"wait"`  // seconds that the client can wait, when a proxy allows fewer; 0: as long as the server likes
}

// Watched is the server's newest number. It says nothing else: what is new
// comes with a pull.
type Watched struct {
	Seq uint64 `json:"seq"`
}

// Ask is a question that only the server can answer, by name; who asks needs the
// right to.
type Ask struct {
	Name string     `json:"name"`
	Body record.Raw `json:"body"`
}

// Asked is the answer.
type Asked struct {
	Body record.Raw `json:"body"`
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
	CodeWipe    = "wipe"    // remove all keys and data of the product from this computer, now
	CodeLeave   = "leave"   // remove this user's account, and everything if nobody else has one here
	CodeSignIn  = "signin"  // the certificate has run out: a person must sign in again
)

// FaultOf writes err for the wire: its words, never its cause.
func FaultOf(err error, code string) *Fault {
	return &Fault{Kind: uint8(fault.KindOf(err)), Code: code, Words: fault.Words(err), Rule: fault.RuleOf(err), Fields: fault.FieldsOf(err)}
}

// Error is the fault as an error of the receiving side.
func (f Fault) Error(op string) error {
	return &fault.Error{Op: op, Kind: fault.Kind(f.Kind), Words: f.Words, Rule: f.Rule, Fields: f.Fields, Err: answered(f.Code)}
}

// answered is the code of a fault that came over the wire.
type answered string

func (a answered) Error() string { return "answer of the server " + string(a) }

// CodeOf is the code with which the server refused; "" when it did not.
func CodeOf(err error) string {
	var a answered
	errors.As(err, &a)
	return string(a)
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
