package form

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// splitting is what was made of the choices of one question.
type splitting struct {
	kind   Kind
	labels []string
	ends   []int // per part: how many labels were complete when it ended
}

func (s splitting) choices() []Choice {
	out := make([]Choice, 0, len(s.labels))
	for i, label := range s.labels {
		value := choiceName(i)
		if s.kind == YesNo {
			value = []string{"yes", "no"}[i]
		}
		out = append(out, Choice{Value: value, Label: label})
	}
	return out
}

// choiceName is a, b, … z, aa, ab, …
func choiceName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('a'+(i-1)%26)) + name
	}
	return name
}

// nestedStart finds a follow-up such as "13.1 [64832] Please indicate".
var nestedStart = regexp.MustCompile(`(?:^|\s)([0-9]{1,3}\.[0-9]{1,2}) (?:\[([0-9]+)\] )?`)

// takeNested cuts the follow-up questions out of the choices they are printed
// between. Part i is the choice text before follow-up i; the last part follows
// the last.
func takeNested(choices string) (parts []string, nested []Question) {
	for {
		m := nestedStart.FindStringSubmatchIndex(choices)
		if m == nil {
			return append(parts, strings.TrimSpace(choices)), nested
		}
		q := Question{Number: choices[m[2]:m[3]]}
		if m[4] >= 0 {
			q.Library = choices[m[4]:m[5]]
		}
		rest, end := choices[m[1]:], 0
		if e := maxLength.FindStringIndex(rest); e != nil {
			end = e[1]
		} else if e := strings.IndexAny(rest, "?."); e >= 0 {
			end = e + 1
		} else {
			end = len(rest)
		}
		q.Text = strings.TrimSpace(rest[:end])
		parts = append(parts, strings.TrimSpace(choices[:m[0]]))
		if q.Text == "" {
			parts = parts[:len(parts)-1]
			return append(parts, strings.TrimSpace(choices)), nested
		}
		nested = append(nested, q)
		choices = rest[end:]
	}
}

var (
	yesNo = regexp.MustCompile(`^(Yes|True) (No|False)(?:$|[\s.])`)
	// A statement about oneself begins a choice; anything else that follows a
	// full stop belongs to the choice before it.
	opener = regexp.MustCompile(`^(I |I'|I’|My most |None of|None\b|No,|No\b|Yes,|Yes\b|True\b|False\b|Experience that|To [a-z]|Not applicable|This task is central)`)
	many   = regexp.MustCompile(`(?i)all that apply|which of the following (administrative )?(areas|sources|tasks|types|skills)|following administrative areas|in the following areas|from the (following )?list|identify those|check all|select all|mark all`)
)

// splitChoices tells the choices apart. rest is text after a yes/no that is no
// choice. sure is false when only capital letters told the choices apart.
func splitChoices(parts []string, question string) (s splitting, rest string, sure bool) {
	joined := strings.TrimSpace(strings.Join(parts, " "))
	if m := yesNo.FindStringSubmatch(joined + " "); m != nil {
		s = splitting{kind: YesNo, labels: []string{m[1], m[2]}}
		seen := ""
		for _, part := range parts {
			seen += " " + part
			n := 1
			if strings.Contains(seen, " "+m[2]) {
				n = 2
			}
			s.ends = append(s.ends, n)
		}
		return s, strings.TrimSpace(joined[min(len(joined), len(m[1])+1+len(m[2])):]), true
	}
	s.kind, sure = Single, true
	if many.MatchString(question) {
		s.kind = Multiple
	}
	for _, part := range parts {
		labels, certain := splitLabels(part)
		s.labels = append(s.labels, labels...)
		s.ends = append(s.ends, len(s.labels))
		sure = sure && certain
	}
	return s, "", sure
}

// splitLabels splits one run of choices by its statements, by its sentences, or
// else by its capitals.
func splitLabels(text string) (labels []string, sure bool) {
	sentences := sentencesOf(text)
	if len(sentences) == 0 {
		return nil, true
	}
	openers := 0
	for _, s := range sentences {
		if opener.MatchString(s) {
			openers++
		}
	}
	switch {
	case openers >= 2 && opener.MatchString(sentences[0]):
		for _, s := range sentences {
			if len(labels) == 0 || startsChoice(labels[len(labels)-1], s) {
				labels = append(labels, s)
			} else {
				labels[len(labels)-1] += " " + s
			}
		}
		return labels, true
	case len(sentences) > 1:
		return sentences, true
	}
	return byCapitals(text), false
}

// startsChoice says whether the sentence begins a new choice rather than going
// on with the one before. The known scales carry on with the sentences listed.
func startsChoice(before, sentence string) bool {
	for _, c := range continuations {
		if strings.HasPrefix(sentence, c.with) && strings.Contains(before, c.after) {
			return false
		}
	}
	return opener.MatchString(sentence)
}

// continuations are second sentences of choices on the scales agencies use:
// trained only; under close supervision; independently; expert.
var continuations = []struct{ after, with string }{
	{"as a regular part of", "I have performed it independently"},
	{"as a regular part of", "I have performed this task independently"},
	{"highly skilled", "I have trained others"},
	{"highly skilled", "I have instructed"},
	{"formal", "However, I have not"},
	{"central or a major part", "I have performed it myself"},
	{"considered an expert", "I have supervised"},
}

// sentencesOf splits at full stops that end a sentence: followed by a space and
// a capital, and not part of an abbreviation or an initial.
func sentencesOf(text string) []string {
	var out []string
	start := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '.' && text[i] != '!' && text[i] != '?' {
			continue
		}
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[i+1:], " )\"”"))
		if i+1 < len(text) && (text[i+1] != ' ' && text[i+1] != ')' || !unicode.IsUpper(next) || abbreviated(text[start:i])) {
			continue
		}
		if s := strings.TrimSpace(text[start : i+1]); s != "" {
			out = append(out, s)
		}
		start = i + 1
	}
	if s := strings.TrimSpace(text[start:]); s != "" {
		out = append(out, s)
	}
	return out
}

func abbreviated(before string) bool {
	word := before[strings.LastIndexAny(before, " (/")+1:]
	switch strings.ToLower(word) {
	case "e.g", "i.e", "etc", "u.s", "ph", "j.d", "ll.m", "no", "mr", "dr", "st", "vs", "ph.d":
		return strings.ToLower(word) != "etc" && strings.ToLower(word) != "no"
	}
	return len(word) == 1 && unicode.IsUpper(rune(word[0]))
}

// tails are capitalised words that end a choice rather than begin one.
var tails = map[string]bool{"Management": true, "Service": true, "Services": true, "Support": true, "Chain": true, "Systems": true, "Writing": true}

// byCapitals begins a choice at each capital that follows a finished word. It
// is a guess; the caller says so.
func byCapitals(text string) []string {
	var out []string
	joins := false
	for _, word := range strings.Fields(text) {
		first, _ := utf8.DecodeRuneInString(word)
		if len(out) == 0 || unicode.IsUpper(first) && !joins && !tails[word] {
			out = append(out, word)
		} else {
			out[len(out)-1] += " " + word
		}
		switch strings.ToLower(word) {
		case "of", "the", "and", "or", "for", "/", "-", "&", "in", "to":
			joins = true
		default:
			joins = false
		}
	}
	return out
}
