package hiring

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// IssueArgs ask for a certificate at one grade.
type IssueArgs struct {
	Vacancy          app.ID   `json:"vacancy"`
	Grade            string   `json:"grade"`
	RequestNumber    string   `json:"requestNumber"`
	SelectiveFactors []string `json:"selectiveFactors"`
	CTAPCleared      bool     `json:"ctapCleared"`
	RPLCleared       bool     `json:"rplCleared"`
	Remarks          string   `json:"remarks"`
}

// IssuePreview is the certificate as it would be issued, without a number.
type IssuePreview struct {
	Digest      string      `json:"digest"`
	Certificate Certificate `json:"certificate"`
	OpenClaims  int         `json:"openClaims"` // names whose preference counts as claimed or tentative, not yet decided
}

// PreviewIssue computes the certificate without issuing it.
func (s *Service) PreviewIssue(ctx context.Context, args IssueArgs) (IssuePreview, error) {
	return view(ctx, s, func(tx *record.Tx) (IssuePreview, error) {
		v, err := vacancyFor(tx, args.Vacancy, policy.CertificateIssue)
		if err != nil {
			return IssuePreview{}, err
		}
		c, in, err := prepare(tx, v, args)
		p := IssuePreview{Digest: issueDigest(v, in), Certificate: c}
		for _, l := range c.Lines {
			if l.Preference.Eligible() && l.Standing != PreferenceVerified {
				p.OpenClaims++
			}
		}
		return p, err
	})
}

func issueDigest(v Vacancy, in ranking.Inputs) string {
	return digest([]any{v.ID, v.Status, v.RatingRound, v.Openings, v.SelectingOfficials, in.Digest()})
}

// IssueCertificate ranks the eligibles of the last rating at one grade, freezes
// the names, gives the certificate its number and stores it with its paper and
// the inputs it was computed from: all of it or nothing.
func (s *Service) IssueCertificate(ctx context.Context, args IssueArgs, seen string) (record.Outcome, error) {
	return s.act(ctx, "certificate.issue", args.Vacancy, policy.CertificateIssue, args, seen)
}

func (s *Service) issue(tx *record.Tx, args IssueArgs, seen string) (Certificate, error) {
	const op = "hiring.IssueCertificate"
	v, err := vacancyFor(tx, args.Vacancy, policy.CertificateIssue)
	if err != nil {
		return Certificate{}, err
	}
	c, in, err := prepare(tx, v, args)
	if err != nil {
		return c, err
	}
	if err := sameAs(op, seen, issueDigest(v, in), "The ratings or applications"); err != nil {
		return c, err
	}
	if s.opts.Render == nil {
		return c, fault.E(op, fault.Unavailable, "This computer cannot print certificates, so none was issued.", nil)
	}
	if err := number(tx, &c); err != nil {
		return c, err
	}
	in.Certificate, in.RankDigest = c.Number, c.RankDigest
	stored, err := json.MarshalIndent(in, "", " ")
	if err != nil {
		return c, fault.E(op, fault.Internal, "", err)
	}
	paper, err := s.opts.Render(c)
	if err != nil {
		return c, err
	}
	if err := Certificates.Put(tx, c); err != nil {
		return c, err
	}
	for _, f := range []CertificateFile{
		{Name: PaperFile, Media: "application/pdf", Content: paper},
		{Name: InputsFile, Media: "application/json", Content: stored},
	} {
		f.ID, f.Office, f.Vacancy, f.Certificate, f.SHA256 = app.NewID(), c.Office, c.Vacancy, c.ID, sha256Hex(f.Content)
		if err := CertificateFiles.Put(tx, f); err != nil {
			return c, err
		}
	}
	if err := freeze(tx, in, c); err != nil {
		return c, err
	}
	v.Status = VacancyCertified
	v.step(tx, "certificate.issue", "", c.Number)
	return c, Vacancies.Put(tx, v)
}

// freeze keeps every application that the certificate read, listed or not.
func freeze(tx *record.Tx, in ranking.Inputs, c Certificate) error {
	for _, p := range in.People {
		a, err := Applications.Get(tx, p.Application)
		if err != nil {
			return err
		}
		if onCertificate(a) {
			continue // of another grade
		}
		a.FrozenBy = "certificate " + c.Number
		if at := slices.IndexFunc(c.Lines, func(l Line) bool { return l.Application == a.ID }); at >= 0 {
			l := c.Lines[at]
			a.tell(tx, Change{Kind: ChangeListed, Grade: c.Grade, To: fmt.Sprintf("%s, place %d, %s", c.Number, l.Place, l.Category), Citation: l.Citation})
		}
		if err := Applications.Put(tx, a); err != nil {
			return err
		}
	}
	return nil
}

// number gives the office's next certificate number of the year.
func number(tx *record.Tx, c *Certificate) error {
	year := c.IssuedAt.In(eastern).Year()
	id := named("certificate counter", c.Office, fmt.Sprint(year))
	n, err := Counters.Get(tx, id)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	n.ID, n.Office, n.Year, n.Last = id, c.Office, year, n.Last+1
	c.Number = fmt.Sprintf("%s-%d-%04d", strings.ToUpper(c.Office), year, n.Last)
	return Counters.Put(tx, n)
}

// prepare is the certificate without its number, and what it was computed from.
// Everything that forbids issuing it is refused here.
func prepare(tx *record.Tx, v Vacancy, args IssueArgs) (Certificate, ranking.Inputs, error) {
	const op = "hiring.IssueCertificate"
	switch {
	case v.RatingRound == 0 || v.Status != UnderReview && v.Status != VacancyCertified:
		return Certificate{}, ranking.Inputs{}, refused(op, "Rate the vacancy before a certificate is issued; it is "+v.Status.Words()+".")
	case !slices.Contains(v.Grades, args.Grade):
		return Certificate{}, ranking.Inputs{}, fault.Fields(op, []fault.Field{{Name: "grade", Words: "Choose one of the grades announced: " + strings.Join(v.Grades, ", ") + "."}})
	}
	if err := noneBefore(tx, v, args.Grade); err != nil {
		return Certificate{}, ranking.Inputs{}, err
	}
	all, err := applicationsOf(tx, v.Office, v.ID)
	if err != nil {
		return Certificate{}, ranking.Inputs{}, err
	}
	newer := 0
	for _, a := range all {
		if a.Status == Finished && a.FrozenBy != roundName(v.RatingRound) && !onCertificate(a) {
			newer++
		}
	}
	if newer > 0 {
		return Certificate{}, ranking.Inputs{}, refused(op, fmt.Sprintf("%d finished %s not in the last rating. Rate the vacancy again first.", newer, plural(newer, "application is", "applications are")))
	}
	q, err := Questionnaires.Get(tx, v.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Certificate{}, ranking.Inputs{}, err
	}
	if q.Version != v.QuestionVersion {
		return Certificate{}, ranking.Inputs{}, refused(op, "The questions changed after the vacancy was rated, so no certificate can be issued from that rating.")
	}
	set := q.Set
	in := inputsOf(v, set, args.Grade, all)
	list, rated, err := in.Rank()
	if err != nil {
		return Certificate{}, in, err
	}
	if len(list.Lines) == 0 {
		return Certificate{}, in, refused(op, "Nobody is eligible at grade "+args.Grade+", so there is no certificate to issue.")
	}
	c := certificateOf(tx, v, args, in, list, rated)
	standing := map[app.ID]string{}
	for _, a := range all {
		standing[a.ID] = a.preferenceStanding()
	}
	for i := range c.Lines {
		c.Lines[i].Standing = standing[c.Lines[i].Application]
	}
	return c, in, nil
}

func noneBefore(tx *record.Tx, v Vacancy, grade string) error {
	issued, err := Certificates.Find(tx, "by-vacancy", record.K(string(v.ID)))
	if err != nil {
		return err
	}
	for _, c := range issued {
		if c.Grade == grade && c.Status != CertificateCanceled {
			return refused("hiring.IssueCertificate", "Certificate "+c.Number+" was issued for grade "+grade+" already. Cancel it before another is issued.")
		}
	}
	return nil
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func certificateOf(tx *record.Tx, v Vacancy, args IssueArgs, in ranking.Inputs, list ranking.List, rated []ranking.Rated) Certificate {
	c := Certificate{ID: app.NewID(), Office: v.Office, Vacancy: v.ID, Type: CategoryCertificate, Status: CertificateIssued,
		RequestNumber: args.RequestNumber, Announcement: v.Announcement, ControlNumber: v.ControlNumber, Title: v.Title, Agency: v.Agency, SubAgency: v.SubAgency,
		PayPlan: v.PayPlan, Series: in.Method.Series, Grade: args.Grade, FullPerformanceLevel: v.PromotionPotential, Openings: v.Openings,
		AppointmentType: v.AppointmentType, WorkSchedule: v.WorkSchedule, Travel: v.Travel, SelectiveFactors: args.SelectiveFactors,
		CTAPCleared: args.CTAPCleared, RPLCleared: args.RPLCleared, SelectingOfficials: v.SelectingOfficials, OpenedOn: v.Opens, ClosedOn: v.Closes,
		IssuedAt: tx.Now(), IssuedBy: tx.Actor().User, IssuedByName: tx.Actor().Name,
		ReturnBy: day(tx).AddDays(max(1, v.Method.ReturnDays)), Expires: day(tx).AddDays(max(1, v.Method.ExpireDays)), Remarks: args.Remarks,
		Method: methodShown(v, in, list), InputsDigest: in.Digest(), RankDigest: list.Digest()}
	for _, l := range v.Locations {
		c.DutyLocations = append(c.DutyLocations, l.Name)
	}
	for _, k := range list.Categories {
		c.Categories = append(c.Categories, Category{Name: k.Name, From: k.From, Assigned: k.Assigned, Eligible: k.Preferred})
	}
	people := map[app.ID]ranking.Person{}
	for _, p := range in.People {
		people[p.Application] = p
	}
	for _, l := range list.Lines {
		c.Lines = append(c.Lines, lineOf(l, people[l.Application]))
		if l.Preferred {
			c.Counts.PreferenceEligible++
		}
	}
	c.Counts.Received, c.Counts.Eligible, c.Counts.Referred, c.Counts.Floated = len(rated), len(list.Lines), len(list.Lines), list.Floated
	c.Counts.Ineligible = c.Counts.Received - c.Counts.Eligible
	return c
}

func lineOf(l ranking.Line, p ranking.Person) Line {
	out := Line{Place: l.Place, Application: l.Application, ApplicationNumber: l.Number, Name: l.Name, FirstName: p.FirstName, LastName: p.LastName,
		Category: l.Category, CategoryRank: l.CategoryRank, Block: OtherBlock, Preference: l.Preference, City: p.City, State: p.State,
		Rating: l.Rating, Floated: l.Floated, Reason: l.Reason, Citation: l.Citation}
	if l.Preferred {
		out.Block = PreferenceBlock
	}
	return out
}

func methodShown(v Vacancy, in ranking.Inputs, list ranking.List) MethodShown {
	return MethodShown{RankBy: "Quality category", PriorityOrder: "CTAP, RPL, ICTAP, others",
		ReferMethod: "All eligibles, by category; selection from the highest category in which names remain",
		Order:       "Preference eligibles first inside each category. " + ranking.OrderNote,
		TieBreaker:  "None: names inside a block are not ranked", WellQualified: v.Method.WellQualified,
		ScientificProfessional: in.Method.ScientificProfessional, FloatNote: list.FloatNote, MergeNote: list.MergeNote, Rule: "5 USC 3319; 5 CFR 337.304"}
}
