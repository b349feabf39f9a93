package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// result is one row of the table: what was measured, in milliseconds unless
// the name gives another unit, one figure for each round, and the limit that took turns with it.
type result struct {
	name   string
	ours   []float64
	beside string    // what the limit is
	limit  []float64 // its figures; nil when there is none
	goal   goal
}

// goal is what must be reached; the zero goal asks for nothing.
type goal struct {
	ratio float64 // ours ÷ limit, at most
	ms    float64 // ours, at most, in its unit
}

func (g goal) String() string {
	switch {
	case g.ratio > 0:
		return fmt.Sprintf("≤ %.3g ×", g.ratio)
	case g.ms > 0:
		return fmt.Sprintf("≤ %g", g.ms)
	}
	return ""
}

// ratio is the median of the rounds' ratios, 0 without a limit.
func (r result) ratio() float64 {
	if len(r.limit) == 0 {
		return 0
	}
	ratios := make([]float64, len(r.ours))
	for i := range r.ours {
		ratios[i] = r.ours[i] / r.limit[i]
	}
	return median(ratios)
}

func (r result) verdict() string {
	switch {
	case r.goal == goal{}:
		return ""
	case r.goal.ratio > 0 && r.ratio() > r.goal.ratio, r.goal.ms > 0 && median(r.ours) > r.goal.ms:
		return "missed"
	}
	return "met"
}

// cells are the row's columns; see header.
func (r result) cells() []string {
	limit, ratio := "", ""
	if len(r.limit) > 0 {
		limit, ratio = spread(r.limit), fmt.Sprintf("%.2f ×", r.ratio())
	}
	return []string{r.name, spread(r.ours), r.beside, limit, ratio, r.goal.String(), r.verdict()}
}

var header = []string{"measure", "ours", "beside", "its", "ratio", "goal", ""}

func writeText(out io.Writer, results []result) {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(header, "\t"))
	for _, r := range results {
		fmt.Fprintln(w, strings.Join(r.cells(), "\t"))
	}
	w.Flush()
	fmt.Fprintln(out)
}

func median(all []float64) float64 { return percentile(all, 50) }

// percentile is the value below which p percent of the values lie.
func percentile(all []float64, p int) float64 {
	s := slices.Sorted(slices.Values(all))
	return s[(len(s)-1)*p/100]
}

func spread(all []float64) string {
	return fmt.Sprintf("%s (%s–%s)", figure(median(all)), figure(slices.Min(all)), figure(slices.Max(all)))
}

func figure(ms float64) string {
	switch {
	case ms >= 100:
		return fmt.Sprintf("%.0f", ms)
	case ms >= 10:
		return fmt.Sprintf("%.1f", ms)
	}
	return fmt.Sprintf("%.2f", ms)
}

// timed is how long fn took, in milliseconds.
func timed(fn func() error) (float64, error) {
	began := time.Now()
	err := fn()
	return float64(time.Since(began).Nanoseconds()) / 1e6, err
}
