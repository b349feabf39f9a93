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
	w.Letterhead(d.Subject, "Made by "+d.Author, d.Title, "")
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

// tableOf turns typed cells into words, in the largest type in which no word
// needs to be broken.
func (w *Writer) tableOf(d reports.Document, t reports.Table) Table {
	zone := d.In(d.Made).Location()
	out := Table{Columns: make([]Column, len(t.Columns))}
	for i, c := range t.Columns {
		out.Columns[i] = Column{Name: c.Name}
		if c.Kind.Numeric() {
			out.Columns[i].Align = Right
		}
	}
	for _, r := range t.Rows {
		row := Row{Cells: make([]Cell, min(len(r), len(t.Columns)))}
		for i := range row.Cells {
			row.Cells[i].Text = r[i].Show(zone, t.Columns[i].Places)
		}
		out.Rows = append(out.Rows, row)
	}
	for out.Size = 8; ; out.Size -= 0.5 {
		least, natural := out.needs()
		if sum(least) <= w.inner() || out.Size <= 6 {
			share(out.Columns, least, natural, w.inner())
			return out
		}
	}
}

// needs is the least width of each column, in which its longest word fits, and
// its natural width, in which nothing wraps.
func (t Table) needs() (least, natural []float64) {
	least, natural = make([]float64, len(t.Columns)), make([]float64, len(t.Columns))
	widen := func(i int, text string, s Style) {
		for word := range strings.FieldsSeq(text) {
			least[i] = max(least[i], textWidth(word, s)+2*cellPad+0.1)
		}
	}
	for i, c := range t.Columns {
		widen(i, c.Name, t.headStyle())
		natural[i] = least[i]
	}
	for _, r := range t.Rows {
		for i, c := range r.Cells {
			widen(i, c.Text, Style{Size: t.Size})
			natural[i] = max(natural[i], least[i], textWidth(c.Text, Style{Size: t.Size})+2*cellPad+0.1)
		}
	}
	return least, natural
}

// share gives every column its least width and spreads the rest by what each
// still wants; room that nobody wants goes to all alike.
func share(columns []Column, least, natural []float64, room float64) {
	want, free := sum(natural)-sum(least), room-sum(least)
	for i := range columns {
		switch {
		case free < 0:
			columns[i].Width = least[i] * room / sum(least)
		case free < want:
			columns[i].Width = least[i] + (natural[i]-least[i])*free/want
		default:
			columns[i].Width = natural[i] + (free-want)/float64(len(columns))
		}
	}
}

func sum(all []float64) float64 {
	total := 0.0
	for _, n := range all {
		total += n
	}
	return total
}
