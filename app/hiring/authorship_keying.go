package hiring

import (
	"maps"
	"slices"

	"civicdesk/app"
	"civicdesk/storage/record"
)

// A desktop's edit may change of an application what a step of keying changes,
// and only when it is that step's turn and by who may take it: the keyer while
// keying, another person when keying the second time and when settling. So one
// person alone can never give a finished application another value, and nobody
// changes what an applicant sent from the web site.

const (
	beingKeyed     = "Only its keyer changes what was keyed of an application, and only until it has been keyed a second time. Have it opened again if it must be corrected."
	keyedTwice     = "This application does not wait for a second keying by you any more. Somebody else may have keyed it meanwhile."
	settledByOther = "A difference is settled with one of the two values, by somebody other than the keyer."
)

// freely are fields that any step may change: their own checks and merge rules
// hold them. The contact fields are corrected at any time after keying.
var freely = []string{"status", "second", "closes", "notes", "history",
	"street", "street2", "city", "state", "zip", "country", "dayPhone", "eveningPhone", "email"}

func keyingAuthorship(author app.ID, c record.Change, before map[string]record.Raw) error {
	was, is, err := applications(c, before)
	if err != nil {
		return err
	}
	keyer := was.KeyedBy != "" && author == was.KeyedBy
	keying := keyer && slices.Contains([]ApplicationStatus{Draft, AwaitsSecond, AwaitsChoices}, was.Status) && (is.Status == Draft || is.Status == AwaitsSecond)
	settling := !keyer && was.Status == AwaitsChoices
	switch {
	case is.Status != was.Status && (is.Status == Draft || is.Status == AwaitsSecond) && !keying:
		return refused(authorship, beingKeyed)
	case is.PreferenceStatus != was.PreferenceStatus && is.PreferenceStatus != "claimed" && is.PreferenceStatus != "":
		return refused(authorship, "A preference is adjudicated by its own step, which the server runs.")
	}
	if err := secondAuthorship(author, was, is, keying, settling); err != nil {
		return err
	}
	if keying {
		return nil
	}
	for _, f := range contentOf(c, before) {
		if !settling {
			return refused(authorship, beingKeyed)
		}
		if !settledHere(f, author, was, is) {
			return refused(authorship, settledByOther)
		}
	}
	return nil
}

// applications are the application as the server has it and as the edit would
// leave it.
func applications(c record.Change, before map[string]record.Raw) (was, is Application, err error) {
	after := maps.Clone(before)
	for f, v := range c.Set {
		after[f] = v
	}
	for _, d := range []struct {
		from map[string]record.Raw
		into *Application
	}{{before, &was}, {after, &is}} {
		raw, err := record.Encode(d.from)
		if err != nil {
			return was, is, err
		}
		if err := decodeField(map[string]record.Raw{"": raw}, "", d.into); err != nil {
			return was, is, err
		}
	}
	return was, is, nil
}

// contentOf are the keyed fields that the edit gives another value.
func contentOf(c record.Change, before map[string]record.Raw) []string {
	var out []string
	for f, v := range c.Set {
		if string(v) != string(before[f]) && !slices.Contains(freely, f) {
			out = append(out, f)
		}
	}
	for f, v := range c.Secrets {
		if v != "" {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	return out
}

// secondAuthorship holds the second keying: it is taken back by the keyer who
// keys on, made once by another person, and afterwards only settled.
func secondAuthorship(author app.ID, was, is Application, keying, settling bool) error {
	a, b := was.Second, is.Second
	a.Settled, b.Settled = nil, nil
	if equalSecond(a, b) {
		if !maps.Equal(was.Second.Settled, is.Second.Settled) && !settling {
			return refused(authorship, settledByOther)
		}
		return nil
	}
	switch {
	case keying && b.By == "":
		return nil
	case was.Status == AwaitsSecond && b.By == author && author != was.KeyedBy:
		return nil
	}
	return refused(authorship, keyedTwice)
}

func equalSecond(a, b SecondKeying) bool {
	return a.By == b.By && a.ByName == b.ByName && a.At.Equal(b.At) && a.Mark == b.Mark && maps.Equal(a.Values, b.Values)
}

// settledHere says whether the author settles the field with one of the two
// values that were keyed.
func settledHere(field string, author app.ID, was, is Application) bool {
	settled := func(name string) bool { return is.Second.Settled[name] == author }
	switch field {
	case "ssn", "ssnLast4", "ssnMark":
		return settled("ssn") && (is.SSNMark == was.SSNMark || is.SSNMark == was.Second.Mark)
	case "answers":
		ids := maps.Clone(is.Answers)
		if ids == nil {
			ids = map[string][]string{}
		}
		maps.Copy(ids, was.Answers)
		for id := range ids {
			name := "answers." + id
			if is.critical(name) != was.critical(name) && (!settled(name) || is.critical(name) != was.Second.Values[name]) {
				return false
			}
		}
		return true
	}
	return slices.Contains(criticalFields, field) && settled(field) && is.critical(field) == was.Second.Values[field]
}
