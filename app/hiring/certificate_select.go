package hiring

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// DecisionEntry is the decision on one name.
type DecisionEntry struct {
	Application app.ID   `json:"application"`
	Code        Decision `json:"code"`
	Date        app.Date `json:"date"`  // empty: the day it is recorded
	Proof       string   `json:"proof"` // of a declination
	Comments    string   `json:"comments"`
}

// SelectArgs record decisions on a certificate.
type SelectArgs struct {
	Certificate app.ID          `json:"certificate"`
	Decisions   []DecisionEntry `json:"decisions"`
	Complete    bool            `json:"complete"` // every name has its code; the certificate is returned and closed
}

// SelectPreview says whether the decisions would be lawful.
type SelectPreview struct {
	Digest  string        `json:"digest"`
	Problem string        `json:"problem"` // why they would be refused, or ""
	Rule    string        `json:"rule"`
	Fields  []fault.Field `json:"fields"` // at fault, when it is a decision's own
}

// PreviewSelect checks decisions without recording them.
func (s *Service) PreviewSelect(ctx context.Context, args SelectArgs) (SelectPreview, error) {
	return view(ctx, s, func(tx *record.Tx) (SelectPreview, error) {
		c, err := certificateFor(tx, args.Certificate, policy.CertificateSelect)
		if err != nil {
			return SelectPreview{}, err
		}
		p := SelectPreview{Digest: decisionsDigest(c)}
		if _, err := decide(tx, c, args); err != nil {
			p.Problem, p.Rule, p.Fields = fault.Words(err), fault.RuleOf(err), fault.FieldsOf(err)
		}
		return p, nil
	})
}

func decisionsDigest(c Certificate) string {
	parts := []any{c.ID, c.Status, c.RankDigest}
	for _, l := range c.Lines {
		parts = append(parts, l.Decision)
	}
	return digest(parts)
}

// Select records the selecting official's decisions. What is unlawful is
// refused with the name and the rule.
func (s *Service) Select(ctx context.Context, args SelectArgs, seen string) (record.Outcome, error) {
	_, err := view(ctx, s, func(tx *record.Tx) (Certificate, error) {
		return certificateFor(tx, args.Certificate, policy.CertificateSelect)
	})
	if err != nil {
		return record.Outcome{}, err
	}
	return s.db.Do(ctx, "certificate.select", args, seen)
}

func (s *Service) choose(tx *record.Tx, args SelectArgs, seen string) (Certificate, error) {
	c, err := certificateFor(tx, args.Certificate, policy.CertificateSelect)
	if err != nil {
		return c, err
	}
	if err := sameAs("hiring.Select", seen, decisionsDigest(c), "The decisions on this certificate"); err != nil {
		return c, err
	}
	before := map[app.ID]Decision{}
	for _, l := range c.Lines {
		before[l.Application] = l.Decision
	}
	if c, err = decide(tx, c, args); err != nil {
		return c, err
	}
	if err := Certificates.Put(tx, c); err != nil {
		return c, err
	}
	for _, l := range c.Lines {
		a, err := Applications.Get(tx, l.Application)
		if err != nil {
			return c, err
		}
		if now := decisionNow(a.Decision, before[l.Application], l.Decision); now != a.Decision {
			a.tell(tx, Change{Kind: ChangeDecided, Grade: c.Grade, From: string(a.Decision), To: string(now), Reason: strings.Join(nonEmpty(l.Proof, l.Comments), "\n")})
			a.Decision = now
			if err := Applications.Put(tx, a); err != nil {
				return c, err
			}
		}
	}
	if c.Status != SelectionMade {
		return c, nil
	}
	v, err := Vacancies.Get(tx, c.Vacancy)
	if err != nil || v.Status != VacancyCertified {
		return c, err
	}
	v.Status = VacancySelected
	v.step(tx, "certificate.select", "", c.Number)
	return c, Vacancies.Put(tx, v)
}

// decisionNow is the decision shown on the application. It may stand on the
// certificates of several grades: one on which nothing was decided changes
// nothing, and a selection from another one stays.
func decisionNow(shown, before, now Decision) Decision {
	if now == before || shown == Selected && before != Selected {
		return shown
	}
	return now
}

// decide applies the decisions to the certificate, or refuses them.
func decide(tx *record.Tx, c Certificate, args SelectArgs) (Certificate, error) {
	const op = "hiring.Select"
	switch {
	case c.Status != CertificateIssued:
		return c, refused(op, "Certificate "+c.Number+" has been returned and is closed.")
	case day(tx) > c.Expires:
		return c, fault.E(op, fault.Expired, "Certificate "+c.Number+" expired "+c.Expires.Words()+". No selection can be made from it; ask human resources for an extension or a new one.", nil)
	}
	before := map[app.ID]ranking.Code{}
	lines := make([]ranking.Line, 0, len(c.Lines))
	for _, l := range c.Lines {
		before[l.Application] = ranking.Code(l.Decision)
		lines = append(lines, ranking.Line{Place: l.Place, Application: l.Application, Number: l.ApplicationNumber, Name: l.Name, Preference: l.Preference,
			Category: l.Category, CategoryRank: l.CategoryRank, Preferred: l.Block == PreferenceBlock})
	}
	var choices []ranking.Choice
	for _, d := range args.Decisions {
		choices = append(choices, ranking.Choice{Application: d.Application, Code: ranking.Code(d.Code)})
	}
	if err := ranking.CheckSelection(lines, before, choices, c.Openings); err != nil {
		return c, err
	}
	if err := fault.Fields(op, incomplete(args.Decisions)); err != nil {
		return c, err
	}
	c.Lines = slices.Clone(c.Lines)
	selected, undecided := 0, 0
	for i := range c.Lines {
		l := &c.Lines[i]
		for _, d := range args.Decisions {
			if d.Application == l.Application {
				l.Decision, l.DecisionDate, l.Proof, l.Comments = d.Code, d.Date, d.Proof, d.Comments
				if l.DecisionDate == "" && d.Code != "" {
					l.DecisionDate = day(tx)
				}
			}
		}
		switch l.Decision {
		case Selected:
			selected++
		case "":
			undecided++
		}
	}
	if args.Complete {
		if undecided > 0 {
			return c, refused(op, "Every name needs a decision before the certificate is returned. Names without one can be marked NS, not selected.")
		}
		c.Status = NoSelectionMade
		if selected > 0 {
			c.Status = SelectionMade
		}
	}
	c.SignedBy, c.SignedByName, c.SignedAt = tx.Actor().User, tx.Actor().Name, tx.Now()
	return c, nil
}

// incomplete names decisions that lack what they need.
func incomplete(decisions []DecisionEntry) []fault.Field {
	var c complaints
	for _, d := range decisions {
		at := "decisions." + string(d.Application) + "."
		c.unless(d.Date.Valid(), at+"date", string(d.Date), "Enter the date of the decision, for example 112226")
		c.text(at+"comments", d.Comments, 2000)
		switch {
		case d.Code == Declined && (d.Date == "" || strings.TrimSpace(d.Proof) == ""):
			c.add(at+"proof", "A declination needs its date and how it was given, for example “e-mail of Nov 20, 2026”")
		case d.Code.Proof() != "" && strings.TrimSpace(d.Proof) == "":
			c.add(at+"proof", "This decision needs its proof. "+d.Code.Proof())
		}
		c.text(at+"proof", d.Proof, 2000)
	}
	return c
}

// CancelArgs cancel a certificate that was issued in error.
type CancelArgs struct {
	Certificate app.ID `json:"certificate"`
	Reason      string `json:"reason"`
}

// CancelCertificate cancels a certificate that was issued in error. One from
// which somebody was selected is refused.
func (s *Service) CancelCertificate(ctx context.Context, args CancelArgs, seen string) (record.Outcome, error) {
	_, err := view(ctx, s, func(tx *record.Tx) (Certificate, error) { return canceled(tx, args, "") })
	if err != nil {
		return record.Outcome{}, err
	}
	return s.db.Do(ctx, "certificate.cancel", args, seen)
}

func (s *Service) cancel(tx *record.Tx, args CancelArgs, seen string) (Certificate, error) {
	c, err := canceled(tx, args, seen)
	if err != nil {
		return c, err
	}
	tx.Why(args.Reason)
	if err := release(tx, c, args.Reason); err != nil {
		return c, err
	}
	return c, Certificates.Put(tx, c)
}

// canceled is the certificate canceled, or why it cannot be.
func canceled(tx *record.Tx, args CancelArgs, seen string) (Certificate, error) {
	const op = "hiring.CancelCertificate"
	c, err := certificateFor(tx, args.Certificate, policy.CertificateIssue)
	if err != nil {
		return c, err
	}
	if err := sameAs(op, seen, decisionsDigest(c), "The decisions on this certificate"); err != nil {
		return c, err
	}
	switch {
	case c.Status != CertificateIssued:
		return c, refused(op, "Certificate "+c.Number+" has been returned and is closed.")
	case slices.ContainsFunc(c.Lines, func(l Line) bool { return l.Decision == Selected }):
		return c, refused(op, "Somebody was selected from certificate "+c.Number+". It can no longer be canceled.")
	case strings.TrimSpace(args.Reason) == "":
		return c, fault.Fields(op, []fault.Field{{Name: "reason", Words: "Say why the certificate is canceled."}})
	}
	c.Status = CertificateCanceled
	return c, nil
}

// release frees the applications that only this certificate held; they have to
// be rated again.
func release(tx *record.Tx, c Certificate, reason string) error {
	all, err := applicationsOf(tx, c.Office, c.Vacancy)
	if err != nil {
		return err
	}
	others, err := Certificates.Find(tx, "by-vacancy", record.K(string(c.Vacancy)))
	if err != nil {
		return err
	}
	held := "" // by a certificate of another grade that read the same applications later
	for _, o := range others {
		if o.ID != c.ID && o.Status != CertificateCanceled && !o.IssuedAt.Before(c.IssuedAt) {
			held = "certificate " + o.Number
		}
	}
	for _, a := range all {
		if a.FrozenBy != "certificate "+c.Number {
			continue
		}
		a.tell(tx, Change{Kind: ChangeReleased, Grade: c.Grade, From: c.Number, Reason: reason})
		if a.FrozenBy = held; held == "" {
			a.Decision = ""
		}
		if err := Applications.Put(tx, a); err != nil {
			return err
		}
	}
	return nil
}

func sha256Hex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
