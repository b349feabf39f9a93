package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

const intro = `# Measured

Written by ` + "`make bench`" + `; a measure that is run again replaces its own part. Figures are milliseconds unless the name gives another unit: the median of the rounds, and the least and the most of them in brackets. What is measured and its limit take turns in one run; the ratio is the median of the rounds' ratios. Absolute figures hold for this computer on that day; ratios carry over. [docs/performance.md](../docs/performance.md) says what each pays for, and why goals are missed.
`

// report is a file of results: a part for each measure, with the commit and the
// day that it was measured at.
type report struct {
	path  string
	parts map[string]string // by measure
}

// openReport reads the parts of a file, which need not be there.
func openReport(path string) (*report, error) {
	r := &report{path, map[string]string{}}
	raw, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for _, part := range strings.Split(string(raw), "\n## ")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		r.parts[name] = strings.Trim(text, "\n")
	}
	return r, nil
}

// put replaces the part of a measure and writes the file.
func (r *report) put(name, commit string, results []result) error {
	var b strings.Builder
	rounds := 0
	for _, one := range results {
		rounds = max(rounds, len(one.ours))
	}
	times := fmt.Sprintf("%d rounds", rounds)
	if rounds == 1 {
		times = "one round"
	}
	fmt.Fprintf(&b, "Commit %s, %s, %s/%s, %d processors, %s, %s.\n\n", commit, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), time.Now().Format("2006-01-02"), times)
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(header, " | "), strings.Repeat("---|", len(header)))
	for _, one := range results {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(one.cells(), " | "))
	}
	r.parts[name] = strings.TrimRight(b.String(), "\n")
	return r.write()
}

// write writes the parts in the measures' order. One of a measure that is no more
// is left out.
func (r *report) write() error {
	text := intro
	for _, name := range names() {
		if part := r.parts[name]; part != "" {
			text += "\n## " + name + "\n\n" + part + "\n"
		}
	}
	return os.WriteFile(r.path, []byte(text), 0o644)
}

// commit is the commit that is measured, with a word when files other than the
// report differ from it.
func commit(report string) string {
	head, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	name := strings.TrimSpace(string(head))
	changed, err := exec.Command("git", "status", "--porcelain", "--untracked-files=no").Output()
	others := func(line string) bool { return line != "" && !strings.HasSuffix(line, report) }
	if err != nil || slices.ContainsFunc(strings.Split(string(changed), "\n"), others) {
		name += " with changes"
	}
	return name
}
