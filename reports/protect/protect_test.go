package protect

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/xuri/excelize/v2"

	"civicdesk/reports"
	"civicdesk/reports/pdf"
	"civicdesk/reports/xlsx"
)

const password = "Quiet-Lake-7é"

func TestAPDFOpensWithItsPasswordOnly(t *testing.T) {
	w := pdf.New(pdf.Meta{Title: "Certificate", Subject: "A test", Made: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)})
	w.Paragraph("Delgado, Rosa M.", pdf.Style{Size: 10})
	plain, err := w.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := PDF(plain, password)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(sealed, []byte("/AESV3")) || bytes.Contains(sealed, []byte("A test")) {
		t.Error("the PDF is not sealed with AES-256")
	}
	open := func(password string) error {
		conf := model.NewAESConfiguration(password, "", 256)
		_, err := api.ReadContext(bytes.NewReader(sealed), conf)
		return err
	}
	for _, wrong := range []string{"", "quiet-lake-7é"} {
		if err := open(wrong); !errors.Is(err, pdfcpu.ErrWrongPassword) {
			t.Errorf("password %q: %v", wrong, err)
		}
	}
	if err := open(password); err != nil {
		t.Error(err)
	}
}

func TestAWorkbookOpensWithItsPasswordOnly(t *testing.T) {
	plain, err := xlsx.Workbook(reports.Document{Title: "Certificate", Made: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
		Tables: []reports.Table{{Name: "Eligibles", Columns: []reports.Column{{Name: "Name"}}, Rows: [][]reports.Cell{{reports.Words("Delgado, Rosa M.")}}}}})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := XLSX(plain, password)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{"", "quiet-lake-7é"} {
		if _, err := excelize.OpenReader(bytes.NewReader(sealed), excelize.Options{Password: wrong}); err == nil {
			t.Errorf("it opens with %q", wrong)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(sealed), excelize.Options{Password: password})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if len(f.GetSheetList()) == 0 {
		t.Error("it opens empty")
	}
}

func TestPasswordsThatAreNone(t *testing.T) {
	for _, p := range []string{"", "seven77", strings.Repeat("x", 101), strings.Repeat("é", 64)} {
		if Check(p) == nil {
			t.Errorf("%q is taken", p)
		}
		if _, err := PDF(nil, p); err == nil {
			t.Errorf("%q protects a PDF", p)
		}
	}
}
