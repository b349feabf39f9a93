package intake

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

var extensionForm = regexp.MustCompile(`(?i)[\s,;]*(?:extension|ext\.?|x\.?|#)[\s:]*(\d{1,6})\s*$`)

// ReadPhone reads a telephone number as people write one and gives E.164 and
// the extension, or words that say what to do. Without a plus sign it is a
// North American number; with another country's code it needs 8 to 15 digits.
func ReadPhone(typed string) (e164, extension, words string) {
	s := strings.TrimSpace(norm.NFKC.String(typed))
	if m := extensionForm.FindStringSubmatchIndex(s); m != nil && m[0] > 0 {
		s, extension = s[:m[0]], s[m[2]:m[3]]
	}
	number, plus, ok := dialled(s)
	if !ok {
		return "", "", "Enter the phone number with digits only, for example 202-555-0143 or 202-555-0143 x12"
	}
	if plus && !strings.HasPrefix(number, "1") {
		e164, words = foreign(s, number)
	} else {
		e164, words = northAmerican(number)
	}
	if words != "" {
		return "", "", words
	}
	return e164, extension, ""
}

// SamePhone says whether what was typed reads as the stored number.
func SamePhone(typed, e164, extension string) bool {
	number, ext, words := ReadPhone(typed)
	return words == "" && number == e164 && ext == extension
}

// dialled takes the separators away.
func dialled(s string) (number string, plus, ok bool) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && b.Len() == 0 && !plus:
			plus = true
		case strings.ContainsRune(" \t-.()[]/\u2010\u2011\u2012\u2013\u2014\u2212", r):
		default:
			return "", false, false
		}
	}
	return b.String(), plus, b.Len() > 0
}

// northAmerican checks the shape of the North American Numbering Plan: area
// code and exchange begin with 2 to 9, and the area code does not end in 11.
func northAmerican(number string) (e164, words string) {
	if len(number) == 11 && number[0] == '1' {
		number = number[1:]
	}
	switch {
	case len(number) != 10:
		return "", "Enter a 10-digit phone number with its area code, for example 202-555-0143; begin another country's number with +"
	case number[0] < '2' || number[1:3] == "11":
		return "", "Check the area code: the first three digits of the phone number"
	case number[3] < '2':
		return "", "Check the phone number: the three digits after the area code cannot begin with 0 or 1"
	}
	return "+1" + number, ""
}

// foreign checks a number of another country by its length. Where the country
// is known, a zero that is only dialled inside it is left out.
func foreign(s, number string) (e164, words string) {
	if parsed, err := phonenumbers.Parse(s, ""); err == nil && phonenumbers.IsPossibleNumber(parsed) {
		number = strings.TrimPrefix(phonenumbers.Format(parsed, phonenumbers.E164), "+")
	}
	if len(number) < 8 || len(number) > 15 {
		return "", "Enter the whole phone number with its country code: 8 to 15 digits after the +"
	}
	return "+" + number, ""
}

// ShowPhone is a stored number as people read it: (202) 555-0143 x12.
func ShowPhone(e164, extension string) string {
	shown := e164
	if n, ok := strings.CutPrefix(e164, "+1"); ok && len(n) == 10 {
		shown = "(" + n[:3] + ") " + n[3:6] + "-" + n[6:]
	} else if parsed, err := phonenumbers.Parse(e164, ""); err == nil {
		shown = phonenumbers.Format(parsed, phonenumbers.INTERNATIONAL)
	}
	if extension != "" {
		shown += " x" + extension
	}
	return shown
}
