// Package paper lays out the official papers: the certificate of eligibles as a
// PDF and as a workbook, and the Vacancy Statistics workbook. It decides what
// stands where; the order of names and every figure come from hiring.
package paper

import (
	"fmt"
	"strings"
	"time"

	"civicdesk/app/hiring"
	"civicdesk/reports/pdf"
)

// eastern is the zone of official times: announcements open and close by it.
// Package hiring embeds the zones.
var eastern = func() *time.Location {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	return zone
}()

// CertificatePDF sets a certificate of eligibles on letter paper: the facts of
// the certificate, the list with boxes to tick, the lines to sign, and how the
// order was made, with the rule behind every place. A name that cannot be
// printed rightly is refused by naming it. The same certificate gives the same
// bytes.
func CertificatePDF(c hiring.Certificate) ([]byte, error) {
	if err := canPrint(c); err != nil {
		return nil, err
	}
	w := pdf.New(pdf.Meta{
		Title:   "Certificate of Eligibles " + c.Number,
		Subject: fmt.Sprintf("Certificate of eligibles for %s, announcement %s", c.Title, c.Announcement),
		Author:  c.IssuedByName, Made: c.IssuedAt,
		Running: fmt.Sprintf("Certificate of Eligibles %s · %s, %s", c.Number, c.Title, grade(c)),
		Footer:  fmt.Sprintf("Certificate %s · announcement %s · issued %s", c.Number, c.Announcement, moment(c.IssuedAt)),
	})
	w.Letterhead(c.Agency, c.SubAgency, "Certificate of Eligibles", c.Number)
	if c.Status == hiring.CertificateCanceled {
		w.Paragraph("CANCELED: issued in error. No selection may be made from this certificate.", pdf.Style{Size: 12, Bold: true})
	}
	w.Facts(4, facts(c))
	w.Paragraph("Valid only for the position, grade and locations shown. No selection may be made after the expiration date.", pdf.Style{Size: 8.2, Grey: true})
	notes := orderNotes(c.Lines)
	listOfNames(w, c, notes)
	signatures(w, c)
	howOrdered(w, c, notes)
	return w.Bytes()
}

// canPrint checks what people typed, each with the word for what it is.
func canPrint(c hiring.Certificate) error {
	check := func(what string, texts ...string) error {
		for _, text := range texts {
			if err := pdf.CanPrint(what, text); err != nil {
				return err
			}
		}
		return nil
	}
	for _, l := range c.Lines {
		if err := check("name", l.Name); err != nil {
			return err
		}
		if err := check("residence of "+l.Name, l.City, l.State); err != nil {
			return err
		}
		if err := check("comment on "+l.Name, l.Comments, l.Proof); err != nil {
			return err
		}
	}
	for _, o := range c.SelectingOfficials {
		if err := check("selecting official's name", o.Name); err != nil {
			return err
		}
	}
	if err := check("issuing official's name", c.IssuedByName, c.SignedByName); err != nil {
		return err
	}
	if err := check("remark", c.Remarks); err != nil {
		return err
	}
	return check("certificate's text", append(append([]string{c.Title, c.Agency, c.SubAgency}, c.DutyLocations...), c.SelectiveFactors...)...)
}

func facts(c hiring.Certificate) []pdf.Fact {
	var officials []string
	for _, o := range c.SelectingOfficials {
		officials = append(officials, o.Name)
	}
	return []pdf.Fact{
		{Name: "Position title", Value: c.Title, Span: 2},
		{Name: "Pay plan, series and grade", Value: grade(c)},
		{Name: "Full performance level", Value: or(c.FullPerformanceLevel, "Not stated")},
		{Name: "Announcement number", Value: c.Announcement},
		{Name: "USAJOBS control number", Value: or(c.ControlNumber, "None")},
		{Name: "Request number", Value: or(c.RequestNumber, "None")},
		{Name: "Certificate type", Value: typeWords(c.Type)},
		{Name: "Duty locations", Value: or(strings.Join(c.DutyLocations, "; "), "Not stated"), Span: 2},
		{Name: "Vacancies to fill", Value: fmt.Sprint(c.Openings)},
		{Name: "Travel", Value: or(c.Travel, "Not stated")},
		{Name: "Appointment type", Value: or(c.AppointmentType, "Not stated")},
		{Name: "Work schedule", Value: or(c.WorkSchedule, "Not stated")},
		{Name: "Announcement opened", Value: or(c.OpenedOn.Words(), "Not stated")},
		{Name: "Announcement closed", Value: or(c.ClosedOn.Words(), "Not stated")},
		{Name: "Selective factors", Value: or(strings.Join(c.SelectiveFactors, "; "), "None"), Span: 2},
		{Name: "CTAP and ICTAP cleared", Value: yesNo(c.CTAPCleared)},
		{Name: "Reemployment priority list cleared", Value: yesNo(c.RPLCleared)},
		{Name: "Issued", Value: moment(c.IssuedAt)},
		{Name: "Issued by", Value: c.IssuedByName},
		{Name: "Return by", Value: or(c.ReturnBy.Words(), "Not stated")},
		{Name: "Expires", Value: or(c.Expires.Words(), "Not stated")},
		{Name: "Selecting officials", Value: or(strings.Join(officials, "; "), "Not stated"), Span: 2},
		{Name: "Status", Value: statusWords(c.Status), Span: 2},
		{Name: "Remarks", Value: or(c.Remarks, "None"), Span: 4},
	}
}

func grade(c hiring.Certificate) string {
	var parts []string
	for _, p := range []string{c.PayPlan, c.Series, c.Grade} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, "-")
}

func typeWords(t hiring.CertificateType) string {
	if t == hiring.CategoryCertificate {
		return "Category rating"
	}
	return string(t)
}

func statusWords(s hiring.CertificateStatus) string {
	switch s {
	case hiring.CertificateIssued:
		return "Issued, awaiting selection"
	case hiring.SelectionMade:
		return "Selection made"
	case hiring.NoSelectionMade:
		return "Returned without a selection"
	case hiring.CertificateCanceled:
		return "Canceled, issued in error"
	}
	return string(s)
}

// moment is an official time on paper: Eastern.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(eastern).Format("Jan 2, 2006, 3:04 PM MST")
}

func yesNo(yes bool) string {
	if yes {
		return "Yes"
	}
	return "No"
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
