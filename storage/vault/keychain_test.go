package vault

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"testing"

	"civicdesk/storage/seal"
)

// The Credential Manager of Windows takes 2,560 bytes (CRED_MAX_CREDENTIAL_BLOB_SIZE),
// the smallest of the keychains.
func TestSecondSecretFitsEveryKeychain(t *testing.T) {
	secret := seal.NewKey()
	raw, err := json.Marshal(second{Secret: secret[:], Server: fingerprint([]byte("key")), Failures: math.MaxInt32, Unlocks: math.MaxInt32})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(base64.StdEncoding.EncodeToString(raw)); n > 2560/4*3 {
		t.Errorf("%d bytes leave too little room", n)
	}
}
