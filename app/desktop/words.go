package desktop

import (
	"slices"
	"strings"
	"unicode"
)

// fieldNames are fields whose words are not simply their parts.
var fieldNames = map[string]string{
	"zip": "ZIP code", "homeZip": "Home ZIP code", "workZip": "Workplace ZIP code", "ssn": "Social Security number", "email": "E-mail",
	"preferenceClaim": "Preference claimed", "preferenceCode": "Preference granted", "state": "State",
}

// technical fields say nothing to a person.
var technical = map[string]bool{"id": true, "office": true, "vacancy": true, "keyedBy": true, "keyedAt": true, "ssnMark": true, "formToken": true,
	"critical": true, "second": true, "source": true, "agency": true, "token": true, "entered": true, "routing": true, "person": true, "steps": true,
	"calls": true, "closes": true, "receivedAt": true, "frozenBy": true, "owner": true, "saved": true,
	"content": true, "history": true, "rulings": true, "ownerType": true, "scope": true, "addedBy": true, "media": true, "removal": true, "added": true}

// fieldWords is a record's field as people call it: "dayPhone" is "Day phone".
func fieldWords(name string) string {
	if words, ok := fieldNames[name]; ok {
		return words
	}
	var b strings.Builder
	for i, r := range name {
		switch {
		case i == 0:
			b.WriteRune(unicode.ToUpper(r))
		case unicode.IsUpper(r):
			b.WriteString(" " + string(unicode.ToLower(r)))
		case r == '.':
			b.WriteRune(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
