package pdf

import (
	"slices"
	"strings"
)

// Letterhead sets the head of an official paper: who issues it, its name, and
// at the right edge its number.
func (w *Writer) Letterhead(issuer, under, title, number string) {
	w.text(margin, w.y+9, strings.ToUpper(issuer), Style{Size: 9, Bold: true})
	w.text(margin, w.y+20, under, Style{Size: 8.5, Grey: true})
	w.text(margin, w.y+46, shorten(title, w.inner()-textWidth(number, Style{Size: 13, Bold: true})-16, Style{Size: 20, Bold: true}), Style{Size: 20, Bold: true})
	if number != "" {
		w.textRight(w.wide-margin, w.y+31, "Number", Style{Size: 8, Grey: true})
		w.textRight(w.wide-margin, w.y+46, number, Style{Size: 13, Bold: true})
	}
	w.y += 56
	w.line(margin, w.y, w.wide-margin, w.y, 1.6, navy)
	w.y += 8
}

// Heading starts a part of the paper, kept together with some room after it.
func (w *Writer) Heading(text string) {
	w.Need(60)
	w.y += 8
	w.text(margin, w.y+11, text, Style{Size: 12, Bold: true})
	w.y += 18
}

// Paragraph sets running text.
func (w *Writer) Paragraph(text string, s Style) {
	lead := s.Size * 1.38
	for _, line := range wrap(text, w.inner(), s) {
		w.Need(lead)
		w.text(margin, w.y+s.Size, line, s)
		w.y += lead
	}
	w.y += s.Size * 0.4
}

// Fact is one labelled value of a grid of boxes.
type Fact struct {
	Name  string
	Value string
	Span  int // columns of the grid it takes; 0 is 1
}

// Facts sets boxes with a small label over the value, so many columns to a row,
// as government forms do. A row is as high as its longest value.
func (w *Writer) Facts(columns int, facts []Fact) {
	cell := w.inner() / float64(columns)
	for start := 0; start < len(facts); {
		end, used := start, 0
		for end < len(facts) && used+span(facts[end]) <= columns {
			used += span(facts[end])
			end++
		}
		row := facts[start:max(end, start+1)]
		w.factRow(cell, columns, row)
		start += len(row)
	}
	w.y += 6
}

// mostFactLines is how many lines a box can hold; what is longer goes on in
// further boxes, so that nothing runs off the page.
const mostFactLines = 30

func (w *Writer) factRow(cell float64, columns int, row []Fact) {
	const pad, labelHigh, lead = 4.0, 11.0, 11.5
	value := Style{Size: 9.2}
	widths, lines, high := make([]float64, len(row)), make([][]string, len(row)), 1
	rest, longer := slices.Clone(row), false
	used := 0
	for i, f := range row {
		n := span(f)
		if i == len(row)-1 {
			n = columns - used // the last box closes the row
		}
		used += n
		widths[i] = cell * float64(n)
		lines[i] = wrap(f.Value, widths[i]-2*pad, value)
		rest[i].Value = ""
		if len(lines[i]) > mostFactLines {
			rest[i].Value, longer = strings.Join(lines[i][mostFactLines:], "\n"), true
			lines[i] = lines[i][:mostFactLines]
		}
		rest[i].Name = strings.TrimSuffix(f.Name, continued) + continued
		high = max(high, len(lines[i]))
	}
	height := labelHigh + float64(high)*lead + 2.5
	w.Need(height)
	x := margin
	for i, f := range row {
		w.frame(x, w.y, widths[i], height, 0.5, hair)
		w.text(x+pad, w.y+8.5, shorten(f.Name, widths[i]-pad, Style{Size: 6.8}), Style{Size: 6.8, Grey: true})
		for n, line := range lines[i] {
			w.text(x+pad, w.y+labelHigh+8.5+float64(n)*lead, line, value)
		}
		x += widths[i]
	}
	w.y += height
	if longer {
		w.factRow(cell, columns, rest)
	}
}

const continued = " (continued)"

func span(f Fact) int { return max(f.Span, 1) }

// Box is a square to tick, with its label to the right.
type Box struct {
	Label   string
	Checked bool
}

const boxSide, boxStep = 8.5, 29.0

// boxes draws the squares side by side from x, their feet on the baseline y.
func (w *Writer) boxes(x, y float64, all []Box) {
	for _, b := range all {
		top := y - boxSide + 1
		w.frame(x, top, boxSide, boxSide, 0.8, ink)
		if b.Checked {
			w.line(x+1.6, top+1.6, x+boxSide-1.6, top+boxSide-1.6, 1.3, ink)
			w.line(x+1.6, top+boxSide-1.6, x+boxSide-1.6, top+1.6, 1.3, ink)
		}
		w.text(x+boxSide+2.5, y, b.Label, Style{Size: 8})
		x += boxStep
	}
}

// Legend sets boxes with longer labels over the full width, as a key to the
// boxes of a table.
func (w *Writer) Legend(text string) {
	w.Paragraph(text, Style{Size: 8.2, Grey: true})
}

// Line is one line to fill in by hand, or already filled in.
type Line struct {
	Label string
	Value string
	Share float64 // of the width; the shares of a row add up to 1
}

// Lines sets a row of lines with their labels beneath, for signatures and
// dates. The whole row stays on one page.
func (w *Writer) Lines(row []Line) {
	const gap, height = 14.0, 40.0
	w.Need(height)
	x := margin
	for _, l := range row {
		wd := l.Share * w.inner()
		right := x + wd - gap
		if x+wd > w.wide-margin-1 {
			right = w.wide - margin
		}
		w.text(x+2, w.y+22, l.Value, Style{Size: 10})
		w.line(x, w.y+26, right, w.y+26, 0.7, ink)
		w.text(x, w.y+35, l.Label, Style{Size: 7, Grey: true})
		x += wd
	}
	w.y += height
}
