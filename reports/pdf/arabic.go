package pdf

import (
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// forms are the shapes of an Arabic letter: alone, joined to the letter before
// it, to the one after it, and to both. A letter that never joins the one after
// it has only the first two.
type forms struct{ alone, final, initial, medial rune }

// arabicForms finds the shapes of each letter in the presentation forms of
// Unicode, which stand in the order alone, final, initial, medial and decompose
// to their letter.
var arabicForms = sync.OnceValue(func() map[rune]forms {
	all := map[rune]forms{}
	for _, block := range [][2]rune{{0xFB50, 0xFBE7}, {0xFBFC, 0xFBFF}, {0xFE80, 0xFEF4}} {
		var shapes []rune
		letter := rune(0)
		keep := func() {
			switch len(shapes) {
			case 1:
				all[letter] = forms{alone: shapes[0]}
			case 2:
				all[letter] = forms{alone: shapes[0], final: shapes[1]}
			case 4:
				all[letter] = forms{shapes[0], shapes[1], shapes[2], shapes[3]}
			}
			shapes = nil
		}
		for r := block[0]; r <= block[1]; r++ {
			base := []rune(norm.NFKC.String(string(r)))
			if len(base) != 1 || base[0] == r {
				continue
			}
			if base[0] != letter {
				keep()
				letter = base[0]
			}
			shapes = append(shapes, r)
		}
		keep()
	}
	return all
})

// lamAlef are the two letters that are written as one: alone and joined to the
// letter before.
var lamAlef = map[rune][2]rune{
	0x622: {0xFEF5, 0xFEF6}, 0x623: {0xFEF7, 0xFEF8}, 0x625: {0xFEF9, 0xFEFA}, 0x627: {0xFEFB, 0xFEFC},
}

const (
	lam       = 0x644
	tatweel   = 0x640
	joiner    = 0x200D
	nonJoiner = 0x200C
)

// joinsNext says whether the letter reaches for the one after it.
func joinsNext(r rune) bool {
	return r == tatweel || r == joiner || arabicForms()[r].medial != 0
}

// joinsBefore says whether the letter can be reached by the one before it.
func joinsBefore(r rune) bool {
	return r == tatweel || r == joiner || arabicForms()[r].final != 0
}

// joinArabic gives each Arabic letter the shape that its neighbours ask for.
// The text stays in the order in which it is read.
func joinArabic(text []rune) []rune {
	var out []rune
	before := rune(0) // the letter before, marks aside
	for i := 0; i < len(text); i++ {
		r := text[i]
		if unicode.Is(unicode.Mn, r) {
			out = append(out, r)
			continue
		}
		shape, ok := arabicForms()[r]
		if !ok {
			if r != joiner && r != nonJoiner {
				out = append(out, r)
			}
			before = r
			continue
		}
		joined := joinsNext(before) && shape.final != 0
		next, at := following(text, i)
		if pair, both := lamAlef[next]; r == lam && both {
			out = append(out, pair[pick(joined)])
			out = append(out, text[i+1:at]...) // marks upon the lam
			i, before = at, next
			continue
		}
		joining := shape.medial != 0 && joinsBefore(next)
		switch {
		case joined && joining:
			r = shape.medial
		case joining:
			r = shape.initial
		case joined:
			r = shape.final
		default:
			r = shape.alone
		}
		out = append(out, r)
		before = text[i]
	}
	return out
}

// following is the next character that is no mark, and where it stands.
func following(text []rune, i int) (rune, int) {
	for i++; i < len(text); i++ {
		if !unicode.Is(unicode.Mn, text[i]) {
			return text[i], i
		}
	}
	return 0, i
}

func pick(second bool) int {
	if second {
		return 1
	}
	return 0
}
