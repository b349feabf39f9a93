package paper

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
	"civicdesk/reports/pdf"
)

// listOfNames sets the list: a band per category, the two preference blocks
// within it, a line per name.
func listOfNames(w *pdf.Writer, c hiring.Certificate, notes []orderNote) {
	w.Heading(plural(len(c.Lines), "eligible") + " referred")
	w.Legend(decisionKey)
	table := pdf.Table{Columns: []pdf.Column{
		{Name: "No.", Width: 26, Align: pdf.Right},
		{Name: "Name and application"},
		{Name: "Pref.", Width: 34, Align: pdf.Center},
		{Name: "Residence", Width: 98},
		{Name: "Decision", Width: 92},
		{Name: "Date and comments", Width: 90},
		{Name: "Note", Width: 28, Align: pdf.Right},
	}}
	for i, l := range c.Lines {
		newCategory := i == 0 || c.Lines[i-1].CategoryRank != l.CategoryRank
		if newCategory {
			table.Rows = append(table.Rows, categoryBand(c, l))
		}
		if newCategory || c.Lines[i-1].Block != l.Block {
			table.Rows = append(table.Rows, pdf.Row{Band: blockWords(l.Block), Inner: true})
		}
		table.Rows = append(table.Rows, lineRow(l, noteOf(notes, l)))
	}
	if len(c.Lines) == 0 {
		table.Rows = []pdf.Row{{Band: "No eligible applicants"}}
	}
	w.Table(table)
	w.Legend(preferenceKey(c.Lines) + " The last column names the note on the order of the name, under “How this order was made”.")
}

const decisionKey = "Mark one box for every name: A selected, NS not selected, D declined (give the date and keep the proof). Another code is written beside it: NN not contacted, FR failed to reply, NA not available, SD selected on a different certificate. Names within a block stand in order of the alphabet; none ranks above another."

func categoryBand(c hiring.Certificate, l hiring.Line) pdf.Row {
	band := pdf.Row{Band: l.Category}
	for _, g := range c.Categories {
		if g.Name == l.Category {
			band.Aside = fmt.Sprintf("rating from %s · %s, of them %s", g.From, plural(g.Assigned, "name"), plural(g.Eligible, "preference eligible"))
		}
	}
	return band
}

func blockWords(b hiring.Block) string {
	if b == hiring.PreferenceBlock {
		return "Preference eligibles"
	}
	return "Others, without veterans’ preference"
}

func lineRow(l hiring.Line, note int) pdf.Row {
	var boxes []pdf.Box
	for _, code := range []hiring.Decision{hiring.Selected, hiring.NotSelected, hiring.Declined} {
		boxes = append(boxes, pdf.Box{Label: string(code), Checked: l.Decision == code})
	}
	other := ""
	if code := ranking.Code(l.Decision); l.Decision != "" && !slices.ContainsFunc(boxes, func(b pdf.Box) bool { return b.Checked }) {
		other = string(code) + " " + lower(code.Words())
	}
	remarks := slices.DeleteFunc([]string{other, l.Proof, l.Comments}, func(s string) bool { return s == "" })
	return pdf.Row{Cells: []pdf.Cell{
		{Text: strconv.Itoa(l.Place)},
		{Text: l.Name, Under: l.ApplicationNumber, Bold: true},
		{Text: string(l.Preference)},
		{Text: residence(l)},
		{Boxes: boxes},
		{Text: l.DecisionDate.Words(), Under: strings.Join(remarks, "; ")},
		{Text: strconv.Itoa(note)},
	}}
}

func residence(l hiring.Line) string {
	return strings.Join(slices.DeleteFunc([]string{l.City, l.State}, func(s string) bool { return s == "" }), ", ")
}

// preferenceKey explains the codes that occur on the list.
func preferenceKey(lines []hiring.Line) string {
	var words []string
	for _, p := range ranking.Preferences {
		if slices.ContainsFunc(lines, func(l hiring.Line) bool { return l.Preference == p }) {
			words = append(words, string(p)+" "+lower(p.Words()))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return "Veterans’ preference: " + strings.Join(words, "; ") + "."
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// signatures sets the return of the certificate, kept on one page.
func signatures(w *pdf.Writer, c hiring.Certificate) {
	w.Need(190)
	w.Heading("Return of the certificate")
	w.Paragraph("I have considered the eligibles above. A name without preference may not be selected while a preference eligible remains in the same category, "+
		"unless a pass-over has been sustained ("+ranking.RulePassOver+").", pdf.Style{Size: 9})
	w.Lines([]pdf.Line{{Label: "Signature of the selecting official", Share: 0.62}, {Label: "Date signed", Share: 0.38}})
	name, day := "", ""
	if c.SignedByName != "" {
		name, day = c.SignedByName, moment(c.SignedAt)
	}
	w.Lines([]pdf.Line{{Label: "Name of the selecting official", Value: name, Share: 0.62}, {Label: "Selection recorded", Value: day, Share: 0.38}})
	w.Lines([]pdf.Line{{Label: "Audited by (human resources)", Share: 0.62}, {Label: "Date audited", Share: 0.38}})
}

// orderNote is one reason for a place on the list, with the names it holds for.
type orderNote struct {
	reason, citation string
	places           []int
}

// orderNotes gathers the reasons in the order in which the list meets them.
func orderNotes(lines []hiring.Line) []orderNote {
	var notes []orderNote
	at := map[[2]string]int{}
	for _, l := range lines {
		key := [2]string{l.Reason, l.Citation}
		n, ok := at[key]
		if !ok {
			n = len(notes)
			at[key], notes = n, append(notes, orderNote{reason: l.Reason, citation: l.Citation})
		}
		notes[n].places = append(notes[n].places, l.Place)
	}
	return notes
}

func noteOf(notes []orderNote, l hiring.Line) int {
	return 1 + slices.IndexFunc(notes, func(n orderNote) bool { return n.reason == l.Reason && n.citation == l.Citation })
}

// places writes 1, 2, 3, 7 as "1–3, 7".
func (n orderNote) placesWords() string {
	var words []string
	for i := 0; i < len(n.places); {
		j := i
		for j+1 < len(n.places) && n.places[j+1] == n.places[j]+1 {
			j++
		}
		word := strconv.Itoa(n.places[i])
		if j > i {
			word += "–" + strconv.Itoa(n.places[j])
		}
		words = append(words, word)
		i = j + 1
	}
	return strings.Join(words, ", ")
}

// howOrdered sets method, cut-offs, figures and reasons, so that anybody can
// follow the order without the program.
func howOrdered(w *pdf.Writer, c hiring.Certificate, notes []orderNote) {
	m := c.Method
	w.Need(240)
	w.Heading("How this order was made")
	w.Facts(2, []pdf.Fact{
		{Name: "Ranked by", Value: m.RankBy}, {Name: "Rule", Value: m.Rule},
		{Name: "Priority order", Value: m.PriorityOrder}, {Name: "Who is referred", Value: m.ReferMethod},
		{Name: "Order of names", Value: m.Order}, {Name: "Ties", Value: m.TieBreaker},
		{Name: "Scientific or professional position, GS-9 or higher", Value: yesNo(m.ScientificProfessional)}, {Name: "Well-qualified score for displaced employees", Value: or(m.WellQualified, "Not set")},
		{Name: "Compensable disability of 10 percent or more", Value: m.FloatNote}, {Name: "Merging of categories", Value: m.MergeNote},
	})
	table := pdf.Table{Columns: []pdf.Column{{Name: "Category"}, {Name: "Lowest rating", Width: 90, Align: pdf.Right}, {Name: "Names", Width: 70, Align: pdf.Right}, {Name: "Preference eligibles", Width: 90, Align: pdf.Right}}}
	for _, g := range c.Categories {
		table.Rows = append(table.Rows, pdf.Row{Cells: []pdf.Cell{{Text: g.Name}, {Text: g.From}, {Text: strconv.Itoa(g.Assigned)}, {Text: strconv.Itoa(g.Eligible)}}})
	}
	w.Table(table)
	w.Facts(6, []pdf.Fact{
		{Name: "Applications received", Value: strconv.Itoa(c.Counts.Received)}, {Name: "Not eligible", Value: strconv.Itoa(c.Counts.Ineligible)},
		{Name: "Eligible", Value: strconv.Itoa(c.Counts.Eligible)}, {Name: "Referred", Value: strconv.Itoa(c.Counts.Referred)},
		{Name: "Preference eligibles", Value: strconv.Itoa(c.Counts.PreferenceEligible)}, {Name: "Raised by preference", Value: strconv.Itoa(c.Counts.Floated)},
	})
	w.Heading("Notes on the order of names")
	reasons := pdf.Table{Size: 8, Columns: []pdf.Column{{Name: "Note", Width: 32, Align: pdf.Right}, {Name: "Reason"}, {Name: "Rule", Width: 112}, {Name: "Names (No.)", Width: 72}}}
	for i, n := range notes {
		reasons.Rows = append(reasons.Rows, pdf.Row{Cells: []pdf.Cell{{Text: strconv.Itoa(i + 1)}, {Text: n.reason}, {Text: n.citation}, {Text: n.placesWords()}}})
	}
	w.Table(reasons)
	w.Paragraph("Anybody who holds the stored inputs of this certificate can compute its order again.\nSHA-256 of the inputs: "+or(c.InputsDigest, "not stored")+
		"\nSHA-256 of the ranked list: "+or(c.RankDigest, "not stored"), pdf.Style{Size: 8.2, Grey: true})
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
