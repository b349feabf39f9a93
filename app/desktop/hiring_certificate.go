package desktop

import (
	"context"
	"fmt"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/app/policy"
)

var certificateWords = map[hiring.CertificateStatus]string{
	hiring.CertificateIssued: "Issued", hiring.SelectionMade: "Selection made", hiring.NoSelectionMade: "No selection made", hiring.CertificateCanceled: "Canceled",
}

var decisionCodes = []Choice{
	{string(hiring.Selected), "Selected"}, {string(hiring.NotSelected), "Not selected"}, {string(hiring.Declined), "Declined"},
}

// Certificates lists the vacancy's certificates, newest first.
func (h *Hiring) Certificates(vacancy string) ([]CertificateRow, error) {
	return opening(h.door, "desktop.Certificates", func(ctx context.Context, desk *node.Session) ([]CertificateRow, error) {
		all, err := desk.Hiring.CertificatesOf(ctx, app.ID(vacancy))
		rows := make([]CertificateRow, 0, len(all))
		for _, c := range all {
			rows = append(rows, certificateRow(c))
		}
		return rows, err
	})
}

func certificateRow(c hiring.Certificate) CertificateRow {
	row := CertificateRow{ID: string(c.ID), Number: c.Number, Grade: c.Grade, Status: certificateWords[c.Status], Issued: instant(c.IssuedAt),
		ReturnBy: string(c.ReturnBy), Expires: string(c.Expires), Names: c.Counts.Referred}
	for _, l := range c.Lines {
		if l.Decision == hiring.Selected {
			row.Selected++
		}
	}
	return row
}

// PreviewCertificate is the certificate as it would be issued now. What forbids
// issuing it is the view's Problem.
func (h *Hiring) PreviewCertificate(vacancy, grade string) (CertificateView, error) {
	return opening(h.door, "desktop.PreviewCertificate", func(ctx context.Context, desk *node.Session) (CertificateView, error) {
		p, err := desk.Hiring.PreviewIssue(ctx, hiring.IssueArgs{Vacancy: app.ID(vacancy), Grade: grade})
		if fault.Is(err, fault.Refused) {
			return CertificateView{Row: CertificateRow{Grade: grade}, Vacancy: vacancy, Facts: []Fact{}, Lines: []CertificateLine{}, Codes: decisionCodes, Problem: fault.Words(err)}, nil
		}
		if err != nil {
			return CertificateView{}, err
		}
		view := certificateView(p.Certificate)
		view.Row.ID, view.Seen, view.MayIssue = "", p.Digest, true
		return view, nil
	})
}

// IssueCertificate issues the certificate that the person looked at.
func (h *Hiring) IssueCertificate(vacancy, grade, seen string) (Outcome, error) {
	return saving(h.door, "desktop.IssueCertificate", func(ctx context.Context, desk *node.Session) (Outcome, error) {
		o, err := desk.Hiring.IssueCertificate(ctx, hiring.IssueArgs{Vacancy: app.ID(vacancy), Grade: grade}, seen)
		out, err := outcomeOf(o, err, "Issuing", "The certificate is issued.")
		if err != nil || out.Waiting {
			return out, err
		}
		var c hiring.Certificate
		if err := o.Decode(&c); err != nil {
			return out, fault.E("desktop.IssueCertificate", fault.Internal, "", err)
		}
		out.ID = string(c.ID)
		return out, nil
	})
}

// Certificate opens an issued certificate; the opening is on the audit trail.
func (h *Hiring) Certificate(id string) (CertificateView, error) {
	return opening(h.door, "desktop.Certificate", func(ctx context.Context, desk *node.Session) (CertificateView, error) {
		c, err := desk.Hiring.Certificate(ctx, app.ID(id))
		if err != nil {
			return CertificateView{}, err
		}
		view := certificateView(c)
		view.MayExport = true
		if c.Status != hiring.CertificateIssued || !policy.Can(desk.Actor(), policy.CertificateSelect, hiring.CertificateScope(c.Office, c.Vacancy)) {
			return view, nil
		}
		p, err := desk.Hiring.PreviewSelect(ctx, hiring.SelectArgs{Certificate: c.ID})
		view.Seen, view.MayDecide = p.Digest, true
		return view, err
	})
}

func certificateView(c hiring.Certificate) CertificateView {
	officials := make([]string, 0, len(c.SelectingOfficials))
	for _, o := range c.SelectingOfficials {
		officials = append(officials, o.Name)
	}
	view := CertificateView{Row: certificateRow(c), Vacancy: string(c.Vacancy), Codes: decisionCodes, Lines: make([]CertificateLine, 0, len(c.Lines)),
		Facts: facts("Announcement", c.Announcement, "Position", c.Title+", "+c.PayPlan+"-"+c.Series+"-"+c.Grade, "Duty location", strings.Join(c.DutyLocations, "\n"),
			"Openings", fmt.Sprint(c.Openings), "Issued", issuedWords(c), "Return by", string(c.ReturnBy), "Expires", string(c.Expires),
			"Selecting officials", strings.Join(officials, "\n"), "Signed by", c.SignedByName),
		Method: strings.Join(nonEmpty(c.Method.RankBy+". "+c.Method.Order, c.Method.FloatNote, c.Method.MergeNote, "Tie-breaker: "+c.Method.TieBreaker+".", "Rule: "+c.Method.Rule+"."), "\n")}
	for _, l := range c.Lines {
		view.Lines = append(view.Lines, certificateLine(l))
	}
	return view
}

func issuedWords(c hiring.Certificate) string {
	if c.Number == "" {
		return ""
	}
	return app.DateOf(c.IssuedAt).Words() + ", by " + c.IssuedByName
}

func nonEmpty(lines ...string) []string {
	var kept []string
	for _, l := range lines {
		if strings.Trim(l, ". ") != "" {
			kept = append(kept, l)
		}
	}
	return kept
}

func certificateLine(l hiring.Line) CertificateLine {
	block := "Other eligibles"
	if l.Block == hiring.PreferenceBlock {
		block = "Preference eligibles"
	}
	note := l.Comments
	if l.Decision == hiring.Declined {
		note = l.Proof
	}
	return CertificateLine{Application: string(l.Application), Place: fmt.Sprint(l.Place), Category: l.Category, Block: block, Name: l.Name,
		Preference: string(l.Preference), Rating: l.Rating, Residence: strings.Trim(l.City+", "+l.State, ", "), Decision: string(l.Decision), Note: note,
		Why: reasons(l.Reason, l.Citation)}
}

// Decide records decisions on the names of a certificate. One that is not
// lawful refuses all of them, with the name and the rule. With complete the
// certificate is signed and returned.
func (h *Hiring) Decide(certificate string, decisions []Decision, complete bool, seen string) (Outcome, error) {
	return saving(h.door, "desktop.Decide", func(ctx context.Context, desk *node.Session) (Outcome, error) {
		args := hiring.SelectArgs{Certificate: app.ID(certificate), Complete: complete}
		for _, d := range decisions {
			e := hiring.DecisionEntry{Application: app.ID(d.Application), Code: hiring.Decision(d.Code), Comments: d.Note}
			if e.Code == hiring.Declined { // the note is the proof, and today is the day
				e.Proof, e.Comments, e.Date = d.Note, "", app.DateOf(h.door.clock().Now())
			}
			args.Decisions = append(args.Decisions, e)
		}
		p, err := desk.Hiring.PreviewSelect(ctx, args)
		if err != nil {
			return Outcome{}, err
		}
		if p.Problem != "" { // say so now, before it is queued
			return Outcome{}, fault.Law("desktop.Decide", p.Rule, p.Problem)
		}
		o, err := desk.Hiring.Select(ctx, args, seen)
		return outcomeOf(o, err, "The selection", "The decisions are recorded.")
	})
}
