package sample

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"civicdesk/app/hiring"
)

// job is a kind of work with what people say of it.
type job struct {
	titles []string
	duties []string
	majors []string
}

// jobs are drawn whatever the vacancy is: people apply from everywhere.
var jobs = []job{
	{[]string{"Safety Specialist", "Industrial Hygiene Technician", "Plant Safety Coordinator"},
		[]string{"Took air and noise samples in foundries and wood shops and wrote up the results.", "Trained crews of 20 to 60 in lockout, fall protection and respirators.", "Investigated accidents and followed up until the hazard was gone."},
		[]string{"Occupational safety and health", "Chemistry", "Environmental science"}},
	{[]string{"Statistical Assistant", "Survey Analyst", "Data Analyst"},
		[]string{"Drew samples and checked returned questionnaires for a state labor survey.", "Wrote programs that check and weight survey data.", "Prepared tables and explained them to people who are no statisticians."},
		[]string{"Statistics", "Economics", "Mathematics"}},
	{[]string{"Claims Examiner", "Benefits Counselor", "Case Worker"},
		[]string{"Examined claims against the rules and wrote decisions in plain words.", "Interviewed claimants and employers by telephone.", "Kept up to 120 open cases within their deadlines."},
		[]string{"Social work", "Public administration", "English"}},
	{[]string{"Office Manager", "Administrative Assistant", "Program Assistant"},
		[]string{"Kept the calendar, the files and the accounts of a section of twelve.", "Arranged travel and training and bought supplies within the budget.", "Answered the public at the counter and on the telephone."},
		[]string{"Business administration", "History"}},
	{[]string{"Squad Leader", "Supply Sergeant", "Hospital Corpsman"},
		[]string{"Led nine soldiers on two deployments.", "Accounted for equipment worth two million dollars without a loss.", "Gave first aid and kept the medical records of a company."},
		nil},
	{[]string{"Network Technician", "Help Desk Technician", "Software Tester"},
		[]string{"Kept the network of four county buildings running.", "Solved 30 calls a day and wrote the answers down for the next time.", "Wrote and ran tests and described the faults so that they could be mended."},
		[]string{"Information systems", "Computer science"}},
}

var employers = []string{"Franklin County Health Department", "Acme Foundry Works", "State Department of Labor", "Lakeshore Community Hospital", "Riverside School District", "Northfield Insurance",
	"U.S. Army", "Blue Ridge Paper Company", "Harbor City Transit", "Prairie Community College", "U.S. Navy", "Sunrise Home Care"}

// career fills in work, schooling and federal history.
func career(a *hiring.Application, r *rand.Rand, v hiring.Vacancy) {
	year := max(v.Closes.Time().Year(), 2016)
	for i := range 1 + r.IntN(3) {
		j := one(r, jobs)
		from := year - 2 - r.IntN(6)
		w := hiring.WorkBlock{
			Title: one(r, j.titles), From: fmt.Sprintf("%02d/%d", 1+r.IntN(12), from), To: fmt.Sprintf("01/%d", year),
			Salary: strconv.Itoa(31000 + 500*r.IntN(120)), SalaryPer: "year", HoursPerWeek: one(r, words("40 40 40 20 32 37")),
			Employer: one(r, employers), Duties: one(r, j.duties) + " " + one(r, j.duties),
		}
		home := one(r, places)
		boss := someone(r, 0)
		w.Address = fmt.Sprintf("%d %s, %s, %s %s", 1+r.IntN(2000), one(r, streets), home.city, home.state, home.zip)
		w.Supervisor, w.SupervisorPhone = boss.first+" "+boss.last, home.phone(r)
		if i == 0 && chance(r, 60) {
			w.To = "present"
		}
		a.Work = append(a.Work, w)
		year = from
	}
	schooling(a, r, year)
	if chance(r, 15) {
		a.FederalCivilian, a.Reinstatement = "yes", one(r, words("yes no"))
		series := ""
		if len(v.Series) > 0 {
			series = v.Series[0].Code
		}
		a.FederalHistory = []hiring.FederalBlock{{Agency: one(r, []string{"Department of Veterans Affairs", "Postal Service", "Census Bureau"}), Series: series, Grade: one(r, words("04 05 07 09 11")),
			From: fmt.Sprintf("%02d/%d", 1+r.IntN(12), year-4), To: fmt.Sprintf("%02d/%d", 1+r.IntN(12), year-1)}}
	}
	if chance(r, 40) {
		a.OtherQualifications = one(r, []string{"Certified Industrial Hygienist, 2019.", "Speaks Spanish and English.", "Typing 65 words a minute; first aid instructor.", "40-hour HAZWOPER training, renewed each year."})
	}
}

func schooling(a *hiring.Application, r *rand.Rand, before int) {
	majors := one(r, jobs).majors
	if majors == nil || chance(r, 20) {
		a.HighestEducation = "High school or equivalent"
		a.Education = []hiring.EducationBlock{{School: "Central High School", Place: one(r, places).named(), Degree: "Diploma", Year: strconv.Itoa(before - 1)}}
		return
	}
	degree := one(r, []string{"Associate’s degree", "Bachelor’s degree", "Bachelor’s degree", "Master’s degree"})
	a.HighestEducation = degree
	a.Education = []hiring.EducationBlock{{School: one(r, []string{"State University", "Prairie Community College", "University of the Lakes", "Technical Institute"}), Place: one(r, places).named(),
		Major: one(r, majors), Credits: strconv.Itoa(60 + 2*r.IntN(40)), Unit: one(r, words("semester semester quarter")), Degree: degree, Year: strconv.Itoa(before - 1)}}
}

func (p place) named() string { return p.city + ", " + p.state }
