package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"civicdesk/app"
)

// showJob shows one announcement.
func (s *site) showJob(w http.ResponseWriter, r *http.Request) error {
	a, err := s.Jobs.Announcement(r.Context(), r.PathValue("number"))
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "jobs_show", jobPage(a, s.today()))
}

// jobPage is what the page of one announcement is drawn from.
func jobPage(a Announcement, today app.Date) page {
	return page{Title: a.Title + ", " + a.Grade(), Nav: "jobs", Body: struct {
		Announcement
		Posting  posting
		DaysLeft int
		Today    app.Date
	}{a, newPosting(a), int(a.Closes.Time().Sub(today.Time()).Hours() / 24), today}}
}

// posting is an announcement as schema.org's JobPosting, for search engines.
// The data block is never executed, and html/template writes it as safe JSON.
type posting struct {
	Context      string        `json:"@context"`
	Type         string        `json:"@type"`
	Title        string        `json:"title"`
	Identifier   postingID     `json:"identifier"`
	DatePosted   app.Date      `json:"datePosted,omitempty"`
	ValidThrough string        `json:"validThrough,omitempty"`
	Description  string        `json:"description"`
	Organization organization  `json:"hiringOrganization"`
	Locations    []jobLocation `json:"jobLocation,omitempty"`
	LocationType string        `json:"jobLocationType,omitempty"`
	Salary       *baseSalary   `json:"baseSalary,omitempty"`
	Employment   []string      `json:"employmentType,omitempty"`
	Occupation   []string      `json:"occupationalCategory,omitempty"`
	Openings     int           `json:"totalJobOpenings,omitempty"`
	Eligibility  string        `json:"eligibilityToWorkRequirement,omitempty"`
	Clearance    string        `json:"securityClearanceRequirement,omitempty"`
	Duties       string        `json:"responsibilities,omitempty"`
	Quality      string        `json:"qualifications,omitempty"`
	Education    string        `json:"educationRequirements,omitempty"`
	Direct       bool          `json:"directApply"`
}

type postingID struct {
	Type  string `json:"@type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type organization struct {
	Type       string        `json:"@type"`
	Name       string        `json:"name"`
	Parent     *organization `json:"parentOrganization,omitempty"`
	Department *organization `json:"department,omitempty"`
}

type jobLocation struct {
	Type    string  `json:"@type"`
	Address address `json:"address"`
}

type address struct {
	Type     string `json:"@type"`
	Locality string `json:"addressLocality,omitempty"`
	Region   string `json:"addressRegion,omitempty"`
	Country  string `json:"addressCountry,omitempty"`
}

type baseSalary struct {
	Type     string      `json:"@type"`
	Currency string      `json:"currency"`
	Value    salaryValue `json:"value"`
}

type salaryValue struct {
	Type string  `json:"@type"`
	Min  float64 `json:"minValue"`
	Max  float64 `json:"maxValue"`
	Unit string  `json:"unitText,omitempty"`
}

func newPosting(a Announcement) posting {
	p := posting{
		Context: "https://schema.org", Type: "JobPosting", Title: a.Title,
		Identifier: postingID{"PropertyValue", a.Agency, a.Number},
		DatePosted: a.Opens, Description: firstOf(a.Summary, a.Title), Organization: organization{Type: "Organization", Name: a.Agency},
		Openings: a.Openings, Eligibility: a.MayApply, Clearance: a.Clearance,
		Duties: strings.Join(a.Duties, "\n"), Quality: a.Qualifications, Education: a.Education, Direct: a.TakesApplications,
	}
	if a.Closes.Valid() {
		day := a.Closes.Time()
		p.ValidThrough = time.Date(day.Year(), day.Month(), day.Day(), 23, 59, 0, 0, eastern).Format(time.RFC3339)
	}
	if a.Department != "" && a.Department != a.Agency {
		p.Organization.Parent = &organization{Type: "Organization", Name: a.Department}
	}
	if a.SubAgency != "" && a.SubAgency != a.Agency {
		p.Organization.Department = &organization{Type: "Organization", Name: a.SubAgency}
	}
	for _, at := range a.Places {
		p.Locations = append(p.Locations, jobLocation{"Place", address{"PostalAddress", firstOf(at.City, at.Name), at.State, firstOf(at.Country, "US")}})
	}
	if a.Remote {
		p.LocationType = "TELECOMMUTE"
	}
	lowest, err1 := strconv.ParseFloat(a.SalaryMin, 64)
	highest, err2 := strconv.ParseFloat(a.SalaryMax, 64)
	if err1 == nil && err2 == nil && highest > 0 {
		p.Salary = &baseSalary{"MonetaryAmount", "USD", salaryValue{"QuantitativeValue", lowest, highest, payUnit(a.SalaryPer)}}
	}
	for _, c := range a.Series {
		p.Occupation = append(p.Occupation, c.Value+" "+c.Label)
	}
	p.Employment = employment(a.Schedule, a.Appointment)
	return p
}

// payUnit is the rate interval in schema.org's words.
func payUnit(per string) string {
	switch per = strings.ToLower(per); {
	case strings.Contains(per, "year"), per == "pa":
		return "YEAR"
	case strings.Contains(per, "hour"), per == "ph":
		return "HOUR"
	case strings.Contains(per, "day"), per == "pd":
		return "DAY"
	case strings.Contains(per, "month"), per == "pm":
		return "MONTH"
	}
	return ""
}

// employment is the schedule and appointment in schema.org's words.
func employment(schedule, appointment string) []string {
	var list []string
	both := strings.ToLower(schedule + " " + appointment)
	for _, word := range []struct{ has, is string }{{"full", "FULL_TIME"}, {"part", "PART_TIME"}, {"temporary", "TEMPORARY"}, {"intern", "INTERN"}} {
		if strings.Contains(both, word.has) {
			list = append(list, word.is)
		}
	}
	return list
}

// firstOf is the first text that is not empty.
func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
