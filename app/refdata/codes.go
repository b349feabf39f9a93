package refdata

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Code is one entry of a USAJOBS code list.
type Code struct {
	Code    string
	Label   string
	Retired bool // no longer given out, but met in older announcements
}

// OccupationalSeries is one four-digit series of federal work.
type OccupationalSeries struct {
	Code    string // for example "0343"
	Title   string
	Family  string // the family's title
	Collar  string // "White" or "Blue"
	Retired bool
}

// The code lists of USAJOBS that hiring uses; CodeList takes one of these.
const (
	ListAgencies     = "agencies"
	ListHiringPaths  = "hiringpaths"
	ListPayPlans     = "payplans"
	ListPreference   = "militarystatuscodes"
	ListAppointments = "positionofferingtypes"
	ListSchedules    = "positionscheduletypes"
	ListPayIntervals = "remunerationrateintervalcodes"
	ListClearances   = "securityclearances"
	ListServices     = "servicetypes"
	ListTravel       = "travelpercentages"
	ListWhoMayApply  = "whomayapply"
)

// CodeList is one of the lists above in its own order, or nil for another name.
func CodeList(list string) []Code {
	found, ok := codeLists()[list]
	if !ok {
		return nil
	}
	return slices.Clone(found)
}

// CodeLabel is the text of a code of one list, and whether the list has it.
func CodeLabel(list, code string) (string, bool) {
	for _, c := range codeLists()[list] {
		if c.Code == code {
			return c.Label, true
		}
	}
	return "", false
}

// PayPlans lists the federal pay plans, for example GS.
func PayPlans() []Code { return CodeList(ListPayPlans) }

// HiringPaths lists the groups that an announcement may be open to.
func HiringPaths() []Code { return CodeList(ListHiringPaths) }

// Series lists the occupational series by code, retired ones included.
func Series() []OccupationalSeries { return slices.Clone(series()) }

// SeriesByCode finds a series by its code; "343" finds 0343.
func SeriesByCode(code string) (OccupationalSeries, bool) {
	code = fourDigits(code)
	i, ok := slices.BinarySearchFunc(series(), code, func(s OccupationalSeries, c string) int { return cmp.Compare(s.Code, c) })
	if !ok {
		return OccupationalSeries{}, false
	}
	return series()[i], true
}

// ScientificProfessional says whether a series counts as professional or
// scientific, for which preference eligibles of 10 points do not float at GS-9
// and above (5 U.S.C. 3313, 5 CFR 332.401). The list is a working default: HR
// confirms it for each vacancy.
func ScientificProfessional(series string) bool { return professional()[fourDigits(series)] }

// fourDigits writes a series code as four digits, since spreadsheets lose the
// leading zero.
func fourDigits(code string) string {
	code = strings.TrimSpace(code)
	if n := len(code); n > 0 && n < 4 {
		code = "0000"[n:] + code
	}
	return code
}

// number reads a count; empty or unreadable text is 0.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// compareNames orders names as people look them up: without regard to case.
func compareNames(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }

var codeLists = sync.OnceValue(func() map[string][]Code {
	names := []string{ListAgencies, ListHiringPaths, ListPayPlans, ListPreference, ListAppointments, ListSchedules,
		ListPayIntervals, ListClearances, ListServices, ListTravel, ListWhoMayApply}
	lists := map[string][]Code{}
	for _, name := range names {
		table("codelists/"+name+".csv", []string{"code", "value", "disabled"}, func(c []string) {
			lists[name] = append(lists[name], Code{Code: c[0], Label: c[1], Retired: c[2] == "Y"})
		})
	}
	return lists
})

var series = sync.OnceValue(func() (list []OccupationalSeries) {
	table("occupational-series.csv", []string{"code", "title", "family_title", "collar", "usajobs_disabled"}, func(c []string) {
		list = append(list, OccupationalSeries{Code: c[0], Title: c[1], Family: c[2], Collar: c[3], Retired: c[4] == "Y"})
	})
	slices.SortFunc(list, func(a, b OccupationalSeries) int { return cmp.Compare(a.Code, b.Code) })
	return list
})

var professional = sync.OnceValue(func() map[string]bool {
	found := map[string]bool{}
	table("professional-scientific-series.csv", []string{"code"}, func(c []string) { found[c[0]] = true })
	return found
})
