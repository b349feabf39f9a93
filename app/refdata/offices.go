package refdata

import (
	"slices"
	"strings"
	"sync"
)

// Office is one office of the sample agency. Addresses are from 2015; see AsOf.
type Office struct {
	Code   string // for example "SE-NSH"
	Name   string // for example "Nashville Office"
	Level  string // LevelNational, LevelRegional or LevelField
	Region string // region code, for example "SE"; empty for the national office
	Area   string // the region's name
	Street string
	City   string
	State  string
	ZIP    string
	Phone  string   // may be empty
	Email  string   // may be empty
	States []string // the states that the office covers
	AsOf   string   // when the source gave these data
}

// The levels of offices.
const (
	LevelNational = "national"
	LevelRegional = "regional"
	LevelField    = "field"
)

// RoutingRule sends the workplaces of one ZIP code, county or state to an office.
type RoutingRule struct {
	Match  string // MatchZIP, MatchCounty, MatchState or MatchDefault
	Value  string // ZIP code, county FIPS code, state code, or "*"
	Office string // office code
	Basis  string // "sourced" or "sample" (an invented district)
	Note   string
}

// What a routing rule may match, most specific first.
const (
	MatchZIP     = "zip"
	MatchCounty  = "county"
	MatchState   = "state"
	MatchDefault = "default"
)

// Category is one topic that a customer may choose.
type Category struct {
	Code         string // for example "DIS"
	Label        string
	Audience     string // "worker", "contractor" or "any"
	Group        string // "rights", "process", "compliance", "referral" or "other"
	Referral     string // the agency that a customer is sent to, for example "EEOC"; empty when the agency itself answers
	Legacy       bool   // rests on an order that was revoked
	DeadlineDays int    // days within which a complaint must be filed; 0 for none
	Sensitive    bool
}

// Offices lists the sample agency's offices: national, then each region with
// its field offices.
func Offices() []Office { return slices.Clone(offices().list) }

// OfficeByCode finds an office.
func OfficeByCode(code string) (Office, bool) {
	o, ok := offices().byCode[code]
	return o, ok
}

// RoutingRules lists the sample agency's routing rules.
func RoutingRules() []RoutingRule { return slices.Clone(rules()) }

// Categories lists the sample agency's inquiry categories in the order of the form.
func Categories() []Category { return slices.Clone(categories()) }

// CategoryByCode finds a category.
func CategoryByCode(code string) (Category, bool) {
	for _, c := range categories() {
		if c.Code == code {
			return c, true
		}
	}
	return Category{}, false
}

var offices = sync.OnceValue(func() (found struct {
	list   []Office
	byCode map[string]Office
}) {
	found.byCode = map[string]Office{}
	columns := []string{"office_code", "office", "level", "region_code", "region", "street", "city", "state", "zip",
		"phone", "intake_email", "states_covered", "as_of"}
	table("offices.csv", columns, func(c []string) {
		o := Office{Code: c[0], Name: c[1], Level: c[2], Region: c[3], Area: c[4], Street: c[5], City: c[6],
			State: c[7], ZIP: c[8], Phone: c[9], Email: c[10], States: strings.Fields(c[11]), AsOf: c[12]}
		found.list = append(found.list, o)
		found.byCode[o.Code] = o
	})
	return found
})

var rules = sync.OnceValue(func() (list []RoutingRule) {
	table("routing-rules.csv", []string{"match_type", "match_value", "office_code", "basis", "note"}, func(c []string) {
		list = append(list, RoutingRule{Match: c[0], Value: c[1], Office: c[2], Basis: c[3], Note: c[4]})
	})
	return list
})

var categories = sync.OnceValue(func() (list []Category) {
	columns := []string{"code", "label", "audience", "group", "agency_route", "legacy", "deadline_days", "sensitive_default"}
	table("inquiry-categories.csv", columns, func(c []string) {
		referral, _ := strings.CutPrefix(c[4], "refer:")
		if referral == c[4] {
			referral = ""
		}
		list = append(list, Category{Code: c[0], Label: c[1], Audience: c[2], Group: c[3], Referral: referral,
			Legacy: c[5] == "1", DeadlineDays: number(c[6]), Sensitive: c[7] == "1"})
	})
	return list
})
