package desktop

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/node"
	"civicdesk/app/policy"
)

var certificateWords = map[hiring.CertificateStatus]string{
	hiring.CertificateIssued: "Issued", hiring.SelectionMade: "Selection made", hiring.NoSelectionMade: "No selection made", hiring.CertificateCanceled: "Canceled",
}

var decisionCodes = func() []DecisionCode {
	out := []DecisionCode{}
	for _, c := range ranking.Codes {
		out = append(out, DecisionCode{Code: string(c), Label: c.Words(), Proof: hiring.Decision(c).Proof()})
	}
	return out
}()

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
			return CertificateView{Row: CertificateRow{Grade: grade}, Vacancy: vacancy, Facts: []Fact{}, Method: []Fact{}, Extensions: []ChangeView{}, Lines: []CertificateLine{}, Codes: decisionCodes, Problem: fault.Words(err)}, nil
		}
		if err != nil {
			return CertificateView{}, err
		}
		view := certificateView(p.Certificate)
		view.Row.ID, view.Seen, view.MayIssue, view.Ratings, view.MayOpen = "", p.Digest, true, true, true
		view.Warning = claimsWords(p.OpenClaims)
		return view, nil
	})
}

func claimsWords(open int) string {
	switch open {
	case 0:
		return ""
	case 1:
		return "One preference on this list counts as claimed: nobody has verified it yet."
	}
	return fmt.Sprintf("%d preferences on this list count as claimed: nobody has verified them yet.", open)
}

// IssueCertificate issues the certificate that the person looked at.
func (h *Hiring) IssueCertificate(form IssueForm) (Outcome, error) {
	return saving(h.door, "desktop.IssueCertificate", func(ctx context.Context, desk *node.Session) (Outcome, error) {
		o, err := desk.Hiring.IssueCertificate(ctx, hiring.IssueArgs{Vacancy: app.ID(form.Vacancy), Grade: form.Grade, RequestNumber: strings.TrimSpace(form.RequestNumber),
			SelectiveFactors: nonEmpty(strings.Split(form.SelectiveFactors, "\n")...), CTAPCleared: form.CTAPCleared, RPLCleared: form.RPLCleared, Remarks: strings.TrimSpace(form.Remarks)}, form.Seen)
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
		scope := hiring.CertificateScope(c.Office, c.Vacancy)
		hr := policy.Can(desk.Actor(), policy.CertificateIssue, scope)
		view.MayExport, view.Ratings, view.MayChange = true, hr, hr && c.Status == hiring.CertificateIssued
		view.MayOpen = policy.Can(desk.Actor(), policy.ApplicationRead, app.VacancyScope(c.Office, c.Vacancy))
		if !hr {
			for i := range view.Lines {
				view.Lines[i].Rating = ""
			}
		}
		view.Expired = c.Status == hiring.CertificateIssued && hiring.EasternDay(h.door.clock().Now()) > c.Expires
		if c.Status != hiring.CertificateIssued || view.Expired || !policy.Can(desk.Actor(), policy.CertificateSelect, scope) {
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
			"Selecting officials", strings.Join(officials, "\n"), "Request number", c.RequestNumber, "Selective factors", strings.Join(c.SelectiveFactors, "\n"),
			"CTAP and ICTAP", cleared(c.CTAPCleared), "Reemployment list", cleared(c.RPLCleared), "Remarks", c.Remarks, "Signed by", signedWords(c)),
		Openings: c.Openings, LastDay: string(c.LastDay()), Extensions: []ChangeView{}, Method: methodFacts(c)}
	for i, e := range slices.Backward(c.Extensions) {
		view.Extensions = append(view.Extensions, ChangeView{ID: fmt.Sprint(i + 1), At: instant(e.At), By: e.ByName, What: fmt.Sprintf("Extension %d", i+1),
			From: "expires " + e.Was.Words(), To: "expires " + e.Expires.Words() + ", return by " + e.ReturnBy.Words(), Reason: e.Reason})
	}
	for _, l := range c.Lines {
		view.Lines = append(view.Lines, certificateLine(l))
	}
	return view
}

// methodFacts are the method and its parameters, as printed on the paper.
func methodFacts(c hiring.Certificate) []Fact {
	var cuts []string
	for _, k := range c.Categories {
		cuts = append(cuts, fmt.Sprintf("%s: %s and above, %d assigned", k.Name, k.From, k.Assigned))
	}
	m := c.Method
	scientific := "No"
	if m.ScientificProfessional {
		scientific = "Yes: the exception holds at GS-9 or higher"
	}
	return facts("Ranked by", m.RankBy, "Categories", strings.Join(cuts, "\n"), "Who is referred", m.ReferMethod, "Priority", m.PriorityOrder, "Order", m.Order,
		"CP and CPS", m.FloatNote, "Scientific or professional", scientific, "Merging", m.MergeNote, "Ties", m.TieBreaker, "Well qualified", m.WellQualified, "Rule", m.Rule)
}

func cleared(yes bool) string {
	if yes {
		return "Cleared"
	}
	return "Not marked as cleared"
}

func signedWords(c hiring.Certificate) string {
	if c.SignedByName == "" {
		return ""
	}
	return c.SignedByName + ", " + app.DateOf(c.SignedAt).Words()
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
	return CertificateLine{Application: string(l.Application), Place: fmt.Sprint(l.Place), Category: l.Category, Block: block, Name: l.Name,
		Preference: string(l.Preference), Standing: l.Standing, Rating: l.Rating, Residence: strings.Trim(l.City+", "+l.State, ", "), Decision: string(l.Decision), Date: string(l.DecisionDate), Proof: l.Proof, Note: l.Comments,
		Why: reasons(l.Reason, l.Citation)}
}

// Decide records decisions on the names of a certificate. One that is not
// lawful refuses all of them, with the name and the rule. With complete the
// certificate is signed and returned.
func (h *Hiring) Decide(certificate string, decisions []Decision, complete bool, seen string) (Outcome, error) {
	return saving(h.door, "desktop.Decide", func(ctx context.Context, desk *node.Session) (Outcome, error) {
		args := hiring.SelectArgs{Certificate: app.ID(certificate), Complete: complete}
		for _, d := range decisions {
			e := hiring.DecisionEntry{Application: app.ID(d.Application), Code: hiring.Decision(d.Code), Date: app.Date(d.Date), Comments: d.Note}
			if e.Code.Proof() != "" {
				e.Proof = d.Proof
			}
			args.Decisions = append(args.Decisions, e)
		}
		p, err := desk.Hiring.PreviewSelect(ctx, args)
		if err != nil {
			return Outcome{}, err
		}
		if p.Problem != "" { // say so now, before it is queued
			return Outcome{}, &fault.Error{Op: "desktop.Decide", Kind: kindOf(p), Words: p.Problem, Rule: p.Rule, Fields: p.Fields}
		}
		o, err := desk.Hiring.Select(ctx, args, seen)
		done := "The decisions are recorded."
		if complete {
			done = "The certificate is signed and returned."
		}
		return outcomeOf(o, err, "The selection", done)
	})
}

func kindOf(p hiring.SelectPreview) fault.Kind {
	if len(p.Fields) > 0 {
		return fault.Invalid
	}
	return fault.Refused
}

// ExtendCertificate gives an open certificate later dates, with a reason.
func (h *Hiring) ExtendCertificate(id string, form ExtendForm, seen string) (Outcome, error) {
	return saving(h.door, "desktop.ExtendCertificate", func(ctx context.Context, desk *node.Session) (Outcome, error) {
		o, err := desk.Hiring.ExtendCertificate(ctx, hiring.ExtendArgs{Certificate: app.ID(id), ReturnBy: app.Date(form.ReturnBy), Expires: app.Date(form.Expires), Reason: form.Reason}, seen)
		return outcomeOf(o, err, "Extending", "The certificate is extended.")
	})
}

// CancelCertificate cancels a certificate that was issued in error.
func (h *Hiring) CancelCertificate(id, reason, seen string) (Outcome, error) {
	return saving(h.door, "desktop.CancelCertificate", func(ctx context.Context, desk *node.Session) (Outcome, error) {
		o, err := desk.Hiring.CancelCertificate(ctx, hiring.CancelArgs{Certificate: app.ID(id), Reason: reason}, seen)
		return outcomeOf(o, err, "Canceling", "The certificate is canceled. Its applications are free to be rated again.")
	})
}
