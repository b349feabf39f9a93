package pdf

import (
	"strings"

	"civicdesk/reports"
)

// Document sets a report as a paper: its facts in boxes, then table after table.
func Document(d reports.Document) ([]byte, error) {
	w := New(Meta{
		Title: d.Title, Subject: d.Subject, Author: d.Author, Made: d.Made, Landscape: !d.Portrait,
		Running: d.Title, Footer: d.Title + " · made " + d.In(d.Made).Format("Jan 2, 2006 3:04 PM MST"),
	})
	w.Letterhead(d.Author, d.Subject, d.Title, "")
	var facts []Fact
	for _, f := range d.Facts {
		facts = append(facts, Fact{Name: f.Name, Value: f.Value.Show(d.In(d.Made).Location(), -1)})
	}
	if len(facts) > 0 {
		w.Facts(min(len(facts), 4), facts)
	}
	for _, t := range d.Tables {
		w.Heading(t.Name)
		w.Table(w.tableOf(d, t))
		for _, note := range t.Notes {
			w.Paragraph(note, Style{Size: 8.2, Grey: true})
		}
	}
	for _, note := range d.Notes {
		w.Paragraph(note, Style{Size: 8.2, Grey: true})
	}
	return w.Bytes()
}

// tableOf turns typed cells into words and gives each column the width that its
// content asks for, within what the page has.
func (w *Writer) tableOf(d reports.Document, t reports.Table) Table {
	zone := d.In(d.Made).Location()
	out := Table{Size: 8, Columns: make([]Column, len(t.Columns))}
	for i, c := range t.Columns {
		out.Columns[i] = Column{Name: c.Name}
		if c.Kind.Numeric() {
			out.Columns[i].Align = Right
		}
	}
	natural := make([]float64, len(t.Columns))
	for _, r := range t.Rows {
		row := Row{Cells: make([]Cell, min(len(r), len(t.Columns)))}
		for i := range row.Cells {
			row.Cells[i].Text = r[i].Show(zone, t.Columns[i].Places)
			natural[i] = max(natural[i], textWidth(row.Cells[i].Text, Style{Size: out.Size})+2*cellPad)
		}
		out.Rows = append(out.Rows, row)
	}
	fit(out.Columns, t.Columns, natural, w.inner())
	return out
}

// fit shares the room: columns of sentences take what the others leave; if all
// is too wide, every column gives way in proportion.
func fit(columns []Column, kinds []reports.Column, natural []float64, room float64) {
	sum, wide := 0.0, 0
	for i := range columns {
		least := 0.0
		for word := range strings.FieldsSeq(columns[i].Name) {
			least = max(least, textWidth(word, headStyle))
		}
		natural[i] = max(natural[i], least+2*cellPad)
		if kinds[i].Wide {
			wide++
			natural[i] = min(natural[i], room/3)
		}
		sum += natural[i]
	}
	for i := range columns {
		switch {
		case sum > room:
			columns[i].Width = natural[i] * room / sum
		case wide > 0 && kinds[i].Wide:
			columns[i].Width = natural[i] + (room-sum)/float64(wide)
		case wide == 0:
			columns[i].Width = natural[i] * room / sum
		default:
			columns[i].Width = natural[i]
		}
	}
}
