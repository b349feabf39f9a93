// Command bench measures Civic Desk beside bare limits of the same computer, in
// turn and in one run: absolute figures differ from one computer to the next,
// ratios hardly do. It prints a table for each measure and writes it into its part
// of bench/RESULTS.md as soon as it is there.
//
//	go run ./bench                 everything, about ten minutes
//	go run ./bench -only save      one measure, and no file
//	go run ./bench -only save -out bench/RESULTS.md    and its part of the file
//	go run ./bench -rounds 9       more rounds: steadier medians
//	go run ./bench -out ""         no file
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// measure is one thing that is measured, in a folder of its own.
type measure struct {
	name string
	run  func(dir string, rounds int) ([]result, error)
}

var measures = []measure{
	{"save", measureSave},
	{"pull", measurePull},
	{"unlock", measureUnlock},
	{"paper", measurePaper},
	{"screens", measureScreens},
	{"store", measureStore},
	{"search", measureSearch},
	{"servers", measureServers},
	{"live", measureLive},
	{"sync", measureSync},
}

func main() {
	beServer()
	if len(os.Args) == 2 && os.Args[1] == deskArgument {
		if err := runDesk(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	only := flags.String("only", "", "measure these alone: "+strings.Join(names(), ","))
	rounds := flags.Int("rounds", 5, "how often each measure and its limit take turns")
	file := flags.String("out", filepath.Join("bench", "RESULTS.md"), "the file whose parts are written; empty for none")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *rounds < 1 || *rounds > 99 {
		return errors.New("give -rounds from 1 to 99")
	}
	chosen, err := choose(*only)
	if err != nil {
		return err
	}
	dir, err := workFolder()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	if *only != "" && !isGiven(flags, "out") { // figures are replaced in passing only when asked to
		*file = ""
	}
	report, err := openReport(*file)
	if err != nil {
		return err
	}
	measured := commit(*file)
	for _, m := range chosen {
		sub := filepath.Join(dir, m.name)
		if err := os.MkdirAll(sub, 0o700); err != nil {
			return err
		}
		results, err := m.run(sub, *rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		writeText(out, results)
		if *file == "" {
			continue
		}
		if err := report.put(m.name, measured, results); err != nil {
			return err
		}
	}
	return nil
}

// isGiven says whether the flag stands on the command line.
func isGiven(flags *flag.FlagSet, name string) (is bool) {
	flags.Visit(func(f *flag.Flag) { is = is || f.Name == name })
	return is
}

func names() (all []string) {
	for _, m := range measures {
		all = append(all, m.name)
	}
	return all
}

func choose(only string) ([]measure, error) {
	if only == "" {
		return measures, nil
	}
	var chosen []measure
	for _, name := range strings.Split(only, ",") {
		i := slices.IndexFunc(measures, func(m measure) bool { return m.name == strings.TrimSpace(name) })
		if i < 0 {
			return nil, fmt.Errorf("there is no measure %q; choose from %s", name, strings.Join(names(), ", "))
		}
		chosen = append(chosen, measures[i])
	}
	return chosen, nil
}

// workFolder is a fresh folder on a real disk: the folder for temporary files
// may lie in memory, where a flush costs nothing.
func workFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return "", err
	}
	return os.MkdirTemp(cache, "civicdesk-bench-")
}
