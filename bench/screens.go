package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// measureScreens measures what a person feels, in headless Chromium over a real
// server and the desktop's own services: a key in the paper form with a scan of
// forty pages beside it, beside the same key in a bare page of the same browser;
// going from screen to screen; the start; and frames while 100,000 rows scroll.
func measureScreens(dir string, rounds int) ([]result, error) {
	if err := buildScreens(); err != nil {
		return nil, err
	}
	figures, err := typing(dir)
	if err != nil {
		return nil, err
	}
	key := func(name, field string) result {
		return result{name, medians(figures[field], rounds), "a bare page", medians(figures["bare"], rounds), goal{ms: 16}}
	}
	scrolled, err := scroll()
	if err != nil {
		return nil, err
	}
	once := func(ms float64) []float64 { return []float64{ms} }
	return []result{
		key("key to paint, 40-page scan open, a line of text, p50", "last name"),
		key("key to paint, the duties of a job, p50", "duties"),
		key("key to paint, a page turned at each tenth key, p50", "street, a page turned every tenth key"),
		{name: "key to paint, 40-page scan open, a line of text, p95", ours: once(percentile(figures["last name"], 95)), beside: "a bare page, p95", limit: once(percentile(figures["bare"], 95))},
		{name: "from screen to screen, p50", ours: medians(figures["screen to screen"], rounds), goal: goal{ms: 100}},
		{name: "from screen to screen, p95", ours: once(percentile(figures["screen to screen"], 95)), goal: goal{ms: 100}},
		{name: "start of the program until the notice can be agreed to, warm", ours: medians(figures["start to the notice"], rounds), goal: goal{ms: 1000}},
		{name: "work of a frame while 100,000 rows scroll, p99", ours: once(scrolled.Steady.Work.P99), goal: goal{ms: 16.7}},
		{name: "the same, flung as fast as it goes, p99", ours: once(scrolled.Fast.Work.P99), goal: goal{ms: 16.7}},
	}, nil
}

// medians cuts the figures into as many parts as there are rounds, and takes the
// median of each.
func medians(all []float64, rounds int) (parts []float64) {
	rounds = max(1, min(rounds, len(all)))
	for i := range rounds {
		parts = append(parts, median(all[i*len(all)/rounds:(i+1)*len(all)/rounds]))
	}
	return parts
}

// buildScreens makes the server, the desktop that a browser may drive, and their
// pages.
func buildScreens() error {
	for _, c := range []*exec.Cmd{
		exec.Command("go", "build", "-trimpath", "-o", "build/bin/civicdesk", "."),
		exec.Command("go", "build", "-tags", "e2e", "-o", "build/bin/civicdesk-e2e", "."),
		exec.Command("npm", "--prefix", "frontend", "run", "--silent", "build:e2e", "--", "--logLevel", "warn"),
		exec.Command("npm", "--prefix", "frontend", "run", "--silent", "build:gallery", "--", "--logLevel", "warn"),
	} {
		c.Env, c.Stderr = append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
		if err := c.Run(); err != nil {
			return fmt.Errorf("%v: %w", c.Args, err)
		}
	}
	return nil
}

// typing runs the script that presses keys, and returns its figures by name, in
// milliseconds.
func typing(dir string) (figures map[string][]float64, err error) {
	file := filepath.Join(dir, "typing.json")
	c := exec.Command("node", "frontend/e2e/typing.mjs", "--server", "build/bin/civicdesk", "--desktop", "build/bin/civicdesk-e2e", "--out", dir, "--json", file)
	c.Env = append(os.Environ(), "CIVICDESK_KEYCHAIN="+filepath.Join(dir, "keychain")) // second secrets stay out of the real one
	if out, err := c.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("keys in the paper form: %w\n%s", err, out)
	}
	raw, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(raw, &figures)
	}
	return figures, err
}

// scrolling is what a script says of the frames while a table scrolls.
type scrolling struct {
	Steady, Fast struct{ Work struct{ P50, P99 float64 } }
}

func scroll() (s scrolling, err error) {
	c := exec.Command("node", "frontend/e2e/scroll.mjs")
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return s, fmt.Errorf("scrolling: %w", err)
	}
	return s, json.Unmarshal(out, &s)
}
