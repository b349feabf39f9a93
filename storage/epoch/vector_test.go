package epoch_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"civicdesk/storage"
	"civicdesk/storage/epoch"
	"civicdesk/storage/seal"
)

const vectors = "testdata/epoch.json"

// vector is what docs/store-format.md names: another program that opens these
// opens a store. All bytes are in hexadecimal.
type vector struct {
	Secret string `json:"secret"`
	N      uint32 `json:"n"`
	Row    string `json:"row"`   // value of the row “epoch”
	Key    string `json:"key"`   // of a row of Records
	Value  string `json:"value"` // sealed
	Plain  string `json:"plain"`
	Digest string `json:"digest"` // of a blind index key
	Blind  string `json:"blind"`  // what stands for it
	Owner  string `json:"owner"`  // of a frame
	Frame  string `json:"frame"`  // sealed payload, of the same plain bytes
}

// The vectors open for ever. CIVICDESK_GOLDEN=1 writes them when they are not
// there.
func TestVectorsOpen(t *testing.T) {
	secret := epoch.Secret{N: 7}
	for i := range secret.Key {
		secret.Key[i] = byte(i)
	}
	b := secret.Open()
	unhex := func(s string) []byte {
		raw, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	_, row := b.Row()
	key, plain, digest, owner := []byte("twenty bytes of key."), []byte("what lies beneath"), bytes.Repeat([]byte{9}, 16), bytes.Repeat([]byte{5}, 16)
	if _, err := os.Stat(vectors); err != nil && os.Getenv("CIVICDESK_GOLDEN") != "" {
		v := vector{Secret: hex.EncodeToString(secret.Key[:]), N: secret.N, Row: hex.EncodeToString(row), Key: hex.EncodeToString(key),
			Value: hex.EncodeToString(b.Value(storage.Records, key, plain)), Plain: hex.EncodeToString(plain), Digest: hex.EncodeToString(digest),
			Blind: hex.EncodeToString(b.Blind(digest)), Owner: hex.EncodeToString(owner), Frame: hex.EncodeToString(b.Frame(plain, owner))}
		raw, _ := json.MarshalIndent(v, "", "  ")
		os.MkdirAll("testdata", 0o755)
		if err := os.WriteFile(vectors, append(raw, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(vectors)
	if err != nil {
		t.Fatal(err)
	}
	var v vector
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	one, err := seal.KeyFrom(unhex(v.Secret))
	if err != nil || one != secret.Key || v.N != secret.N {
		t.Fatal("another secret")
	}
	frame, ok := b.OpenFrame(unhex(v.Frame), unhex(v.Owner))
	for what, same := range map[string]bool{"row": bytes.Equal(unhex(v.Row), row), "blind": bytes.Equal(unhex(v.Blind), b.Blind(unhex(v.Digest))),
		"value": bytes.Equal(b.Plain(storage.Records, unhex(v.Key), unhex(v.Value)), unhex(v.Plain)), "frame": ok && bytes.Equal(frame, unhex(v.Plain))} {
		if !same {
			t.Errorf("%s: another result", what)
		}
	}
}
