package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		name  string
		r     result
		ratio string
		want  string
	}{
		{"no goal", result{ours: []float64{9}, limit: []float64{3}}, "3.00 ×", ""},
		{"within the ratio", result{ours: []float64{3, 9, 3}, limit: []float64{2, 2, 2}, goal: goal{ratio: 1.5}}, "1.50 ×", "met"},
		{"beyond the ratio", result{ours: []float64{3, 4, 4}, limit: []float64{2, 2, 2}, goal: goal{ratio: 1.5}}, "2.00 ×", "missed"},
		{"the ratio is of each round, not of the medians", result{ours: []float64{1, 10, 100}, limit: []float64{100, 10, 1}, goal: goal{ratio: 1}}, "1.00 ×", "met"},
		{"within the time", result{ours: []float64{999, 1000, 5000}, goal: goal{ms: 1000}}, "", "met"},
		{"beyond the time", result{ours: []float64{1, 1001, 1001}, goal: goal{ms: 1000}}, "", "missed"},
	} {
		cells := c.r.cells()
		if cells[4] != c.ratio || cells[6] != c.want {
			t.Errorf("%s: %q %q, want %q %q", c.name, cells[4], cells[6], c.ratio, c.want)
		}
	}
}

func TestPercentiles(t *testing.T) {
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(100 - i)
	}
	for p, want := range map[int]float64{0: 1, 50: 50, 99: 99, 100: 100} {
		if got := percentile(hundred, p); got != want {
			t.Errorf("percentile %d is %v, want %v", p, got, want)
		}
	}
}

func TestUnknownMeasureIsNamed(t *testing.T) {
	err := run([]string{"-only", "save,nothing"}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), `"nothing"`) || !strings.Contains(err.Error(), "unlock") {
		t.Errorf("got %v, want the unknown name and the known ones", err)
	}
}

func TestEachMeasureHasAPartOfTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "RESULTS.md")
	put := func(name, commit string, ours float64) string {
		r, err := openReport(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.put(name, commit, []result{{name: "a", ours: []float64{ours}, beside: "b", limit: []float64{2}, goal: goal{ratio: 1}}}); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	put("store", "c-1", 7)
	put("save", "c-2", 1)
	got := put("store", "c-3", 4)
	for _, want := range []string{"# Measured\n", "\n## save\n\nCommit c-2, ", ", one round.\n", "| a | 1.00 (1.00–1.00) | b | 2.00 (2.00–2.00) | 0.50 × | ≤ 1 × | met |\n", "\n## store\n\nCommit c-3, ", "| a | 4.00"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in the file", want)
		}
	}
	if strings.Contains(got, "c-1") || strings.Index(got, "## save") > strings.Index(got, "## store") || strings.Count(got, "# Measured") != 1 {
		t.Errorf("the parts are not one for each measure, in their order:\n%s", got)
	}
}
