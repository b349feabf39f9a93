package form

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/app/fault"
)

const previews = "../sample/questionnaires"

func readPreview(t *testing.T, name string) (Set, []Doubt) {
	t.Helper()
	f, err := os.Open(filepath.Join(previews, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	set, doubts, err := ParsePreview(name, f)
	if err != nil {
		t.Fatal(err)
	}
	return set, doubts
}

func TestEveryRealPreviewIsReadWhole(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(previews, "*.txt"))
	if len(files) != 8 {
		t.Fatalf("%d previews, want 8", len(files))
	}
	for _, file := range files {
		set, _ := readPreview(t, filepath.Base(file))
		if err := set.CheckSet(); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if err := Assign(set).CheckSet(); err != nil {
			t.Errorf("%s after Assign: %v", file, err)
		}
	}
}

func TestPreviewOfAnEngineersJob(t *testing.T) {
	set, _ := readPreview(t, "monster_92264.txt")
	cases := []struct {
		number  string
		kind    Kind
		choices int
		first   string
		library string
		grades  int
	}{
		{"1", Single, 2, "I possess at least one year", "344", 1},
		{"2", Single, 6, "I have a bachelor’s", "62862", 1},
		{"3", YesNo, 2, "Yes", "72379", 1},
		{"8", LongText, 0, "", "", 0},
		{"12", YesNo, 2, "True", "", 0},
	}
	for _, c := range cases {
		found := false
		for _, q := range set.Questions {
			if q.Number != c.number || len(q.Grades) != c.grades || q.Kind != c.kind {
				continue
			}
			found = true
			if len(q.Choices) != c.choices || q.Library != c.library {
				t.Errorf("question %s: %d choices, library %q; want %d, %q: %+v", c.number, len(q.Choices), q.Library, c.choices, c.library, q.Choices)
			} else if c.choices > 0 && !strings.HasPrefix(q.Choices[0].Label, c.first) {
				t.Errorf("question %s begins %q", c.number, q.Choices[0].Label)
			}
		}
		if !found {
			t.Errorf("no question %s of kind %s with %d grades", c.number, c.kind, c.grades)
		}
	}
}

func TestAFollowUpDependsOnTheChoiceItFollows(t *testing.T) {
	set, _ := readPreview(t, "monster_74231.txt")
	for _, q := range set.Questions {
		if q.Number != "1.1" {
			continue
		}
		if q.When == "" || len(q.Is) != 1 || q.Is[0] != "yes" || q.Kind != ShortText || q.MaxLength != 250 {
			t.Fatalf("follow-up is %+v", q)
		}
		parent, _ := set.Question(q.When)
		if parent.Kind != YesNo {
			t.Fatalf("its parent is %+v", parent)
		}
		if set.Asked(q, Answers{q.When: {"no"}}) || !set.Asked(q, Answers{q.When: {"yes"}}) {
			t.Fatal("asked at the wrong answer")
		}
		return
	}
	t.Fatal("no question 1.1")
}

func TestScaleSentencesStayTogether(t *testing.T) {
	labels, sure := splitLabels("I have no education, training or experience in performing this task. I have education or training in performing this task, but have not yet performed it on the job. I have performed this task on the job. My work on this task was monitored closely by a superior. I have performed this task as a regular part of the job. I have performed it independently and normally without assistance. I am highly skilled at performing this task on the job. I have trained others in this capacity.")
	if len(labels) != 5 || !sure {
		t.Fatalf("%d labels: %q", len(labels), labels)
	}
}

func TestUnreadablePreviewsAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"empty":       "",
		"no heading":  "1 Do you?\n [required] Yes No\n",
		"no question": "== Grade: 12\n\nNo questions specified.\n",
		"not text":    "== Grade: 12\n\n\xff\xfe\n",
	} {
		_, _, err := ParsePreview("x.txt", strings.NewReader(text))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Words(err), "x.txt") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAssignScoresAndScreens(t *testing.T) {
	set, _ := readPreview(t, "monster_118215.txt")
	set = Assign(set)
	scored, screens := 0, 0
	for _, q := range set.Questions {
		if q.Scored() {
			scored++
		}
		if q.ScreensOut() {
			screens++
		}
		if q.Scored() && q.Kind != Multiple && q.MaxPoints() != 100 {
			t.Errorf("%s: most points %d", q.ID, q.MaxPoints())
		}
	}
	if scored < 10 || screens < 1 {
		t.Fatalf("%d scored, %d screen out", scored, screens)
	}
}

var small = Set{Questions: []Question{
	{ID: "yn", Number: "1", Text: "t", Kind: YesNo, Required: true, Choices: []Choice{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}},
	{ID: "why", Number: "1.1", Text: "t", Kind: ShortText, MaxLength: 5, Required: true, When: "yn", Is: []string{"yes"}},
	{ID: "m", Number: "2", Text: "t", Kind: Multiple, Choices: []Choice{{Value: "a"}, {Value: "b"}}},
	{ID: "n", Number: "3", Text: "t", Kind: Number},
	{ID: "d", Number: "4", Text: "t", Kind: Date},
	{ID: "g", Number: "5", Text: "t", Kind: YesNo, Required: true, Grades: []string{"12"}, Choices: []Choice{{Value: "yes"}, {Value: "no"}}},
}}

func TestAnswerFormats(t *testing.T) {
	cases := []struct {
		name  string
		a     Answers
		field string
	}{
		{"nothing is well formed", nil, ""},
		{"no such choice", Answers{"yn": {"maybe"}}, "answers.yn"},
		{"two where one is asked", Answers{"yn": {"yes", "no"}}, "answers.yn"},
		{"two of many", Answers{"m": {"a", "b"}}, ""},
		{"one of many twice", Answers{"m": {"a", "a"}}, "answers.m"},
		{"too long by runes", Answers{"why": {"ääääää"}}, "answers.why"},
		{"five runes", Answers{"why": {"äääää"}}, ""},
		{"a number", Answers{"n": {"12.5"}}, ""},
		{"no number", Answers{"n": {"12,5"}}, "answers.n"},
		{"no day", Answers{"d": {"2026-02-30"}}, "answers.d"},
		{"no question", Answers{"zz": {"1"}}, "answers.zz"},
		{"control character", Answers{"why": {"a\x00"}}, "answers.why"},
	}
	for _, c := range cases {
		got := small.CheckFormat(c.a)
		switch {
		case c.field == "" && len(got) > 0:
			t.Errorf("%s: %v", c.name, got)
		case c.field != "" && (len(got) != 1 || got[0].Name != c.field):
			t.Errorf("%s: %v, want %s", c.name, got, c.field)
		}
	}
}

func TestRequiredFollowsBranchAndGrade(t *testing.T) {
	cases := []struct {
		a      Answers
		grades []string
		want   int
	}{
		{Answers{}, []string{"11"}, 1},
		{Answers{"yn": {"no"}}, []string{"11"}, 0},
		{Answers{"yn": {"yes"}}, []string{"11"}, 1},
		{Answers{"yn": {"yes"}, "why": {" "}}, []string{"11"}, 1},
		{Answers{"yn": {"no"}}, []string{"11", "12"}, 1},
		{Answers{"yn": {"no"}, "g": {"yes"}}, nil, 0},
	}
	for i, c := range cases {
		if got := small.CheckComplete(c.a, c.grades); len(got) != c.want {
			t.Errorf("case %d: %v, want %d", i, got, c.want)
		}
	}
}

func TestChoiceNamesNeverRepeat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.IntRange(0, 2000).Draw(t, "a"), rapid.IntRange(0, 2000).Draw(t, "b")
		if (a == b) != (choiceName(a) == choiceName(b)) {
			t.Fatalf("%d %d: %s %s", a, b, choiceName(a), choiceName(b))
		}
	})
}

func FuzzParsePreview(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join(previews, "*.txt"))
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	f.Add("== Grade: 12\n\n1 A?\n [required] Yes 1.1 Why? No\n")
	f.Fuzz(func(t *testing.T, text string) {
		set, _, err := ParsePreview("f", strings.NewReader(text))
		if err != nil {
			return
		}
		if err := set.CheckSet(); err != nil {
			t.Fatalf("accepted a set that is none: %v", err)
		}
		if err := Assign(set).CheckSet(); err != nil {
			t.Fatalf("Assign broke it: %v", err)
		}
	})
}
