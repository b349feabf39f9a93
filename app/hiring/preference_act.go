package hiring

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/storage/record"
)

// How a claim of preference stands.
const (
	PreferenceClaimed   = "claimed"
	PreferenceTentative = "tentative" // counts until the documents have come
	PreferenceVerified  = "verified"
	PreferenceDenied    = "denied"
)

// AdjudicateArgs decide a claim of veterans' preference.
type AdjudicateArgs struct {
	Application app.ID             `json:"application"`
	Code        ranking.Preference `json:"code"`
	Status      string             `json:"status"` // tentative, verified, denied
	Proof       []string           `json:"proof"`  // documents seen
	Reason      string             `json:"reason"` // needed when the code is not the one claimed
}

// Adjudicate decides a claim of veterans' preference (5 USC 2108; 5 CFR part
// 211). From then on the code granted decides the order, not the claim. An
// application that had been rated has to be rated again; one that a certificate
// lists is refused.
func (s *Service) Adjudicate(ctx context.Context, args AdjudicateArgs, seen string) (record.Outcome, error) {
	return s.actOn(ctx, "application.adjudicate", args.Application, args, seen)
}

func (s *Service) adjudicate(tx *record.Tx, args AdjudicateArgs, seen string) (Application, error) {
	a, err := adjudicated(tx, args, seen)
	if err != nil {
		return a, err
	}
	tx.Why(args.Reason)
	return a.withoutSSN(), Applications.Put(tx, a)
}

// adjudicated is the application with its claim decided. Everything that forbids
// it is refused here, before anything is stored.
func adjudicated(tx *record.Tx, args AdjudicateArgs, seen string) (Application, error) {
	const op = "hiring.Adjudicate"
	a, err := thawed(tx, op, args.Application, seen)
	if err != nil {
		return a, err
	}
	if a.Status != Finished && a.Status != Verified {
		return a, refused(op, "The application is "+statusWords(string(a.Status))+". A preference is decided once the application is finished.")
	}
	if err := fault.Fields(op, args.wrong(a.PreferenceClaim)); err != nil {
		return a, err
	}
	was := a.preferenceWords()
	a.PreferenceCode, a.PreferenceStatus, a.PreferenceProof = args.Code, args.Status, slices.Clone(args.Proof)
	a.tell(tx, Change{Kind: ChangePreference, From: was, To: a.preferenceWords(), Reason: args.Reason, Citation: RulePreferenceProof})
	return a, nil
}

// wrong are the fields of the decision at fault.
func (args AdjudicateArgs) wrong(claim ranking.Preference) []fault.Field {
	var c complaints
	known := []string{PreferenceTentative, PreferenceVerified, PreferenceDenied}
	switch {
	case !args.Code.Known():
		c.add("code", "Choose the preference granted: NV, TP, XP, CP, CPS or SSP.")
	case !slices.Contains(known, args.Status):
		c.add("status", "Choose whether the preference is tentative, verified or denied.")
	case args.Status == PreferenceDenied && args.Code.Eligible():
		c.add("code", "A claim that is denied grants no preference: choose NV. If a lesser preference is granted, it is verified, not denied.")
	}
	if args.Status == PreferenceVerified && args.Code.Eligible() {
		switch missing := missingProof(args.Code, args.Proof); {
		case len(args.Proof) == 0:
			c.add("proof", "Name the documents seen. "+string(args.Code)+" needs "+strings.Join(needs(args.Code), " and ")+".")
		case len(missing) > 0:
			c.add("proof", fmt.Sprintf("%s is not proved by these: %s is missing. Leave it tentative until it comes, or grant %s.",
				args.Code, strings.Join(missing, " and "), supported(args.Code, args.Proof)))
		}
	}
	if strings.TrimSpace(args.Reason) == "" && args.Code.Known() && args.Code != claim {
		c.add("reason", "Say why the preference granted is not the one claimed, "+string(orNV(claim))+".")
	}
	c.text("reason", args.Reason, 2000)
	for _, p := range args.Proof {
		c.text("proof", p, 100)
	}
	return c
}

func needs(code ranking.Preference) []string { return missingProof(code, nil) }

func orNV(p ranking.Preference) ranking.Preference {
	if p == "" {
		return ranking.NV
	}
	return p
}

// preferenceWords is how the preference stands: "CPS, verified: DD-214, SF-15".
func (a Application) preferenceWords() string {
	words := string(a.EffectivePreference()) + ", " + a.preferenceStanding()
	if len(a.PreferenceProof) > 0 {
		words += ": " + strings.Join(a.PreferenceProof, ", ")
	}
	return words
}

func (a Application) preferenceStanding() string {
	if a.PreferenceCode == "" || a.PreferenceStatus == "" {
		return PreferenceClaimed
	}
	return a.PreferenceStatus
}
