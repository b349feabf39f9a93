package record_test

import (
	"crypto/fips140"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"civicdesk/storage/disk/disktest"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/seal"
	"civicdesk/storage/vault"
)

const golden = "testdata/format1"

// A folder that a release once wrote opens for ever: its password, its records,
// its sensitive fields, its unsent work, in this program and in one whose record
// type has taken another shape. CIVICDESK_GOLDEN=1 writes the folder of format 1
// when it does not exist; one that was released is never written again.
func TestReleasedFoldersOpenForEver(t *testing.T) {
	if _, err := os.Stat(golden); err != nil && os.Getenv("CIVICDESK_GOLDEN") != "" {
		writeGolden(t)
	}
	for _, c := range []struct {
		folder string
		second bool // with a second secret, in a keychain of files within
	}{{"testdata/format1", false}, {"testdata/format2", true}} {
		t.Run(c.folder, func(t *testing.T) { opensForEver(t, c.folder, c.second) })
		t.Run(c.folder+" in a later release", func(t *testing.T) { opensInANewShape(t, c.folder, c.second) })
	}
}

// goldenKeys opens the keys of a copy of the folder.
func goldenKeys(t *testing.T, folder string, second bool) (dir string, keys *vault.Keys) {
	t.Helper()
	if fips140.Enabled() {
		t.Skip("its key was made by Argon2id")
	}
	dir = disktest.Dir(t)
	if err := os.CopyFS(dir, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	var options []vault.Option
	if second {
		options = append(options, vault.WithKeychains(vault.FileKeychain(filepath.Join(dir, "keychain"))))
	}
	v, err := vault.Open(dir, vault.InsecureTestKDF(), options...)
	if err != nil {
		t.Fatal(err)
	}
	if keys, err = v.Unlock("user", "Password-1"); err != nil {
		t.Fatal(err)
	}
	return dir, keys
}

func opensForEver(t *testing.T, folder string, second bool) {
	dir, keys := goldenKeys(t, folder, second)
	o := &office{t: t, dir: dir, keys: keys}
	o.open()
	if f := get(t, o.db, "server-1"); f.Name != "Ana Marković" || f.Email != "ana@example.com" || f.SSN != "" {
		t.Errorf("%+v", f)
	}
	if f := get(t, o.db, "own"); f.Name != "Own" || len(f.Notes) != 1 {
		t.Errorf("%+v", f)
	}
	o.db.View(me, func(tx *record.Tx) error {
		if ssn, err := forms.Reveal(tx, "server-1", "ssn"); err != nil || ssn != "123456789" {
			t.Errorf("%q %v", ssn, err)
		}
		return nil
	})
	h, err := o.db.Repair(me)
	if err != nil || h.Records != 2 || h.Waiting != 2 || len(h.Words) > 0 {
		t.Errorf("%+v %v", h, err)
	}
	if cursor, _, err := o.db.Cursor(me); err != nil || cursor != 1 {
		t.Errorf("cursor %d, %v", cursor, err)
	}
	o.close()
	// And from the journal alone.
	restore(t, []byte("gone"), filepath.Join(dir, "store.1.db"))
	o.open()
	if ops, err := o.db.Unsent(me, 0); err != nil || len(ops) != 2 {
		t.Errorf("from the journal: %d operations, %v", len(ops), err)
	}
}

func opensInANewShape(t *testing.T, folder string, second bool) {
	dir, keys := goldenKeys(t, folder, second)
	db := recordtest.OpenReplica(t, dir, newSchema(), keys)
	if f := getNew(t, db, "server-1"); f.FullName != "Ana Marković" || len(f.Emails) != 1 {
		t.Errorf("%+v", f)
	}
	if f := getNew(t, db, "own"); f.FullName != "Own" || len(f.Remarks) != 1 || f.Remarks[0] != "called." {
		t.Errorf("%+v", f)
	}
	if all := byEmail(t, db, "ana@example.com"); len(all) != 1 {
		t.Errorf("by the new index: %+v", all)
	}
}

// Operations that a release once sent are taken for ever: read, brought up to
// the shapes of now, and applied.
func TestReleasedOperationsAreTakenForEver(t *testing.T) {
	raw, err := os.ReadFile("testdata/operations1.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	if err := json.Unmarshal(raw, &texts); err != nil || len(texts) != 2 {
		t.Fatalf("%d operations, %v", len(texts), err)
	}
	db := recordtest.New(t, newSchema())
	for i, text := range texts {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		var op record.Op
		if err := record.Decode(b, &op); err != nil {
			t.Fatal(err)
		}
		if again, err := record.Encode(op); err != nil || string(again) != string(b) {
			t.Errorf("operation %d is written in other bytes now: %v", i, err)
		}
		if op.N != uint64(i+1) || op.User != "u-1" || op.UserName != "Rosa Delgado" || op.Device != "01890000-0000-7000-8000-0000000000d2" || op.At.Year() != 2026 || len(op.Changes) != 1 {
			t.Errorf("%+v", op)
		}
		if err := db.Schema().Raise(&op); err != nil {
			t.Fatal(err)
		}
		c := op.Changes[0]
		for f, added := range c.Append {
			if c.Set[f], err = record.Encode(added); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Update(me, func(tx *record.Tx) error { return tx.SetFields(c.Type, c.ID, c.Scope, c.Set, c.Secrets) }); err != nil {
			t.Fatal(err)
		}
	}
	if f := getNew(t, db, "own"); f.FullName != "Own" || f.Status != "draft" || len(f.Remarks) != 1 || f.Remarks[0] != "called." {
		t.Errorf("%+v", f)
	}
}

func writeGolden(t *testing.T) {
	dir := disktest.Dir(t)
	o := &office{t: t, dir: dir, keys: newKeys(t, dir, "hiring/hq")}
	o.open()
	raw, _ := record.Encode(Form{ID: "server-1", Office: "hq", Name: "Ana Marković", Email: "ana@example.com", Status: "draft"})
	if _, err := o.db.ApplyPage(me, 0, record.Page{Upto: 1, Items: []record.Item{{Type: "form", ID: "server-1", Scope: "hiring/hq", Seq: 1, Created: 1, Fields: raw, Secrets: map[string]string{"ssn": "123456789"}}}}, 1); err != nil {
		t.Fatal(err)
	}
	put(t, o.db, Form{ID: "own", Office: "hq", Name: "Own", Status: "draft"})
	f := get(t, o.db, "own")
	f.Notes = append(f.Notes, "called")
	put(t, o.db, f)
	o.close()
	os.Remove(filepath.Join(dir, "journal", "ballast"))
	segment := filepath.Join(dir, "journal", "journal.0000000000000001")
	b, err := os.ReadFile(segment)
	if err != nil {
		t.Fatal(err)
	}
	for len(b) > 0 && b[len(b)-1] == 0 { // the zeros behind the last frame are nothing
		b = b[:len(b)-1]
	}
	restore(t, append(b, 0, 0, 0, 0), segment)
	if err := os.CopyFS(golden, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
}

// vectors are the values that docs/store-format.md describes, for another
// program to be checked against.
type vectors struct {
	Root     string            `json:"root"`
	Sub      map[string]string `json:"sub"` // purpose → derived key
	MAC      string            `json:"mac"` // of "a", "bc" under the root
	Padded   map[int]int       `json:"padded"`
	StoreID  string            `json:"storeId"`
	ScopeID  string            `json:"scopeKeyId"`
	ScopeKey string            `json:"scopeKey"`
	Place    string            `json:"place"`
	Row      string            `json:"row"`
	Body     string            `json:"body"`
	Version  uint64            `json:"version"`
}

func TestVectorsOfFormat1(t *testing.T) {
	const name = "testdata/format1.json"
	root := seal.Key{1, 2, 3}
	scope := vault.ScopeKey{ID: vault.KeyID{8, 7, 6}, Scope: "hiring/hq", Key: seal.Key{4, 5, 6}}
	ring := vault.NewRing("01890000-0000-7000-8000-000000000001", root)
	ring.Add(scope)
	key := func(k seal.Key) string { return hex.EncodeToString(k[:]) }
	if _, err := os.Stat(name); err != nil && os.Getenv("CIVICDESK_GOLDEN") != "" {
		w := vectors{Root: key(root), Sub: map[string]string{}, Padded: map[int]int{}, StoreID: string(ring.Store()), ScopeID: hex.EncodeToString(scope.ID[:]), ScopeKey: key(scope.Key), Body: "body", Place: hex.EncodeToString([]byte("place")), Version: 7}
		for _, p := range []string{"names", "blind", "numbers", "row sums", "sums", "head"} {
			w.Sub[p] = key(root.Sub(p))
		}
		mac := root.MAC([]byte("a"), []byte("bc"))
		w.MAC = hex.EncodeToString(mac[:])
		for _, n := range []int{0, 1, 7, 8, 100, 1000, 5000} {
			w.Padded[n] = len(seal.Pad(make([]byte, n)))
		}
		row, err := ring.Seal(scope.ID, seal.Key{9}, w.Version, []byte("place"), []byte(w.Body), false)
		if err != nil {
			t.Fatal(err)
		}
		w.Row = hex.EncodeToString(row)
		raw, _ := json.MarshalIndent(w, "", "  ")
		restore(t, append(raw, '\n'), name)
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	for purpose, want := range v.Sub {
		if got := key(root.Sub(purpose)); got != want {
			t.Errorf("key for %q is %s, want %s", purpose, got, want)
		}
	}
	if mac := root.MAC([]byte("a"), []byte("bc")); hex.EncodeToString(mac[:]) != v.MAC {
		t.Error("the keyed digest differs")
	}
	for n, want := range v.Padded {
		if got := len(seal.Pad(make([]byte, n))); got != want {
			t.Errorf("%d bytes are padded to %d, want %d", n, got, want)
		}
	}
	row, _ := hex.DecodeString(v.Row)
	body, record, version, err := ring.Open(row, []byte("place"), false)
	if err != nil || string(body) != v.Body || version != v.Version || record != (seal.Key{9}) {
		t.Errorf("the row opens as %q, version %d, %v", body, version, err)
	}
}
