package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// mostFile is far more than all settings need.
const mostFile = 256 << 10

// readFile reads the settings of a YAML file, each with its line. The file is
// read as nodes, not into a struct: so each mistake has its line, and nothing
// that is not in the table is passed over.
func readFile(name string, raw []byte, p *problems) map[string]given {
	f := &file{name: name, folder: filepath.Dir(name), problems: p, texts: map[string]given{}}
	if len(raw) > mostFile {
		f.wrong(1, "the file is far too long for a configuration.")
		return f.texts
	}
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	var doc yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) { // empty, or comments alone
		return f.texts
	}
	if err != nil {
		f.broken(err)
		return f.texts
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		f.wrong(doc.Line, "write one document, without a line of ---.")
	}
	f.group("", doc.Content[0])
	return f.texts
}

type file struct {
	name, folder string
	problems     *problems
	texts        map[string]given
}

func (f *file) at(line int) string { return fmt.Sprintf("%s:%d", f.name, line) }

func (f *file) wrong(line int, words string) { f.problems.add(f.at(line), words) }

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// broken names the place at which the file stops being YAML.
func (f *file) broken(err error) {
	line, words := 1, err.Error()
	if m := yamlLine.FindStringSubmatch(strings.SplitN(words, "\n", 2)[0]); m != nil {
		fmt.Sscan(m[1], &line)
		words = m[2]
	}
	f.wrong(line, "this is no YAML ("+words+"). Write “name: value”, indent groups by spaces, and put a text with a colon or # in quotes.")
}

// group reads a mapping whose names begin with prefix.
func (f *file) group(prefix string, n *yaml.Node) {
	if n.ShortTag() == "!!null" && n.Value == "" { // a group with nothing in it
		return
	}
	if n.Kind != yaml.MappingNode || n.Anchor != "" {
		f.wrong(n.Line, "write settings as “name: value”, one on a line.")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		name := prefix + key.Value
		set := find(name)
		switch {
		case key.Kind != yaml.ScalarNode:
			f.wrong(key.Line, "a setting's name is a plain word.")
		case set != nil:
			f.setting(set, key.Line, value)
		case prefix == "" && isGroup(name):
			f.group(name+".", value)
		default:
			f.wrong(key.Line, unknown(name))
		}
	}
}

func (f *file) setting(set *setting, line int, n *yaml.Node) {
	if before, twice := f.texts[set.name]; twice {
		f.wrong(line, set.name+" stands here a second time, after "+before.origin+". Keep one of them.")
		return
	}
	words, ok := written(set.kind, n)
	if !ok {
		f.wrong(line, set.name+": this must be "+kindWords[set.kind]+". "+inQuotes(set.kind, n))
		return
	}
	f.texts[set.name] = given{text: words, origin: f.at(n.Line), folder: f.folder}
}

// written is the text of a value, when it is of the kind.
func written(k kind, n *yaml.Node) (string, bool) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return "", false
	}
	if k == list {
		if n.Kind != yaml.SequenceNode {
			return "", false
		}
		var all []string
		for _, one := range n.Content {
			if one.Kind != yaml.ScalarNode || strings.Contains(one.Value, ",") {
				return "", false
			}
			all = append(all, one.Value)
		}
		return strings.Join(all, ", "), true
	}
	if n.Kind != yaml.ScalarNode {
		return "", false
	}
	tag := n.ShortTag()
	switch k {
	case number:
		return n.Value, tag == "!!int"
	case choice: // YAML 1.1 knows yes and no, 1.2 does not
		return strings.ToLower(n.Value), tag == "!!bool" || n.Value == "yes" || n.Value == "no"
	case text:
		if tag == "!!null" {
			return "", n.Value == ""
		}
		return n.Value, tag == "!!str"
	}
	return n.Value, tag == "!!str"
}

func inQuotes(k kind, n *yaml.Node) string {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return "References (& and *) are not used here; write the value itself."
	case k == text && n.Kind == yaml.ScalarNode:
		return "Put it in quotes."
	case k == duration && n.ShortTag() == "!!int":
		return "Write a unit: " + n.Value + "s."
	}
	return "Write it so."
}

func isGroup(name string) bool {
	for _, s := range settings {
		if strings.HasPrefix(s.name, name+".") {
			return true
		}
	}
	return false
}

// unknown says that there is no such setting, and which one may be meant.
func unknown(name string) string {
	words := fmt.Sprintf("there is no setting “%s”.", name)
	best, near := "", 4
	for _, s := range settings {
		group, leaf, _ := strings.Cut(s.name, ".")
		for _, other := range []string{s.name, group, leaf} {
			if other == "" {
				continue
			}
			d := distance(name, other)
			if leaf != "" && other == leaf { // less likely than the name of a group
				d++
			}
			if d < near {
				if best, near = s.name, d; other == group {
					best = group
				}
			}
		}
		if _, leafGiven, in := strings.Cut(name, "."); in && leafGiven == s.name { // indented by mistake
			return words + fmt.Sprintf(" Did you mean “%s”, without indentation?", s.name)
		}
	}
	if best == "" || near > max(1, len(name)/2) {
		return words + " “civicdesk config example” lists all."
	}
	return words + fmt.Sprintf(" Did you mean “%s”?", best)
}

// distance is the number of letters to change, add or leave out.
func distance(a, b string) int {
	if len(a) > 40 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
