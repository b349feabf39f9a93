package hiring

import (
	"fmt"
	"slices"

	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/storage/record"
)

// checkVacancy holds what every vacancy must have, and the order of its life. A
// draft may lack anything but its office: see Gaps.
func checkVacancy(old *Vacancy, v Vacancy) error {
	const op = "hiring.checkVacancy"
	var c complaints
	if v.Office == "" {
		c.add("office", "Choose the office that fills the vacancy.")
	}
	draft := v.Status == VacancyDraft
	if v.Announcement == "" && !draft {
		c.add("announcement", "Enter the announcement number.")
	}
	if v.Title == "" && !draft {
		c.add("title", "Enter the title.")
	}
	if !v.Closes.Valid() && !(draft && v.Closes == "") {
		c.add("closes", "Enter the closing date.")
	}
	if v.Opens != "" && (!v.Opens.Valid() || v.Opens > v.Closes && !draft) {
		c.add("opens", "Enter an opening date that is not after the closing date.")
	}
	if v.Openings < 0 || v.Openings > 10000 {
		c.add("openings", "Enter the number of openings, from 1 to 10000.")
	}
	for _, g := range v.Grades {
		c.unless(gradeForm.MatchString(g), "grades", g, "Enter grades with two digits, for example 09.")
	}
	if err := fault.Fields(op, c); err != nil {
		return err
	}
	from := ""
	if old != nil {
		from = string(old.Status)
		if old.Office != v.Office {
			return fault.E(op, fault.Refused, "A vacancy cannot be moved to another office.", nil)
		}
		if old.RatingRound > 0 && old.Status != VacancyClosed && methodChanged(*old, v) {
			return fault.E(op, fault.Refused, "The vacancy has been rated. Its rating method, questions, grades and closing date can no longer be changed.", nil)
		}
	}
	if !record.Transitions(vacancyFlow).Allows(from, string(v.Status)) {
		return fault.E(op, fault.Refused, fmt.Sprintf("A vacancy that is %s cannot become %s.", VacancyStatus(from).Words(), v.Status.Words()), nil)
	}
	if v.Status == VacancyOpen && len(v.Method.Categories) < 2 {
		return fault.Law(op, ranking.RuleCategories, "Category rating needs two or more quality categories before the vacancy opens. Enter them with their lowest ratings.")
	}
	return nil
}

// methodChanged says whether anything differs that a rating reads of a vacancy.
func methodChanged(a, b Vacancy) bool {
	return !slices.Equal(a.Method.Categories, b.Method.Categories) || a.Method.ScientificProfessional != b.Method.ScientificProfessional ||
		a.Method.Merge != b.Method.Merge || a.Method.MergeBelow != b.Method.MergeBelow ||
		a.QuestionVersion != b.QuestionVersion || a.Closes != b.Closes || a.CitizensOnly != b.CitizensOnly || a.PayPlan != b.PayPlan || !slices.Equal(a.Grades, b.Grades)
}

// Words is the status in words for a screen.
func (s VacancyStatus) Words() string {
	switch s {
	case VacancyDraft:
		return "a draft"
	case ManagerReview:
		return "in manager review"
	case VacancyApproved:
		return "approved"
	case VacancyScheduled:
		return "scheduled"
	case VacancyOpen:
		return "open"
	case VacancyClosed:
		return "closed"
	case UnderReview:
		return "under review"
	case VacancyCertified:
		return "certified"
	case VacancySelected:
		return "filled by selection"
	case HiringComplete:
		return "complete"
	case VacancyCanceled:
		return "canceled"
	}
	return "new"
}

// checkQuestionnaire holds a set that can be asked, and a reason for a change
// after the first.
func checkQuestionnaire(old *Questionnaire, q Questionnaire) error {
	if err := q.Set.CheckSet(); err != nil {
		return err
	}
	if old != nil && q.Version != old.Version+1 {
		return fault.E("hiring.checkQuestionnaire", fault.Conflict, "Somebody else changed the questions meanwhile. Look at them again.", nil)
	}
	return nil
}

// checkCertificate freezes everything that was issued: only decisions, who
// signed them and the status change afterwards.
func checkCertificate(old *Certificate, c Certificate) error {
	const op = "hiring.checkCertificate"
	if old == nil {
		if c.Number == "" || c.RankDigest == "" || c.InputsDigest == "" || len(c.Lines) == 0 {
			return fault.E(op, fault.Invalid, "A certificate needs a number, names and the digests of what it was made from.", nil)
		}
		return nil
	}
	if len(old.Lines) != len(c.Lines) || old.Number != c.Number || old.RankDigest != c.RankDigest || old.InputsDigest != c.InputsDigest || !old.IssuedAt.Equal(c.IssuedAt) {
		return fault.E(op, fault.Refused, "An issued certificate does not change. Cancel it and issue another.", nil)
	}
	for i, l := range c.Lines {
		was := old.Lines[i]
		l.Decision, l.DecisionDate, l.Proof, l.Comments = was.Decision, was.DecisionDate, was.Proof, was.Comments
		if l != was {
			return fault.E(op, fault.Refused, "A name on an issued certificate does not change. Cancel the certificate and issue another.", nil)
		}
	}
	if len(c.Extensions) < len(old.Extensions) || len(c.Extensions) == len(old.Extensions) && (old.ReturnBy != c.ReturnBy || old.Expires != c.Expires) {
		return fault.E(op, fault.Refused, "The dates of an issued certificate change by an extension only.", nil)
	}
	if old.Status != CertificateIssued && old.Status != c.Status {
		return fault.E(op, fault.Refused, "This certificate has been returned and is closed.", nil)
	}
	return nil
}
