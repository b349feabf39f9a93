package paper

import (
	"fmt"
	"strings"

	"civicdesk/app/hiring"
	"civicdesk/reports"
	"civicdesk/reports/xlsx"
)

// CertificateXLSX makes the same certificate as a workbook: the list, the
// categories, and a sheet with the facts, the method and the keys. It holds no
// Social Security number and nothing about sex, race or disability beyond the
// preference code that the order depends on.
func CertificateXLSX(c hiring.Certificate) ([]byte, error) {
	d := reports.Document{
		Title:   "Certificate of Eligibles " + c.Number,
		Subject: fmt.Sprintf("Certificate of eligibles for %s, announcement %s", c.Title, c.Announcement),
		Author:  c.IssuedByName, Made: c.IssuedAt, Zone: eastern,
		Tables: []reports.Table{eligibles(c), orderOfNames(c), categories(c)},
		Notes: []string{
			decisionKey,
			"A name without preference may not be selected while a preference eligible remains in the same category, unless a pass-over has been sustained.",
			"SHA-256 of the inputs: " + or(c.InputsDigest, "not stored"),
			"SHA-256 of the ranked list: " + or(c.RankDigest, "not stored"),
		},
	}
	if key := preferenceKey(c.Lines); key != "" {
		d.Notes = append(d.Notes, key)
	}
	d.Facts = workbookFacts(c)
	return xlsx.Workbook(d)
}

// workbookFacts are the facts of the paper, those with a type as such.
func workbookFacts(c hiring.Certificate) []reports.Fact {
	typed := map[string]reports.Cell{
		"Vacancies to fill": reports.Count(c.Openings), "Issued": reports.At(c.IssuedAt),
		"Announcement opened": reports.On(c.OpenedOn), "Announcement closed": reports.On(c.ClosedOn),
		"Return by": reports.On(c.ReturnBy), "Expires": reports.On(c.Expires),
	}
	all := []reports.Fact{{Name: "Certificate number", Value: reports.Words(c.Number)}, {Name: "Agency", Value: reports.Words(strings.Trim(c.Agency+", "+c.SubAgency, ", "))}}
	for _, f := range facts(c) {
		value, ok := typed[f.Name]
		if !ok {
			value = reports.Words(f.Value)
		}
		all = append(all, reports.Fact{Name: f.Name, Value: value})
	}
	n, m := c.Counts, c.Method
	for _, count := range []struct {
		name string
		n    int
	}{{"Applications received", n.Received}, {"Not eligible", n.Ineligible}, {"Eligible", n.Eligible}, {"Referred", n.Referred},
		{"Preference eligibles referred", n.PreferenceEligible}, {"Raised by preference", n.Floated}} {
		all = append(all, reports.Fact{Name: count.name, Value: reports.Count(count.n)})
	}
	for _, f := range [][2]string{{"Ranked by", m.RankBy}, {"Rule", m.Rule}, {"Priority order", m.PriorityOrder}, {"Who is referred", m.ReferMethod},
		{"Order of names", m.Order}, {"Ties", m.TieBreaker}, {"Compensable disability", m.FloatNote}, {"Merging of categories", m.MergeNote}} {
		all = append(all, reports.Fact{Name: f[0], Value: reports.Words(f[1])})
	}
	if c.SignedByName != "" {
		all = append(all, reports.Fact{Name: "Selection recorded by", Value: reports.Words(c.SignedByName)}, reports.Fact{Name: "Selection recorded", Value: reports.At(c.SignedAt)})
	}
	return all
}

func eligibles(c hiring.Certificate) reports.Table {
	t := reports.Table{Name: "Eligibles", Columns: []reports.Column{
		{Name: "No.", Kind: reports.Integer}, {Name: "Name"}, {Name: "Application"}, {Name: "Category"}, {Name: "Block"}, {Name: "Preference"},
		{Name: "City"}, {Name: "State"}, {Name: "Decision"}, {Name: "Decision date", Kind: reports.Day}, {Name: "Proof"}, {Name: "Comments"},
	}}
	for _, l := range c.Lines {
		t.Rows = append(t.Rows, []reports.Cell{
			reports.Count(l.Place), reports.Words(l.Name), reports.Words(l.ApplicationNumber), reports.Words(l.Category), reports.Words(blockName(l.Block)), reports.Words(string(l.Preference)),
			reports.Words(l.City), reports.Words(l.State), reports.Words(string(l.Decision)), reports.On(l.DecisionDate), reports.Words(l.Proof), reports.Words(l.Comments),
		})
	}
	return t
}

func blockName(b hiring.Block) string {
	if b == hiring.PreferenceBlock {
		return "Preference eligible"
	}
	return "Other"
}

// orderOfNames says for each name why it stands in its place.
func orderOfNames(c hiring.Certificate) reports.Table {
	t := reports.Table{Name: "Order of names", Columns: []reports.Column{
		{Name: "No.", Kind: reports.Integer}, {Name: "Name"}, {Name: "Reason for the place", Wide: true}, {Name: "Rule"},
	}}
	for _, l := range c.Lines {
		t.Rows = append(t.Rows, []reports.Cell{reports.Count(l.Place), reports.Words(l.Name), reports.Words(l.Reason), reports.Words(l.Citation)})
	}
	return t
}

func categories(c hiring.Certificate) reports.Table {
	t := reports.Table{Name: "Categories", Columns: []reports.Column{
		{Name: "Category"}, {Name: "Lowest rating", Kind: reports.Decimal, Places: 2}, {Name: "Names", Kind: reports.Integer}, {Name: "Preference eligibles", Kind: reports.Integer},
	}}
	for _, g := range c.Categories {
		t.Rows = append(t.Rows, []reports.Cell{reports.Words(g.Name), reports.Number(g.From), reports.Count(g.Assigned), reports.Count(g.Eligible)})
	}
	return t
}
