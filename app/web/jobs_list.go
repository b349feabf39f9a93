package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"civicdesk/app"
)

// eastern is the zone of every closing time: 11:59 pm Eastern.
var eastern = func() *time.Location {
	if zone, err := time.LoadLocation("America/New_York"); err == nil {
		return zone
	}
	return time.FixedZone("EST", -5*60*60)
}()

// today is the day by which closing dates are counted.
func (s *site) today() app.Date { return app.DateOf(s.now().In(eastern)) }

// jobFilter is what the list of jobs is narrowed by; it is the page's query.
type jobFilter struct {
	Text, Series, Grade, Place string
	Soon                       bool
}

const (
	jobsPerPage = 20
	soonDays    = 7
)

// listJobs lists the open vacancies, narrowed by the query.
func (s *site) listJobs(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Jobs.Open(r.Context())
	if err != nil {
		return err
	}
	q := r.URL.Query()
	f := jobFilter{Text: clip(q.Get("q")), Series: clip(q.Get("series")), Grade: clip(q.Get("grade")),
		Place: clip(q.Get("place")), Soon: q.Get("soon") != ""}
	found := f.apply(all, s.today())
	slices.SortStableFunc(found, func(a, b Job) int {
		return cmp.Or(cmp.Compare(a.Closes, b.Closes), cmp.Compare(a.Title, b.Title), cmp.Compare(a.Number, b.Number))
	})
	pages := max(1, (len(found)+jobsPerPage-1)/jobsPerPage)
	at, _ := strconv.Atoi(q.Get("page"))
	at = min(max(at, 1), pages)
	series, grades, places := choices(all)
	title := "Find a job"
	if at > 1 {
		title += ", page " + strconv.Itoa(at)
	}
	return s.show(w, r, http.StatusOK, "jobs_list", page{Title: title, Nav: "jobs", Body: struct {
		Filter                 jobFilter
		Narrowed               bool
		Series, Grades, Places []Choice
		Jobs                   []Job
		Found, All             int
		Page, Pages            int
		Earlier, Later         string
		Today                  app.Date
	}{f, f != jobFilter{}, series, grades, places, found[(at-1)*jobsPerPage : min(at*jobsPerPage, len(found))], len(found), len(all),
		at, pages, f.address(at - 1), f.address(at + 1), s.today()}})
}

// clip bounds what is taken from a query.
func clip(s string) string {
	s = strings.TrimSpace(strings.ToValidUTF8(s, ""))
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "")
	}
	return s
}

// apply keeps the jobs that fit; every word of the text must occur.
func (f jobFilter) apply(all []Job, today app.Date) []Job {
	if f.Soon {
		all = closingSoon(all, today)
	}
	var found []Job
	for _, j := range all {
		if f.fits(j) {
			found = append(found, j)
		}
	}
	return found
}

func (f jobFilter) fits(j Job) bool {
	if f.Series != "" && !slices.ContainsFunc(j.Series, func(c Choice) bool { return c.Value == f.Series }) {
		return false
	}
	if f.Grade != "" && !slices.ContainsFunc(j.Grades, func(g string) bool { return j.PayPlan+"-"+g == f.Grade }) {
		return false
	}
	if f.Place != "" && !slices.Contains(j.Locations, f.Place) {
		return false
	}
	text := j.Title + " " + j.Number + " " + j.Agency + " " + j.Summary + " " + strings.Join(j.Locations, " ")
	for _, c := range j.Series {
		text += " " + c.Value + " " + c.Label
	}
	text = strings.ToLower(text)
	for _, word := range strings.Fields(strings.ToLower(f.Text)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// address is the list narrowed the same way, at another page.
func (f jobFilter) address(at int) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": f.Text, "series": f.Series, "grade": f.Grade, "place": f.Place} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Soon {
		q.Set("soon", "1")
	}
	if at > 1 {
		q.Set("page", strconv.Itoa(at))
	}
	if len(q) == 0 {
		return "/jobs"
	}
	return "/jobs?" + q.Encode()
}

// closingSoon lists the jobs that close within a week, first to close first.
func closingSoon(jobs []Job, today app.Date) []Job {
	var soon []Job
	for _, j := range jobs {
		if j.Closes >= today && j.Closes <= today.AddDays(soonDays) {
			soon = append(soon, j)
		}
	}
	slices.SortStableFunc(soon, func(a, b Job) int { return cmp.Compare(a.Closes, b.Closes) })
	return soon
}

// choices are the series, grades and places that occur among the jobs.
func choices(jobs []Job) (series, grades, places []Choice) {
	names, plans, towns := map[string]string{}, map[string]bool{}, map[string]bool{}
	for _, j := range jobs {
		for _, c := range j.Series {
			names[c.Value] = c.Label
		}
		for _, g := range j.Grades {
			plans[j.PayPlan+"-"+g] = true
		}
		for _, place := range j.Locations {
			towns[place] = true
		}
	}
	for _, code := range sortedKeys(names) {
		series = append(series, Choice{Value: code, Label: code + " " + names[code]})
	}
	for _, g := range sortedKeys(plans) {
		grades = append(grades, Choice{Value: g, Label: g})
	}
	for _, place := range sortedKeys(towns) {
		places = append(places, Choice{Value: place, Label: place})
	}
	return series, grades, places
}
