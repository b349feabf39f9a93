// Package protect sets a password on a file that somebody saves: a PDF or a
// workbook. What each protection is worth is said in docs/threats.md.
package protect

import (
	"bytes"
	"crypto/fips140"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/xuri/excelize/v2"

	"civicdesk/app/fault"
)

const (
	shortest = 8
	longest  = 100 // PDF takes 127 bytes
)

// Check says what is wrong with a password for a file, or nil. It names the field
// "password".
func Check(password string) error {
	words := ""
	switch n := utf8.RuneCountInString(password); {
	case n < shortest:
		words = "Enter at least 8 characters, or leave the password empty"
	case n > longest || len(password) > 127:
		words = "Shorten the password to 100 characters"
	}
	if words == "" {
		return nil
	}
	return fault.Fields("protect.Check", []fault.Field{{Name: "password", Words: words}})
}

// PDF protects a PDF with AES and a key of 256 bits: without the password it
// cannot be opened.
func PDF(content []byte, password string) ([]byte, error) {
	if err := Check(password); err != nil {
		return nil, err
	}
	api.DisableConfigDir() // or it would write a settings folder
	conf := model.NewAESConfiguration(password, password, 256)
	conf.Permissions = model.PermissionsAll
	var out bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(content), &out, conf); err != nil {
		return nil, fault.E("protect.PDF", fault.Internal, "", err)
	}
	return out.Bytes(), nil
}

// XLSX protects a workbook with the password that Excel asks for. It is AES with
// a key of 128 bits derived by SHA-1, so it is refused where the program runs in
// FIPS mode.
func XLSX(content []byte, password string) ([]byte, error) {
	const op = "protect.XLSX"
	if err := Check(password); err != nil {
		return nil, err
	}
	if fips140.Enabled() {
		return nil, fault.E(op, fault.Refused, "Excel's own protection is not approved for this computer (FIPS mode). Export a PDF with a password, or a workbook without one.", nil)
	}
	out, err := excelize.Encrypt(content, &excelize.Options{Password: password})
	if err != nil {
		return nil, fault.E(op, fault.Internal, "", err)
	}
	return out, nil
}
