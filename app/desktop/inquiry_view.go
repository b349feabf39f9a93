package desktop

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/app/refdata"
)

func inquiryRows(all []inquiry.Row) []InquiryRow {
	rows := make([]InquiryRow, 0, len(all))
	for _, r := range all {
		rows = append(rows, inquiryRow(r))
	}
	return rows
}

func inquiryRow(r inquiry.Row) InquiryRow {
	row := InquiryRow{ID: string(r.ID), Tracking: r.Number.String(), Name: r.Name, Category: r.CategoryLabel, Channel: r.Channel.Words(),
		Office: inquiry.ContactOf(r.Office).Name, Assigned: r.Assigned.Name, Status: statusCode(r.Status), StatusWords: r.Status.Words(), Received: string(r.Received), Age: r.Age,
		Due: string(r.Due), Late: r.Late, Flags: append([]string{}, r.Flags...)}
	if r.Newer {
		row.Flags = append(row.Flags, "A newer inquiry of this person exists")
	}
	return row
}

func statusCode(s inquiry.Status) string {
	if s == inquiry.StatusWaiting {
		return "waiting"
	}
	return string(s)
}

func inquiryView(d inquiry.Detail, desk *node.Session) InquiryView {
	i := d.Inquiry
	county := ""
	if c, ok := refdata.CountyByFIPS(i.County); ok {
		county = c.Name
	}
	missing := make([]string, 0, len(i.Missing))
	for field, why := range i.Missing {
		missing = append(missing, field+": "+why)
	}
	slices.Sort(missing)
	view := InquiryView{Row: inquiryRow(d.Row), Aloud: i.Tracking.ReadAloud(), Description: i.Description, Routing: reasons(i.Routing.Why, i.Routing.Basis),
		Groups: []Group{
			{"Customer", facts("Name", i.Name(), "Phone", d.Row.Phone, "E-mail", i.Email, "Answer by", i.PreferredContact, "Home ZIP", i.HomeZIP, "Not given", strings.Join(missing, "\n"))},
			{"Employer", facts("Company", i.Company, "Street", i.Street, "Place", strings.Trim(i.City+", "+i.State+" "+i.WorkZIP, ", "), "County", county)},
			{"Work", facts("Office", strings.TrimSpace(d.Office.Name+"\n"+d.Office.Phone), "Assigned to", i.Assigned.Name, "Logged by", i.LoggedBy.Name, "Answer by", string(d.Row.Due), "Deadline", d.Row.Deadline.Words,
				"Length of call", callLength(i.Calls))},
		},
		Notes: []NoteView{}, Others: append(inquiryRows(d.Others), inquiryRows(d.Possible)...)}
	for _, n := range i.Notes {
		view.Notes = append(view.Notes, NoteView{Kind: noteWords[n.Kind], Text: n.Text, Article: n.Article, Version: n.Version, By: n.By.Name, At: instant(n.At)})
	}
	if i.Answer.Text != "" {
		view.Notes = append(view.Notes, NoteView{Kind: "Answer", Text: i.Answer.Text, By: i.Answer.By.Name, At: instant(i.Answer.At)})
	}
	if i.Closing.Reason != "" {
		view.Notes = append(view.Notes, NoteView{Kind: "Closed", Text: strings.TrimSpace(i.Closing.Reason.Words() + "\n" + i.Closing.Text), By: i.Closing.By.Name, At: instant(i.Closing.At)})
	}
	slices.SortStableFunc(view.Notes, func(a, b NoteView) int { return strings.Compare(b.At, a.At) })
	view.Steps, view.Fields = inquirySteps(i), correctableFields(i)
	view.MayWork = mayWork(desk)
	view.MayAnswer = view.MayWork && i.Status.Open()
	view.Assigned, view.Aside = Choice{string(i.Assigned.User), i.Assigned.Name}, i.Quarantine
	view.MayClose = view.MayWork && i.Status != inquiry.StatusClosed
	view.MayStart = view.MayWork && !i.Quarantine && i.Status.Leads(inquiry.StatusInProgress)
	view.MayWait = view.MayWork && i.Status.Leads(inquiry.StatusWaiting)
	view.MayReopen = view.MayWork && i.Status.Leads(inquiry.StatusReopened)
	view.MayAssign = view.MayWork && i.Status.Open()
	return view
}

var noteWords = map[inquiry.NoteKind]string{inquiry.Research: "Research note", inquiry.Comment: "Comment", inquiry.Contact: "Contact attempt", inquiry.Article: "Article"}

func callLength(calls []inquiry.Call) string {
	if len(calls) == 0 {
		return ""
	}
	d := calls[0].Ended.Sub(calls[0].Started).Round(time.Second)
	return fmt.Sprintf("%d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}

func mayWork(desk *node.Session) bool {
	return policy.Can(desk.Actor(), policy.InquiryWork, desk.Inquiries.Scope())
}
