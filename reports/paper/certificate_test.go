package paper

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/sample"
	"civicdesk/reports/pdf"
	"github.com/xuri/excelize/v2"
)

var people = [][2]string{
	{"Rosa", "Delgado"}, {"Jürgen", "Müller-Lüdenscheidt"}, {"Thị Hồng Ánh", "Nguyễn"}, {"Олександр", "Іваненко"}, {"Ελένη", "Παπαδόπουλος"},
	{"小明", "王"}, {"민준", "김"}, {"太郎", "山田"}, {"محمد", "الأحمد"}, {"נועה", "כהן"}, {"Keoni", "Kaʻahumanu"}, {"Ọláyínká", "Adébáyọ̀"},
	{"John", "Smith"}, {"Mary Ann", "O’Brien"}, {"Łukasz", "Wójcik"}, {"DeShawn", "Washington"},
}

// certificate ranks n people by the real rules and puts them on a certificate.
func certificate(t testing.TB, n int) hiring.Certificate {
	t.Helper()
	cities := [][2]string{{"Denver", "CO"}, {"Boston", "MA"}, {"San Juan", "PR"}, {"Coeur d’Alene", "ID"}, {"Washington", "DC"}}
	var candidates []ranking.Candidate
	for i := range n {
		p, city := people[i%len(people)], cities[i%len(cities)]
		candidates = append(candidates, ranking.Candidate{
			Application: app.ID(fmt.Sprintf("0197aaaa-0000-7000-8000-%012d", i)), Number: fmt.Sprintf("A-%04d-9QXD", i), FirstName: p[0], LastName: p[1],
			City: city[0], State: city[1], Preference: ranking.Preferences[i*7%len(ranking.Preferences)], Rating: fmt.Sprintf("%d.%02d", 70+i*13%30, i*37%100),
		})
	}
	method := ranking.Method{Categories: []ranking.Category{{Name: "Best Qualified", From: "95"}, {Name: "Well Qualified", From: "85"}, {Name: "Qualified", From: "70"}},
		PayPlan: "GS", Series: "0690", Grade: "09", MergeBelow: 3}
	list, err := ranking.Rank(method, candidates)
	if err != nil {
		t.Fatal(err)
	}
	c := hiring.Certificate{
		Number: "HQ-2026-0001", Type: hiring.CategoryCertificate, Status: hiring.CertificateIssued, RequestNumber: "R-118", Announcement: "DE-16-OSHA-62", ControlNumber: "438471300",
		Title: "Industrial Hygienist", Agency: "Department of Labor", SubAgency: "Occupational Safety and Health Administration", PayPlan: "GS", Series: "0690", Grade: "09",
		FullPerformanceLevel: "12", DutyLocations: []string{"Denver, Colorado", "Englewood, Colorado"}, Openings: 2, AppointmentType: "Permanent", WorkSchedule: "Full-time", Travel: "1 to 5 nights per month",
		CTAPCleared: true, RPLCleared: true, SelectingOfficials: []hiring.Official{{Name: "Priya Raman"}}, OpenedOn: "2026-01-12", ClosedOn: "2026-02-02",
		IssuedAt: time.Date(2026, 3, 9, 18, 5, 0, 0, time.UTC), IssuedByName: "Rosa Delgado", ReturnBy: "2026-03-24", Expires: "2026-06-07",
		Method: hiring.MethodShown{RankBy: "Quality category", PriorityOrder: "Preference eligibles before others inside each category", ReferMethod: "All eligibles", Order: ranking.OrderNote,
			TieBreaker: "Application number, low first", WellQualified: "85.00", FloatNote: list.FloatNote, MergeNote: list.MergeNote, Rule: "5 USC 3319; 5 CFR 337.304"},
		Counts: hiring.Counts{Received: n + 3, Ineligible: 3, Eligible: n, Referred: n, Floated: list.Floated}, InputsDigest: strings.Repeat("0f", 32), RankDigest: list.Digest(),
	}
	for _, g := range list.Categories {
		c.Categories = append(c.Categories, hiring.Category{Name: g.Name, From: g.From, Assigned: g.Assigned, Eligible: g.Preferred})
		c.Counts.PreferenceEligible += g.Preferred
	}
	for _, l := range list.Lines {
		block := hiring.OtherBlock
		if l.Preferred {
			block = hiring.PreferenceBlock
		}
		source := candidates[0]
		for _, s := range candidates {
			if s.Application == l.Application {
				source = s
			}
		}
		c.Lines = append(c.Lines, hiring.Line{Place: l.Place, Application: l.Application, ApplicationNumber: l.Number, Name: l.Name, Category: l.Category, CategoryRank: l.CategoryRank, Block: block,
			Preference: l.Preference, City: source.City, State: source.State, Rating: l.Rating, Floated: l.Floated, Reason: l.Reason, Citation: l.Citation})
	}
	return c
}

// look writes a file where a person can open it.
func look(name string, file []byte) {
	if dir := os.Getenv("CIVICDESK_LOOK"); dir != "" {
		os.WriteFile(filepath.Join(dir, name), file, 0o600)
	}
}

// textOf extracts the text of a PDF with pdftotext, an independent reader.
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

func TestTheCertificateHoldsItsFacts(t *testing.T) {
	c := certificate(t, 4)
	c.Lines[0].Decision, c.Lines[0].DecisionDate = hiring.Selected, "2026-03-15"
	c.Lines[1].Decision, c.Lines[1].Proof = hiring.Declined, "E-mail of March 12"
	c.Lines[2].Decision, c.Lines[2].Comments = hiring.NotSelected, "Interviewed"
	c.SignedByName, c.SignedAt, c.Status = "Priya Raman", time.Date(2026, 3, 16, 14, 0, 0, 0, time.UTC), hiring.SelectionMade
	file, err := CertificatePDF(c)
	if err != nil {
		t.Fatal(err)
	}
	look("certificate-4.pdf", file)
	text := textOf(t, file)
	for _, want := range []string{
		"DEPARTMENT OF LABOR", "Occupational Safety and Health Administration", "Certificate of Eligibles", "HQ-2026-0001", "Industrial Hygienist", "GS-0690-09", "DE-16-OSHA-62", "438471300", "R-118",
		"Denver, Colorado; Englewood, Colorado", "Category rating", "Permanent", "Full-time", "1 to 5 nights per month", "Mar 9, 2026, 2:05 PM EDT", "Mar 24, 2026", "Jun 7, 2026", "Priya Raman",
		"Rosa Delgado", "Best Qualified", "Preference eligibles", "Others, without veterans’ preference", "Mar 15, 2026", "E-mail of March 12", "Interviewed", "Mar 16, 2026, 10:00 AM EDT",
		"How this order was made", "Application number, low first", "5 USC 3319; 5 CFR 337.304", c.RankDigest, "Page 1 of 2", "Page 2 of 2", "Signature of the selecting official",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the certificate lacks %q", want)
		}
	}
	for _, l := range c.Lines {
		if !strings.Contains(text, l.Name) || !strings.Contains(text, l.ApplicationNumber) {
			t.Errorf("the certificate lacks %s, %s", l.Name, l.ApplicationNumber)
		}
		if words := strings.Join(strings.Fields(text), " "); !strings.Contains(words, firstWords(l.Reason, 4)) {
			t.Errorf("the certificate lacks the reason %q", l.Reason)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

func firstWords(s string, n int) string {
	words := strings.Fields(s)
	return strings.Join(words[:min(n, len(words))], " ")
}

func TestNamesStandInTheOrderOfTheList(t *testing.T) {
	c := certificate(t, 500)
	file, err := CertificatePDF(c)
	if err != nil {
		t.Fatal(err)
	}
	look("certificate-500.pdf", file)
	text, at := textOf(t, file), 0
	for _, l := range c.Lines {
		next := strings.Index(text[at:], l.ApplicationNumber)
		if next < 0 {
			t.Fatalf("application %s of place %d is missing or out of order", l.ApplicationNumber, l.Place)
		}
		at += next
	}
	if heads := strings.Count(text, "Name and application"); heads < 20 || strings.Count(text, "(continued)") < 20 {
		t.Errorf("the head of the list is on %d pages", heads)
	}
}

func TestTheSameCertificateGivesTheSameBytes(t *testing.T) {
	c := certificate(t, 40)
	for name, make := range map[string]func(hiring.Certificate) ([]byte, error){"PDF": CertificatePDF, "XLSX": CertificateXLSX} {
		a, errA := make(c)
		b, errB := make(c)
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("two %s of one certificate differ (%v, %v)", name, errA, errB)
		}
	}
}

func TestANameThatCannotBePrintedStopsTheCertificate(t *testing.T) {
	for _, name := range []string{"𠮷田, 花子", "अनिता, शर्मा", "Smith, 😀"} {
		c := certificate(t, 4)
		c.Lines[2].Name = name
		file, err := CertificatePDF(c)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Words(err), name) || file != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := CertificateXLSX(c); err != nil { // Excel brings its own fonts
			t.Errorf("%s in a workbook: %v", name, err)
		}
	}
}

func TestACanceledCertificateSaysSo(t *testing.T) {
	c := certificate(t, 1)
	c.Status = hiring.CertificateCanceled
	file, err := CertificatePDF(c)
	if err != nil {
		t.Fatal(err)
	}
	if text := textOf(t, file); !strings.Contains(text, "No selection may be made from this certificate") {
		t.Error(text)
	}
}

func TestAnEmptyCertificateIsStillAPaper(t *testing.T) {
	for _, c := range []hiring.Certificate{{}, certificate(t, 0)} {
		if _, err := CertificatePDF(c); err != nil {
			t.Error(err)
		}
		if _, err := CertificateXLSX(c); err != nil {
			t.Error(err)
		}
	}
}

func TestTheWorkbookHoldsTheList(t *testing.T) {
	c := certificate(t, 30)
	c.Lines[0].Decision, c.Lines[0].DecisionDate, c.Lines[0].Comments = hiring.Selected, "2026-03-15", "=HYPERLINK(\"x\")"
	file, err := CertificateXLSX(c)
	if err != nil {
		t.Fatal(err)
	}
	look("certificate.xlsx", file)
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Eligibles")
	if err != nil || len(rows) != len(c.Lines)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, l := range c.Lines {
		row := append(rows[i+1], make([]string, 12)...)
		want := []string{strconv.Itoa(l.Place), l.Name, l.ApplicationNumber, l.Category, blockName(l.Block), string(l.Preference), l.City, l.State, string(l.Decision), l.DecisionDate.Words(), l.Proof, l.Comments}
		for n := range want {
			if row[n] != want[n] {
				t.Errorf("place %d, %s: %q, want %q", l.Place, rows[0][n], row[n], want[n])
			}
		}
	}
	reasons, err := f.GetRows("Order of names")
	if err != nil || len(reasons) != len(c.Lines)+1 {
		t.Fatalf("%d reasons, %v", len(reasons), err)
	}
	for i, l := range c.Lines {
		if got := reasons[i+1]; got[1] != l.Name || got[2] != l.Reason || got[3] != l.Citation {
			t.Errorf("place %d: %q", l.Place, got)
		}
	}
	about := map[string]string{}
	facts, _ := f.GetRows("About")
	for _, r := range facts {
		if len(r) == 2 {
			about[r[0]] = r[1]
		}
	}
	for name, want := range map[string]string{"Certificate number": "HQ-2026-0001", "Vacancies to fill": "2", "Return by": "Mar 24, 2026", "Pay plan, series and grade": "GS-0690-09", "Eligible": "30"} {
		if about[name] != want {
			t.Errorf("%s is %q, want %q", name, about[name], want)
		}
	}
	if raw, _ := f.GetCellValue("Categories", "B2", excelize.Options{RawCellValue: true}); raw != "95" {
		t.Errorf("cut-off is %q", raw)
	}
}

func BenchmarkCertificate500(b *testing.B) {
	c := certificate(b, 500)
	for b.Loop() {
		if _, err := CertificatePDF(c); err != nil {
			b.Fatal(err)
		}
		if _, err := CertificateXLSX(c); err != nil {
			b.Fatal(err)
		}
	}
}

func TestEverySampleNameCanBePrinted(t *testing.T) {
	for _, a := range sample.Applications(1, 1000, hiring.Vacancy{Closes: "2026-11-29"}, hiring.Questionnaire{}.Set, hiring.Paper) {
		if err := pdf.CanPrint("name", ranking.ShownName(a.FirstName, a.MiddleName, a.LastName, a.Suffix)); err != nil {
			t.Error(err)
		}
	}
}
