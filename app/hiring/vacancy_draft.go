package hiring

import (
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// draftFields are what a person writes of an announcement, each with the section
// that it stands in. Everything else of a vacancy is set by steps of its own.
var draftFields = map[string]Section{
	"title": SectionPosition, "department": SectionPosition, "agency": SectionPosition, "subAgency": SectionPosition, "series": SectionPosition,
	"payPlan": SectionPosition, "grades": SectionPosition, "promotionPotential": SectionPosition, "salaryMin": SectionPosition,
	"salaryMax": SectionPosition, "salaryPer": SectionPosition, "supervisory": SectionPosition,
	"announcement": SectionDates, "opens": SectionDates, "closes": SectionDates, "openings": SectionDates, "openingsText": SectionDates,
	"appointmentType": SectionDates, "workSchedule": SectionDates, "service": SectionDates, "specialistName": SectionDates,
	"locations": SectionLocation, "travel": SectionLocation, "telework": SectionLocation, "remote": SectionLocation, "relocation": SectionLocation,
	"whoMayApply": SectionEligibility, "hiringPaths": SectionEligibility, "citizensOnly": SectionEligibility,
	"summary": SectionDuties, "duties": SectionDuties,
	"conditions": SectionRequirements, "requirements": SectionRequirements, "clearance": SectionRequirements, "sensitivity": SectionRequirements, "drugTest": SectionRequirements,
	"qualifications": SectionQualifications, "education": SectionQualifications,
	"howEvaluated": SectionEvaluation, "method": SectionEvaluation,
	"requiredDocuments": SectionDocuments,
	"howToApply":        SectionApply, "nextSteps": SectionApply, "contactEmail": SectionApply, "contactPhone": SectionApply,
}

// Clash is a field of a draft that somebody else gave another value meanwhile.
// Theirs stays until the writer chooses.
type Clash struct {
	Field string
	By    string
}

// SaveVacancy saves what was written of a draft announcement. was is the draft as
// the writer saw it and is what the writer made of it: only fields that differ
// between the two are taken, so that a colleague's work on other fields stays. A
// field that a colleague changed meanwhile is left as it is stored and named.
// shown is how the writer's screen shows a stored vacancy, which may hold more
// than the screen does; nil: as it is.
//
// A first save makes the draft; an identity given with it makes one draft however
// often it is repeated. Anything may be missing: see Gaps.
func (s *Service) SaveVacancy(ctx context.Context, was, is Vacancy, shown func(Vacancy) Vacancy) (v Vacancy, clashes []Clash, err error) {
	const op = "hiring.SaveVacancy"
	v, err = update(ctx, s, func(tx *record.Tx) (Vacancy, error) {
		clashes = nil
		now, err := Vacancies.Get(tx, is.ID)
		switch {
		case is.ID == "" || fault.Is(err, fault.NotFound):
			now = s.newDraft(is)
			if err := requireOffice(tx, now.Office); err != nil {
				return now, err
			}
			now.step(tx, "vacancy.create", "")
		case err != nil:
			return now, err
		default:
			if err := policy.Require(tx.Actor(), policy.VacancyWrite, now.Scope()); err != nil {
				return now, err
			}
			if now.Status != VacancyDraft {
				return now, refused(op, "The vacancy is "+now.Status.Words()+" and no draft any more. Change it by an amendment, with its reason.")
			}
		}
		was.Method, is.Method = written(now.Method, was.Method), written(now.Method, is.Method)
		seen := now
		if shown != nil {
			seen = shown(now)
			seen.Method = written(now.Method, seen.Method)
		}
		merged, sections, clashed, err := mergeVacancy(now, seen, was, is)
		if err != nil {
			return now, err
		}
		for _, f := range clashed {
			clashes = append(clashes, Clash{f, lastWriter(merged, draftFields[f], tx.Actor().User)})
		}
		if strings.Join(seriesCodes(merged), " ") != strings.Join(seriesCodes(now), " ") {
			merged.Method.ScientificProfessional = s.usualMethod(merged).ScientificProfessional
		}
		merged.draftStep(tx, sections)
		tx.Action("vacancy.draft")
		return merged, Vacancies.Put(tx, merged)
	})
	return v, clashes, err
}

// BlankVacancy is what a draft of the office begins with.
func (s *Service) BlankVacancy(office string) Vacancy { return s.newDraft(Vacancy{Office: office}) }

func (s *Service) newDraft(from Vacancy) Vacancy {
	v := Vacancy{ID: from.ID, Office: from.Office, Status: VacancyDraft, SalaryPer: "Per Year", CitizensOnly: "yes"}
	if v.ID == "" {
		v.ID = app.NewID()
	}
	v.Method = s.usualMethod(v)
	return v
}

// written is the method with what a person writes of it taken from in.
func written(m, in Method) Method {
	m.Categories, m.ScientificProfessional = in.Categories, in.ScientificProfessional
	return m
}

func requireOffice(tx *record.Tx, office string) error {
	if office == "" {
		return fault.Fields("hiring.SaveVacancy", []fault.Field{{Name: "office", Words: "Choose the office that fills the vacancy."}})
	}
	return policy.Require(tx.Actor(), policy.VacancyWrite, app.ScopeHiring+app.Scope("/"+office))
}

// mergeVacancy gives now, which the writer's screen shows as seen, the fields that
// differ between was and is, and says in which sections they stand. A field that
// has another value than the writer saw is left alone and named.
func mergeVacancy(now, seen, was, is Vacancy) (merged Vacancy, sections []Section, clashed []string, err error) {
	have, err := fieldsOf(now)
	if err != nil {
		return now, nil, nil, err
	}
	shown, err := fieldsOf(seen)
	if err != nil {
		return now, nil, nil, err
	}
	before, err := fieldsOf(was)
	if err != nil {
		return now, nil, nil, err
	}
	after, err := fieldsOf(is)
	if err != nil {
		return now, nil, nil, err
	}
	for field, section := range draftFields {
		wanted, seen, stored := string(after[field]), string(before[field]), string(shown[field])
		switch {
		case wanted == seen || wanted == stored:
		case stored != seen:
			clashed = append(clashed, field)
		default:
			have[field] = after[field]
			if !slices.Contains(sections, section) {
				sections = append(sections, section)
			}
		}
	}
	slices.Sort(clashed)
	slices.SortFunc(sections, func(a, b Section) int { return slices.Index(Sections, a) - slices.Index(Sections, b) })
	raw, err := record.Encode(have)
	if err != nil {
		return now, nil, nil, err
	}
	err = record.Decode(raw, &merged)
	return merged, sections, clashed, err
}

func fieldsOf(v Vacancy) (map[string]record.Raw, error) {
	raw, err := record.Encode(v)
	if err != nil {
		return nil, err
	}
	fields := map[string]record.Raw{}
	err = record.Decode(raw, &fields)
	for name, value := range fields {
		if string(value) == "\x80" { // an empty list, and none, are the same to a writer
			fields[name] = record.Raw{0xf6}
		}
	}
	return fields, err
}

// lastWriter is who wrote the section last, other than the person.
func lastWriter(v Vacancy, s Section, not app.ID) string {
	for _, st := range slices.Backward(v.Steps) {
		if st.By != not && slices.Contains(st.Parts, string(s)) {
			return st.Name
		}
	}
	return "Somebody else"
}

func seriesCodes(v Vacancy) []string {
	codes := make([]string, 0, len(v.Series))
	for _, s := range v.Series {
		codes = append(codes, s.Code)
	}
	return codes
}

// CopyVacancy makes a draft of the office from another vacancy: its texts, its
// method and, where this computer may write them, its questions. Numbers, dates
// and what came of the vacancy are its own.
func (s *Service) CopyVacancy(ctx context.Context, from app.ID, office string) (Vacancy, error) {
	return update(ctx, s, func(tx *record.Tx) (Vacancy, error) {
		old, err := vacancyFor(tx, from, policy.VacancyRead)
		if err != nil {
			return old, err
		}
		if err := requireOffice(tx, office); err != nil {
			return old, err
		}
		v, _, _, err := mergeVacancy(s.newDraft(Vacancy{Office: office}), s.newDraft(Vacancy{}), s.newDraft(Vacancy{}), old)
		if err != nil {
			return v, err
		}
		v.Announcement, v.Opens, v.Closes = "", "", ""
		if policy.Can(tx.Actor(), policy.VacancyWrite, old.Scope()) {
			v.SelectingOfficials = slices.Clone(old.SelectingOfficials)
			if err := copyQuestions(tx, old, &v); err != nil {
				return v, err
			}
		}
		v.step(tx, "vacancy.copy", "", old.Announcement)
		tx.Action("vacancy.copy")
		return v, Vacancies.Put(tx, v)
	})
}

// copyQuestions gives the draft the questions of old. A desktop has no key for
// what belongs to a vacancy before the server knows of it; then the questions are
// chosen after the next sync.
func copyQuestions(tx *record.Tx, old Vacancy, v *Vacancy) error {
	set, err := questionsOf(tx, old)
	if err != nil || len(set.Questions) == 0 {
		return err
	}
	if err := tx.EnsureScope(v.Scope()); err != nil {
		return nil
	}
	v.Questions, v.QuestionVersion = len(set.Questions), 1
	return Questionnaires.Put(tx, Questionnaire{ID: v.ID, Office: v.Office, Version: 1, Set: set})
}

// Offices are the offices for which the person may write vacancies.
func (s *Service) Offices(ctx context.Context) ([]string, error) {
	return view(ctx, s, func(tx *record.Tx) ([]string, error) {
		var offices []string
		add := func(office string) {
			if office != "" && !slices.Contains(offices, office) && policy.Can(tx.Actor(), policy.VacancyWrite, app.ScopeHiring+app.Scope("/"+office)) {
				offices = append(offices, office)
			}
		}
		for _, g := range tx.Actor().Grants {
			if rest, ok := strings.CutPrefix(string(g.Scope), string(app.ScopeHiring)+"/"); ok {
				add(rest)
			}
		}
		all, err := Vacancies.All(tx)
		for _, v := range all {
			add(v.Office)
		}
		slices.Sort(offices)
		return offices, err
	})
}
