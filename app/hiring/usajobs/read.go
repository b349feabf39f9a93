package usajobs

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
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
