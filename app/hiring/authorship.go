package hiring

import (
	"slices"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/storage/record"
)

// Authorship refuses an edit that a desktop sends of a vacancy or application
// when it speaks for somebody else (a keyer or verifier who is not its author)
// or sets what acts alone set. before holds the fields that the server has; nil
// for a new record. A record's checks cannot know who wrote it; the server,
// which knows, asks here.
func Authorship(author app.ID, c record.Change, before map[string]record.Raw) error {
	switch c.Type {
	case Vacancies.Name():
		return vacancyAuthorship(c, before)
	case Applications.Name():
		return applicationAuthorship(author, c, before)
	}
	return nil
}

const authorship = "hiring.Authorship"

func vacancyAuthorship(c record.Change, before map[string]record.Raw) error {
	var was, is VacancyStatus
	if err := decodeField(before, "status", &was); err != nil {
		return err
	}
	if err := decodeField(c.Set, "status", &is); err != nil {
		return err
	}
	if is != "" && is != was && !slices.Contains(editedStatuses, is) {
		return refused(authorship, "A vacancy becomes "+is.Words()+" by its own step, which the server runs.")
	}
	for _, f := range []string{"ratedAt", "ratingRound", "closedAt"} {
		if err := unchanged(c, before, f); err != nil {
			return err
		}
	}
	return nil
}

// byActs are fields of an application that only acts set.
var byActs = []string{"frozenBy", "decision", "preferenceCode", "source", "receivedAt", "formToken"}

func applicationAuthorship(author app.ID, c record.Change, before map[string]record.Raw) error {
	for _, f := range byActs {
		if f == "source" && before == nil {
			continue
		}
		if err := unchanged(c, before, f); err != nil {
			return err
		}
	}
	var source Source
	var keyer app.ID
	var second, had SecondKeying
	for _, d := range []struct {
		from map[string]record.Raw
		name string
		into any
	}{{c.Set, "source", &source}, {c.Set, "keyedBy", &keyer}, {c.Set, "second", &second}, {before, "second", &had}} {
		if err := decodeField(d.from, d.name, d.into); err != nil {
			return err
		}
	}
	switch {
	case before == nil && source != Paper:
		return refused(authorship, "Applications from the web site come from the web site alone.")
	case keyer != "" && keyer != author:
		return refused(authorship, "An application names as its keyer somebody who did not key it.")
	case second.By != "" && second.By != author && second.By != had.By:
		return refused(authorship, "An application names as its verifier somebody who did not key it.")
	}
	for field, who := range second.Settled {
		if who != author && who != had.Settled[field] {
			return refused(authorship, "A difference was settled in the name of somebody else.")
		}
	}
	var notes []Note
	if err := decodeField(c.Set, "notes", &notes); err != nil {
		return err
	}
	for _, raw := range c.Append["notes"] {
		notes = append(notes, Note{})
		if err := decodeField(map[string]record.Raw{"": raw}, "", &notes[len(notes)-1]); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(notes, func(n Note) bool { return n.By != author }) {
		return refused(authorship, "A note names as its author somebody who did not write it.")
	}
	if before != nil {
		return keyingAuthorship(author, c, before)
	}
	if second.By != "" {
		return refused(authorship, "A new application cannot have been keyed twice already.")
	}
	return nil
}

func decodeField(from map[string]record.Raw, name string, into any) error {
	raw, ok := from[name]
	if !ok || len(raw) == 0 {
		return nil
	}
	if err := record.Decode(raw, into); err != nil {
		return fault.E(authorship, fault.Invalid, "A field has a form that this program does not know.", err)
	}
	return nil
}

// unchanged refuses a field that the edit gives another value than it had; a
// new record must leave it empty.
func unchanged(c record.Change, before map[string]record.Raw, name string) error {
	raw, set := c.Set[name]
	if !set || string(raw) == string(before[name]) {
		return nil
	}
	if before == nil && emptyField(raw) {
		return nil
	}
	return refused(authorship, "The field "+name+" is set by the server alone.")
}

// emptyField says whether the value is the zero of text, number or time.
func emptyField(raw record.Raw) bool {
	for _, zero := range []any{"", 0, never} {
		z, err := record.Encode(zero)
		if err == nil && string(z) == string(raw) {
			return true
		}
	}
	return false
}
