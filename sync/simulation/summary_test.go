package simulation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"civicdesk/app"
)

// summary is the server's records in words that do not depend on identities, on
// keys or on what a computer's clock said.
func (w *world) summary() string {
	var lines []string
	named := func(v string) string {
		if name, is := w.names[app.ID(v)]; is {
			return name
		}
		return v
	}
	for k, h := range w.truth() {
		typ, _, _ := strings.Cut(k, "/")
		var parts []string
		for _, f := range slices.Sorted(maps.Keys(h.fields)) {
			if typ == "conflict" && slices.Contains([]string{"id", "keptAt", "otherAt", "resolvedAt", "keptUser", "otherUser", "by"}, f) {
				continue
			}
			parts = append(parts, f+" "+named(h.fields[f]))
		}
		for _, f := range slices.Sorted(maps.Keys(h.entries)) {
			parts = append(parts, fmt.Sprint(f, " ", h.entries[f]))
		}
		for _, f := range slices.Sorted(maps.Keys(h.secrets)) {
			parts = append(parts, f+" "+h.secrets[f])
		}
		lines = append(lines, typ+": "+strings.Join(parts, ", "))
	}
	slices.Sort(lines)
	return strings.Join(append(lines, w.failures...), "\n")
}
