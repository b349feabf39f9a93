package hiring

import (
	"fmt"
	"strings"

	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
)

// Section is a part of an announcement, in the order in which it is written.
type Section string

// The sections of an announcement.
const (
	SectionPosition       Section = "position"
	SectionDates          Section = "dates"
	SectionLocation       Section = "location"
	SectionEligibility    Section = "eligibility"
	SectionDuties         Section = "duties"
	SectionRequirements   Section = "requirements"
	SectionQualifications Section = "qualifications"
	SectionEvaluation     Section = "evaluation"
	SectionDocuments      Section = "documents"
	SectionApply          Section = "apply"
	SectionQuestions      Section = "questions"
)

// Sections are all of them, in order.
var Sections = []Section{SectionPosition, SectionDates, SectionLocation, SectionEligibility, SectionDuties, SectionRequirements,
	SectionQualifications, SectionEvaluation, SectionDocuments, SectionApply, SectionQuestions}

// Gap is something that an announcement lacks: what to do, and the rule that
// wants it. Stops says that the vacancy cannot open before it is filled.
type Gap struct {
	Section  Section
	Field    string
	Words    string
	Citation string
	Stops    bool
}

// The rules that want something of an announcement. What 5 CFR 330.104(a) lists
// every announcement must contain; the rest the USAJOBS announcement playbook
// marks as required by OPM policy.
const (
	ruleContent = "5 CFR 330.104(a)"
	rulePolicy  = "OPM policy (USAJOBS announcement playbook)"
)

func content(item int) string { return fmt.Sprintf("%s(%d)", ruleContent, item) }

// Gaps are what the announcement lacks, in the order of its sections. It reads
// nothing but the vacancy.
//
// An announcement that USAJOBS has published came with a control number; what is
// stored here may be an extract of it. Of those, a missing text is worth saying
// and does not keep the vacancy from opening.
func (v Vacancy) Gaps() []Gap {
	var gaps []Gap
	add := func(missing bool, stops bool, s Section, field, words, citation string) {
		if missing {
			gaps = append(gaps, Gap{s, field, words, citation, stops})
		}
	}
	empty := func(s string) bool { return strings.TrimSpace(s) == "" }
	own := v.ControlNumber == ""
	const must, should = true, false

	add(empty(v.Title), must, SectionPosition, "title", "Enter the title of the position, without grade or series.", content(3))
	add(empty(v.Agency), must, SectionPosition, "agency", "Enter the agency that announces the vacancy.", content(1))
	add(len(v.Series) == 0, must, SectionPosition, "series", "Enter the occupational series, four digits.", content(3))
	add(empty(v.PayPlan), must, SectionPosition, "payPlan", "Choose the pay plan.", content(3))
	add(len(v.Grades) == 0, must, SectionPosition, "grades", "Enter the grades: each is rated and certified separately.", content(3))
	add(empty(v.SalaryMin) || empty(v.SalaryMax), own, SectionPosition, "salaryMin", "Enter the lowest and highest starting pay.", content(8))
	add(empty(v.PromotionPotential), should, SectionPosition, "promotionPotential", "Enter the highest grade that can be reached without competing again.", rulePolicy)
	add(empty(v.Supervisory), should, SectionPosition, "supervisory", "Say whether the position supervises.", rulePolicy)

	add(empty(v.Announcement), must, SectionDates, "announcement", "Enter the announcement number.", content(2))
	add(v.Openings < 1 && empty(v.OpeningsText), must, SectionDates, "openings", "Enter the number of openings.", content(5))
	add(!v.Opens.Valid(), must, SectionDates, "opens", "Enter the opening date.", content(6))
	add(!v.Closes.Valid(), must, SectionDates, "closes", "Enter the closing date: applications are taken until 11:59 pm Eastern time.", content(6))
	add(v.Opens.Valid() && v.Closes.Valid() && v.Opens > v.Closes, must, SectionDates, "opens", "Enter an opening date that is not after the closing date.", content(6))
	add(empty(v.AppointmentType), own, SectionDates, "appointmentType", "Choose the type of appointment.", rulePolicy)
	add(empty(v.WorkSchedule), own, SectionDates, "workSchedule", "Choose the work schedule.", rulePolicy)

	add(len(v.Locations) == 0, must, SectionLocation, "locations", "Enter at least one duty location.", content(4))
	add(empty(v.Travel), should, SectionLocation, "travel", "Say how much travel is required.", rulePolicy)
	add(empty(v.Telework), should, SectionLocation, "telework", "Say whether telework is possible.", rulePolicy)
	add(empty(v.Relocation), should, SectionLocation, "relocation", "Say whether the cost of relocation is paid.", rulePolicy)

	add(empty(v.WhoMayApply) && len(v.HiringPaths) == 0, own, SectionEligibility, "whoMayApply", "Say who may apply: the area of consideration.", rulePolicy)
	add(empty(v.CitizensOnly), must, SectionEligibility, "citizensOnly", "Say whether only citizens may be appointed: applicants are screened by it.", "5 CFR 338.101")
	v.wordsGap(&gaps, SectionEligibility, "whoMayApply", "Tell how veterans’ preference is claimed.", content(13), "veteran")

	add(empty(v.Summary), own, SectionDuties, "summary", "Write a summary: it is what people read in the list of jobs.", rulePolicy)
	add(len(v.Duties) == 0, own, SectionDuties, "duties", "Describe the duties, one a line.", content(9))

	add(len(v.Conditions) == 0, should, SectionRequirements, "conditions", "List the conditions of employment, one a line.", rulePolicy)
	add(empty(v.Clearance), should, SectionRequirements, "clearance", "Choose the security clearance.", rulePolicy)
	add(empty(v.DrugTest), should, SectionRequirements, "drugTest", "Say whether a drug test is required.", rulePolicy)
	v.wordsGap(&gaps, SectionRequirements, "requirements", "Add the statement on equal employment opportunity.", content(17), "equal employment", "equal opportunity")

	add(empty(v.Qualifications), own, SectionQualifications, "qualifications", "Describe the qualifications, with the competencies that are measured.", content(7))
	add(empty(v.Education), should, SectionQualifications, "education", "Describe the education required, or say that none is.", rulePolicy)

	add(empty(v.HowEvaluated), own, SectionEvaluation, "howEvaluated", "Tell how applicants are rated.", content(10))
	add(len(v.Method.Categories) < 2, must, SectionEvaluation, "categories", "Enter two or more quality categories with their lowest ratings.", ranking.RuleCategories)
	v.wordsGap(&gaps, SectionEvaluation, "howEvaluated", "Say what “well qualified” means for displaced employees, and how they apply.", content(14)+" and (15)", "well qualified", "well-qualified", "ctap")

	add(empty(v.RequiredDocuments), own, SectionDocuments, "requiredDocuments", "List what has to be filed with the application.", content(11))

	add(empty(v.HowToApply), own, SectionApply, "howToApply", "Tell how to apply, online and on paper.", content(12))
	add(empty(v.ContactEmail) && empty(v.ContactPhone), own, SectionApply, "contactEmail", "Enter an e-mail address or a telephone number of the contact.", content(16))
	add(empty(v.NextSteps), should, SectionApply, "nextSteps", "Tell what happens after the closing date.", rulePolicy)
	v.wordsGap(&gaps, SectionApply, "howToApply", "Add the statement on reasonable accommodation.", content(18), "reasonable accommodation")

	add(v.Questions == 0, must, SectionQuestions, "questions", "Choose the questions: applicants are rated by them.", content(10))
	return gaps
}

// wordsGap is a statement that some text of the announcement should make; a
// program can only look for its words, so that it never stops anybody.
func (v Vacancy) wordsGap(gaps *[]Gap, s Section, field, words, citation string, any ...string) {
	all := strings.ToLower(strings.Join(append([]string{v.WhoMayApply, v.Summary, v.Requirements, v.Qualifications, v.Education, v.HowEvaluated,
		v.RequiredDocuments, v.HowToApply, v.NextSteps}, v.Conditions...), "\n"))
	for _, a := range any {
		if strings.Contains(all, a) {
			return
		}
	}
	*gaps = append(*gaps, Gap{s, field, words, citation, false})
}

// mayOpen refuses to open a vacancy with a gap that stops it; the fault names
// each, and the rules.
func (v Vacancy) mayOpen(op string) error {
	refusal := &fault.Error{Op: op, Kind: fault.Refused}
	var rules []string
	for _, g := range v.Gaps() {
		if !g.Stops {
			continue
		}
		refusal.Fields = append(refusal.Fields, fault.Field{Name: g.Field, Words: g.Words})
		if !strings.Contains(strings.Join(rules, "; "), g.Citation) {
			rules = append(rules, g.Citation)
		}
	}
	switch len(refusal.Fields) {
	case 0:
		return nil
	case 1:
		refusal.Words = "The vacancy cannot open yet. " + refusal.Fields[0].Words
	default:
		refusal.Words = fmt.Sprintf("The vacancy cannot open yet: %d things are missing.", len(refusal.Fields))
	}
	refusal.Rule = strings.Join(rules, "; ")
	return refusal
}
