package pdf

import (
	"fmt"
	"unicode"

	"civicdesk/app/fault"
)

// CanPrint says whether the text can be set rightly on paper, and if not, which
// character stands in the way. What names the text in the refusal, for example
// "name". Nothing is ever printed as an empty box, left out, or unshaped.
func CanPrint(what, text string) error {
	runes := []rune(clean(text))
	for i, r := range runes {
		words := ""
		switch {
		case r == '\n' || r == joiner || r == nonJoiner:
			continue
		case r > 0xFFFF || faceFor(r, false) == nil:
			words = missing(r)
		case unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r) && !isShaped(r):
			words = "has no joined forms that Civic Desk can print"
		case unicode.Is(unicode.Mn, r) && i == 0:
			words = "is an accent without a letter"
		default:
			continue
		}
		return fault.E("pdf.CanPrint", fault.Invalid, fmt.Sprintf(
			"The %s “%s” has the character %s (U+%04X), which %s. Enter the spelling on the person's papers in a script that can be printed, then try again.",
			what, text, show(r), r, words), nil)
	}
	return nil
}

// missing says why no embedded font holds the character.
func missing(r rune) string {
	for name, table := range unicode.Scripts {
		if name != "Common" && name != "Inherited" && name != "Han" && unicode.Is(table, r) {
			return fmt.Sprintf("belongs to a part of the %s script that Civic Desk cannot print", name)
		}
	}
	if unicode.Is(unicode.Han, r) {
		return "is a rare Chinese character that Civic Desk's fonts do not hold"
	}
	return "Civic Desk's fonts do not hold"
}

// isShaped says whether the letter's joined forms are known, or it is one of
// them already.
func isShaped(r rune) bool {
	_, ok := arabicForms()[r]
	return ok || r == tatweel || r >= 0xFB50
}

// show is the character, or an accent on a dotted circle, or nothing for what
// has no ink.
func show(r rune) string {
	switch {
	case unicode.Is(unicode.M, r):
		return "◌" + string(r)
	case unicode.IsPrint(r):
		return string(r)
	}
	return "without a sign"
}
