package pdf

import "strings"

// Align is where the words of a column stand.
type Align uint8

// The ways to align.
const (
	Left Align = iota
	Right
	Center
)

// Column is one column of a table.
type Column struct {
	Name  string
	Width float64 // in points; 0 takes an equal share of what is left
	Align Align
}

// Cell is one field of a table.
type Cell struct {
	Text  string
	Under string // a second, smaller line
	Boxes []Box  // in place of text
	Bold  bool
}

// Row is one row of a table, or a band across it that names the rows beneath.
type Row struct {
	Cells []Cell
	Band  string // a band when not empty
	Aside string // at the right end of a band
	Inner bool   // a band within the last outer one
}

// Table is a table that may run over many pages. Its head and the bands that
// still hold are repeated at the top of each.
type Table struct {
	Columns []Column
	Rows    []Row
	Size    float64 // of the type; 0 is 9
}

const cellPad = 4.0

// laid is a row with its words broken into lines.
type laid struct {
	row    Row
	lines  [][]string // per column
	under  [][]string
	height float64
}

// Table sets the table.
func (w *Writer) Table(t Table) {
	if t.Size == 0 {
		t.Size = 9
	}
	s := setting{w: w, t: t, widths: columnWidths(t.Columns, w.inner())}
	var rows []laid
	for _, r := range t.Rows {
		rows = append(rows, s.lay(r)...)
	}
	w.Need(s.headHeight() + s.together(rows, 0))
	s.head()
	var outer, inner *Row
	w.onPage = func() {
		s.head()
		for _, band := range []*Row{outer, inner} {
			if band != nil {
				s.band(*band, continued)
			}
		}
	}
	for i, r := range rows {
		if r.row.Band != "" {
			if !r.row.Inner { // a new outer band ends both; they are not "continued" before it
				outer, inner = nil, nil
			} else {
				inner = nil
			}
		}
		w.Need(s.together(rows, i))
		switch {
		case r.row.Band == "":
			s.draw(r)
		case r.row.Inner:
			inner = &rows[i].row
			s.band(*inner, "")
		default:
			outer = &rows[i].row
			s.band(*outer, "")
		}
	}
	w.onPage = nil
	w.y += 8
}

// setting is a table in the course of being set.
type setting struct {
	w      *Writer
	t      Table
	widths []float64
}

func columnWidths(columns []Column, room float64) []float64 {
	widths, open := make([]float64, len(columns)), 0
	for i, c := range columns {
		widths[i] = c.Width
		room -= c.Width
		if c.Width == 0 {
			open++
		}
	}
	for i := range widths {
		if widths[i] == 0 {
			widths[i] = room / float64(open)
		}
	}
	return widths
}

func (s setting) lead() float64 { return s.t.Size * 1.3 }

func (s setting) style(c Cell) Style { return Style{Size: s.t.Size, Bold: c.Bold} }

var underStyle = Style{Size: 7.4, Grey: true}

const underLead = 9.6

// lay breaks a row's words into lines. A row that would be higher than a page
// goes on in further rows.
func (s setting) lay(r Row) []laid {
	if r.Band != "" {
		return []laid{{row: r, height: bandHeight(r)}}
	}
	out := laid{row: r, lines: make([][]string, len(s.widths)), under: make([][]string, len(s.widths))}
	rest, longer := Row{Cells: make([]Cell, len(r.Cells))}, false
	for i, c := range r.Cells {
		if i >= len(s.widths) || len(c.Boxes) > 0 {
			continue
		}
		room := s.widths[i] - 2*cellPad
		if c.Text != "" {
			out.lines[i], rest.Cells[i].Text = atMost(int(s.w.high/3/s.lead()), wrap(c.Text, room, s.style(c)))
		}
		if c.Under != "" {
			out.under[i], rest.Cells[i].Under = atMost(int(s.w.high/3/underLead), wrap(c.Under, room, underStyle))
		}
		longer = longer || rest.Cells[i].Text+rest.Cells[i].Under != ""
	}
	for i := range out.lines {
		high := float64(len(out.lines[i]))*s.lead() + float64(len(out.under[i]))*underLead
		out.height = max(out.height, high)
	}
	out.height = max(out.height, s.lead()) + 6
	if !longer {
		return []laid{out}
	}
	return append([]laid{out}, s.lay(rest)...)
}

// atMost keeps so many lines and gives the others back as text.
func atMost(n int, lines []string) (kept []string, rest string) {
	if len(lines) <= n {
		return lines, ""
	}
	return lines[:n], strings.Join(lines[n:], "\n")
}

// together is the height that must not be broken: a band stays with the bands
// after it and its first row.
func (s setting) together(rows []laid, i int) float64 {
	sum := 0.0
	for ; i < len(rows); i++ {
		sum += rows[i].height
		if rows[i].row.Band == "" {
			break
		}
	}
	return sum
}

func (t Table) headStyle() Style { return Style{Size: min(t.Size, 8), Bold: true} }

func (s setting) headLines() ([][]string, int) {
	lines, high := make([][]string, len(s.widths)), 1
	for i, c := range s.t.Columns {
		lines[i] = wrap(c.Name, s.widths[i]-2*cellPad, s.t.headStyle())
		high = max(high, len(lines[i]))
	}
	return lines, high
}

func (s setting) headHeight() float64 {
	_, high := s.headLines()
	return float64(high)*10 + 7
}

func (s setting) head() {
	lines, high := s.headLines()
	height := float64(high)*10 + 7
	s.w.fill(margin, s.w.y, s.w.inner(), height, accent)
	x := margin
	for i, c := range s.t.Columns {
		for n, line := range lines[i] { // headings stand on the foot of the row
			y := s.w.y + 11 + float64(high-len(lines[i])+n)*10
			s.put(x, y, s.widths[i], line, s.t.headStyle(), c.Align)
		}
		x += s.widths[i]
	}
	s.w.line(margin, s.w.y, s.w.wide-margin, s.w.y, 0.9, navy)
	s.w.y += height
	s.w.line(margin, s.w.y, s.w.wide-margin, s.w.y, 0.9, navy)
}

func bandHeight(r Row) float64 {
	if r.Inner {
		return 16
	}
	return 20
}

func (s setting) band(r Row, suffix string) {
	w, height := s.w, bandHeight(r)
	style, shade, base := Style{Size: 10, Bold: true}, faint, 14.0
	if r.Inner {
		style, base = Style{Size: 8.4, Bold: true, Grey: true}, 11.5
	} else {
		w.fill(margin, w.y, w.inner(), height, shade)
	}
	w.text(margin+cellPad, w.y+base, r.Band+suffix, style)
	if suffix == "" { // said once
		aside := Style{Size: 8.4, Grey: true}
		room := w.inner() - textWidth(r.Band, style) - 4*cellPad
		w.textRight(w.wide-margin-cellPad, w.y+base, shorten(r.Aside, room, aside), aside)
	}
	w.y += height
	w.line(margin, w.y, w.wide-margin, w.y, 0.4, hair)
}

func (s setting) draw(r laid) {
	x, top := margin, s.w.y+3
	for i := range s.widths {
		if i < len(r.row.Cells) {
			c := r.row.Cells[i]
			y := top + s.t.Size
			if len(c.Boxes) > 0 {
				s.w.boxes(x+cellPad, y, c.Boxes)
			}
			for _, line := range r.lines[i] {
				s.put(x, y, s.widths[i], line, s.style(c), s.t.Columns[i].Align)
				y += s.lead()
			}
			y += underStyle.Size - s.t.Size
			for _, line := range r.under[i] {
				s.put(x, y, s.widths[i], line, underStyle, s.t.Columns[i].Align)
				y += underLead
			}
		}
		x += s.widths[i]
	}
	s.w.y += r.height
	s.w.line(margin, s.w.y, s.w.wide-margin, s.w.y, 0.4, hair)
}

// put sets a line inside a column.
func (s setting) put(x, y, wd float64, line string, st Style, a Align) {
	switch a {
	case Right:
		s.w.textRight(x+wd-cellPad, y, line, st)
	case Center:
		s.w.text(x+(wd-textWidth(line, st))/2, y, line, st)
	default:
		s.w.text(x+cellPad, y, line, st)
	}
}
