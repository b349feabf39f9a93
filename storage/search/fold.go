package search

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxWord is how many bytes of a folded word count; what follows is passed over
// in texts and queries alike.
const maxWord = 48

// class says what a rune is to the tokenizer.
type class uint8

const (
	gap        class = iota // ends a word
	letter                  // part of a word
	apostrophe              // joins two parts into one word: O’Brien
	nothing                 // a mark or an invisible sign: as if it were not there
	ideograph               // a word of its own, since Chinese writes no spaces
)

// foldRune appends the form in which r is compared: compatibility forms and
// marks removed, case folded, so that É, é and e are one.
func foldRune(b []byte, r rune) ([]byte, class) {
	if r < utf8.RuneSelf {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return append(b, byte(r)), letter
		case 'A' <= r && r <= 'Z':
			return append(b, byte(r)+'a'-'A'), letter
		case r == '\'' || r == '`':
			return b, apostrophe
		}
		return b, gap
	}
	f := foldedOf(r)
	return append(b, f.text...), f.class
}

// easy has the folded form of the ASCII letters and digits, and 0 for all else.
var easy = func() (t [256]byte) {
	for c := range byte(utf8.RuneSelf) {
		if b, k := foldRune(nil, rune(c)); k == letter {
			t[c] = b[0]
		}
	}
	return t
}()

type folded struct {
	text  string
	class class
}

var folds sync.Map // rune → folded

func foldedOf(r rune) folded {
	if f, ok := folds.Load(r); ok {
		return f.(folded)
	}
	f := foldSlow(r)
	if r < 0x10000 { // names of the world; beyond it the cache would only grow
		folds.Store(r, f)
	}
	return f
}

// plain are letters that people type without their stroke, though Unicode does
// not take them apart.
var plain = map[rune]string{'ł': "l", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe", 'ı': "i", 'ħ': "h", 'ŧ': "t", 'ŋ': "n"}

func foldSlow(r rune) folded {
	switch r {
	case '\u2018', '\u2019', '\u02bc', '\u02bb', '\u00b4', '\u2032', '\uff07':
		return folded{class: apostrophe}
	case utf8.RuneError:
		return folded{class: gap}
	}
	if invisible(r) {
		return folded{class: nothing}
	}
	s := string(r)
	for range 4 { // folding can bring out more to take apart
		next := keepLetters(cases.Fold().String(keepLetters(norm.NFKD.String(s))))
		if next == s {
			break
		}
		s = next
	}
	switch {
	case s == "":
		return folded{class: gap}
	case unicode.Is(unicode.Han, r):
		return folded{s, ideograph}
	}
	return folded{s, letter}
}

func keepLetters(s string) string {
	var out []byte
	for _, r := range s {
		if p, ok := plain[r]; ok {
			out = append(out, p...)
		} else if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mc, r) {
			out = utf8.AppendRune(out, r)
		}
	}
	return string(out)
}

func invisible(r rune) bool {
	return unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) || unicode.Is(unicode.Cf, r)
}

// words cuts texts into words. Its buffer is used again for each text.
type words struct {
	buf   []byte
	parts []part
}

// part is a piece of a word between apostrophes.
type part struct{ from, to, start, end int }

// each calls fn for every word of the text: its folded form, valid during the
// call, and its bytes in the text. With parts, a word with apostrophes comes
// whole and then piece by piece: "O’Brien" is obrien, o and brien.
func (w *words) each(text string, parts bool, fn func(word []byte, start, end int)) {
	w.buf, w.parts = w.buf[:0], w.parts[:0]
	start, end := -1, 0
	piece := part{start: -1}
	cut := func() {
		if piece.start >= 0 {
			piece.to, piece.end = len(w.buf), end
			w.parts = append(w.parts, piece)
		}
		piece = part{from: len(w.buf), start: -1}
	}
	finish := func() {
		if start >= 0 {
			cut()
			fn(w.buf, start, end)
			if parts && len(w.parts) > 1 {
				for _, p := range w.parts {
					if p.to > p.from {
						fn(w.buf[p.from:p.to], p.start, p.end)
					}
				}
			}
		}
		w.buf, w.parts, start, piece = w.buf[:0], w.parts[:0], -1, part{start: -1}
	}
	for i := 0; i < len(text); {
		if easy[text[i]] != 0 { // the usual case, made quick
			if start < 0 {
				start = i
			}
			if piece.start < 0 {
				piece.start = i
			}
			for ; i < len(text) && easy[text[i]] != 0; i++ {
				if len(w.buf) < maxWord {
					w.buf = append(w.buf, easy[text[i]])
				}
			}
			end = i
			continue
		}
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		before := len(w.buf)
		var c class
		w.buf, c = foldRune(w.buf, r)
		switch c {
		case gap:
			finish()
		case apostrophe:
			cut()
		case nothing:
			if start >= 0 {
				end = i + size
			}
		case ideograph:
			own := append([]byte(nil), w.buf[before:]...)
			w.buf = w.buf[:before]
			finish()
			size += marksAt(text[i+size:])
			fn(own, i, i+size)
		case letter:
			if len(w.buf) > maxWord {
				w.buf = w.buf[:before]
			}
			if start < 0 {
				start = i
			}
			if piece.start < 0 {
				piece.start = i
			}
			end = i + size
		}
		i += size
	}
	finish()
}

// marksAt is the length of the marks at the beginning of the text.
func marksAt(text string) int {
	for i, r := range text {
		if r < utf8.RuneSelf || foldedOf(r).class != nothing {
			return i
		}
	}
	return len(text)
}

// reach is where in the text the first n folded bytes of a word that begins at
// start end, with the marks that belong to the last letter.
func reach(text string, start, n int) int {
	var buf []byte
	i, end := start, start
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		var c class
		more := len(buf) < n
		buf, c = foldRune(buf, r)
		switch {
		case !more && c != nothing:
			return end
		case c == letter || c == ideograph || c == nothing:
			end = i + size
		}
		i += size
	}
	return end
}

func allDigits(w []byte) bool {
	for _, c := range w {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(w) > 0
}

// lookAlike takes the letters that are confused with digits in numbers to the
// digits: O is 0, I and L are 1.
func lookAlike(b []byte) []byte {
	for i, c := range b {
		switch c {
		case 'o':
			b[i] = '0'
		case 'i', 'l':
			b[i] = '1'
		}
	}
	return b
}
