package intake

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ReadZIP reads 12345, 12345-6789, 12345 6789 or 123456789 and gives the form
// that is stored, 12345 or 12345-6789.
func ReadZIP(s string) (string, bool) {
	s = norm.NFKC.String(strings.TrimSpace(s)) // full-width digits become plain ones
	five, four := s, ""
	switch {
	case len(s) == 9:
		five, four = s[:5], s[5:]
	case len(s) > 5:
		five, four = s[:5], strings.TrimLeft(s[5:], " -\u2010\u2011\u2012\u2013")
		if len(s)-5-len(four) == 0 || len(four) != 4 {
			return "", false
		}
	}
	if len(five) != 5 || !digits(five) || !digits(four) {
		return "", false
	}
	if four == "" {
		return five, true
	}
	return five + "-" + four, true
}

// ZIP5 is the first five digits of a stored ZIP code, or "".
func ZIP5(zip string) string {
	if len(zip) < 5 {
		return ""
	}
	return zip[:5]
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

const tooLong = "too long"

// nameProblem is "" for a name that can be kept, tooLong, or the end of a
// sentence that begins "Enter the name". Any script is welcome, and so are
// apostrophes, hyphens, periods, commas and digits.
func nameProblem(s string) string {
	letter := false
	for _, r := range s {
		switch {
		case r == '<' || r == '>':
			return "without < and >"
		case unicode.IsControl(r):
			return "again: it holds a character that cannot be shown"
		case unicode.IsLetter(r):
			letter = true
		}
	}
	switch {
	case !letter:
		return "with at least one letter"
	case utf8.RuneCountInString(s) > MaxName:
		return tooLong
	}
	return ""
}

// tidy prepares a line: composed characters, no characters that turn the
// direction of writing (they come unseen with text pasted from elsewhere), no
// spaces around it and single ones inside. Control characters stay for the
// check to name.
func tidy(s string) string {
	return strings.Join(strings.FieldsFunc(clean(s), func(r rune) bool {
		return r == ' ' || r == '\t' || unicode.Is(unicode.Zs, r)
	}), " ")
}

// tidyText prepares a text of several lines. Control characters other than the
// end of a line and the tab are dropped.
func tidyText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.TrimSpace(clean(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)))
}

func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return norm.NFC.String(s)
}

// hidden stands where a Social Security number stood.
const hidden = "***-**-****"

var (
	ssnForm   = regexp.MustCompile(`\d{3}[-\x{2010}-\x{2015}\x{2212}. ]\d{2}[-\x{2010}-\x{2015}\x{2212}. ]\d{4}`)
	ssnSpoken = regexp.MustCompile(`(?i)((?:\bssn|social security)\D{0,30})(\d{9})`)
)

// MaskSSN hides what looks like a Social Security number: three, two and four
// digits with separators, or nine digits soon after "SSN" or "social security".
// It says whether it hid any.
func MaskSSN(s string) (string, bool) {
	out := s
	for {
		next := replaceAlone(ssnSpoken, replaceAlone(ssnForm, out, 0), 2)
		if next == out { // a second number can follow the first
			return out, out != s
		}
		out = next
	}
}

// replaceAlone hides each match's group that no further digit touches.
func replaceAlone(form *regexp.Regexp, s string, group int) string {
	var b strings.Builder
	done, from := 0, 0
	for {
		m := form.FindStringSubmatchIndex(s[from:])
		if m == nil {
			b.WriteString(s[done:])
			return b.String()
		}
		start, end := from+m[2*group], from+m[2*group+1]
		if touched(s, start, end) {
			from = start + 1
			continue
		}
		b.WriteString(s[done:start])
		b.WriteString(hidden)
		done, from = end, end
	}
}

func touched(s string, start, end int) bool {
	isDigit := func(b byte) bool { return b >= '0' && b <= '9' }
	return start > 0 && isDigit(s[start-1]) || end < len(s) && isDigit(s[end])
}
