package pdf

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// piece is a run of characters that one face draws, in the order in which they
// stand on the paper from left to right.
type piece struct {
	face  *face
	text  string
	width float64 // thousandths of the type size
	marks []mark
}

// mark is an accent that is placed over or under a letter of a piece.
type mark struct {
	face  *face
	text  string
	x, up float64 // of its origin, from the piece's start and the baseline
}

// clean is text as it is set: composed, with plain spaces, without the format
// characters that leave no ink (the joiners stay: they shape Arabic).
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == joiner || r == nonJoiner:
			return r
		case r == '\t' || unicode.Is(unicode.Zs, r) && r != 0xA0:
			return ' '
		case r == '\r' || r == 0xAD || unicode.Is(unicode.Bidi_Control, r) || r == 0x200B || r == 0x2060 || r == 0xFEFF:
			return -1
		}
		return r
	}, norm.NFC.String(text))
}

// set lays one line out: joins Arabic letters, puts what is read from right to
// left in the order of the paper, chooses the faces and places the marks.
func set(line string, strong bool) []piece {
	var pieces []piece
	for _, c := range clusters(inPaperOrder(joinArabic([]rune(line)))) {
		f := faceFor(c[0], strong)
		if f == nil {
			continue // refused earlier by CanPrint
		}
		last := len(pieces) - 1
		if last < 0 || pieces[last].face != f {
			pieces, last = append(pieces, piece{face: f}), last+1
		}
		p := &pieces[last]
		p.marks = append(p.marks, placeMarks(p.width, f, c, strong)...)
		p.text += string(c[0])
		p.width += f.glyphs().width(c[0])
	}
	return pieces
}

// width is the length of a line in thousandths of the type size.
func width(line string, strong bool) float64 {
	sum := 0.0
	if isPlain(line) {
		f := faces[0]
		if strong {
			f = bold
		}
		for _, r := range line {
			sum += f.glyphs().width(r)
		}
		return sum
	}
	for _, p := range set(line, strong) {
		sum += p.width
	}
	return sum
}

// isPlain says whether the text is ASCII, as most is: nothing to join or order.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// clusters groups each letter with the marks that belong to it. A mark without
// a letter stands alone.
func clusters(text []rune) [][]rune {
	var all [][]rune
	for _, r := range text {
		if unicode.Is(unicode.Mn, r) && len(all) > 0 {
			all[len(all)-1] = append(all[len(all)-1], r)
			continue
		}
		all = append(all, []rune{r})
	}
	return all
}

// placeMarks centres each mark over or under its letter, further out for each
// mark that is already there. The fonts carry no placement tables of their own.
func placeMarks(start float64, f *face, cluster []rune, strong bool) []mark {
	if len(cluster) == 1 {
		return nil
	}
	const gap = 40 // thousandths between ink and ink
	ink := inkOf(f, cluster[0])
	var marks []mark
	for _, r := range cluster[1:] {
		mf := faceFor(r, strong)
		if mf == nil {
			continue
		}
		b := inkOf(mf, r)
		m := mark{face: mf, text: string(r), x: start + (ink.left+ink.right)/2 - (b.left+b.right)/2}
		switch class := norm.NFC.PropertiesString(string(r)).CCC(); {
		case isBelow(class):
			m.up = min(0, ink.bottom-gap-b.top)
			ink.bottom = b.bottom + m.up
		case class > 1: // above; class 1 lies over the letter itself
			m.up = max(0, ink.top+gap-b.bottom)
			ink.top = b.top + m.up
		}
		marks = append(marks, m)
	}
	return marks
}

// isBelow knows the combining classes of marks under a letter: cedilla, ogonek,
// dots and lines below, and the Arabic kasratan and kasra.
func isBelow(class uint8) bool {
	return class == 202 || class == 220 || class == 218 || class == 222 || class == 29 || class == 32 || class == 233
}

func inkOf(f *face, r rune) box {
	g := f.glyphs()
	return g.box[g.index[r]]
}

// inPaperOrder reorders a line whose base direction is left to right, as all
// our papers are: each stretch of right-to-left letters is turned round, the
// numbers inside it keep their order, brackets are mirrored. This is what the
// Unicode bidirectional algorithm asks of text without explicit embeddings.
func inPaperOrder(line []rune) []rune {
	if !slices.ContainsFunc(line, isRightToLeft) {
		return line
	}
	var out []rune
	for i := 0; i < len(line); {
		if !isRightToLeft(line[i]) {
			out = append(out, line[i])
			i++
			continue
		}
		end := i + 1 // past the last right-to-left letter before a left-to-right one
		for j := end; j < len(line) && classOf(line[j]) != bidi.L; j++ {
			if isRightToLeft(line[j]) || classOf(line[j]) == bidi.NSM || isNumber(line[j]) {
				end = j + 1
			}
		}
		out = append(out, turned(line[i:end])...)
		i = end
	}
	return out
}

// turned reverses a right-to-left stretch by letters with their marks, numbers
// left as they are.
func turned(stretch []rune) []rune {
	groups := clusters(stretch)
	slices.Reverse(groups)
	var out, number []rune
	for _, g := range groups {
		if isNumber(g[0]) {
			number = append(slices.Clone(g), number...)
			continue
		}
		out = append(append(out, number...), mirrored(g)...)
		number = nil
	}
	return append(out, number...)
}

var mirrors = map[rune]rune{'(': ')', ')': '(', '[': ']', ']': '[', '«': '»', '»': '«', '<': '>', '>': '<'}

func mirrored(cluster []rune) []rune {
	if m, ok := mirrors[cluster[0]]; ok {
		return append([]rune{m}, cluster[1:]...)
	}
	return cluster
}

func classOf(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

func isRightToLeft(r rune) bool { c := classOf(r); return c == bidi.R || c == bidi.AL }

func isNumber(r rune) bool { c := classOf(r); return c == bidi.EN || c == bidi.AN }
