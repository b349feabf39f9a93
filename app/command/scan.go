package command

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
)

// needle is a planted text in one of the forms in which it could lie readable in
// a file.
type needle struct {
	text, form string
	bytes      []byte
}

// needles gives each text in UTF-8, UTF-16, hexadecimal and base64 (at each of
// the three positions that a base64 group may begin in).
func needles(texts []string) []needle {
	var all []needle
	for _, t := range texts {
		u8 := []byte(t)
		var le, be []byte
		for _, u := range utf16.Encode([]rune(t)) {
			le, be = append(le, byte(u), byte(u>>8)), append(be, byte(u>>8), byte(u))
		}
		all = append(all, needle{t, "UTF-8", u8}, needle{t, "UTF-16LE", le}, needle{t, "UTF-16BE", be},
			needle{t, "hex", []byte(hex.EncodeToString(u8))}, needle{t, "HEX", []byte(strings.ToUpper(hex.EncodeToString(u8)))})
		for shift := range 3 {
			// Encode with the shift's bytes in front and drop the characters that
			// mix with what stands before and after the text.
			enc := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), u8...))
			from := []int{0, 2, 3}[shift]
			to := len(enc)
			if (shift+len(u8))%3 != 0 {
				to--
			}
			if to-from >= 8 {
				all = append(all, needle{t, "base64", []byte(enc[from:to])})
			}
		}
	}
	return all
}

// hit is a planted text that was found readable.
type hit struct{ File, Text, Form string }

// scan reads every byte of every file beneath the folders.
func scan(needles []needle, folders ...string) (files int, hits []hit, err error) {
	for _, folder := range folders {
		err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files++
			for _, n := range needles {
				if bytes.Contains(raw, n.bytes) {
					hits = append(hits, hit{path, n.text, n.form})
				}
			}
			return nil
		})
		if err != nil {
			return files, hits, err
		}
	}
	return files, hits, nil
}
