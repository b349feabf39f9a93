package blob_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"testing"

	"civicdesk/storage/blob"
)

// The vector pins the format: a file sealed by one release opens in the next.
// testdata/v1.manifest and testdata/v1.chunk are the manifest and the one chunk
// of a text file.
func TestVector(t *testing.T) {
	manifest, err := os.ReadFile("testdata/v1.manifest")
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := os.ReadFile("testdata/v1.chunk")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(string(bytes.TrimSpace(manifest)))
	if err != nil {
		t.Fatal(err)
	}
	m, err := blob.ParseManifest(raw)
	if err != nil {
		t.Fatal(err)
	}
	s := homes[1].open(t, still)
	if err := s.Put(ctx, m.Chunks[0], sealed); err != nil {
		t.Fatal(err)
	}
	var plain bytes.Buffer
	if _, err := blob.NewReader(ctx, s, m).WriteTo(&plain); err != nil || plain.String() != "Proof of residence\n" || m.Media != blob.Text {
		t.Errorf("the file of format 1 is %q, media %d, %v", plain.String(), m.Media, err)
	}
}
