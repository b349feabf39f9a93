package hiring

import (
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// VacancyStatistics is one row of the report of that name. People are counted
// once, at whatever grade they are eligible.
type VacancyStatistics struct {
	Vacancy      app.ID            `json:"vacancy"`
	Announcement string            `json:"announcement"`
	Title        string            `json:"title"`
	Office       string            `json:"office"`
	Specialist   string            `json:"specialist"`
	Position     string            `json:"position"` // "GS-0690-09/11"
	Status       VacancyStatus     `json:"status"`
	Opens        app.Date          `json:"opens"`
	Closes       app.Date          `json:"closes"`
	Applied      int               `json:"applied"` // every application but a withdrawn one
	Paper        int               `json:"paper"`
	Web          int               `json:"web"`
	Incomplete   int               `json:"incomplete"` // not finished
	Ineligible   int               `json:"ineligible"`
	Eligible     int               `json:"eligible"`
	Referred     int               `json:"referred"`
	Selected     int               `json:"selected"`
	Days         int               `json:"days"` // calendar days from closing to the first certificate; -1 before
	ByPreference []PreferenceCount `json:"byPreference"`
}

// PreferenceCount counts one preference code.
type PreferenceCount struct {
	Code     ranking.Preference `json:"code"`
	Applied  int                `json:"applied"`
	Eligible int                `json:"eligible"`
	Referred int                `json:"referred"`
	Selected int                `json:"selected"`
}

// StatisticsFilter narrows the report; zero values mean all.
type StatisticsFilter struct {
	Vacancy app.ID   `json:"vacancy"`
	Office  string   `json:"office"`
	From    app.Date `json:"from"` // closing date
	To      app.Date `json:"to"`
}

// Statistics gives the rows of the Vacancy Statistics report, by closing date
// and announcement. It names nobody.
func (s *Service) Statistics(ctx context.Context, f StatisticsFilter) ([]VacancyStatistics, error) {
	return view(ctx, s, func(tx *record.Tx) ([]VacancyStatistics, error) {
		if !policy.Somewhere(tx.Actor(), policy.ReportRun) {
			return nil, policy.Require(tx.Actor(), policy.ReportRun, app.ScopeHiring)
		}
		all, err := Vacancies.All(tx)
		if err != nil {
			return nil, err
		}
		var rows []VacancyStatistics
		for _, v := range all {
			if !f.takes(v) || !policy.Can(tx.Actor(), policy.ReportRun, v.Scope()) {
				continue
			}
			row, err := statisticsOf(tx, v)
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		}
		slices.SortFunc(rows, func(a, b VacancyStatistics) int {
			return strings.Compare(string(a.Closes)+a.Announcement+string(a.Vacancy), string(b.Closes)+b.Announcement+string(b.Vacancy))
		})
		return rows, nil
	})
}

func (f StatisticsFilter) takes(v Vacancy) bool {
	return (f.Vacancy == "" || f.Vacancy == v.ID) && (f.Office == "" || f.Office == v.Office) &&
		(f.From == "" || v.Closes >= f.From) && (f.To == "" || v.Closes <= f.To)
}

func statisticsOf(tx *record.Tx, v Vacancy) (VacancyStatistics, error) {
	row := VacancyStatistics{Vacancy: v.ID, Announcement: v.Announcement, Title: v.Title, Office: v.Office, Specialist: v.SpecialistName,
		Position: v.Position(), Status: v.Status, Opens: v.Opens, Closes: v.Closes, Days: -1}
	key := record.K(string(v.ID))
	applications, err := Applications.Find(tx, "by-vacancy", key)
	if err != nil {
		return row, err
	}
	ratings, err := Ratings.Find(tx, "by-vacancy", key)
	if err != nil {
		return row, err
	}
	certificates, err := Certificates.Find(tx, "by-vacancy", key)
	if err != nil {
		return row, err
	}
	rated, eligible, referred, selected := map[app.ID]bool{}, map[app.ID]bool{}, map[app.ID]bool{}, map[app.ID]bool{}
	for _, r := range ratings {
		rated[r.Application] = true
		eligible[r.Application] = eligible[r.Application] || r.Eligible
	}
	for _, c := range certificates {
		if c.Status == CertificateCanceled {
			continue
		}
		if days := int(EasternDay(c.IssuedAt).Time().Sub(v.Closes.Time()).Hours() / 24); row.Days < 0 || days < row.Days {
			row.Days = max(0, days)
		}
		for _, l := range c.Lines {
			referred[l.Application] = true
			selected[l.Application] = selected[l.Application] || l.Decision == Selected
		}
	}
	for _, p := range ranking.Preferences {
		row.ByPreference = append(row.ByPreference, PreferenceCount{Code: p})
	}
	for _, a := range applications {
		if a.Status != Withdrawn {
			row.count(a, rated[a.ID], eligible[a.ID], referred[a.ID], selected[a.ID])
		}
	}
	return row, nil
}

func (row *VacancyStatistics) count(a Application, rated, eligible, referred, selected bool) {
	at := max(0, slices.Index(ranking.Preferences, a.EffectivePreference()))
	p := &row.ByPreference[at]
	add := func(yes bool, counts ...*int) {
		if yes {
			for _, c := range counts {
				*c++
			}
		}
	}
	add(true, &row.Applied, &p.Applied)
	add(a.Source == Paper, &row.Paper)
	add(a.Source == Web, &row.Web)
	add(a.Status != Finished, &row.Incomplete)
	add(rated && !eligible, &row.Ineligible)
	add(eligible, &row.Eligible, &p.Eligible)
	add(referred, &row.Referred, &p.Referred)
	add(selected, &row.Selected, &p.Selected)
}

// Position is pay plan, series and grades in the usual form: "GS-0690-09/11".
func (v Vacancy) Position() string {
	series := ""
	if len(v.Series) > 0 {
		series = v.Series[0].Code
	}
	parts := slices.DeleteFunc([]string{v.PayPlan, series, strings.Join(v.Grades, "/")}, func(s string) bool { return s == "" })
	return strings.Join(parts, "-")
}
