package command

import (
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"
)

func TestScanFindsATextInEveryForm(t *testing.T) {
	const text = "Zdeňka Nováková"
	var u16 []byte
	for _, u := range utf16.Encode([]rune(text)) {
		u16 = append(u16, byte(u), byte(u>>8))
	}
	cases := map[string][]byte{"plain": []byte("x" + text + "y"), "utf16": u16, "hex": []byte(hex.EncodeToString([]byte(text)))}
	for _, lead := range []string{"", "a", "ab", "abc"} {
		cases["base64 after "+lead] = []byte(base64.StdEncoding.EncodeToString([]byte(lead + text + "tail")))
	}
	for name, raw := range cases {
		dir := t.TempDir()
		os.WriteFile(filepath.Join(dir, "f"), append([]byte{0, 1, 2}, raw...), 0o600)
		_, hits, err := scan(needles([]string{text}), dir)
		if err != nil || len(hits) == 0 {
			t.Errorf("%s: not found, %v", name, err)
		}
	}
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "f"), []byte("Zdenka Novakova"), 0o600)
	if files, hits, _ := scan(needles([]string{text}), dir); files != 1 || len(hits) != 0 {
		t.Errorf("%d files, found %v where there is nothing", files, hits)
	}
}
