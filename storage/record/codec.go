package record

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/fxamacker/cbor/v2"
)

// Raw is one encoded value: canonical CBOR, so that equal values have equal
// bytes.
type Raw = cbor.RawMessage

// This file alone knows the codec. CBOR in its core deterministic form
// (RFC 8949 §4.2.1) keeps unknown fields as they came and makes digests exact;
// names come from the json tags, so that a field has one name everywhere.
var encoder, decoder = modes()

func modes() (cbor.EncMode, cbor.DecMode) {
	opts := cbor.CoreDetEncOptions()
	opts.Time = cbor.TimeRFC3339NanoUTC
	opts.NilContainers = cbor.NilContainerAsEmpty
	enc, err := opts.EncMode()
	if err != nil {
		panic(err)
	}
	dec, err := cbor.DecOptions{MaxArrayElements: 1 << 20, MaxMapPairs: 1 << 20, DupMapKey: cbor.DupMapKeyEnforcedAPF}.DecMode()
	if err != nil {
		panic(err)
	}
	return enc, dec
}

// Encode returns the canonical bytes of v.
func Encode(v any) (Raw, error) { return encoder.Marshal(v) }

// Decode reads canonical bytes into v; fields that v lacks are passed over.
func Decode(b []byte, v any) error { return decoder.Unmarshal(b, v) }

// Digest is the SHA-256 of v's canonical bytes in hexadecimal: what an act
// carries of the inputs that its author saw.
func Digest(v any) string {
	b, err := Encode(v)
	if err != nil {
		panic("record: a digest was asked of a value that cannot be encoded: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
