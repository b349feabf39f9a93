package xlsx

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/reports"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

var made = time.Date(2026, 3, 9, 18, 5, 0, 0, time.UTC)

func sample() reports.Document {
	eastern := time.FixedZone("EDT", -4*3600)
	return reports.Document{
		Title: "Vacancy Statistics", Subject: "Applications by vacancy", Author: "Rosa Delgado", Made: made, Zone: eastern,
		Facts: []reports.Fact{{Name: "Period begins", Value: reports.On("2026-01-01")}, {Name: "Vacancies", Value: reports.Count(2)}},
		Notes: []string{"Counts are of finished applications."},
		Tables: []reports.Table{{
			Name: "Vacancies: open/closed",
			Columns: []reports.Column{{Name: "Announcement"}, {Name: "Closed", Kind: reports.Day}, {Name: "Applied", Kind: reports.Integer},
				{Name: "Mean rating", Kind: reports.Decimal, Places: 2}, {Name: "Eligible share", Kind: reports.Percent, Places: 1}, {Name: "Rated", Kind: reports.Moment}, {Name: "Remarks", Wide: true}},
			Rows: [][]reports.Cell{
				{reports.Words("DE-16-OSHA-62"), reports.On("2016-05-20"), reports.Count(1234), reports.Number("87.51"), reports.Share(2, 3, 1), reports.At(made), reports.Words("王小明")},
				{reports.Words("=1+1"), reports.On(""), reports.Count(0), reports.Number("100"), reports.Share(0, 0, 1), reports.At(time.Time{}), reports.Words("@SUM(A1)")},
			},
			Notes: []string{"A dash of caution."},
			Chart: &reports.Chart{Title: "Applications by vacancy", Labels: 0, Values: []int{2}},
		}},
	}
}

func open(t *testing.T, d reports.Document) (*excelize.File, []byte) {
	t.Helper()
	file, err := Workbook(d)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, file
}

// part reads one file inside the workbook.
func part(t *testing.T, file []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

func TestCellsKeepTheirTypes(t *testing.T) {
	f, _ := open(t, sample())
	sheet := f.GetSheetName(0)
	for _, c := range []struct{ cell, raw, shown string }{
		{"A2", "DE-16-OSHA-62", "DE-16-OSHA-62"},
		{"B2", "42510", "May 20, 2016"},
		{"C2", "1234", "1,234"},
		{"D2", "87.51", "87.51"},
		{"E2", "0.667", "66.7%"},
		{"F2", "46090.586805555555", "Mar 9, 2026 2:05 PM"},
		{"G2", "王小明", "王小明"},
		{"B3", "", ""},
		{"C3", "0", "0"},
		{"D3", "100", "100.00"},
		{"E3", "", ""},
	} {
		raw, _ := f.GetCellValue(sheet, c.cell, excelize.Options{RawCellValue: true})
		shown, _ := f.GetCellValue(sheet, c.cell)
		if raw != c.raw || shown != c.shown {
			t.Errorf("%s holds %q shown %q, want %q shown %q", c.cell, raw, shown, c.raw, c.shown)
		}
	}
	if kind, _ := f.GetCellType(sheet, "C2"); kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
		t.Error("a count is text")
	}
}

func TestWhatPeopleTypedIsNeverAFormula(t *testing.T) {
	for _, text := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x.example\")", "\t=1", "=cmd|' /C calc'!A0", "_x003D_1", " lead"} {
		d := sample()
		d.Tables[0].Rows = [][]reports.Cell{{reports.Words(text)}}
		d.Facts = []reports.Fact{{Name: "Note", Value: reports.Words(text)}}
		f, file := open(t, d)
		sheet := f.GetSheetName(0)
		kind, _ := f.GetCellType(sheet, "A2")
		if kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%q is of type %v", text, kind)
		}
		if got, _ := f.GetCellValue(sheet, "A2"); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
		for _, name := range []string{"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"} {
			if strings.Contains(part(t, file, name), "<f>") {
				t.Errorf("%q made a formula in %s", text, name)
			}
		}
	}
}

func TestTheHeadStaysInSightAndRepeatsOnPaper(t *testing.T) {
	f, file := open(t, sample())
	sheet := f.GetSheetName(0)
	if sheet != "Vacancies  open closed" {
		t.Errorf("sheet is named %q", sheet)
	}
	if panes, _ := f.GetPanes(sheet); !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes: %+v", panes)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name+" of "+n.Scope] = n.RefersTo
	}
	if got := names["_xlnm.Print_Titles of "+sheet]; got != "'Vacancies  open closed'!$1:$1" {
		t.Errorf("print titles: %q of %v", got, names)
	}
	layout, _ := f.GetPageLayout(sheet)
	if *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 || *layout.Size != 1 {
		t.Errorf("layout: %+v", layout)
	}
	xml := part(t, file, "xl/worksheets/sheet1.xml")
	for _, want := range []string{`<autoFilter ref="$A$1:$G$3"`, `fitToPage="true"`, "Page &amp;P of &amp;N"} {
		if !strings.Contains(xml, want) {
			t.Errorf("the sheet lacks %s", want)
		}
	}
	if props, _ := f.GetDocProps(); props.Title != "Vacancy Statistics" || props.Creator != "Rosa Delgado" || props.Created != "2026-03-09T18:05:00Z" {
		t.Errorf("properties: %+v", props)
	}
	if got := f.GetSheetList(); len(got) != 3 || got[2] != "About" {
		t.Errorf("sheets: %q", got)
	}
}

func TestTheChartIsNativeAndRefersToTheCells(t *testing.T) {
	_, file := open(t, sample())
	xml := part(t, file, "xl/charts/chart1.xml")
	for _, want := range []string{"Vacancies  open closed&#39;!$C$2:$C$3", "Vacancies  open closed&#39;!$A$2:$A$3", "Applications by vacancy"} {
		if !strings.Contains(xml, want) {
			t.Errorf("the chart lacks %s:\n%s", want, xml)
		}
	}
}

func TestTheAboutSheetHoldsFactsAndNotes(t *testing.T) {
	f, _ := open(t, sample())
	rows, err := f.GetRows("About")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range rows {
		if len(r) == 2 {
			got[r[0]] += r[1] + ";"
		}
	}
	for name, want := range map[string]string{"Made": "Mar 9, 2026 2:05 PM;", "Made by": "Rosa Delgado;", "Period begins": "Jan 1, 2026;", "Vacancies": "2;", "Time zone": "EDT;",
		"Note": "Counts are of finished applications.;Vacancies: open/closed: A dash of caution.;"} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

func TestTheSameDocumentGivesTheSameBytes(t *testing.T) {
	_, a := open(t, sample())
	_, b := open(t, sample())
	if !bytes.Equal(a, b) {
		t.Fatal("two workbooks of one document differ")
	}
}

func TestTextComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab<>&\"'= _x0A中𠮷é\n"))).Draw(rt, "text")
		d := sample()
		d.Tables[0].Rows = [][]reports.Cell{{reports.Words(text)}}
		f, _ := open(t, d)
		if got, _ := f.GetCellValue(f.GetSheetName(0), "A2"); got != text {
			rt.Fatalf("%q came back as %q", text, got)
		}
	})
}

func TestTextTooLongForExcelSaysThatItWasCut(t *testing.T) {
	d := sample()
	d.Tables[0].Rows = [][]reports.Cell{{reports.Words(strings.Repeat("é", 40000))}}
	f, _ := open(t, d)
	got, _ := f.GetCellValue(f.GetSheetName(0), "A2")
	if !strings.HasSuffix(got, "(cut here: the whole text has 40000 characters, a cell holds 32767)") {
		t.Errorf("…%s", got[len(got)-80:])
	}
}

func TestNothingIsWrittenToTemporaryFiles(t *testing.T) {
	dir, before := t.TempDir(), made.Truncate(time.Second)
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	if err := os.Chtimes(dir, before, before); err != nil {
		t.Fatal(err)
	}
	d := sample()
	d.Tables[0].Rows = nil
	long := strings.Repeat("Delgado ", 3000)
	for range 900 { // more than the 16 MiB that excelize keeps in memory by itself
		d.Tables[0].Rows = append(d.Tables[0].Rows, []reports.Cell{reports.Words(long)})
	}
	file, err := Workbook(d)
	if err != nil || len(file) == 0 {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || !info.ModTime().Equal(before) { // it changes even when a file is removed again
		t.Errorf("a temporary file was made: %v %v", info.ModTime(), err)
	}
}

func TestATableBeyondExcelIsRefused(t *testing.T) {
	d := sample()
	d.Tables[0].Rows = make([][]reports.Cell, maxRows)
	if _, err := Workbook(d); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Words(err), "shorter period") {
		t.Errorf("got %v", err)
	}
}

func TestDaysBeforeExcelsCalendarStayText(t *testing.T) {
	d := sample()
	d.Tables[0].Rows = [][]reports.Cell{{reports.Words("a"), reports.On(app.Date("1899-05-01"))}}
	f, _ := open(t, d)
	if got, _ := f.GetCellValue(f.GetSheetName(0), "B2"); got != "May 1, 1899" {
		t.Errorf("got %q", got)
	}
}

func TestWriteASampleToLookAt(t *testing.T) {
	if dir := os.Getenv("CIVICDESK_LOOK"); dir != "" {
		_, file := open(t, sample())
		os.WriteFile(filepath.Join(dir, "sample.xlsx"), file, 0o600)
	}
}
