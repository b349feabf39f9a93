package rating

// Found is a reason for which human resources find somebody ineligible, beside
// those that follow from the answers. The codes follow USA Staffing's pattern:
// four letters and a sentence.
type Found struct {
	Code     string `json:"code"`
	Words    string `json:"words"`
	Citation string `json:"citation"`
}

// Founds are the reasons to choose from.
var Founds = []Found{
	{"IQSE", "Lacks the specialized experience that the grade requires.", "5 CFR 338.301"},
	{"IQED", "Lacks the education that the position requires.", "5 CFR 338.301"},
	{"IQOR", "Lacks the individual occupational requirements.", "5 CFR 338.301"},
	{"IDOC", "Did not hand in a document that the announcement requires.", "vacancy announcement"},
	{"IARC", "Is outside the area of consideration.", "vacancy announcement"},
	{"IDPN", "Declined the position.", "vacancy announcement"},
	{"IOPF", "Did not pass the fitness test that the announcement requires.", "vacancy announcement"},
}

// FoundBy is the reason with the code.
func FoundBy(code string) (Found, bool) {
	for _, f := range Founds {
		if f.Code == code {
			return f, true
		}
	}
	return Found{}, false
}
