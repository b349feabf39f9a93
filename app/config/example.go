package config

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteExample writes a configuration file in which every setting stands with
// its meaning. Those that a new server needs are set; the others stand behind a
// # with their defaults or an example.
func WriteExample(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# Settings of a Civic Desk server. “civicdesk config check FILE” reads this\n# file and says what is wrong. A flag of “civicdesk serve” or a variable\n# CIVICDESK_… counts more than a line here.\n")
	group := ""
	for _, s := range settings {
		head, leaf, grouped := strings.Cut(s.name, ".")
		indent := ""
		if grouped {
			indent = "  "
			if head != group {
				fmt.Fprintf(&b, "\n%s:", head)
			}
		} else {
			leaf, head = head, ""
		}
		group = head
		b.WriteString("\n")
		for line := range strings.SplitSeq(s.help, "\n") {
			if line != "" {
				fmt.Fprintf(&b, "%s# %s\n", indent, line)
			}
		}
		value := s.sample
		if value == "" {
			value = s.standard
		}
		mark := "# "
		if inExample[s.name] {
			mark = ""
		}
		fmt.Fprintf(&b, "%s%s%s: %s\n", indent, mark, leaf, value)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// inExample are the settings that the example sets.
var inExample = map[string]bool{"data": true, "listen": true, "admin": true, "address": true, "proxy.behind": true, "limits.requests": true,
	"drain.limit": true, "log.level": true, "log.format": true, "tls.certificate": true, "tls.key": true}

// WriteValues writes each setting with its value and where it came from.
func WriteValues(w io.Writer, values []Value) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "SETTING\tVALUE\tFROM")
	for _, v := range values {
		text := v.Text
		if text == "" {
			text = "—"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", v.Name, text, v.Origin)
	}
	return t.Flush()
}
