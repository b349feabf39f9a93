package paper

import (
	"time"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/reports"
	"civicdesk/reports/pdf"
	"civicdesk/reports/xlsx"
)

// StatisticsHead is what a Vacancy Statistics report says about itself.
type StatisticsHead struct {
	Office string // whose vacancies; "" for all that the maker may see
	From   app.Date
	To     app.Date // of the closing dates covered
	MadeBy string
	Made   time.Time
}

// VacancyStatisticsXLSX makes the Vacancy Statistics workbook: one row per
// vacancy, one per vacancy and preference code, and a chart of the stages.
func VacancyStatisticsXLSX(rows []hiring.VacancyStatistics, head StatisticsHead) ([]byte, error) {
	return xlsx.Workbook(VacancyStatistics(rows, head))
}

// VacancyStatisticsPDF sets the same report on paper.
func VacancyStatisticsPDF(rows []hiring.VacancyStatistics, head StatisticsHead) ([]byte, error) {
	return pdf.Document(VacancyStatistics(rows, head))
}

// VacancyStatistics is the report before it becomes a file, for the screen.
func VacancyStatistics(rows []hiring.VacancyStatistics, head StatisticsHead) reports.Document {
	var sum hiring.PreferenceCount
	for _, r := range rows {
		sum.Applied += r.Applied
		sum.Eligible += r.Eligible
		sum.Referred += r.Referred
		sum.Selected += r.Selected
	}
	return reports.Document{
		Title: "Vacancy Statistics", Subject: "Applications by vacancy and veterans’ preference", Author: head.MadeBy, Made: head.Made, Zone: eastern,
		Facts: []reports.Fact{
			{Name: "Office", Value: reports.Words(or(head.Office, "All offices"))},
			{Name: "Closing dates from", Value: reports.On(head.From)}, {Name: "Closing dates to", Value: reports.On(head.To)},
			{Name: "Vacancies", Value: reports.Count(len(rows))}, {Name: "Applied", Value: reports.Count(sum.Applied)}, {Name: "Eligible", Value: reports.Count(sum.Eligible)},
			{Name: "Referred", Value: reports.Count(sum.Referred)}, {Name: "Selected", Value: reports.Count(sum.Selected)},
		},
		Tables: []reports.Table{vacancies(rows), veterans(rows)},
	}
}

func vacancies(rows []hiring.VacancyStatistics) reports.Table {
	number := func(name string) reports.Column { return reports.Column{Name: name, Kind: reports.Integer} }
	t := reports.Table{Name: "Vacancies", Columns: []reports.Column{
		{Name: "Announcement"}, {Name: "Title"}, {Name: "Grade"}, {Name: "Office"}, {Name: "Specialist"}, {Name: "Status"}, {Name: "Opened", Kind: reports.Day}, {Name: "Closed", Kind: reports.Day},
		number("Applied"), number("Paper"), number("Web"), number("Incomplete"), number("Ineligible"), number("Eligible"), number("Referred"), number("Selected"),
		{Name: "Eligible share", Kind: reports.Percent, Places: 1}, number("Days to certificate"),
	}, Notes: []string{
		"Applied counts every application but withdrawn ones; incomplete ones are those not finished.",
		"Eligible share is eligible ÷ applied, rounded half up to one place.",
		"Days are calendar days from the closing date, not counted, to the first certificate; empty while there is none.",
	}}
	for _, r := range rows {
		t.Rows = append(t.Rows, []reports.Cell{
			reports.Words(r.Announcement), reports.Words(r.Title), reports.Words(r.Position), reports.Words(r.Office), reports.Words(r.Specialist), reports.Words(vacancyWords(r.Status)), reports.On(r.Opens), reports.On(r.Closes),
			reports.Count(r.Applied), reports.Count(r.Paper), reports.Count(r.Web), reports.Count(r.Incomplete), reports.Count(r.Ineligible), reports.Count(r.Eligible), reports.Count(r.Referred), reports.Count(r.Selected),
			reports.Share(r.Eligible, r.Applied, 1), days(r.Days),
		})
	}
	t.Chart = &reports.Chart{Title: "Applied, eligible, referred and selected by vacancy", Labels: 0, Values: []int{8, 13, 14, 15}}
	return t
}

// veterans counts each preference code through the stages, codes that nobody
// holds left out.
func veterans(rows []hiring.VacancyStatistics) reports.Table {
	number := func(name string) reports.Column { return reports.Column{Name: name, Kind: reports.Integer} }
	t := reports.Table{Name: "Veterans by code", Columns: []reports.Column{
		{Name: "Announcement"}, {Name: "Code"}, {Name: "Veterans’ preference", Wide: true}, number("Applied"), number("Eligible"), number("Referred"), number("Selected"),
	}, Notes: []string{"The code is the adjudicated one; until it is adjudicated, the one claimed."}}
	for _, r := range rows {
		for _, n := range r.ByPreference {
			if n == (hiring.PreferenceCount{Code: n.Code}) {
				continue
			}
			t.Rows = append(t.Rows, []reports.Cell{
				reports.Words(r.Announcement), reports.Words(string(n.Code)), reports.Words(n.Code.Words()),
				reports.Count(n.Applied), reports.Count(n.Eligible), reports.Count(n.Referred), reports.Count(n.Selected),
			})
		}
	}
	return t
}

// days is a count of days, empty while it is not known.
func days(n int) reports.Cell {
	if n < 0 {
		return reports.Cell{}
	}
	return reports.Count(n)
}

func vacancyWords(s hiring.VacancyStatus) string {
	words := map[hiring.VacancyStatus]string{
		hiring.VacancyDraft: "Draft", hiring.ManagerReview: "Manager review", hiring.VacancyApproved: "Approved", hiring.VacancyScheduled: "Scheduled", hiring.VacancyOpen: "Open",
		hiring.VacancyClosed: "Closed", hiring.UnderReview: "Under review", hiring.VacancyCertified: "Certified", hiring.VacancySelected: "Selection made",
		hiring.HiringComplete: "Hiring complete", hiring.VacancyCanceled: "Canceled",
	}
	return or(words[s], string(s))
}
