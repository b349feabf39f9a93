// Package matching says whether two inquiries come from one person, by the
// rule of the DOLCRM privacy impact assessment: first and last name, and
// e-mail address or telephone. It is a pure comparison of normalised values:
// nicknames and sounds never join people.
package matching

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Identity is what two inquiries are compared by. Build one with Normalize.
type Identity struct {
	First     string
	Last      string // empty for a person with one name
	Email     string // empty when none was given
	Phone     string // E.164; empty when none was given
	Extension string
}

// Result says how two identities compare.
type Result int

// The results of a comparison.
const (
	None     Result = iota // nothing links them
	Possible               // an agent decides
	Match                  // one person
)

// String is the result's word.
func (r Result) String() string { return [...]string{"none", "possible", "match"}[r] }

// Normalize prepares values for comparison. The phone is expected in E.164
// already; the name and address may be as typed.
func Normalize(first, last, email, phone, extension string) Identity {
	return Identity{First: Name(first), Last: Name(last), Email: Email(email), Phone: strings.TrimSpace(phone), Extension: strings.TrimSpace(extension)}
}

// Compare compares two identities and says why in a few words for the agent.
func Compare(a, b Identity) (Result, string) {
	names := a.First+a.Last != "" && a.First == b.First && a.Last == b.Last
	email := a.Email != "" && a.Email == b.Email
	phone := a.Phone != "" && a.Phone == b.Phone
	desks := a.Extension != "" && b.Extension != "" && a.Extension != b.Extension
	switch {
	case names && email && phone:
		return Match, "same name, e-mail address and phone"
	case names && email:
		return Match, "same name and e-mail address"
	case names && phone && desks:
		return Possible, "same name and phone, but another extension"
	case names && phone:
		return Match, "same name and phone"
	case names:
		return Possible, "same name, but no e-mail address or phone in common"
	case email && phone:
		return Possible, "same e-mail address and phone, but another name: perhaps a family"
	case email:
		return Possible, "same e-mail address, but another name: perhaps a family"
	case phone:
		return Possible, "same phone, but another name: perhaps a shared line"
	}
	return None, ""
}

// NameKey is the full name as one text for an index; empty when no name is known.
func (i Identity) NameKey() string {
	if i.First+i.Last == "" {
		return ""
	}
	return i.First + "\x1f" + i.Last
}

// Name takes a name to the form in which it is compared: compatibility forms
// and marks removed, case folded, and apostrophes, hyphens, periods and spaces
// dropped, so that "O’Brien-Núñez" and "obrien nunez" are equal.
func Name(s string) string {
	for range 4 { // folding can bring out marks, so repeat until nothing changes
		next := foldOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func foldOnce(s string) string {
	s = cases.Fold().String(norm.NFKD.String(strings.ToValidUTF8(s, "")))
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cc, r),
			unicode.IsSpace(r), unicode.Is(unicode.Pd, r):
			return -1
		}
		switch r {
		case '\'', '\u2018', '\u2019', '\u02bc', '\u02bb', '`', '\u00b4', '.', '\u00ad', '\u2212':
			return -1
		}
		return r
	}, norm.NFKD.String(s))
}

// Email takes an address to the form in which it is compared: trimmed, case
// folded, the domain as A-labels. Dots and +tags stay, since they can be
// different mailboxes.
func Email(s string) string {
	s = strings.TrimSpace(strings.ToValidUTF8(s, ""))
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return fold(s)
	}
	local, domain := fold(s[:at]), strings.TrimSuffix(s[at+1:], ".")
	if ascii, err := idna.Lookup.ToASCII(domain); err == nil {
		return local + "@" + ascii
	}
	return local + "@" + fold(domain)
}

func fold(s string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(s)))
}
