package desktop

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheWindowStandsWhereItIsSeen(t *testing.T) {
	const one, two = "1920x1080", "1920x1080 1920x1080"
	for name, c := range map[string]struct {
		was  place
		now  screens
		want place
	}{
		"as it was":                {place{100, 50, 1280, 800, false, one}, screens{one, area{1920, 1080}}, place{100, 50, 1280, 800, false, one}},
		"partly out, as it was":    {place{-40, 700, 1280, 800, false, one}, screens{one, area{1920, 1080}}, place{-40, 700, 1280, 800, false, one}},
		"on the second screen":     {place{2200, 50, 1280, 800, false, two}, screens{two, area{1920, 1080}}, place{2200, 50, 1280, 800, false, two}},
		"the second screen is off": {place{2200, 50, 1280, 800, false, two}, screens{one, area{1920, 1080}}, place{640, 50, 1280, 800, false, two}},
		"the left screen is off":   {place{-1900, -20, 1280, 800, true, two}, screens{one, area{1920, 1080}}, place{0, 0, 1280, 800, true, two}},
		"the screen is smaller":    {place{10, 10, 1900, 1000, true, one}, screens{"1366x768", area{1366, 768}}, place{0, 0, 1366, 768, true, one}},
		"below the least":          {place{5, 5, 10, 10, false, one}, screens{one, area{1920, 1080}}, place{5, 5, 900, 600, false, one}},
		"a very small screen":      {place{5, 5, 1280, 800, false, one}, screens{"800x500", area{800, 500}}, place{0, 0, 800, 500, false, one}},
		"no screen is known":       {place{100, 50, 1280, 800, false, one}, screens{}, place{100, 50, 1280, 800, false, one}},
	} {
		if got := c.was.on(c.now); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestThePlaceIsKeptWholeOrNotAtAll(t *testing.T) {
	name := filepath.Join(t.TempDir(), "Civic Desk", "window.json")
	if got := readPlace(name); got != usualPlace {
		t.Errorf("without a file: %+v", got)
	}
	want := place{12, 34, 1000, 700, true, "1920x1080"}
	must(t, writePlace(name, want))
	must(t, writePlace(name, want)) // over itself
	if got := readPlace(name); got != want {
		t.Errorf("kept %+v", got)
	}
	entries, err := os.ReadDir(filepath.Dir(name))
	must(t, err)
	if len(entries) != 1 {
		t.Errorf("left beside it: %v", entries)
	}
	for _, damaged := range []string{"", "{", `{"width":-1,"height":5}`, "null", `"x"`} {
		must(t, os.WriteFile(name, []byte(damaged), 0o600))
		if got := readPlace(name); got != usualPlace {
			t.Errorf("%q gives %+v", damaged, got)
		}
	}
}
