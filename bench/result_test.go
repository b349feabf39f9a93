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

func TestResultsAreATable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "RESULTS.md")
	if err := writeMarkdown(path, []result{{name: "a", ours: []float64{1}, beside: "b", limit: []float64{2}, goal: goal{ratio: 1}}}, 1); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if row := "| a | 1.00 (1.00–1.00) | b | 2.00 (2.00–2.00) | 0.50 × | ≤ 1.0 × | met |\n"; !strings.HasSuffix(string(got), row) {
		t.Errorf("the file ends otherwise than with %q:\n%s", row, got)
	}
}
