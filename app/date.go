package app

import (
	"strings"
	"time"
)

// Date is a day without a time or a zone, written 2026-11-22. The empty Date is
// no day. Dates compare as text.
type Date string

const dateForm = "2006-01-02"

// DateOf is the day of t in t's own zone.
func DateOf(t time.Time) Date { return Date(t.Format(dateForm)) }

// Time is midnight UTC of the day, or the zero time for no day.
func (d Date) Time() time.Time {
	t, err := time.Parse(dateForm, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Valid says whether d is a real calendar day in the written form.
func (d Date) Valid() bool {
	_, err := time.Parse(dateForm, string(d))
	return err == nil
}

// AddDays is the day n days later (earlier when n is negative).
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// Words is the day as people read it: "Nov 22, 2026"; empty for no day.
func (d Date) Words() string {
	if !d.Valid() {
		return ""
	}
	return d.Time().Format("Jan 2, 2006")
}

// ParseDate reads a day as people write one: 2026-11-22, 11/22/2026, 11-22-26,
// or six or eight digits in the American order (112226, 11222026). Two-digit
// years lie between 79 years before and 20 years after the year of near.
func ParseDate(s string, near time.Time) (Date, bool) {
	s = strings.TrimSpace(s)
	for _, form := range []string{dateForm, "1/2/2006", "1-2-2006", "01022006", "Jan 2, 2006", "January 2, 2006"} {
		if t, err := time.Parse(form, s); err == nil {
			return DateOf(t), true
		}
	}
	for _, form := range []string{"1/2/06", "1-2-06", "010206"} {
		t, err := time.Parse(form, s)
		if err != nil {
			continue
		}
		year := near.Year()/100*100 + t.Year()%100
		if year > near.Year()+20 {
			year -= 100
		} else if year < near.Year()-79 {
			year += 100
		}
		d := DateOf(time.Date(year, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC))
		return d, int(t.Day()) == d.Time().Day() // 022900 must not slide to March
	}
	return "", false
}

// DaysAfter is how many days d lies after the other, negative when before.
func (d Date) DaysAfter(other Date) int { return int(d.Time().Sub(other.Time()).Hours() / 24) }
