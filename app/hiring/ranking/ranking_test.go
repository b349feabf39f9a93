package ranking

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
)

var three = []Category{{"Best Qualified", "95"}, {"Well Qualified", "85"}, {"Qualified", "70"}}

func method() Method {
	return Method{Categories: three, PayPlan: "GS", Series: "0343", Grade: "12"}
}

func who(last string, p Preference, rating string) Candidate {
	return Candidate{Application: app.ID("id-" + last), Number: "A-" + last, FirstName: "Ann", LastName: last, Preference: p, Rating: rating}
}

func order(t testing.TB, m Method, cs ...Candidate) string {
	t.Helper()
	list, err := Rank(m, cs)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range list.Lines {
		if l.Reason == "" || l.Citation == "" {
			t.Fatalf("line without reason or rule: %+v", l)
		}
		out = append(out, fmt.Sprintf("%d:%s", l.CategoryRank, strings.Split(l.Name, ",")[0]))
	}
	return strings.Join(out, " ")
}

func TestOrderByCategory(t *testing.T) {
	science := method()
	science.ScientificProfessional = true
	low := science
	low.Grade = "07"
	merging := method()
	merging.Merge, merging.MergeBelow = true, 3
	for _, c := range []struct {
		name string
		m    Method
		in   []Candidate
		want string
	}{
		{"preference first, then by name", method(), []Candidate{who("Ames", NV, "99"), who("Zoll", TP, "95"), who("Birk", SSP, "96")}, "1:Birk 1:Zoll 1:Ames"},
		{"CP and CPS float", method(), []Candidate{who("Ames", NV, "99"), who("Cole", CP, "70"), who("Dunn", CPS, "86")}, "1:Cole 1:Dunn 1:Ames"},
		{"XP, TP and SSP stay", method(), []Candidate{who("Ames", NV, "99"), who("Cole", XP, "70"), who("Dunn", TP, "86"), who("East", SSP, "94.99")}, "1:Ames 2:Dunn 2:East 3:Cole"},
		{"no float for science at GS-9 and up", science, []Candidate{who("Ames", NV, "99"), who("Cole", CPS, "70")}, "1:Ames 3:Cole"},
		{"float for science below GS-9", low, []Candidate{who("Ames", NV, "99"), who("Cole", CPS, "70")}, "1:Cole 1:Ames"},
		{"exactly on the cut-off", method(), []Candidate{who("Ames", NV, "95.00"), who("Birk", NV, "94.99")}, "1:Ames 2:Birk"},
		{"merged and put in order again", merging, []Candidate{who("Ames", NV, "99"), who("Birk", TP, "86"), who("Cole", NV, "71")}, "1:Birk 1:Ames 2:Cole"},
		{"not merged with three", merging, []Candidate{who("Ames", NV, "99"), who("Birk", TP, "86"), who("Cole", NV, "97"), who("Dunn", CP, "71")}, "1:Dunn 1:Ames 1:Cole 2:Birk"},
		{"marks and case set aside", method(), []Candidate{who("Öz", NV, "99"), who("oyster", NV, "99"), who("Pa", NV, "99")}, "1:oyster 1:Öz 1:Pa"},
		{"nobody", method(), nil, ""},
	} {
		if got := order(t, c.m, c.in...); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestWhatCannotBeRanked(t *testing.T) {
	one := method()
	one.Categories = three[:1]
	upside := method()
	upside.Categories = []Category{three[1], three[0]}
	high := method()
	high.Categories = three[:2]
	for name, c := range map[string]struct {
		m     Method
		in    []Candidate
		words string
	}{
		"one category":     {one, nil, "two or more"},
		"cut-offs rising":  {upside, nil, "must begin below"},
		"nothing at 70":    {high, nil, "must take everyone"},
		"unrated":          {method(), []Candidate{who("Ames", NV, "")}, "no passing rating"},
		"failing":          {method(), []Candidate{who("Ames", NV, "69.99")}, "no passing rating"},
		"exponent":         {method(), []Candidate{who("Ames", NV, "1e2")}, "no passing rating"},
		"unknown code":     {method(), []Candidate{who("Ames", "QQ", "80")}, "preference code"},
		"listed twice":     {method(), []Candidate{who("Ames", NV, "80"), who("Ames", NV, "80")}, "twice"},
		"category no name": {Method{Categories: []Category{{"", "90"}, {"B", "70"}}}, nil, "name"},
	} {
		_, err := Rank(c.m, c.in)
		if err == nil || !strings.Contains(fault.Words(err), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func anyCandidates(t *rapid.T) []Candidate {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Candidate {
		return Candidate{
			LastName:   rapid.SampledFrom([]string{"Ames", "ames", "Ámes", "Öz", "李", "O'Brien", "de la Cruz", ""}).Draw(t, "last"),
			FirstName:  rapid.SampledFrom([]string{"Ann", "Bo", "Bó", ""}).Draw(t, "first"),
			Preference: rapid.SampledFrom(Preferences).Draw(t, "preference"),
			Rating:     fmt.Sprintf("%d.%02d", rapid.IntRange(70, 99).Draw(t, "whole"), rapid.IntRange(0, 99).Draw(t, "places")),
		}
	}), 0, 30).Draw(t, "people")
}

func TestOrderIsLawfulForAllInputs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := anyCandidates(t)
		for i := range people {
			people[i].Application, people[i].Number = app.ID(fmt.Sprint("id", i)), fmt.Sprint("A", i)
		}
		m := method()
		m.ScientificProfessional, m.Merge = rapid.Bool().Draw(t, "science"), rapid.Bool().Draw(t, "merge")
		m.Grade = rapid.SampledFrom([]string{"07", "09", "12"}).Draw(t, "grade")
		list, err := Rank(m, people)
		if err != nil {
			t.Fatal(err)
		}
		if len(list.Lines) != len(people) {
			t.Fatalf("%d lines for %d people", len(list.Lines), len(people))
		}
		shuffled := append([]Candidate(nil), people...)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again, err := Rank(m, shuffled)
		if err != nil || again.Digest() != list.Digest() {
			t.Fatalf("the order of the inputs shows in the list (%v)", err)
		}
		for i, l := range list.Lines {
			if m.Floats() && l.Preference.Compensable() && l.CategoryRank != 1 {
				t.Fatalf("%s does not float: %+v", l.Preference, l)
			}
			if !m.Floats() && l.Floated || l.Floated && !l.Preference.Compensable() {
				t.Fatalf("floats without right: %+v", l)
			}
			if i == 0 {
				continue
			}
			before := list.Lines[i-1]
			if before.CategoryRank > l.CategoryRank || before.CategoryRank == l.CategoryRank && !before.Preferred && l.Preferred {
				t.Fatalf("line %d out of order: %+v then %+v", i, before, l)
			}
		}
		if list.Merged && (!m.Merge || len(list.Categories) != 2) {
			t.Fatalf("merged against the method: %+v", list)
		}
	})
}

func TestDigestOfAFixedListStays(t *testing.T) {
	list, err := Rank(method(), []Candidate{who("Ames", NV, "99.00"), who("Cole", CP, "70.00")})
	if err != nil {
		t.Fatal(err)
	}
	const want = "011f6249da19793cbf1b2b79175a1e68cb5d7e2d3f23e655a5d26349ac7af5b0"
	if got := list.Digest(); got != want {
		t.Errorf("digest %s, want %s: stored certificates would no longer verify", got, want)
	}
}

func lines(t *testing.T) []Line {
	list, err := Rank(method(), []Candidate{who("Pref", TP, "96"), who("Ames", NV, "99"), who("Birk", NV, "97"), who("Low", TP, "86"), who("Next", NV, "85")})
	if err != nil {
		t.Fatal(err)
	}
	return list.Lines
}

func TestSelections(t *testing.T) {
	a := func(last string, code Code) Choice { return Choice{app.ID("id-" + last), code} }
	for _, c := range []struct {
		name     string
		before   map[app.ID]Code
		choices  []Choice
		openings int
		rule     string
		words    string
	}{
		{"the preference eligible", nil, []Choice{a("Pref", Select)}, 1, "", ""},
		{"both", nil, []Choice{a("Pref", Select), a("Ames", Select)}, 2, "", ""},
		{"passing over in silence", nil, []Choice{a("Ames", Select)}, 1, RulePassOver, "Pref, Ann, a preference eligible"},
		{"NS on a preference eligible above", nil, []Choice{a("Pref", Reject), a("Ames", Select)}, 1, RulePassOver, "Pref, Ann is a preference eligible (TP) and cannot be marked"},
		{"NS while no one without preference is selected", nil, []Choice{a("Pref", Reject), a("Ames", Reject)}, 1, "", ""},
		{"after a declination", nil, []Choice{a("Pref", Decline), a("Ames", Select)}, 1, "", ""},
		{"after a declination on record", map[app.ID]Code{"id-Pref": Decline}, []Choice{a("Ames", Select)}, 1, "", ""},
		{"preference eligible in a lower category blocks nobody", nil, []Choice{a("Pref", Select), a("Ames", Select), a("Birk", Reject)}, 2, "", ""},
		{"reaching into a lower category", nil, []Choice{a("Low", Select)}, 1, RuleHighest, "remains in the higher category Best Qualified"},
		{"a lower category when the highest is used up", nil, []Choice{a("Pref", Select), a("Ames", Select), a("Birk", Decline), a("Low", Select)}, 3, "", ""},
		{"more than openings", nil, []Choice{a("Pref", Select), a("Ames", Select)}, 1, "", "2 names selected for 1 opening"},
		{"unknown name", nil, []Choice{a("Nobody", Select)}, 1, RuleHighest, "not on this certificate"},
		{"somebody who failed to reply", map[app.ID]Code{"id-Pref": NoReply}, []Choice{a("Pref", Select)}, 1, "", "Pref, Ann failed to reply"},
		{"after no reply, a withdrawal or a selection elsewhere", map[app.ID]Code{"id-Pref": NoReply}, []Choice{a("Ames", Select)}, 1, "", ""},
		{"after a withdrawal", nil, []Choice{a("Pref", NotAvailable), a("Ames", Select)}, 1, "", ""},
		{"after a selection on another certificate", nil, []Choice{a("Pref", Elsewhere), a("Ames", Select)}, 1, "", ""},
		{"NN on a preference eligible above", nil, []Choice{a("Pref", NotContacted), a("Ames", Select)}, 1, RulePassOver, "cannot be marked not selected"},
		{"somebody who declined", map[app.ID]Code{"id-Pref": Decline}, []Choice{a("Pref", Select)}, 1, "", "Pref, Ann declined"},
		{"two decisions", nil, []Choice{a("Pref", Select), a("Pref", Reject)}, 1, "", "two decisions"},
		{"no such code", nil, []Choice{a("Pref", "X")}, 1, "", "no decision code"},
	} {
		err := CheckSelection(lines(t), c.before, c.choices, c.openings)
		if c.rule == "" && c.words == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err == nil || fault.RuleOf(err) != c.rule || !strings.Contains(fault.Words(err), c.words) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func inputs() Inputs {
	in := Inputs{Form: InputsForm, Certificate: "HQ-2026-0001", Announcement: "DE-26-1", Title: "Analyst", Grade: "12", Closes: "2026-11-20", CitizensOnly: true, Method: method(),
		Questions: form.Set{Questions: []form.Question{
			{ID: "q1", Number: "1", Text: "min?", Kind: form.YesNo, Choices: []form.Choice{{Value: "yes"}, {Value: "no", ScreenOut: true}}},
			{ID: "q2", Number: "2", Text: "scale", Kind: form.Single, Weight: 10, Choices: []form.Choice{{Value: "a"}, {Value: "b", Points: 60}, {Value: "c", Points: 100}}},
		}}}
	for i, p := range []struct {
		last, min, scale string
		pref             Preference
	}{{"Ames", "yes", "c", NV}, {"Birk", "yes", "b", TP}, {"Cole", "no", "c", NV}} {
		in.People = append(in.People, Person{Application: app.ID(fmt.Sprint("id", i)), Number: fmt.Sprint("A-", i), FirstName: "Ann", LastName: p.last, Citizenship: "US",
			Received: "2026-11-20", Claim: p.pref, Preference: p.pref, Answers: form.Answers{"q1": {p.min}, "q2": {p.scale}}})
	}
	list, _, err := in.Rank()
	if err != nil {
		panic(err)
	}
	in.RankDigest = list.Digest()
	return in
}

func explain(t *testing.T, in Inputs) (string, error) {
	t.Helper()
	raw, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = Explain(bytes.NewReader(raw), &out)
	return out.String(), err
}

func TestExplainComputesFromTheStoredInputsOnly(t *testing.T) {
	out, err := explain(t, inputs())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Ames, Ann", "Birk, Ann", "IMQS", "5 USC 3319(b)", "The same as stored"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Index(out, "Ames") > strings.Index(out, "Birk") {
		t.Fatal("Ames should come first")
	}

	changed := inputs()
	changed.People[0].Answers["q2"] = []string{"a"}
	out, err = explain(t, changed)
	if !fault.Is(err, fault.Conflict) {
		t.Fatalf("a changed answer verified: %v", err)
	}
	if strings.Index(out, "Ames") < strings.Index(out, "Birk") {
		t.Fatal("a changed answer did not change the order")
	}

	forged := inputs()
	forged.RankDigest = strings.Repeat("0", 64)
	if _, err := explain(t, forged); !fault.Is(err, fault.Conflict) {
		t.Fatalf("a wrong digest verified: %v", err)
	}
}

func TestExplainRefusesOtherFiles(t *testing.T) {
	for _, text := range []string{"", "{}", "[]", `{"form":"other"}`, `{"form":"` + InputsForm + `","surprise":1}`} {
		if err := Explain(strings.NewReader(text), &bytes.Buffer{}); !fault.Is(err, fault.Invalid) && fault.KindOf(err) != fault.Refused {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestRulings are human resources' decisions over what the answers give.
func TestRulings(t *testing.T) {
	for _, c := range []struct {
		name   string
		ruling Ruling
		order  string // last names of the eligible
		words  string // in the explanation
	}{
		{"none", Ruling{}, "Ames Birk", ""},
		{"a lower rating moves a name down a category", Ruling{Rating: "84.50"}, "Birk Ames", "after human resources lowered the rating"},
		{"both values and the reason are told", Ruling{Rating: "84.50", Words: "two years, not three", By: "Rosa Delgado"}, "Birk Ames", "from 100.00 to 84.50 by Rosa Delgado: two years, not three"},
		{"a rating above the answers counts for nothing", Ruling{Rating: "100.01"}, "Ames Birk", ""},
		{"found ineligible", Ruling{Code: "IQSE", Words: "no year at the next lower grade", By: "Rosa Delgado"}, "Birk", "IQSE: Lacks the specialized experience"},
		{"found ineligible says who and why", Ruling{Code: "IDOC", Words: "no transcript", By: "Rosa Delgado"}, "Birk", "Decided by Rosa Delgado: no transcript [vacancy announcement]"},
	} {
		in := inputs()
		if c.ruling != (Ruling{}) {
			in.People[0].Ruling = &c.ruling
		}
		list, rated, err := in.Rank()
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, l := range list.Lines {
			last, _, _ := strings.Cut(l.Name, ",")
			names = append(names, last)
		}
		if got := strings.Join(names, " "); got != c.order {
			t.Errorf("%s: order %s", c.name, got)
		}
		if c.ruling.Rating == "84.50" && (rated[0].Result.Text != "84.50" || rated[0].Answered != "100.00") {
			t.Errorf("%s: both values are not kept: %+v", c.name, rated[0])
		}
		in.RankDigest = list.Digest()
		out, err := explain(t, in)
		if err != nil || !strings.Contains(out, c.words) {
			t.Errorf("%s: %v\n%s", c.name, err, out)
		}
	}
	plain := inputs()
	if raw, _ := json.Marshal(plain); strings.Contains(string(raw), "ruling") {
		t.Error("inputs without a ruling changed their form: certificates issued before would no longer verify")
	}
}

func FuzzExplain(f *testing.F) {
	raw, _ := json.Marshal(inputs())
	f.Add(string(raw))
	f.Fuzz(func(t *testing.T, text string) {
		_ = Explain(strings.NewReader(text), &bytes.Buffer{}) // must not panic
	})
}
