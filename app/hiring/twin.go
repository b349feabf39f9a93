package hiring

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"civicdesk/app"
	"civicdesk/storage/record"
)

// Twin is an application on paper that may be the same paper form as another.
type Twin struct {
	First, Second Application // in the order in which they came to be
	Why           []string    // what is equal, in words
}

// Twins finds other applications on paper to the same vacancy that may be the
// same paper form as the changed one: those with the same Social Security number,
// and those with the same name that share something else a person has alone. A
// draft without either is none yet; a withdrawn one is none any more.
func Twins(tx *record.Tx, c record.Change) ([]Twin, error) {
	if c.Type != Applications.Name() || !asksForTwins(c) {
		return nil, nil
	}
	a, err := Applications.Get(tx, c.ID)
	if err != nil || a.Source != Paper || a.Status == Withdrawn {
		return nil, err
	}
	var found []Twin
	for _, key := range a.personKeys() {
		others, err := Applications.Find(tx, "by-person", key)
		if err != nil {
			return nil, err
		}
		for _, b := range others {
			if b.ID == a.ID || b.Vacancy != a.Vacancy || b.Source != Paper || b.Status == Withdrawn ||
				slices.ContainsFunc(found, func(t Twin) bool { return t.First.ID == b.ID || t.Second.ID == b.ID }) {
				continue
			}
			why := a.sharedWith(b)
			if len(why) == 0 {
				continue
			}
			t := Twin{First: b, Second: a, Why: why}
			if a.ID < b.ID { // identities are made in the order of time
				t.First, t.Second = a, b
			}
			found = append(found, t)
		}
	}
	return found, nil
}

// asksForTwins says whether the change sets something by which a twin is known.
func asksForTwins(c record.Change) bool {
	for _, f := range []string{"firstName", "lastName", "ssnMark", "email", "dayPhone", "eveningPhone", "street", "zip", "dateReceived", "signatureDate", "status"} {
		if _, set := c.Set[f]; set {
			return true
		}
	}
	return false
}

// personKeys are the keys under which the applicant is found again within a
// vacancy.
func (a Application) personKeys() []record.Key {
	var keys []record.Key
	if a.Source != Paper {
		return nil
	}
	if a.SSNMark != "" {
		keys = append(keys, record.K(string(a.Vacancy), "ssn", a.SSNMark))
	}
	if name := a.sameName(); name != "" {
		keys = append(keys, record.K(string(a.Vacancy), "name", name))
	}
	return keys
}

// sharedWith says in words what makes the two the same form; nothing when a
// shared name is all.
func (a Application) sharedWith(b Application) []string {
	var why []string
	if a.SSNMark != "" && a.SSNMark == b.SSNMark {
		why = append(why, "The Social Security numbers are the same.")
	}
	if name := a.sameName(); name != "" && name == b.sameName() {
		var facts []string
		fact := func(words, one, other string) {
			if one != "" && one == other {
				facts = append(facts, words)
			}
		}
		fact("e-mail address", strings.ToLower(a.Email), strings.ToLower(b.Email))
		fact("daytime telephone", digitsOf(a.DayPhone), digitsOf(b.DayPhone))
		fact("evening telephone", digitsOf(a.EveningPhone), digitsOf(b.EveningPhone))
		if a.Zip == b.Zip {
			fact("street address", folded(a.Street), folded(b.Street))
		}
		if a.DateReceived == b.DateReceived && a.DateReceived != "" {
			fact("dates of the stamp and the signature", string(a.SignatureDate), string(b.SignatureDate))
		}
		if len(facts) > 0 {
			why = append(why, "The names are the same, and so is: "+strings.Join(facts, ", ")+".")
		} else if len(why) > 0 {
			why = append(why, "The names are the same.")
		}
	}
	return why
}

// sameName is the name without case, accents, marks and spaces; "" while a part
// is missing.
func (a Application) sameName() string {
	first, last := folded(a.FirstName), folded(a.LastName)
	if first == "" || last == "" {
		return ""
	}
	return first + " " + last
}

func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFD.String(s))
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Label is the application as lists name it: by its number.
func (a Application) Label() string { return "Application " + a.Number }

// WithdrawTwin withdraws an application that was keyed twice. It is for whoever
// decides about a possible duplicate.
func WithdrawTwin(tx *record.Tx, id app.ID, reason string) error {
	a, err := Applications.Get(tx, id)
	if err != nil {
		return err
	}
	return withdraw(tx, a, reason)
}

// Derive sets on the server what a keyer's desktop may not decide alone: which
// fields of an application are to be keyed twice follows from the questions that
// the server has.
func Derive(tx *record.Tx, c record.Change) error {
	_, status := c.Set["status"]
	_, critical := c.Set["critical"]
	if c.Type != Applications.Name() || !status && !critical {
		return nil
	}
	a, err := Applications.Get(tx, c.ID)
	if err != nil || a.Source != Paper || a.Status == Draft || a.Status == Withdrawn {
		return err
	}
	_, set, err := vacancyAndQuestions(tx, a.Vacancy)
	if err != nil {
		return err
	}
	want := criticalOf(set, a)
	if slices.Equal(want, a.Critical) || a.Status != AwaitsSecond {
		return nil
	}
	a.Critical = want
	return Applications.Put(tx, a)
}
