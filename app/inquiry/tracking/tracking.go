// Package tracking makes and reads the numbers by which customers follow their
// inquiries: 55 random bits and one check symbol, so that a device makes one
// offline without fear of a second of its kind, and one wrong or two swapped
// symbols are noticed before anything is looked up.
package tracking

import (
	"crypto/rand"
	"strings"

	"civicdesk/app/fault"
)

// Number is a tracking number in its stored form: twelve symbols in capitals
// without hyphens.
type Number string

const (
	alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // Crockford's base 32: no I, L, O, U
	random   = 11                                 // symbols before the check symbol
	length   = random + 1
	group    = 4
)

// New draws a number from the system's secure random source.
func New() Number {
	symbols := make([]byte, random)
	_, _ = rand.Read(symbols) // since Go 1.24 it never fails: it ends the program instead
	values := make([]byte, random)
	for i, b := range symbols {
		values[i] = b & 31
	}
	return fromValues(values)
}

// Parse reads a number as people type one: upper or lower case, with or without
// spaces and hyphens, O for 0, I or L for 1. The error says what to do.
func Parse(s string) (Number, error) {
	var kept strings.Builder
	for _, r := range strings.ToUpper(strings.TrimSpace(s)) {
		switch r {
		case ' ', '-', '\t', '\u00a0', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212', '.':
		case 'O':
			kept.WriteByte('0')
		case 'I', 'L':
			kept.WriteByte('1')
		default:
			kept.WriteRune(r)
		}
	}
	n := Number(kept.String())
	if n == "" {
		return "", invalid("Enter your tracking number. It looks like 7K3M-Q9TD-2HX2.")
	}
	if len(n) != length {
		return "", invalid("Enter all 12 letters and digits of the tracking number, for example 7K3M-Q9TD-2HX2.")
	}
	if !n.Valid() {
		return "", invalid("Check the tracking number: one letter or digit is wrong, or two have changed places.")
	}
	return n, nil
}

// Valid says whether n is a stored form whose check symbol is right.
func (n Number) Valid() bool {
	if len(n) != length {
		return false
	}
	values := make([]byte, length)
	for i := range length {
		v := strings.IndexByte(alphabet, n[i])
		if v < 0 {
			return false
		}
		values[i] = byte(v)
	}
	return check(values[:random]) == values[random]
}

// String is the form for people: 7K3M-Q9TD-2HX2.
func (n Number) String() string {
	if len(n) != length {
		return string(n)
	}
	return string(n[:group] + "-" + n[group:2*group] + "-" + n[2*group:])
}

// ReadAloud spells the number for the telephone: "seven, Kilo, three, Mike" and
// so on, with a semicolon between the groups.
func (n Number) ReadAloud() string {
	var b strings.Builder
	for i, r := range string(n) {
		switch {
		case i == 0:
		case i%group == 0:
			b.WriteString("; ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(spoken[r])
	}
	return b.String()
}

var spoken = map[rune]string{
	'0': "zero", '1': "one", '2': "two", '3': "three", '4': "four", '5': "five", '6': "six", '7': "seven", '8': "eight", '9': "nine",
	'A': "Alfa", 'B': "Bravo", 'C': "Charlie", 'D': "Delta", 'E': "Echo", 'F': "Foxtrot", 'G': "Golf", 'H': "Hotel",
	'J': "Juliett", 'K': "Kilo", 'M': "Mike", 'N': "November", 'P': "Papa", 'Q': "Quebec", 'R': "Romeo", 'S': "Sierra",
	'T': "Tango", 'V': "Victor", 'W': "Whiskey", 'X': "X-ray", 'Y': "Yankee", 'Z': "Zulu",
}

func fromValues(values []byte) Number {
	text := make([]byte, 0, length)
	for _, v := range values {
		text = append(text, alphabet[v])
	}
	return Number(append(text, alphabet[check(values)]))
}

// check is the value of the check symbol: the sum over i of α^(i+1)·dᵢ in
// GF(32) with the polynomial x⁵+x²+1 and α=2. The weights α¹…α¹¹ and the check
// symbol's own 1 are all different and none is zero, so changing one symbol, or
// swapping two different ones, always changes the sum.
func check(values []byte) byte {
	var sum byte
	weight := byte(1)
	for _, v := range values {
		weight = times(weight, 2)
		sum ^= times(weight, v)
	}
	return sum
}

// times multiplies in GF(32).
func times(a, b byte) byte {
	var product byte
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			product ^= a
		}
		a <<= 1
		if a&32 != 0 {
			a ^= 0b100101 // x⁵ = x²+1
		}
	}
	return product
}

func invalid(words string) error {
	return fault.E("tracking.Parse", fault.Invalid, words, nil)
}
