package search

import (
	"cmp"
	"slices"
	"strings"
)

// hit makes the answer of a found document: its fields with marks.
func (c candidate) hit(readings []reading) Hit {
	d := c.in.doc(c.n)
	h := Hit{ID: d.ID, Ref: d.Ref, Type: d.Type, Scope: d.Scope}
	marks := make([][]Mark, len(d.Fields))
	for _, r := range readings {
		for _, cl := range r {
			found := false
			for i, f := range d.Fields {
				if m := exactMarks(f, cl); len(m) > 0 {
					marks[i] = append(marks[i], m...)
					found = true
				}
			}
			if found || cl.edits == 0 {
				continue
			}
			for i, f := range d.Fields {
				m := nearMarks(f, cl)
				marks[i] = append(marks[i], m...)
				h.Inexact = h.Inexact || len(m) > 0
			}
		}
	}
	for i, f := range d.Fields {
		if len(marks[i]) > 0 {
			h.Fields = append(h.Fields, FoundField{f.Name, f.Text, tidy(marks[i])})
		}
	}
	return h
}

// exactMarks marks the words of the field that the clause begins, as far as it
// goes, and the digits of a telephone number.
func exactMarks(f Field, c clause) (marks []Mark) {
	var w words
	switch {
	case f.Kind == Phone:
		return phoneMarks(f.Text, c.phone)
	case c.word == "":
		return nil
	case f.Kind == Number && c.number == "":
		return nil
	case f.Kind == Number:
		return numberMarks(f.Text, c.number[len(numberMark):])
	}
	w.each(f.Text, true, func(word []byte, start, _ int) {
		if strings.HasPrefix(string(word), c.word) {
			marks = append(marks, Mark{start, reach(f.Text, start, len(c.word))})
		}
	})
	return marks
}

func nearMarks(f Field, c clause) (marks []Mark) {
	if f.Kind == Phone || f.Kind == Number {
		return nil
	}
	var w words
	w.each(f.Text, true, func(word []byte, start, end int) {
		if fits(c.runes, c.edits, string(word)) {
			marks = append(marks, Mark{start, end})
		}
	})
	return marks
}

func phoneMarks(text, digits string) []Mark {
	if digits == "" {
		return nil
	}
	at := strings.Index(onlyDigits(text), digits)
	if at < 0 {
		return nil
	}
	m, n := Mark{}, 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			continue
		}
		if n == at {
			m.Start = i
		}
		if n++; n == at+len(digits) {
			m.End = i + 1
			break
		}
	}
	return []Mark{m}
}

// numberMarks marks the beginnings of the number's parts, or of the whole
// number across its hyphens.
func numberMarks(text, number string) (marks []Mark) {
	type spot struct{ start, at int }
	var w words
	var whole []byte
	var spots []spot // where in whole each part begins
	w.each(text, true, func(word []byte, start, _ int) {
		if strings.HasPrefix(string(lookAlike(word)), number) {
			marks = append(marks, Mark{start, reach(text, start, len(number))})
		}
		spots = append(spots, spot{start, len(whole)})
		whole = append(whole, word...)
	})
	if len(marks) > 0 || !strings.HasPrefix(string(whole), number) {
		return marks
	}
	end := 0
	for _, s := range spots {
		if s.at < len(number) {
			end = reach(text, s.start, len(number)-s.at)
		}
	}
	return []Mark{{spots[0].start, end}}
}

// tidy sorts marks and joins those that touch.
func tidy(marks []Mark) []Mark {
	slices.SortFunc(marks, func(a, b Mark) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	out := marks[:0]
	for _, m := range marks {
		if m.End <= m.Start {
			continue
		}
		if n := len(out); n > 0 && m.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, m.End)
		} else {
			out = append(out, m)
		}
	}
	return out
}
