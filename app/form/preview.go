package form

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"civicdesk/app/fault"
)

// Doubt is a question whose choices a person should look at: the preview does
// not say where one choice ends and the next begins.
type Doubt struct {
	Question string `json:"question"`
	Why      string `json:"why"`
}

const longestPreview = 4 << 20

var (
	gradeLine   = regexp.MustCompile(`^== Grade:\s*(All Grades|[0-9]{2})\s*(.*)$`)
	numberLine  = regexp.MustCompile(`^([0-9]{1,3})\s+(?:\[([0-9]+)\]\s*)?(.+)$`)
	bareNumber  = regexp.MustCompile(`^([0-9]{1,3})\s+(?:\[([0-9]+)\]\s*)?([A-Z].+)$`)
	libraryMark = regexp.MustCompile(`^\[([0-9]+)\]\s*`)
	maxLength   = regexp.MustCompile(`\s*Maximum length of ([0-9]{1,6}) characters\.`)
	pageFoot    = regexp.MustCompile(`\s*(View Vacancy Details|Questions, Comments, or Feedback can be directed).*$`)
	spaces      = regexp.MustCompile(`\s+`)
)

const required = "[required]"

// ParsePreview reads the text of a questionnaire preview: sections by grade,
// numbered questions with or without a library number, instructions between
// them, choices run together. Choices are split by what they say, so doubtful
// splits are listed. Points, weights and screen-outs are all zero: previews
// hold none. Text that holds no question is refused with the reason.
func ParsePreview(name string, r io.Reader) (Set, []Doubt, error) {
	const op = "form.ParsePreview"
	raw, err := io.ReadAll(io.LimitReader(r, longestPreview+1))
	switch {
	case err != nil:
		return Set{}, nil, fault.E(op, fault.Damaged, name+" cannot be read.", err)
	case len(raw) > longestPreview:
		return Set{}, nil, fault.E(op, fault.Invalid, name+" is longer than 4 MB and so is no questionnaire.", nil)
	case !utf8.Valid(raw):
		return Set{}, nil, fault.E(op, fault.Invalid, name+" is not plain text in UTF-8.", nil)
	}
	p := preview{}
	for i, block := range blocks(string(raw)) {
		if i == 0 && !gradeLine.MatchString(block[0]) {
			return Set{}, nil, fault.E(op, fault.Invalid,
				fmt.Sprintf("%s, line 1: a questionnaire begins with \"== Grade: …\".", name), nil)
		}
		p.block(block)
	}
	for _, q := range p.set.Questions {
		if q.Kind != Instruction {
			p.set.Title, p.set.Source = name, name
			return p.set, p.doubts, nil
		}
	}
	return Set{}, nil, fault.E(op, fault.Invalid, name+" holds no question.", nil)
}

// blocks are the runs of lines between blank lines, each line's ends trimmed.
func blocks(text string) [][]string {
	var out [][]string
	var block []string
	for _, line := range strings.Split(text+"\n", "\n") {
		line = strings.TrimSpace(spaces.ReplaceAllString(line, " "))
		switch {
		case line != "":
			block = append(block, line)
		case len(block) > 0:
			out, block = append(out, block), nil
		}
	}
	if len(block) > 0 {
		out = append(out, block)
	}
	return out
}

type preview struct {
	set    Set
	doubts []Doubt
	grades []string
}

func (p *preview) block(lines []string) {
	if m := gradeLine.FindStringSubmatch(lines[0]); m != nil {
		p.grades = nil
		if m[1] != "All Grades" && m[1] != "00" {
			p.grades = []string{m[1]}
		}
		p.instruction(m[2])
		lines = lines[1:]
	}
	if len(lines) == 0 {
		return
	}
	m := numberLine.FindStringSubmatch(lines[0])
	if m == nil {
		for _, line := range lines {
			p.instruction(strings.TrimPrefix(line, required))
		}
		return
	}
	q := Question{Number: m[1], Library: m[2], Text: m[3]}
	if len(lines) == 1 {
		p.textQuestion(q)
		return
	}
	choices := strings.TrimSpace(strings.TrimPrefix(lines[1], required))
	q.Required = strings.HasPrefix(lines[1], required)
	p.question(q, choices)
	for _, line := range lines[2:] {
		line = strings.TrimSpace(strings.TrimPrefix(line, required))
		if n := bareNumber.FindStringSubmatch(line); n != nil {
			p.textQuestion(Question{Number: n[1], Library: n[2], Text: n[3], Required: true})
		} else {
			p.instruction(line)
		}
	}
}

// add gives the question its name and the section's grades.
func (p *preview) add(q Question) string {
	q.ID = "q" + strconv.Itoa(len(p.set.Questions)+1)
	q.Grades = p.grades
	p.set.Questions = append(p.set.Questions, q)
	return q.ID
}

func (p *preview) instruction(text string) {
	q := Question{Kind: Instruction, Text: strings.TrimSpace(pageFoot.ReplaceAllString(text, ""))}
	if m := libraryMark.FindStringSubmatch(q.Text); m != nil {
		q.Library, q.Text = m[1], strings.TrimPrefix(q.Text, m[0])
	}
	if q.Text != "" && q.Text != "No questions specified." {
		p.add(q)
	}
}

func (p *preview) textQuestion(q Question) {
	q.Kind = LongText
	if m := maxLength.FindStringSubmatch(q.Text); m != nil {
		q.MaxLength, _ = strconv.Atoi(m[1])
		q.Text = strings.TrimSpace(strings.Replace(q.Text, m[0], "", 1))
		if q.MaxLength <= 250 {
			q.Kind = ShortText
		}
	}
	if q.Text != "" {
		p.add(q)
	}
}

func (p *preview) question(q Question, choices string) {
	choices = strings.TrimSpace(pageFoot.ReplaceAllString(choices, ""))
	if maxLength.MatchString(q.Text) || choices == "" || strings.HasPrefix(choices, "Response cannot exceed") {
		if choices != "" {
			q.Text += " " + choices
		}
		p.textQuestion(q)
		return
	}
	parts, nested := takeNested(choices)
	split, rest, sure := splitChoices(parts, q.Text)
	if len(split.labels) < 2 {
		p.doubts = append(p.doubts, Doubt{Question: p.addText(q, choices), Why: "the choices could not be told apart"})
		return
	}
	q.Kind, q.Choices = split.kind, split.choices()
	id := p.add(q)
	if !sure {
		p.doubts = append(p.doubts, Doubt{Question: id, Why: "the choices carry no full stops; check where each begins"})
	}
	for i, n := range nested {
		n.When, n.Is = id, []string{q.Choices[min(max(split.ends[i]-1, 0), len(q.Choices)-1)].Value}
		p.textQuestion(n)
	}
	p.instruction(rest)
}

// addText keeps a question whose choices could not be told apart as a text
// question that shows them.
func (p *preview) addText(q Question, choices string) string {
	q.Kind, q.Text = LongText, q.Text+" "+choices
	return p.add(q)
}
