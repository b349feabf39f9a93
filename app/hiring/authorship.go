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
		return vacancyAuthorship(author, c, before)
	case Applications.Name():
		return applicationAuthorship(author, c, before)
	}
	return nil
}

const authorship = "hiring.Authorship"

func vacancyAuthorship(author app.ID, c record.Change, before map[string]record.Raw) error {
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
	steps, err := added[Event](c, "steps")
	if err != nil {
		return err
	}
	if slices.ContainsFunc(steps, func(e Event) bool { return e.By != author }) {
		return refused(authorship, "A step of the vacancy’s history names as its author somebody who did not take it.")
	}
	return nil
}

// added is what an edit adds to a list that only grows.
func added[T any](c record.Change, field string) (list []T, err error) {
	if err := decodeField(c.Set, field, &list); err != nil {
		return nil, err
	}
	for _, raw := range c.Append[field] {
		var one T
		if err := decodeField(map[string]record.Raw{"": raw}, "", &one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// byActs are fields of an application that only acts set.
var byActs = []string{"frozenBy", "decision", "preferenceCode", "rulings", "source", "receivedAt", "formToken"}

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
	notes, err := added[Note](c, "notes")
	if err != nil {
		return err
	}
	if slices.ContainsFunc(notes, func(n Note) bool { return n.By != author }) {
		return refused(authorship, "A note names as its author somebody who did not write it.")
	}
	if err := historyAuthorship(author, c, before == nil); err != nil {
		return err
	}
	if before != nil {
		return keyingAuthorship(author, c, before)
	}
	if second.By != "" {
		return refused(authorship, "A new application cannot have been keyed twice already.")
	}
	return nil
}

// historyAuthorship refuses a line of the history in another's name, or one that
// only an act tells. A list that is sent whole belongs to a new record.
func historyAuthorship(author app.ID, c record.Change, whole bool) error {
	var lines []Change
	if whole {
		if err := decodeField(c.Set, "history", &lines); err != nil {
			return err
		}
	} else if len(c.Set["history"]) > 0 {
		return refused(authorship, "The history of an application only grows.")
	}
	for _, raw := range c.Append["history"] {
		lines = append(lines, Change{})
		if err := decodeField(map[string]record.Raw{"": raw}, "", &lines[len(lines)-1]); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(lines, func(l Change) bool { return l.By != author || slices.Contains(changesByActs, l.Kind) }) {
		return refused(authorship, "The history tells something that its author did not do.")
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

// emptyField says whether the value is the zero of text, number, time or list.
func emptyField(raw record.Raw) bool {
	for _, zero := range []any{"", 0, never, []string(nil), []string{}} {
		z, err := record.Encode(zero)
		if err == nil && string(z) == string(raw) {
			return true
		}
	}
	return false
}
