package usajobs

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"civicdesk/app"
)

// reader takes values out of one decoded item and remembers the first field at
// fault.
type reader struct {
	file, at string
	err      error
}

func readItem(file, at string, raw json.RawMessage) (Item, error) {
	rd := &reader{file: file, at: at}
	item := rd.object(raw, strings.TrimSuffix(at, "."))
	d := rd.object(item["MatchedObjectDescriptor"], "MatchedObjectDescriptor")
	if rd.err == nil && len(d) == 0 {
		rd.fail("MatchedObjectDescriptor", "is missing", nil)
	}
	area := rd.object(d["UserArea"], "UserArea")
	det := rd.object(area["Details"], "UserArea.Details")
	out := Item{
		ControlNumber: rd.text(item, "", "MatchedObjectId"),
		Announcement:  rd.needed(d, "PositionID"),
		Title:         rd.needed(d, "PositionTitle"),
		Department:    rd.text(d, "", "DepartmentName"),
		Agency:        rd.text(d, "", "OrganizationName"),
		SubAgency:     rd.text(d, "", "SubAgency", "SubAgencyName"),
		URL:           rd.text(d, "", "PositionURI"),
		Opens:         rd.date(d, false, "PositionStartDate", "PublicationStartDate"),
		Closes:        rd.date(d, true, "ApplicationCloseDate", "PositionEndDate"),

		Qualifications: rd.text(d, "", "QualificationSummary"),
	}
	rd.position(&out, d)
	rd.details(&out, det)
	if rd.err == nil && out.Opens != "" && out.Opens > out.Closes {
		rd.fail("PositionEndDate", fmt.Sprintf("(%s) is before PositionStartDate (%s)", out.Closes, out.Opens), nil)
	}
	return out, rd.err
}

func (rd *reader) position(out *Item, d map[string]json.RawMessage) {
	for i, o := range rd.objects(d, "JobCategory") {
		c := Code{rd.text(o, fmt.Sprintf("JobCategory[%d].", i), "Code"), rd.text(o, "", "Name")}
		if c.Code != "" {
			out.Series = append(out.Series, c)
		}
	}
	out.Series = withoutFamilies(out.Series)
	for _, o := range rd.objects(d, "JobGrade") {
		if code := rd.text(o, "JobGrade.", "Code"); code != "" && out.PayPlan == "" {
			out.PayPlan = code
		}
	}
	for _, o := range rd.objects(d, "PositionRemuneration") {
		out.SalaryMin = rd.amount(o, "PositionRemuneration.", "MinimumRange")
		out.SalaryMax = rd.amount(o, "PositionRemuneration.", "MaximumRange")
		out.SalaryPer = rd.text(o, "PositionRemuneration.", "Description", "RateIntervalCode")
		break
	}
	for _, o := range rd.objects(d, "PositionLocation") {
		l := Location{rd.text(o, "PositionLocation.", "LocationName"), rd.text(o, "PositionLocation.", "CityName"),
			rd.text(o, "PositionLocation.", "CountrySubDivisionCode"), rd.text(o, "PositionLocation.", "CountryCode")}
		l.City = strings.TrimSuffix(l.City, ", "+l.State)
		if l.Name != "" || l.City != "" {
			out.Locations = append(out.Locations, l)
		}
	}
	out.AppointmentType = rd.names(d, "PositionOfferingType")
	out.WorkSchedule = rd.names(d, "PositionSchedule")
}

func (rd *reader) details(out *Item, det map[string]json.RawMessage) {
	const in = "UserArea.Details."
	text := func(names ...string) string { return rd.text(det, in, names...) }
	out.LowGrade, out.HighGrade = rd.grade(det, "LowGrade"), rd.grade(det, "HighGrade")
	out.PromotionPotential = text("PromotionPotential")
	out.ClosingType = text("AnnouncementClosingType")
	out.OpeningsText = text("TotalOpenings")
	if n, err := strconv.Atoi(out.OpeningsText); err == nil && n > 0 && n < 100000 {
		out.Openings = n
	}
	out.Service = text("ServiceType")
	out.HiringPaths = rd.list(det, in, "HiringPath")
	out.WhoMayApply = text("WhoMayApply")
	if who := rd.tryObject(det["WhoMayApply"]); who != nil {
		out.WhoMayApply = rd.text(who, in+"WhoMayApply.", "Name")
	}
	out.Supervisory = rd.flag(det, "SupervisoryStatus")
	out.Telework, out.Remote = rd.flag(det, "TeleworkEligible"), rd.flag(det, "RemoteIndicator")
	out.Relocation, out.DrugTest = rd.flag(det, "Relocation"), rd.flag(det, "DrugTestRequired")
	out.Travel, out.Clearance = text("TravelCode"), text("SecurityClearance")
	out.Sensitivity = text("PositionSensitivitiy", "PositionSensitivity") // the first is the API's own spelling
	out.Summary, out.Requirements, out.Education = text("JobSummary"), text("Requirements"), text("Education")
	out.Duties, out.Conditions = rd.list(det, in, "MajorDuties"), rd.list(det, in, "KeyRequirements")
	out.HowEvaluated, out.RequiredDocuments = text("Evaluations"), text("RequiredDocuments")
	out.HowToApply, out.NextSteps = text("HowToApply"), text("WhatToExpectNext")
	out.ContactEmail, out.ContactPhone = text("AgencyContactEmail"), text("AgencyContactPhone")
	if rd.err == nil && out.LowGrade > out.HighGrade && out.HighGrade != "" {
		rd.fail(in+"HighGrade", fmt.Sprintf("(%s) is below LowGrade (%s)", out.HighGrade, out.LowGrade), nil)
	}
}

func (rd *reader) fail(field, why string, cause error) {
	if rd.err == nil {
		rd.err = refuse(rd.file, rd.at+field, why, cause)
	}
}

// object decodes an object; absent and null are the empty object.
func (rd *reader) object(raw json.RawMessage, field string) map[string]json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var out map[string]json.RawMessage
	if err := json.Unmarshal(raw, &out); err != nil {
		rd.fail(field, "should be an object", err)
	}
	return out
}

func (rd *reader) tryObject(raw json.RawMessage) map[string]json.RawMessage {
	var out map[string]json.RawMessage
	if json.Unmarshal(raw, &out) != nil {
		return nil
	}
	return out
}

// objects decodes a list of objects, or one object in place of a list.
func (rd *reader) objects(from map[string]json.RawMessage, name string) []map[string]json.RawMessage {
	raw := from[name]
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if one := rd.tryObject(raw); one != nil {
		return []map[string]json.RawMessage{one}
	}
	var out []map[string]json.RawMessage
	if err := json.Unmarshal(raw, &out); err != nil {
		rd.fail(name, "should be a list of objects", err)
	}
	return out
}

// text is the first of the named values that is not empty: a string, a number
// or a boolean, as text.
func (rd *reader) text(from map[string]json.RawMessage, in string, names ...string) string {
	for _, name := range names {
		raw := from[name]
		if len(raw) == 0 || string(raw) == "null" {
			continue
		}
		switch raw[0] {
		case '"':
			var s string
			if err := json.Unmarshal(raw, &s); err != nil {
				rd.fail(in+name, "cannot be read", err)
			}
			if s = clean(s); s != "" {
				return s
			}
		case '{', '[':
			if name != "WhoMayApply" {
				rd.fail(in+name, "should be text", nil)
			}
		default:
			return string(raw)
		}
	}
	return ""
}

func (rd *reader) needed(from map[string]json.RawMessage, name string) string {
	s := rd.text(from, "", name)
	if s == "" {
		rd.fail(name, "is missing", nil)
	}
	return s
}

// list is a list of texts, or one text in place of a list.
func (rd *reader) list(from map[string]json.RawMessage, in, name string) []string {
	raw := from[name]
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if raw[0] != '[' {
		if s := rd.text(from, in, name); s != "" {
			return []string{s}
		}
		return nil
	}
	var many []string
	if err := json.Unmarshal(raw, &many); err != nil {
		rd.fail(in+name, "should be text or a list of texts", err)
		return nil
	}
	var out []string
	for _, s := range many {
		if s = clean(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (rd *reader) names(d map[string]json.RawMessage, name string) string {
	var out []string
	for _, o := range rd.objects(d, name) {
		if s := rd.text(o, name+".", "Name", "Code"); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "; ")
}

var dateForms = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05", "2006-01-02", "01/02/2006", "1/2/2006"}

// date is the calendar day as written: closing is 11:59 pm Eastern of that day,
// whatever zone the file gives it.
func (rd *reader) date(d map[string]json.RawMessage, needed bool, names ...string) app.Date {
	s := rd.text(d, "", names...)
	if s == "" {
		if needed {
			rd.fail(names[0], "is missing", nil)
		}
		return ""
	}
	for _, form := range dateForms {
		if t, err := time.Parse(form, s); err == nil && t.Year() >= 1900 && t.Year() < 3000 {
			return app.DateOf(t)
		}
	}
	rd.fail(names[0], fmt.Sprintf("is no date: %q", short(s)), nil)
	return ""
}

var amountForm = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,4})?$`)

// amount is a sum as exact text: "97738.0" is "97738", "18.25" stays.
func (rd *reader) amount(o map[string]json.RawMessage, in, name string) string {
	s := strings.NewReplacer(",", "", "$", "").Replace(rd.text(o, in, name))
	if s == "" {
		return ""
	}
	if !amountForm.MatchString(s) {
		rd.fail(in+name, fmt.Sprintf("is no amount: %q", short(s)), nil)
		return ""
	}
	if whole, cents, ok := strings.Cut(s, "."); ok {
		if cents = strings.TrimRight(cents, "0"); cents == "" {
			return whole
		}
		return whole + "." + cents
	}
	return s
}

// grade is two digits; text that is no number ("None") stays as it is.
func (rd *reader) grade(det map[string]json.RawMessage, name string) string {
	s := rd.text(det, "UserArea.Details.", name)
	if n, err := strconv.Atoi(s); err == nil {
		if n < 0 || n > 99 {
			rd.fail("UserArea.Details."+name, fmt.Sprintf("is no grade: %q", short(s)), nil)
			return ""
		}
		return fmt.Sprintf("%02d", n)
	}
	return s
}

// flag reads True, true, Y, yes, 1 and their opposites, as text or as JSON.
func (rd *reader) flag(det map[string]json.RawMessage, name string) string {
	s := rd.text(det, "UserArea.Details.", name)
	switch strings.ToLower(s) {
	case "":
		return ""
	case "true", "y", "yes", "1":
		return "yes"
	case "false", "n", "no", "0":
		return "no"
	}
	rd.fail("UserArea.Details."+name, fmt.Sprintf("is neither yes nor no: %q", short(s)), nil)
	return ""
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// withoutFamilies drops an occupational family ("2200") when a series of it
// ("2210") is named too.
func withoutFamilies(in []Code) []Code {
	var out []Code
	for _, c := range in {
		family := len(c.Code) == 4 && strings.HasSuffix(c.Code, "00")
		for _, o := range in {
			if family && o.Code != c.Code && strings.HasPrefix(o.Code, c.Code[:2]) {
				family = false
				c.Code = ""
				break
			}
		}
		if c.Code != "" {
			out = append(out, c)
		}
	}
	return out
}
