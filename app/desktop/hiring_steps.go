package desktop

import (
	"context"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/hiring/rating"
	"civicdesk/app/node"
)

// StepOptions are the lists that the steps on applications choose from.
func (h *Hiring) StepOptions() (StepOptions, error) {
	return asking(h.door, "desktop.StepOptions", func(context.Context, *node.Session) (StepOptions, error) {
		o := StepOptions{Rule: hiring.RulePreferenceProof, Preferences: preferenceChoices(), Statuses: []Choice{
			{hiring.PreferenceVerified, "Verified: the documents were seen"},
			{hiring.PreferenceTentative, "Tentative: counts until the documents come"},
			{hiring.PreferenceDenied, "Denied: no preference"},
		}}
		for _, p := range hiring.Proofs {
			o.Proofs = append(o.Proofs, Choice{p.Code, p.Words})
		}
		for _, f := range rating.Founds {
			o.Founds = append(o.Founds, Choice{f.Code, f.Code + "  " + f.Words + " (" + f.Citation + ")"})
		}
		return o, nil
	})
}

func preferenceChoices() []Choice {
	out := []Choice{}
	for _, p := range ranking.Preferences {
		out = append(out, Choice{string(p), string(p) + "  " + p.Words()})
	}
	return out
}

// PreviewStep says what a step would do to each application, and which ones would
// be refused and why. A form that is at fault whichever the application is the
// fault, field by field.
func (h *Hiring) PreviewStep(ids []string, step StepForm) ([]StepRow, error) {
	return opening(h.door, "desktop.PreviewStep", func(ctx context.Context, desk *node.Session) ([]StepRow, error) {
		all := make([]app.ID, 0, len(ids))
		for _, id := range ids {
			all = append(all, app.ID(id))
		}
		lines, err := desk.Hiring.PreviewStep(ctx, all, step.step())
		return stepRows(lines, "can"), err
	})
}

// TakeStep takes the step on each application that was looked at: one atomic act
// each. The rows say what came of each.
func (h *Hiring) TakeStep(looked []StepRow, step StepForm) ([]StepRow, error) {
	return saving(h.door, "desktop.TakeStep", func(ctx context.Context, desk *node.Session) ([]StepRow, error) {
		lines := make([]hiring.StepLine, 0, len(looked))
		for _, l := range looked {
			lines = append(lines, hiring.StepLine{Application: app.ID(l.Application), Name: l.Name, Seen: l.Seen})
		}
		done, err := desk.Hiring.TakeStep(ctx, lines, step.step())
		return stepRows(done, "done"), err
	})
}

func (f StepForm) step() hiring.Step {
	return hiring.Step{Kind: hiring.StepKind(f.Kind), Code: ranking.Preference(f.Code), Status: f.Status, Proof: f.Proof, Grade: f.Grade, Rating: f.Rating, Found: f.Found, Reason: f.Reason}
}

func stepRows(lines []hiring.StepLine, good string) []StepRow {
	rows := make([]StepRow, 0, len(lines))
	for _, l := range lines {
		row := StepRow{Application: string(l.Application), Name: l.Name, From: l.From, To: l.To, Seen: l.Seen, State: good, Words: l.Problem, Rule: l.Rule}
		switch {
		case l.Problem != "":
			row.State = "refused"
		case l.Waits:
			row.State = "waiting"
		}
		if row.Name == "" {
			row.Name = l.Number
		}
		rows = append(rows, row)
	}
	return rows
}
