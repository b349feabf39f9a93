package web

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// kind is how a field is asked for.
type kind string

const (
	line   kind = "line"   // one line of text
	area   kind = "area"   // several lines
	pick   kind = "pick"   // one of a long list
	radios kind = "radios" // one of a short list
	checks kind = "checks" // any of a short list
	tick   kind = "tick"   // one box
	secret kind = "secret" // one line that is never shown again
	note   kind = "note"   // text between the fields
)

// field is one thing a form asks: how it is asked, and once filled, what was
// answered and what is wrong with it. All forms of the site are lists of these,
// drawn by one template, so that label, hint and error are joined the same way
// everywhere.
type field struct {
	Kind         kind
	Name         string
	Label        string
	Hint         string
	Heading      string // set above the field, where a group of fields begins
	Autocomplete string
	Type         string // of the input: "text" when empty
	InputMode    string
	Size         string // small, medium or empty
	Optional     bool
	Max          int // characters
	Choices      []Choice

	Values []string
	Error  string
}

// longLabel is from when a label is a paragraph: it is then set in plain type
// and shortened on the check page.
const longLabel = 140

// Long says whether the label is a paragraph.
func (f field) Long() bool { return utf8.RuneCountInString(f.Label) > longLabel }

// Short is the label, cut after a word when it is long.
func (f field) Short() string {
	if !f.Long() {
		return f.Label
	}
	cut := string([]rune(f.Label)[:longLabel])
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " .,;:") + "…"
}

// Value is the first value given, or "".
func (f field) Value() string {
	if len(f.Values) == 0 {
		return ""
	}
	return f.Values[0]
}

// Chosen says whether the choice was picked.
func (f field) Chosen(value string) bool { return slices.Contains(f.Values, value) }

// offers says whether the value is one of the choices.
func (f field) offers(value string) bool {
	return slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.Value == value })
}

// InputType is the type attribute of a line.
func (f field) InputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// ID is the field's identity in the page.
func (f field) ID() string { return "f-" + f.Name }

// Target is where the error summary leads: the first box of a group, else the
// field.
func (f field) Target() string {
	if (f.Kind == radios || f.Kind == checks) && len(f.Choices) > 0 {
		return f.ID() + "-0"
	}
	return f.ID()
}

// DescribedBy lists the hint and the error for screen readers.
func (f field) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID()+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID()+"-error")
	}
	return strings.Join(ids, " ")
}

// Last4 is what may be shown of a secret.
func (f field) Last4() string {
	digits := onlyDigits(f.Value())
	if len(digits) < 4 {
		return ""
	}
	return digits[len(digits)-4:]
}

// Shown is the answer as the check page prints it, line by line.
func (f field) Shown() []string {
	if d := app.Date(f.Value()); f.Type == "date" && d.Valid() {
		return []string{d.Words()}
	}
	switch f.Kind {
	case secret:
		if last := f.Last4(); last != "" {
			return []string{"•••-••-" + last}
		}
		return nil
	case tick:
		if f.Value() != "" {
			return []string{"Yes"}
		}
		return nil
	case pick, radios, checks:
		var labels []string
		for _, c := range f.Choices {
			if f.Chosen(c.Value) {
				labels = append(labels, c.Label)
			}
		}
		return labels
	}
	if strings.TrimSpace(f.Value()) == "" {
		return nil
	}
	return strings.Split(f.Value(), "\n")
}

// Listed says whether the check page has a line for the field: not for text
// between the fields, nor for a box left empty.
func (f field) Listed() bool { return f.Kind != note && (f.Kind != tick || f.Value() != "") }

// fill gives each field its values and its fault.
func fill(fields []field, v url.Values, faults []fault.Field) []field {
	filled := slices.Clone(fields)
	for i, f := range filled {
		filled[i].Values = v[f.Name]
		for _, wrong := range faults {
			if wrong.Name == f.Name && filled[i].Error == "" {
				filled[i].Error = wrong.Words
			}
		}
	}
	return filled
}

// problem is one line of the error summary.
type problem struct {
	Words  string
	Target string // the field's identity in the page; "" when no field of the page is at fault
}

// problems lists what is wrong, in the order of the page. Faults of no field of
// the page come last, without a link.
func problems(fields []field, faults []fault.Field) []problem {
	var list []problem
	known := map[string]bool{}
	for _, f := range fields {
		known[f.Name] = true
		if f.Error != "" {
			list = append(list, problem{f.Error, f.Target()})
		}
	}
	for _, wrong := range faults {
		if !known[wrong.Name] {
			list = append(list, problem{Words: wrong.Words})
		}
	}
	return list
}

// take reads the posted values of the fields into v: trimmed, as valid text,
// with one kind of line end. A secret left empty keeps what was given before.
func take(v url.Values, posted url.Values, fields []field) {
	for _, f := range fields {
		if f.Kind == note {
			continue
		}
		var kept []string
		for _, value := range posted[f.Name] {
			value = strings.ReplaceAll(strings.ToValidUTF8(value, "�"), "\r\n", "\n")
			if value = strings.TrimSpace(value); value != "" && !slices.Contains(kept, value) {
				kept = append(kept, value)
			}
		}
		if f.Kind != checks && len(kept) > 1 {
			kept = kept[:1]
		}
		if f.Kind == secret && len(kept) == 0 {
			continue
		}
		delete(v, f.Name)
		if len(kept) > 0 {
			v[f.Name] = kept
		}
	}
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
