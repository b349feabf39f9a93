package hiring

import (
	"slices"
	"strings"

	"civicdesk/app/hiring/ranking"
)

// RulePreferenceProof is what an adjudication of veterans' preference rests on:
// who is a preference eligible, and that the agency determines it.
const RulePreferenceProof = "5 USC 2108; 5 CFR part 211"

// The documents by which a claim of preference is proved.
const (
	ProofDD214  = "DD-214"     // member 4: qualifying service and its character
	ProofSF15   = "SF-15"      // application for 10-point preference
	ProofVA     = "VA letter"  // with the combined rating
	ProofSSP    = "SSP papers" // of a sole survivor's release
	ProofVOW    = "VOW letter" // certification of an expected discharge (5 USC 2108a)
	ProofOfLoss = "Family papers"
)

// Proof is a document to choose from.
type Proof struct {
	Code  string `json:"code"`
	Words string `json:"words"`
}

// Proofs are the documents that may have been seen.
var Proofs = []Proof{
	{ProofDD214, "DD-214, member 4: release from active duty"},
	{ProofSF15, "SF-15: application for 10-point preference"},
	{ProofVA, "VA letter with the combined rating"},
	{ProofVOW, "Certification of an expected discharge (VOW Act)"},
	{ProofSSP, "Sole-survivor papers"},
	{ProofOfLoss, "Marriage or death certificate, for derived preference"},
}

// needed are the documents that prove a code: one of each set. What proves which
// preference is said on the SF-15 and in OPM's guide for human resources; an
// office that sees other proof leaves the preference tentative until it has
// these.
var needed = map[ranking.Preference][][]string{
	ranking.TP:  {{ProofDD214, ProofVOW}},
	ranking.XP:  {{ProofSF15}, {ProofDD214, ProofVOW, ProofVA, ProofOfLoss}},
	ranking.CP:  {{ProofDD214, ProofVOW}, {ProofSF15}, {ProofVA}},
	ranking.CPS: {{ProofDD214, ProofVOW}, {ProofSF15}, {ProofVA}},
	ranking.SSP: {{ProofSSP, ProofDD214}},
}

// missingProof are the documents that the code still needs, in words.
func missingProof(code ranking.Preference, seen []string) []string {
	var out []string
	for _, one := range needed[code] {
		if !slices.ContainsFunc(one, func(d string) bool { return slices.Contains(seen, d) }) {
			out = append(out, strings.Join(one, " or "))
		}
	}
	return out
}

// supported is the preference that the documents support when they do not prove
// the code: an unproven 10-point claim falls to 5 points when the DD-214 supports
// it.
func supported(code ranking.Preference, seen []string) ranking.Preference {
	if code.TenPoint() && len(missingProof(ranking.TP, seen)) == 0 {
		return ranking.TP
	}
	return ranking.NV
}
