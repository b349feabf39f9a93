package reports

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"civicdesk/app"
)

// Cell is one typed value. The zero Cell is an empty text.
type Cell struct {
	kind  Kind
	empty bool
	text  string // Text: the words; Decimal: the exact digits; Percent: those of the percent figure
	whole int64
	at    time.Time
}

// Words is a text cell.
func Words(s string) Cell { return Cell{kind: Text, text: s, empty: s == ""} }

// Count is a whole number.
func Count(n int) Cell { return Cell{kind: Integer, whole: int64(n)} }

// Number is an exact decimal written in digits: "87.51", "-3". Text that is no
// such number stays text, so that nothing is ever lost or guessed.
func Number(digits string) Cell {
	if !isDecimal(digits) {
		return Words(digits)
	}
	return Cell{kind: Decimal, text: digits}
}

// Share is part ÷ whole as a percentage, rounded half up to places of the
// percent figure; empty when whole is 0, since there is no share of nothing.
func Share(part, whole, places int) Cell {
	if whole == 0 {
		return Cell{kind: Percent, empty: true}
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places+2)), nil)
	n := new(big.Int).Mul(scale, big.NewInt(int64(2*part)))
	n.Add(n, big.NewInt(int64(whole)))
	n.Quo(n, big.NewInt(int64(2*whole)))
	return Cell{kind: Percent, text: point(n.String(), places)}
}

// On is a day; the empty day is an empty cell.
func On(d app.Date) Cell {
	if !d.Valid() {
		return Cell{kind: Day, empty: true}
	}
	return Cell{kind: Day, at: d.Time()}
}

// At is a day and a time; the zero time is an empty cell.
func At(t time.Time) Cell { return Cell{kind: Moment, at: t, empty: t.IsZero()} }

// YesNo is the word for a truth.
func YesNo(yes bool) Cell {
	if yes {
		return Words("Yes")
	}
	return Words("No")
}

// Kind is the type of the cell.
func (c Cell) Kind() Kind { return c.kind }

// Empty says whether the cell holds nothing.
func (c Cell) Empty() bool { return c.empty || c == Cell{} }

// Time is the day or moment of the cell, zero for others.
func (c Cell) Time() time.Time { return c.at }

// Float is the number for a program that calculates in binary; the digits of
// String are the exact ones.
func (c Cell) Float() float64 {
	if c.kind == Integer {
		return float64(c.whole)
	}
	digits := c.text
	if c.kind == Percent {
		digits += "e-2" // 66.7 % is the number 0.667
	}
	f, _ := strconv.ParseFloat(digits, 64)
	return f
}

// Int is the whole number of an Integer cell.
func (c Cell) Int() int64 { return c.whole }

// String is the cell as people read it on paper. Moments are shown in UTC; use
// Show for a document's zone.
func (c Cell) String() string { return c.Show(time.UTC, -1) }

// Show is the cell as people read it, moments in the zone, decimals with at
// least the given count of places (-1 keeps the digits as they are).
func (c Cell) Show(zone *time.Location, places int) string {
	if c.Empty() {
		return ""
	}
	switch c.kind {
	case Integer:
		return group(strconv.FormatInt(c.whole, 10))
	case Decimal:
		return group(pad(c.text, places))
	case Percent:
		return pad(c.text, places) + "%"
	case Day:
		return c.at.Format("Jan 2, 2006")
	case Moment:
		return c.at.In(zone).Format("Jan 2, 2006 3:04 PM MST")
	}
	return c.text
}

func isDecimal(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, part, dotted := strings.Cut(s, ".")
	return digits(whole) && (!dotted || digits(part))
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// point sets a decimal point before the last places digits.
func point(s string, places int) string {
	if places == 0 {
		return s
	}
	for len(s) <= places {
		s = "0" + s
	}
	return s[:len(s)-places] + "." + s[len(s)-places:]
}

// pad gives the digits at least that many decimal places.
func pad(s string, places int) string {
	if places <= 0 {
		return s
	}
	whole, part, _ := strings.Cut(s, ".")
	for len(part) < places {
		part += "0"
	}
	return whole + "." + part
}

// group sets a comma between thousands.
func group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, part, dotted := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		whole += "." + part
	}
	return sign + whole
}
