package ranking

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// sortName orders names: first without case and marks, then with them, then by
// application number and identity, so that two people never change places.
type sortName struct {
	keys  [6]string
	shown string
}

func nameOf(c Candidate) sortName {
	given := strings.TrimSpace(c.FirstName + " " + c.MiddleName)
	n := sortName{shown: ShownName(c.FirstName, c.MiddleName, c.LastName, c.Suffix)}
	n.keys = [6]string{bare(c.LastName), bare(given), fold(c.LastName), fold(given), c.Number, string(c.Application)}
	return n
}

func (n sortName) compare(o sortName) int {
	for i := range n.keys {
		if d := strings.Compare(n.keys[i], o.keys[i]); d != 0 {
			return d
		}
	}
	return 0
}

// fold is the compatibility form without case.
func fold(s string) string {
	return cases.Fold().String(norm.NFKD.String(strings.Join(strings.Fields(s), " ")))
}

// bare is fold without marks: Ångström stands with Angstrom.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, fold(s))
}

// ShownName is the name as certificates print it: "Delgado Jr., Rosa M.".
func ShownName(first, middle, last, suffix string) string {
	words := func(parts ...string) string { return strings.Join(strings.Fields(strings.Join(parts, " ")), " ") }
	family, given := words(last, suffix), words(first, middle)
	switch {
	case family == "":
		return given
	case given == "":
		return family
	}
	return family + ", " + given
}
