package protocol_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/storage/record"
	"civicdesk/storage/seal"
	"civicdesk/sync/protocol"
)

// vectors are bytes that another program can hold its own against. They were
// written once; a program that reads or writes other bytes speaks another
// protocol. CIVICDESK_GOLDEN=1 writes a file that does not exist yet.
type vectors struct {
	Push struct {
		Hex  string `json:"hex"`  // a push as the first version sent it
		Op   string `json:"op"`   // what it says …
		Set  string `json:"set"`  // … of the field "city"
		Base uint64 `json:"base"` // … which was based on this number
	} `json:"push"`
	Cursor struct {
		Key    string `json:"key"`
		Epoch  string `json:"epoch"`
		Device string `json:"device"`
		Rights uint64 `json:"rights"`
		Seq    uint64 `json:"seq"`
		Below  uint64 `json:"below"`
		Hex    string `json:"hex"`
	} `json:"cursor"`
	Pull struct {
		Hex string `json:"hex"`
	} `json:"pull"`
	Outcome struct {
		Hex   string `json:"hex"` // of an operation that the server keeps undecided
		Words string `json:"words"`
	} `json:"outcome"`
}

const vectorFile = "testdata/vectors.json"

const (
	someOp     app.ID = "01970000-0000-7000-8000-00000000000a"
	someDevice app.ID = "01970000-0000-7000-8000-00000000000d"
)

func somePush(t *testing.T) []byte {
	city, err := record.Encode("Erie")
	if err != nil {
		t.Fatal(err)
	}
	op, err := record.Encode(record.Op{ID: someOp, Device: someDevice, N: 1, User: "01970000-0000-7000-8000-00000000000c", UserName: "Rosa Delgado",
		At: time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC), Args: record.Raw{0xf6}, Notes: []record.Note{},
		Changes: []record.Change{{Type: "application", ID: "01970000-0000-7000-8000-00000000000b", Scope: "hiring/hq/01970000-0000-7000-8000-00000000000e",
			Set: map[string]record.Raw{"city": city}, Base: map[string]record.Base{"city": {Seq: 41}}, Append: map[string][]record.Raw{}, Secrets: map[string]string{}}}})
	if err != nil {
		t.Fatal(err)
	}
	push, err := record.Encode(protocol.Push{Ops: []record.Raw{op}})
	if err != nil {
		t.Fatal(err)
	}
	return push
}

var somePull = protocol.Pull{Cursor: []byte{1, 2, 3}, Rights: 4, Keys: make([]byte, 32), Until: 1800000000, Check: true,
	State: protocol.State{Version: "0.1.0", Incarnation: 1, Waiting: 2, Oldest: 3600, Refused: 1, SignedIn: true}}

func TestVectors(t *testing.T) {
	if _, err := os.Stat(vectorFile); err != nil && os.Getenv("CIVICDESK_GOLDEN") != "" {
		writeVectors(t)
	}
	raw, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	var push protocol.Push
	var op record.Op
	decode(t, v.Push.Hex, &push)
	if err := record.Decode(push.Ops[0], &op); err != nil || string(op.ID) != v.Push.Op || op.Changes[0].Base["city"].Seq != v.Push.Base {
		t.Errorf("%+v %v", op, err)
	}
	var city string
	if err := record.Decode(op.Changes[0].Set["city"], &city); err != nil || city != v.Push.Set {
		t.Errorf("%q %v", city, err)
	}
	if got := hex.EncodeToString(somePush(t)); got != v.Push.Hex {
		t.Errorf("a push is written as\n%s", got)
	}
	key, err := seal.KeyFrom(bytesOf(t, v.Cursor.Key))
	if err != nil {
		t.Fatal(err)
	}
	want := protocol.Cursor{Epoch: bytesOf(t, v.Cursor.Epoch), Device: app.ID(v.Cursor.Device), Rights: v.Cursor.Rights, Seq: v.Cursor.Seq, Below: v.Cursor.Below}
	signed, err := want.Sign(key)
	if err != nil || hex.EncodeToString(signed) != v.Cursor.Hex {
		t.Errorf("%x %v", signed, err)
	}
	got, ok := protocol.ReadCursor(key, signed)
	if !ok || got.Device != want.Device || got.Seq != want.Seq || got.Below != want.Below || got.Rights != want.Rights || !bytes.Equal(got.Epoch, want.Epoch) {
		t.Errorf("%+v", got)
	}
	pull, err := record.Encode(somePull)
	if err != nil || hex.EncodeToString(pull) != v.Pull.Hex {
		t.Errorf("%x %v", pull, err)
	}
	var outcome record.Outcome
	decode(t, v.Outcome.Hex, &outcome)
	if outcome.State != record.Waiting || outcome.Words != v.Outcome.Words {
		t.Errorf("%+v", outcome)
	}
}

// A cursor with any byte changed is none.
func TestAChangedCursorIsNone(t *testing.T) {
	key := seal.NewKey()
	signed, err := protocol.Cursor{Epoch: []byte("epoch"), Device: someDevice, Seq: 7}.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	for i := range signed {
		broken := bytes.Clone(signed)
		broken[i] ^= 1
		if _, ok := protocol.ReadCursor(key, broken); ok {
			t.Fatalf("byte %d", i)
		}
	}
	for i := range signed {
		if _, ok := protocol.ReadCursor(key, signed[:i]); ok {
			t.Fatalf("cut at %d", i)
		}
	}
	if _, ok := protocol.ReadCursor(seal.NewKey(), signed); ok {
		t.Error("under another key")
	}
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := record.Decode(bytesOf(t, text), into); err != nil {
		t.Fatal(err)
	}
}

func bytesOf(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func writeVectors(t *testing.T) {
	var v vectors
	v.Push.Hex, v.Push.Op, v.Push.Set, v.Push.Base = hex.EncodeToString(somePush(t)), string(someOp), "Erie", 41
	key := seal.Key{1, 2, 3}
	c := protocol.Cursor{Epoch: []byte("0123456789abcdef"), Device: someDevice, Rights: 3, Seq: 1234, Below: 200}
	signed, err := c.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	v.Cursor.Key, v.Cursor.Epoch, v.Cursor.Device = hex.EncodeToString(key[:]), hex.EncodeToString(c.Epoch), string(c.Device)
	v.Cursor.Rights, v.Cursor.Seq, v.Cursor.Below, v.Cursor.Hex = c.Rights, c.Seq, c.Below, hex.EncodeToString(signed)
	pull, err := record.Encode(somePull)
	if err != nil {
		t.Fatal(err)
	}
	v.Pull.Hex = hex.EncodeToString(pull)
	v.Outcome.Words = "The server keeps this until the earlier work that it rests on has arrived."
	outcome, err := record.Encode(record.Outcome{Op: someOp, Words: v.Outcome.Words, Result: record.Raw{0xf6}})
	if err != nil {
		t.Fatal(err)
	}
	v.Outcome.Hex = hex.EncodeToString(outcome)
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vectorFile, append(raw, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
