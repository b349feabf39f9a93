// Package pdf sets papers: text of many scripts, facts in boxes, tables that
// run over pages, check boxes and lines to sign. It is the only package that
// knows gofpdf. The same input gives the same bytes: the dates inside the file
// come from the caller.
//
// A Writer keeps its first fault and returns it from Bytes, so that a paper is
// written without a check on every line; text that cannot be printed is such a
// fault (see CanPrint).
package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"civicdesk/app/fault"
	"github.com/jung-kurt/gofpdf"
	"golang.org/x/text/unicode/norm"
)

// Meta is what the file says about itself, and the lines at the edge of each
// page.
type Meta struct {
	Title     string
	Subject   string
	Author    string
	Made      time.Time // the file's creation date
	Landscape bool
	Running   string // repeated at the head of the second page and those after it
	Footer    string // at the foot of every page, left of "Page 1 of 2"
}

// Letter size in points, with margins that leave room for a two-hole punch.
const (
	longSide  = 792.0
	shortSide = 612.0
	margin    = 50.0
	foot      = 50.0 // kept free at the foot of the page for the footer
)

// Style is how text looks.
type Style struct {
	Size float64
	Bold bool
	Grey bool
}

// Colour is a shade of the paper's few colours.
type colour [3]int

var (
	ink    = colour{27, 27, 27}
	quiet  = colour{86, 92, 101}
	navy   = colour{22, 46, 81}
	faint  = colour{240, 243, 247}
	hair   = colour{169, 174, 177}
	accent = colour{221, 230, 240}
)

// Writer sets one paper from top to bottom.
type Writer struct {
	doc    *gofpdf.Fpdf
	meta   Meta
	wide   float64 // of the page
	high   float64
	y      float64 // of the next thing, from the top
	loaded map[string]bool
	err    error
	onPage func() // called at the top of each page after the first, for repeated heads
}

// New starts a paper on letter-size pages.
func New(m Meta) *Writer {
	w := &Writer{meta: m, wide: shortSide, high: longSide, loaded: map[string]bool{}}
	if m.Landscape {
		w.wide, w.high = longSide, shortSide
	}
	w.doc = gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt", Size: gofpdf.SizeType{Wd: w.wide, Ht: w.high}})
	w.doc.SetAutoPageBreak(false, 0)
	w.doc.SetMargins(0, 0, 0)
	w.doc.SetCompression(true)
	w.doc.SetCatalogSort(true)
	w.doc.SetCreationDate(m.Made.UTC())
	w.doc.SetModificationDate(m.Made.UTC())
	w.doc.SetTitle(m.Title, true)
	w.doc.SetSubject(m.Subject, true)
	w.doc.SetAuthor(m.Author, true)
	w.doc.SetCreator("Civic Desk", true)
	w.doc.SetProducer("Civic Desk", true)
	w.doc.SetXmpMetadata(xmp(m))
	w.newPage()
	return w
}

// Bytes finishes the paper: it numbers the pages and returns the file.
func (w *Writer) Bytes() (file []byte, err error) {
	defer func() {
		if r := recover(); r != nil { // gofpdf panics where it should return an error
			file, err = nil, fault.E("pdf.Bytes", fault.Internal, "The paper could not be made.", fmt.Errorf("gofpdf: %v", r))
		}
	}()
	pages := w.doc.PageCount()
	for n := 1; n <= pages; n++ {
		w.doc.SetPage(n)
		w.footer(n, pages)
	}
	if w.err != nil {
		return nil, w.err
	}
	var out bytes.Buffer
	if err := w.doc.Output(&out); err != nil {
		return nil, fault.E("pdf.Bytes", fault.Internal, "The paper could not be made.", err)
	}
	return describe(out.Bytes(), w.meta.Title)
}

func (w *Writer) newPage() {
	w.doc.AddPage()
	w.y = margin
	if w.doc.PageCount() > 1 && w.meta.Running != "" {
		w.text(margin, margin-10, shorten(w.meta.Running, w.inner(), Style{Size: 8}), Style{Size: 8, Grey: true})
		w.line(margin, margin-5, w.wide-margin, margin-5, 0.5, hair)
		w.y = margin + 4
	}
}

func (w *Writer) footer(page, pages int) {
	at := w.high - 28
	w.line(margin, at-11, w.wide-margin, at-11, 0.5, hair)
	w.text(margin, at, shorten(w.meta.Footer, w.inner()-80, Style{Size: 8}), Style{Size: 8, Grey: true})
	w.textRight(w.wide-margin, at, fmt.Sprintf("Page %d of %d", page, pages), Style{Size: 8, Grey: true})
}

// Need starts a new page unless so much height is left on this one.
func (w *Writer) Need(height float64) {
	if w.y+height > w.high-foot {
		w.newPage()
		if w.onPage != nil {
			w.onPage()
		}
	}
}

// inner is the width between the margins.
func (w *Writer) inner() float64 { return w.wide - 2*margin }

// text sets one line with its baseline at y.
func (w *Writer) text(x, y float64, line string, s Style) {
	line = clean(line)
	if err := CanPrint("text", line); err != nil {
		w.keep(err)
		return
	}
	c := ink
	if s.Grey {
		c = quiet
	}
	w.doc.SetTextColor(c[0], c[1], c[2])
	for _, p := range set(line, s.Bold) {
		w.use(p.face, s.Size)
		w.piece(x, y, p, s.Size)
		for _, m := range p.marks {
			w.use(m.face, s.Size)
			w.doc.Text(x+m.x*s.Size/1000, y-m.up*s.Size/1000, m.text)
		}
		x += p.width * s.Size / 1000
	}
}

// piece sets the letters of a piece. A joined Arabic form says which letter it
// is, so that searching and copying find the name as it was typed.
func (w *Writer) piece(x, y float64, p piece, size float64) {
	if !strings.ContainsFunc(p.text, isJoinedForm) {
		w.doc.Text(x, y, p.text)
		return
	}
	for _, r := range p.text {
		if isJoinedForm(r) {
			w.doc.RawWriteStr("/Span <</ActualText <FEFF" + hexUTF16(norm.NFKC.String(string(r))) + ">>> BDC")
		}
		w.doc.Text(x, y, string(r))
		if isJoinedForm(r) {
			w.doc.RawWriteStr("EMC")
		}
		x += p.face.glyphs().width(r) * size / 1000
	}
}

// isJoinedForm knows the presentation forms that joinArabic puts in.
func isJoinedForm(r rune) bool { return r >= 0xFB50 && r <= 0xFBFF || r >= 0xFE70 && r <= 0xFEFC }

func hexUTF16(s string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String()
}

func (w *Writer) textRight(x, y float64, line string, s Style) {
	w.text(x-textWidth(line, s), y, line, s)
}

func textWidth(line string, s Style) float64 { return width(clean(line), s.Bold) * s.Size / 1000 }

// use selects the face, embedding it when the paper first needs it.
func (w *Writer) use(f *face, size float64) {
	if !w.loaded[f.name] {
		_, file := f.load()
		w.doc.AddUTF8FontFromBytes(f.name, "", bytes.Clone(file)) // gofpdf writes into what it is given
		w.loaded[f.name] = true
	}
	w.doc.SetFont(f.name, "", size)
}

func (w *Writer) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *Writer) line(x1, y1, x2, y2, thick float64, c colour) {
	w.doc.SetDrawColor(c[0], c[1], c[2])
	w.doc.SetLineWidth(thick)
	w.doc.Line(x1, y1, x2, y2)
}

func (w *Writer) fill(x, y, wd, ht float64, c colour) {
	w.doc.SetFillColor(c[0], c[1], c[2])
	w.doc.Rect(x, y, wd, ht, "F")
}

func (w *Writer) frame(x, y, wd, ht, thick float64, c colour) {
	w.doc.SetDrawColor(c[0], c[1], c[2])
	w.doc.SetLineWidth(thick)
	w.doc.Rect(x, y, wd, ht, "D")
}

// wrap breaks text into lines no wider than room, at spaces where it can, and
// inside a word only when the word alone is wider.
func wrap(text string, room float64, s Style) []string {
	var lines []string
	for _, paragraph := range strings.Split(clean(text), "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			longer := strings.TrimPrefix(line+" "+word, " ")
			if textWidth(longer, s) <= room {
				line = longer
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			for line = word; textWidth(line, s) > room; {
				head := fitting(line, room, s)
				lines, line = append(lines, head), line[len(head):]
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// shorten cuts a line that repeats what stands elsewhere in full, such as the
// foot of a page, to the room it has.
func shorten(line string, room float64, s Style) string {
	line = clean(line)
	if textWidth(line, s) <= room {
		return line
	}
	return strings.TrimSpace(fitting(line, room-textWidth("…", s), s)) + "…"
}

// fitting is the longest beginning of the word that fits, at least one letter
// with its marks.
func fitting(word string, room float64, s Style) string {
	head := ""
	for _, c := range clusters([]rune(word)) {
		if head != "" && textWidth(head+string(c), s) > room {
			break
		}
		head += string(c)
	}
	return head
}
