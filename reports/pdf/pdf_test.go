package pdf

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicdesk/app/fault"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// names that our fonts can print, of many scripts.
var names = []string{
	"Delgado, Rosa M.", "Müller-Lüdenscheidt, Jürgen", "Nguyễn, Thị Hồng Ánh", "Željko Đorđević", "Łukasz Wójcik",
	"Ọláyínká Adébáyọ̀", "Kaʻahumanu, Keoni", "Παπαδόπουλος, Ελένη", "Іваненко, Олександр", "Հակոբյան, Անի",
	"გიორგი ბერიძე", "כהן, נועה", "محمد علي الأحمد", "فاطمة زهراء", "پروین گلچین", "አበበ ቢቂላ", "ᏣᎳᎩ ᎠᏂᏴᏫ",
	"王小明", "山田 太郎", "ナガサワ", "김민준", "髙橋", "O’Brien–Söze",
}

var made = time.Date(2026, 3, 9, 18, 5, 0, 0, time.UTC)

func sample(t *testing.T, rows int) []byte {
	t.Helper()
	w := New(Meta{Title: "Certificate of Eligibles", Author: "Office", Made: made, Running: "Certificate HQ-2026-0001", Footer: "HQ-2026-0001"})
	w.Letterhead("Department of Labor", "Occupational Safety and Health", "Certificate of Eligibles", "HQ-2026-0001")
	w.Facts(4, []Fact{{Name: "Announcement", Value: "DE-16-OSHA-62"}, {Name: "Title", Value: "Industrial Hygienist", Span: 2}, {Name: "Grade", Value: "GS-09"}})
	table := Table{Columns: []Column{{Name: "No.", Width: 30, Align: Right}, {Name: "Name"}, {Name: "Decision", Width: 100}}}
	table.Rows = append(table.Rows, Row{Band: "Best Qualified", Aside: "rating 95.00 and above"}, Row{Band: "Preference eligibles", Inner: true})
	for i := range rows {
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: "1"}, {Text: names[i%len(names)], Under: "A-7K2M-9QXD"}, {Boxes: []Box{{Label: "A", Checked: i == 0}, {Label: "NS"}, {Label: "D"}}}}})
	}
	w.Table(table)
	w.Lines([]Line{{Label: "Signature", Share: 0.6}, {Label: "Date", Share: 0.4}})
	file, err := w.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// textOf extracts the text with pdftotext, an independent reader.
func textOf(t *testing.T, file []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed")
	}
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", "-enc", "UTF-8", path, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext: %v: %s", err, out)
	}
	return string(out)
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	if !bytes.Equal(sample(t, 60), sample(t, 60)) {
		t.Fatal("two papers of one input differ")
	}
}

func TestAPaperIsReadBackWhole(t *testing.T) {
	if dir := os.Getenv("CIVICDESK_LOOK"); dir != "" {
		os.WriteFile(filepath.Join(dir, "sample.pdf"), sample(t, 60), 0o600)
	}
	text := textOf(t, sample(t, 60))
	for _, want := range []string{"DEPARTMENT OF LABOR", "DE-16-OSHA-62", "Müller-Lüdenscheidt, Jürgen", "Nguyễn, Thị Hồng Ánh", "王小明", "김민준",
		"Παπαδόπουλος, Ελένη", "Best Qualified (continued)", "Page 1 of 3", "Page 3 of 3"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper does not hold %q:\n%s", want, text)
		}
	}
	for _, name := range names {
		for word := range strings.FieldsSeq(strings.ReplaceAll(name, ",", "")) { // readers differ on the order of right-to-left words
			if !strings.Contains(text, norm.NFC.String(word)) && !strings.Contains(word, "لأ") {
				t.Errorf("%q of %q does not come back as it was typed", word, name)
			}
		}
	}
	if n := strings.Count(text, "Decision"); n != 3 {
		t.Errorf("the table's head is on %d pages of 3", n)
	}
}

func TestAFileNamesItsLanguageAndTitle(t *testing.T) {
	file := sample(t, 1)
	for _, want := range []string{"/Lang (en-US)", "/DisplayDocTitle true", "<dc:language><rdf:Bag><rdf:li>en-US", "D:20260309180500"} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("the file lacks %s", want)
		}
	}
}

func TestNamesOfManyScriptsCanBePrinted(t *testing.T) {
	for _, name := range names {
		if err := CanPrint("name", name); err != nil {
			t.Error(err)
		}
	}
}

func TestWhatCannotBePrintedIsNamed(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"𠮷田", "𠮷 (U+20BB7)"},
		{"अनिता", "Devanagari"},
		{"สมชาย", "Thai"},
		{"Rosa 😀", "U+1F600"},
		{"ڠازي", "U+06A0"},
		{"\u0301Rosa", "accent without a letter"},
		{"Rosa\x00", "U+0000"},
		{"\ufffd", "U+FFFD"},
	} {
		err := CanPrint("name", c.text)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Words(err), c.want) || !strings.Contains(fault.Words(err), "name") {
			t.Errorf("%q: %v; want it refused with %q", c.text, err, c.want)
		}
		w := New(Meta{Made: made})
		w.Paragraph(c.text, Style{Size: 9})
		if _, err := w.Bytes(); !fault.Is(err, fault.Invalid) {
			t.Errorf("a paper with %q was made: %v", c.text, err)
		}
	}
}

func TestArabicLettersAreJoinedAndReadFromTheRight(t *testing.T) {
	for _, c := range []struct{ text, paper string }{
		{"محمد", "ﺪﻤﺤﻣ"},
		{"سلام", "ﻡﻼﺳ"},                // lam and alef are one
		{"Rosa علي 12", "Rosa 12 ﻲﻠﻋ"}, // the number belongs to the right-to-left stretch
		{"(علي)", "(ﻲﻠﻋ)"},
		{"דן 25 כהן", "ןהכ 25 ןד"},
	} {
		got := string(inPaperOrder(joinArabic([]rune(c.text))))
		if got != c.paper {
			t.Errorf("%q stands as %q, want %q", c.text, got, c.paper)
		}
	}
}

func TestEveryFaceHoldsWhatItsRangesPromise(t *testing.T) {
	for _, f := range append([]*face{bold}, faces...) {
		g := f.glyphs()
		if len(g.index) == 0 || len(g.box) == 0 {
			t.Errorf("%s is empty", f.name)
		}
		for r := range g.index {
			if !f.has(r) {
				t.Errorf("%s holds U+%04X outside its ranges", f.name, r)
			}
		}
	}
}

func TestWrappedLinesFitAndLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("ab WÜ中مח\n")), 0, 80, -1).Draw(t, "text")
		room := rapid.Float64Range(20, 200).Draw(t, "room")
		lines := wrap(text, room, Style{Size: 9})
		squeeze := func(s string) string { return strings.Join(strings.Fields(clean(s)), "") }
		if got := squeeze(strings.Join(lines, "")); got != squeeze(text) {
			t.Fatalf("wrapped to %q", lines)
		}
		for _, line := range lines {
			if len([]rune(line)) > 1 && textWidth(line, Style{Size: 9}) > room {
				t.Fatalf("%q is wider than %.1f", line, room)
			}
		}
	})
}

func TestNothingRunsOffThePage(t *testing.T) {
	var long []string
	for i := range 3000 {
		long = append(long, fmt.Sprintf("w%d", i))
	}
	text := strings.Join(long, " ")
	w := New(Meta{Title: text, Running: text, Footer: text, Made: made})
	w.Letterhead("Agency", "Office", text, "HQ-1")
	w.Facts(4, []Fact{{Name: "Remarks", Value: text, Span: 2}, {Name: text, Value: "other"}})
	w.Table(Table{Columns: []Column{{Name: "No.", Width: 40}, {Name: "Comment", Width: 120}, {Name: "Rest"}}, Rows: []Row{{Band: text, Aside: text}, {Cells: []Cell{{Text: "1"}, {Text: text}, {Text: "x", Under: text}}}}})
	w.Paragraph(text, Style{Size: 9})
	file, err := w.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(textOf(t, file), "\f"), "\f")
	for i, page := range pages {
		if !strings.Contains(page, fmt.Sprintf("Page %d of %d", i+1, len(pages))) {
			t.Errorf("page %d has no number", i+1)
		}
	}
	found := map[string]int{}
	for word := range strings.FieldsSeq(strings.Join(pages, " ")) {
		found[word]++
	}
	for _, word := range long[200:] { // the first ones stand in heads too
		if found[word] < 4 {
			t.Fatalf("%s is there %d times of 4", word, found[word])
		}
	}
}

// FuzzCanPrint: what CanPrint accepts is set without a panic; what it refuses
// is never set.
func FuzzCanPrint(f *testing.F) {
	for _, name := range append(names, "𠮷", "\u0301", "a\u200db") {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w := New(Meta{Made: made})
		w.Paragraph(text, Style{Size: 9})
		_, err := w.Bytes()
		if printable := CanPrint("text", text); (printable == nil) != (err == nil) {
			t.Fatalf("CanPrint says %v, the paper says %v", printable, err)
		}
	})
}
