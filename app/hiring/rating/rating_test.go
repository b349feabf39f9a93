package rating

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/app/form"
)

func TestRoundsOnceHalfUp(t *testing.T) {
	for _, c := range []struct {
		num, den int64
		want     string
	}{
		{17501, 200, "87.51"}, // 87.505: a binary float has 87.50499…
		{17505, 200, "87.53"}, // 87.525
		{70, 1, "70.00"}, {100, 1, "100.00"}, {260, 3, "86.67"}, {250, 3, "83.33"},
		{8999499999, 100000000, "89.99"}, {8999500000, 100000000, "90.00"},
	} {
		if got := Round(big.NewRat(c.num, c.den)); got != c.want {
			t.Errorf("%d/%d: %s, want %s", c.num, c.den, got, c.want)
		}
	}
}

var set = form.Set{Questions: []form.Question{
	{ID: "min", Number: "1", Kind: form.YesNo, Choices: []form.Choice{{Value: "yes"}, {Value: "no", ScreenOut: true}}},
	{ID: "scale", Number: "2", Kind: form.Single, Weight: 10, Choices: []form.Choice{{Value: "a"}, {Value: "b", Points: 50}, {Value: "c", Points: 100}}},
	{ID: "many", Number: "3", Kind: form.Multiple, Weight: 5, Choices: []form.Choice{{Value: "a", Points: 1}, {Value: "b", Points: 2}}},
	{ID: "high", Number: "4", Kind: form.YesNo, Weight: 20, Grades: []string{"13"}, Choices: []form.Choice{{Value: "yes", Points: 1}, {Value: "no"}}},
	{ID: "text", Number: "5", Kind: form.LongText, Weight: 50},
}}

func TestFormula(t *testing.T) {
	for _, c := range []struct {
		name, grade string
		a           form.Answers
		want, out   string
	}{
		{"nothing answered", "12", nil, "70.00", ""},
		{"everything", "12", form.Answers{"scale": {"c"}, "many": {"a", "b"}}, "100.00", ""},
		{"half a scale and a third of many", "12", form.Answers{"scale": {"b"}, "many": {"a"}}, "83.33", ""}, // (5 + 5/3) ÷ 15
		{"another grade asks more", "13", form.Answers{"scale": {"c"}, "many": {"a", "b"}}, "82.86", ""},     // 15 ÷ 35
		{"screened out", "12", form.Answers{"min": {"no"}, "scale": {"c"}}, "90.00", "min"},
		{"text is never scored", "12", form.Answers{"text": {"I am the best"}}, "70.00", ""},
		{"a value that is no choice", "12", form.Answers{"scale": {"z"}}, "70.00", ""},
	} {
		r := Rate(set, c.grade, c.a)
		if r.Text != c.want || r.ScreenedOut != c.out {
			t.Errorf("%s: %s %q, want %s %q", c.name, r.Text, r.ScreenedOut, c.want, c.out)
		}
	}
	if r := Rate(form.Set{}, "12", nil); r.Text != "70.00" {
		t.Errorf("no scored question: %s", r.Text)
	}
}

func TestEveryRatingLiesBetween70And100(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, a := form.Set{}, form.Answers{}
		for i := range rapid.IntRange(0, 6).Draw(t, "questions") {
			q := form.Question{ID: string(rune('a' + i)), Kind: rapid.SampledFrom([]form.Kind{form.YesNo, form.Single, form.Multiple}).Draw(t, "kind"),
				Weight: rapid.IntRange(0, 50).Draw(t, "weight")}
			for j := range rapid.IntRange(2, 5).Draw(t, "choices") {
				v := string(rune('a' + j))
				q.Choices = append(q.Choices, form.Choice{Value: v, Points: rapid.IntRange(0, 100).Draw(t, "points")})
				if rapid.Bool().Draw(t, "given") && (q.Kind == form.Multiple || len(a[q.ID]) == 0) {
					a[q.ID] = append(a[q.ID], v)
				}
			}
			s.Questions = append(s.Questions, q)
		}
		r := Rate(s, "", a)
		if r.Exact.Cmp(big.NewRat(70, 1)) < 0 || r.Exact.Cmp(big.NewRat(100, 1)) > 0 {
			t.Fatalf("rating %s", r.Exact)
		}
	})
}

func TestReasonsAgainst(t *testing.T) {
	ok := Facts{Grade: "12", Grades: []string{"12"}, Citizenship: "US", CitizensOnly: true, Received: "2026-11-20", Closes: "2026-11-20"}
	for _, c := range []struct {
		name string
		with func(Facts) Facts
		a    form.Answers
		code string
	}{
		{"nothing", func(f Facts) Facts { return f }, nil, ""},
		{"late", func(f Facts) Facts { f.Received = "2026-11-21"; return f }, nil, "ILAT"},
		{"late with ten points", func(f Facts) Facts { f.Received, f.TenPoint = "2026-11-21", true; return f }, nil, ""},
		{"another grade", func(f Facts) Facts { f.Grades = []string{"11"}; return f }, nil, "IGRD"},
		{"every grade", func(f Facts) Facts { f.Grades = nil; return f }, nil, ""},
		{"another country", func(f Facts) Facts { f.Citizenship = "CA"; return f }, nil, "ICIT"},
		{"another country where it is allowed", func(f Facts) Facts { f.Citizenship, f.CitizensOnly = "CA", false; return f }, nil, ""},
		{"screened out", func(f Facts) Facts { return f }, form.Answers{"min": {"no"}}, "IMQS"},
	} {
		f := c.with(ok)
		reason, eligible := Eligible(f, set, Rate(set, f.Grade, c.a))
		if reason.Code != c.code || eligible != (c.code == "") || !eligible && (reason.Words == "" || reason.Citation == "") {
			t.Errorf("%s: %+v %v", c.name, reason, eligible)
		}
	}
}
