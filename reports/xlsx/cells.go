package xlsx

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf16"

	"civicdesk/reports"
	"github.com/xuri/excelize/v2"
)

// maxText is the most that an Excel cell holds, in UTF-16 units.
const maxText = 32767

// cell gives a value its Excel type and the number format of its column. Text
// goes out as a string whatever it begins with, so "=1+1" stays what somebody
// typed.
func (b *book) cell(c reports.Cell, col reports.Column) excelize.Cell {
	out := excelize.Cell{StyleID: b.styles.of(c.Kind(), col)}
	if c.Empty() {
		return out
	}
	switch c.Kind() {
	case reports.Integer:
		if n := c.Int(); n > -1<<53 && n < 1<<53 { // what Excel's numbers hold exactly
			out.Value = n
			return out
		}
	case reports.Decimal, reports.Percent:
		if len(strings.Trim(c.Show(time.UTC, -1), "-0.%")) <= 16 { // 15 digits and the point
			out.Value = c.Float()
			return out
		}
	case reports.Day, reports.Moment:
		if n, ok := serial(c, b.doc); ok {
			out.Value = n
			return out
		}
	default:
		out.Value = cut(c.String(), maxText)
		return out
	}
	out.StyleID = b.styles.text
	out.Value = c.Show(b.doc.In(b.doc.Made).Location(), -1)
	return out
}

// serial is Excel's number for a day or moment: days since 1899-12-30, as its
// clock on the wall shows them. Days before March 1900 have none that programs
// agree on.
func serial(c reports.Cell, d reports.Document) (float64, bool) {
	t := c.Time()
	if c.Kind() == reports.Moment {
		t = d.In(t)
	}
	wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	seconds := wall.Unix() - time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()
	return float64(seconds) / 86400, wall.Year() > 1900 || wall.Year() == 1900 && wall.Month() >= 3
}

// cut shortens text to so many UTF-16 units and says so in the text itself.
func cut(s string, most int) string {
	if units := len(utf16.Encode([]rune(s))); units > most {
		note := fmt.Sprintf(" … (cut here: the whole text has %d characters, a cell holds %d)", units, most)
		return short(s, most-len(note)) + note
	}
	return s
}

// short is the beginning of s that fits into so many UTF-16 units.
func short(s string, most int) string {
	used := 0
	for i, r := range s {
		used += max(utf16.RuneLen(r), 1)
		if used > most {
			return s[:i]
		}
	}
	return s
}

// styles are the workbook's cell styles by their Excel numbers.
type styles struct {
	file                     *excelize.File
	head                     map[bool]int // by whether the column is numeric
	title, label, text, wide int
	made                     map[styleKey]int
}

type styleKey struct {
	kind   reports.Kind
	places int
	left   bool
}

func (b *book) makeStyles() error {
	s := &b.styles
	s.file, s.made, s.head = b.file, map[styleKey]int{}, map[bool]int{}
	thin := []excelize.Border{{Type: "bottom", Color: "A9AEB1", Style: 1}}
	var err error
	add := func(to *int, style excelize.Style) {
		if err == nil {
			*to, err = s.file.NewStyle(&style)
		}
	}
	for _, numeric := range []bool{false, true} {
		align, id, indent := "left", 0, 1
		if numeric {
			align, indent = "right", 0
		}
		add(&id, excelize.Style{
			Font: &excelize.Font{Family: "Calibri", Bold: true, Color: "FFFFFF", Size: 10}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"162E51"}},
			Alignment: &excelize.Alignment{Horizontal: align, Vertical: "center", WrapText: true, Indent: indent}, Border: thin,
		})
		s.head[numeric] = id
	}
	add(&s.title, excelize.Style{Font: &excelize.Font{Family: "Calibri", Bold: true, Size: 16, Color: "162E51"}})
	add(&s.label, excelize.Style{Font: &excelize.Font{Family: "Calibri", Bold: true, Size: 10}, Alignment: &excelize.Alignment{Vertical: "top"}})
	add(&s.text, excelize.Style{Font: &excelize.Font{Family: "Calibri", Size: 10}, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "top", Indent: 1}, NumFmt: 49})
	add(&s.wide, excelize.Style{Font: &excelize.Font{Family: "Calibri", Size: 10}, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "top", WrapText: true, Indent: 1}, NumFmt: 49})
	for kind := reports.Integer; kind <= reports.Percent; kind++ {
		for places := range 5 {
			for _, left := range []bool{false, true} {
				id, format, align, indent := 0, numberFormat(kind, places), "", 0
				if left || !kind.Numeric() {
					align, indent = "left", 1
				}
				add(&id, excelize.Style{Font: &excelize.Font{Family: "Calibri", Size: 10}, CustomNumFmt: &format, Alignment: &excelize.Alignment{Vertical: "top", Horizontal: align, Indent: indent}})
				s.made[styleKey{kind, places, left}] = id
			}
		}
	}
	return err
}

// of is the style of a kind of cell in a column.
func (s styles) of(kind reports.Kind, col reports.Column) int {
	if kind == reports.Text {
		if col.Wide {
			return s.wide
		}
		return s.text
	}
	return s.made[styleKey{kind, min(col.Places, 4), false}]
}

// fact is the same style with the value on the left, beside its label.
func (s styles) fact(style int, kind reports.Kind) int {
	if id, ok := s.made[styleKey{kind, 0, true}]; ok && style != s.text {
		if kind == reports.Decimal || kind == reports.Percent {
			return s.made[styleKey{kind, 2, true}]
		}
		return id
	}
	return style
}

func numberFormat(kind reports.Kind, places int) string {
	point := ""
	if places > 0 {
		point = "." + strings.Repeat("0", places)
	}
	switch kind {
	case reports.Decimal:
		return "#,##0" + point
	case reports.Percent:
		return "0" + point + "%"
	case reports.Day:
		return "mmm d, yyyy"
	case reports.Moment:
		return "mmm d, yyyy h:mm AM/PM"
	}
	return "#,##0"
}

// widths are the columns' widths in characters, from their content.
func (b *book) widths(t reports.Table) []float64 {
	widths := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		longest := 0
		for word := range strings.FieldsSeq(c.Name) {
			longest = max(longest, len([]rune(word)))
		}
		widths[i] = float64(max(longest+4, (len([]rune(c.Name))+1)/2+4)) // room for the filter's button
	}
	zone := b.doc.In(b.doc.Made).Location()
	for _, r := range t.Rows {
		for i := range min(len(r), len(widths)) {
			if text := r[i].Show(zone, t.Columns[i].Places); len(text) > int(widths[i]) {
				widths[i] = max(widths[i], columns(text)+2.5)
			}
		}
	}
	for i, c := range t.Columns {
		most := 42.0
		if c.Wide {
			most = 70
		}
		widths[i] = min(max(widths[i], 8), most)
	}
	return widths
}

// rowHeight makes room for the wrapped text of a row; programs other than Excel
// do not find it by themselves.
func rowHeight(t reports.Table, r []reports.Cell, widths []float64) excelize.RowOpts {
	height := heightOf("", 1)
	for i := range min(len(r), len(widths)) {
		if t.Columns[i].Wide && r[i].Kind() == reports.Text {
			height = max(height, heightOf(r[i].String(), widths[i]))
		}
	}
	return excelize.RowOpts{Height: height}
}

// heightOf estimates the height in points of text wrapped to so many columns.
func heightOf(text string, width float64) float64 {
	lines := 0.0
	for line := range strings.SplitSeq(text, "\n") {
		lines += max(1, math.Ceil(columns(line)/(width-1)))
	}
	return min(1+13.5*lines, 409) // Excel's highest row
}

// columns is the room a text takes, East Asian signs counting double.
func columns(s string) float64 {
	n := 0.0
	for _, r := range s {
		n++
		if r >= 0x2E80 && r < 0xFB00 || r > 0xFFFF {
			n++
		}
	}
	return n
}
