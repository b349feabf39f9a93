package search

import (
	"strings"
	"unicode"
)

const (
	maxWords  = 16 // of a query; more are passed over
	minDigits = 4  // that find a part of a telephone number
)

// clause is one condition of a query: a word, or a run of digits.
type clause struct {
	word   string // begins a word; "" for digits that can only be a telephone number
	number string // the same as a part of a number; "" for a part of an e-mail address
	phone  string // digits anywhere in a telephone number; "" when too few
	runes  []rune
	edits  int // typing errors that may be forgiven
}

// reading is a way to understand a query: all of its clauses must hold.
type reading []clause

// read gives the ways to understand a query. There is a second one when digits
// stand apart: "202 555 0143" may be three words or one telephone number.
func read(text string) []reading {
	var found []string
	var clauses []clause // of the same words
	var w words
	w.each(text, false, func(word []byte, start, _ int) {
		if len(found) < maxWords && len(word) > 0 {
			found = append(found, string(word))
			clauses = append(clauses, wordClause(string(word), inAddress(text, start)))
		}
	})
	if len(found) == 0 {
		return nil
	}
	apart, together, joined := reading{}, reading{}, false
	for i := 0; i < len(found); i++ {
		c := clauses[i]
		apart = append(apart, c)
		run := found[i]
		if !allDigits([]byte(run)) {
			together = append(together, c)
			continue
		}
		n := 1
		for i+1 < len(found) && allDigits([]byte(found[i+1])) {
			i++
			n++
			run += found[i]
			apart = append(apart, clauses[i])
		}
		if n == 1 || len(run) < minDigits {
			together = append(together, apart[len(apart)-n:]...)
			continue
		}
		joined = true
		together = append(together, clause{phone: withoutCountry(run)})
	}
	if joined {
		return []reading{apart, together}
	}
	return []reading{apart}
}

// inAddress says whether what stands between two spaces around the place is an
// e-mail address.
func inAddress(text string, at int) bool {
	from := strings.LastIndexFunc(text[:at], unicode.IsSpace) + 1
	to := strings.IndexFunc(text[at:], unicode.IsSpace)
	if to < 0 {
		to = len(text) - at
	}
	return strings.Contains(text[from:at+to], "@")
}

func wordClause(word string, inAddress bool) clause {
	c := clause{word: word}
	if !inAddress { // the x of x@example.org is not the X of a tracking number
		c.number = numberMark + string(lookAlike([]byte(word)))
	}
	if allDigits([]byte(word)) {
		if len(word) >= minDigits {
			c.phone = withoutCountry(word)
		}
		return c
	}
	for _, b := range []byte(word) {
		if '0' <= b && b <= '9' {
			return c // a number with a slip would be another number
		}
	}
	c.runes = []rune(word)
	switch n := len(c.runes); {
	case n >= 8:
		c.edits = 2
	case n >= 4:
		c.edits = 1
	}
	return c
}

// withoutCountry takes the 1 of North America off a whole number, since some are
// kept with it and some without.
func withoutCountry(digits string) string {
	if len(digits) == 11 && digits[0] == '1' {
		return digits[1:]
	}
	return digits
}
