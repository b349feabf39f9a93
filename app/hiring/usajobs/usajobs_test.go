package usajobs

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/app/fault"
)

const announcements = "../../sample/usajobs"

func TestEveryRealAnnouncementIsRead(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(announcements, "[0-9]*.json"))
	if len(files) != 30 {
		t.Fatalf("%d announcements, want 30", len(files))
	}
	for _, file := range files {
		items := read(t, file)
		it := items[0]
		if len(items) != 1 || it.ControlNumber+".json" != filepath.Base(file) || !it.Closes.Valid() || !it.Opens.Valid() ||
			len(it.Series) == 0 || it.PayPlan == "" || it.LowGrade == "" || len(it.Locations) == 0 || it.SalaryMin == "" {
			t.Errorf("%s: %+v", file, it)
		}
	}
}

func TestModernFieldsAndEnvelope(t *testing.T) {
	items := read(t, filepath.Join(announcements, "search-response-envelope.json"))
	if len(items) != 2 {
		t.Fatalf("%d items", len(items))
	}
	for _, it := range items {
		if it.Openings == 0 || it.DrugTest != "yes" || it.Telework != "yes" || it.Remote != "no" || len(it.Duties) == 0 || len(it.HiringPaths) == 0 || it.Sensitivity == "" || strings.Contains(it.SalaryMin, ".") {
			t.Errorf("%s: %+v", it.ControlNumber, it)
		}
	}
}

func read(t *testing.T, file string) []Item {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	items, err := Read(filepath.Base(file), bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return items
}

const head = `{"MatchedObjectId":1,"MatchedObjectDescriptor":{"PositionID":"A","PositionTitle":"T","PositionEndDate":"2026-11-30","UserArea":`

func TestQuirksAreTolerated(t *testing.T) {
	cases := []struct {
		name, json string
		ok         func(Item) bool
	}{
		{"no details", head + `{}}}`, func(i Item) bool { return i.ControlNumber == "1" && i.Closes == "2026-11-30" }},
		{"null area", head + `null}}`, func(i Item) bool { return i.LowGrade == "" }},
		{"duties as text", head + `{"Details":{"MajorDuties":" a \r\n b"}}}}`, func(i Item) bool { return len(i.Duties) == 1 && i.Duties[0] == "a b" }},
		{"duties as list", head + `{"Details":{"MajorDuties":["a","","b"]}}}}`, func(i Item) bool { return len(i.Duties) == 2 }},
		{"flags", head + `{"Details":{"Relocation":"True","TeleworkEligible":false,"RemoteIndicator":"Y","DrugTestRequired":"N"}}}}`,
			func(i Item) bool {
				return i.Relocation == "yes" && i.Telework == "no" && i.Remote == "yes" && i.DrugTest == "no"
			}},
		{"grade without zero", head + `{"Details":{"LowGrade":"7","HighGrade":9}}}}`, func(i Item) bool { return i.LowGrade == "07" && i.HighGrade == "09" }},
		{"who may apply as text", head + `{"Details":{"WhoMayApply":"All"}}}}`, func(i Item) bool { return i.WhoMayApply == "All" }},
		{"openings in words", head + `{"Details":{"TotalOpenings":"Few"}}}}`, func(i Item) bool { return i.Openings == 0 && i.OpeningsText == "Few" }},
	}
	for _, c := range cases {
		items, err := Read("x.json", strings.NewReader(c.json))
		if err != nil || !c.ok(items[0]) {
			t.Errorf("%s: %v %+v", c.name, err, items)
		}
	}
	for _, when := range []string{"2026-11-30T23:59:59.9970000", "2026-11-30T00:00:00Z", "2026-11-30", "11/30/2026", "2026-11-30T23:59:00-05:00"} {
		items, err := Read("x.json", strings.NewReader(strings.Replace(head, "2026-11-30", when, 1)+`{}}}`))
		if err != nil || items[0].Closes != "2026-11-30" {
			t.Errorf("%s: %v %+v", when, err, items)
		}
	}
}

func TestAnUnreadableFileIsNamedWithTheFieldAtFault(t *testing.T) {
	cases := []struct{ name, json, names string }{
		{"no JSON", "{\n\"a\": \n oops", "line 3"},
		{"another object", `{"a":1}`, "MatchedObjectDescriptor"},
		{"no number", `{"MatchedObjectDescriptor":{"PositionTitle":"T","PositionEndDate":"2026-11-30"}}`, "PositionID"},
		{"no closing date", `{"MatchedObjectDescriptor":{"PositionID":"A","PositionTitle":"T"}}`, "ApplicationCloseDate"},
		{"bad date", strings.Replace(head, "2026-11-30", "soon", 1) + `{}}}`, "ApplicationCloseDate"},
		{"bad flag", head + `{"Details":{"Relocation":"perhaps"}}}}`, "UserArea.Details.Relocation"},
		{"bad amount", strings.Replace(head, `"UserArea"`, `"PositionRemuneration":[{"MinimumRange":"lots"}],"UserArea"`, 1) + `{}}}`, "PositionRemuneration.MinimumRange"},
		{"grades upside down", head + `{"Details":{"LowGrade":"12","HighGrade":"9"}}}}`, "HighGrade"},
		{"closing before opening", strings.Replace(head, `"UserArea"`, `"PositionStartDate":"2026-12-01","UserArea"`, 1) + `{}}}`, "PositionEndDate"},
		{"second of an envelope", `{"SearchResult":{"SearchResultItems":[` + head + `{}}},{"MatchedObjectDescriptor":{"PositionID":"B"}}]}}`, "SearchResultItems[1].PositionTitle"},
		{"empty envelope", `{"SearchResult":{"SearchResultItems":[]}}`, "SearchResultItems"},
		{"empty file", ``, "JSON"},
	}
	for _, c := range cases {
		_, err := Read("posting.json", strings.NewReader(c.json))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Words(err), c.names) || !strings.Contains(fault.Words(err), "posting.json") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(head + `{"Details":{"MajorDuties":["a"],"Relocation":"True","TotalOpenings":"3"}}}}`)
	f.Add(`{"SearchResult":{"SearchResultItems":[` + head + `{}}}]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		items, err := Read("f.json", strings.NewReader(text))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Words(err), "f.json") {
				t.Fatalf("refused without its name: %v", err)
			}
			return
		}
		for _, it := range items {
			if it.Announcement == "" || it.Title == "" || !it.Closes.Valid() {
				t.Fatalf("accepted %+v", it)
			}
		}
	})
}
