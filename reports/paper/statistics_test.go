package paper

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
	"github.com/xuri/excelize/v2"
)

func statistics() ([]hiring.VacancyStatistics, StatisticsHead) {
	var rows []hiring.VacancyStatistics
	for i := range 12 {
		r := hiring.VacancyStatistics{Announcement: fmt.Sprintf("DE-16-OSHA-%d", 60+i), Title: "Industrial Hygienist", Position: "GS-0690-09", Office: "HQ", Specialist: "Rosa Delgado", Status: hiring.UnderReview, Opens: "2026-01-12", Closes: "2026-02-02",
			Applied: 40 + 7*i, Incomplete: i % 3, Ineligible: 5 + i, Eligible: 35 + 6*i, Referred: 20 + i, Selected: i % 3,
			Paper: 12, Web: 28 + 7*i, Days: -1, ByPreference: []hiring.PreferenceCount{{Code: ranking.TP, Applied: i}, {Code: ranking.CPS, Applied: 3, Eligible: 3, Referred: 2, Selected: 1}}}
		if i%2 == 0 {
			r.Days = 35
		}
		rows = append(rows, r)
	}
	return rows, StatisticsHead{From: "2026-01-01", To: "2026-12-31", MadeBy: "Rosa Delgado", Made: time.Date(2026, 3, 9, 18, 5, 0, 0, time.UTC)}
}

func TestVacancyStatisticsAreTheRows(t *testing.T) {
	rows, head := statistics()
	file, err := VacancyStatisticsXLSX(rows, head)
	if err != nil {
		t.Fatal(err)
	}
	look("vacancy-statistics.xlsx", file)
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := f.GetRows("Vacancies", excelize.Options{RawCellValue: true})
	if err != nil || len(got) != len(rows)+1 {
		t.Fatalf("%d rows, %v", len(got), err)
	}
	for i, r := range rows {
		row := append(got[i+1], "")
		want := map[int]string{0: r.Announcement, 5: "Under review", 7: "46055", 8: strconv.Itoa(r.Applied), 9: "12", 10: strconv.Itoa(r.Web), 11: strconv.Itoa(r.Incomplete), 12: strconv.Itoa(r.Ineligible),
			13: strconv.Itoa(r.Eligible), 14: strconv.Itoa(r.Referred), 15: strconv.Itoa(r.Selected), 17: ""}
		if r.Days >= 0 {
			want[17] = "35"
		}
		for n, w := range want {
			if row[n] != w {
				t.Errorf("%s, %s: %q, want %q", r.Announcement, got[0][n], row[n], w)
			}
		}
	}
	byCode, _ := f.GetRows("Veterans by code")
	if len(byCode) != 1+12+11 { // the first vacancy has no TP
		t.Errorf("%d rows by code", len(byCode))
	}
	if !hasPart(t, file, "xl/charts/chart1.xml") {
		t.Error("no native chart")
	}
}

func TestVacancyStatisticsOnPaper(t *testing.T) {
	rows, head := statistics()
	file, err := VacancyStatisticsPDF(rows, head)
	if err != nil {
		t.Fatal(err)
	}
	look("vacancy-statistics.pdf", file)
	text := textOf(t, file)
	for _, want := range []string{"Vacancy Statistics", "DE-16-OSHA-71", "87.5%", "Veterans by code", "All offices", "Page 1 of"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper lacks %q:\n%s", want, text)
		}
	}
}

func hasPart(t *testing.T, file []byte, name string) bool {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Name == name {
			return true
		}
	}
	return false
}
