package simulation

import (
	"crypto/fips140"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	runs   = flag.Int("runs", fromEnv("CIVICDESK_RUNS", 100), "how many seeds the simulation tries")
	first  = flag.Uint64("first", uint64(fromEnv("CIVICDESK_FIRST", 1)), "the first of them")
	one    = flag.Uint64("seed", 0, "this seed alone, with all that happens in it")
	length = flag.Int("steps", 40, "steps in a run")
	brief  = flag.Bool("brief", false, "count the runs that fail and explain none")
	stop   = flag.Bool("stop", false, "stop at a run that fails and explain none")
)

// fromEnv is a number from the environment, which long runs set.
func fromEnv(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return usual
}

func TestMain(m *testing.M) {
	flag.Parse()
	debug.SetGCPercent(400) // runs are short and their garbage is small
	os.Exit(m.Run())
}

// TestSimulation tries many seeds. A seed that fails is shrunk to the steps that
// it needs and told whole.
func TestSimulation(t *testing.T) {
	dir := memoryFolder(t)
	if *one != 0 {
		w := simulate(dir, *one, plan(*one), true)
		t.Log("\n" + strings.Join(w.log, "\n"))
		if len(w.failures) > 0 {
			t.Fatal(explain(dir, *one))
		}
		return
	}
	n := uint64(*runs)
	if fips140.Enabled() { // there each start derives a costly key
		n = min(n, 10)
	}
	began, failed := time.Now(), everySeed(n, func(seed uint64) bool {
		w := simulate(dir, seed, plan(seed), true)
		if len(w.failures) > 0 && !*brief {
			t.Logf("seed %d: %s", seed, w.failures[0])
		}
		return len(w.failures) == 0
	})
	t.Logf("%d runs of %d steps in %.1f s", n, *length, time.Since(began).Seconds())
	if len(failed) > 0 {
		t.Errorf("%d of %d runs failed, the first with seed %d", len(failed), n, failed[0])
		if !*brief && !*stop {
			t.Fatal(explain(dir, failed[0]))
		}
	}
}

// TestClocksDoNotMatter runs seeds twice, with right clocks and with clocks that
// are up to ten years off and jump: the server ends with the same records.
func TestClocksDoNotMatter(t *testing.T) {
	dir := memoryFolder(t)
	n := uint64(100)
	if fips140.Enabled() {
		n = 2
	}
	failed := everySeed(n, func(seed uint64) bool {
		return simulate(dir, seed, plan(seed), true).summary() == simulate(dir, seed, plan(seed), false).summary()
	})
	if len(failed) > 0 {
		t.Fatalf("seeds %d: the end depends on the clocks\n%s\nwith right clocks\n%s", failed,
			simulate(dir, failed[0], plan(failed[0]), true).summary(), simulate(dir, failed[0], plan(failed[0]), false).summary())
	}
}

// everySeed runs the seeds on all processors and returns those that failed.
func everySeed(n uint64, run func(seed uint64) bool) (failed []uint64) {
	var next atomic.Uint64
	var mu sync.Mutex
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := next.Add(1) - 1; i < n; i = next.Add(1) - 1 {
				if seed := *first + i; !run(seed) {
					if *stop {
						next.Store(n)
					}
					mu.Lock()
					failed = append(failed, seed)
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	for i := range failed { // the lowest first
		for j := i; j > 0 && failed[j] < failed[j-1]; j-- {
			failed[j], failed[j-1] = failed[j-1], failed[j]
		}
	}
	return failed
}

// memoryFolder is a folder for key files, which are flushed often: in memory
// where the system has such a place.
func memoryFolder(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "civicdesk-simulation-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// plan draws a seed's steps.
func plan(seed uint64) []step { return drawSteps(rand.New(rand.NewPCG(seed, 2)), *length) }

// simulate runs the steps, heals the network and checks.
func simulate(dir string, seed uint64, steps []step, wildClock bool) (w *world) {
	folder, err := os.MkdirTemp(dir, fmt.Sprint(seed, "-"))
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	w = &world{}
	defer func() {
		for _, c := range w.computers {
			c.close()
		}
		switch p := recover().(type) {
		case nil, halt:
		default:
			w.fail("panic: %v\n%s", p, debug.Stack())
		}
	}()
	w.begin(filepath.Clean(folder), rand.New(rand.NewPCG(seed, 3)), wildClock)
	for _, s := range steps {
		w.take(s)
		if len(w.failures) > 0 {
			return w
		}
	}
	w.heal()
	w.check()
	return w
}

// explain shrinks a failing seed and tells what happens in it.
func explain(dir string, seed uint64) string {
	steps := shrink(plan(seed), func(some []step) bool { return len(simulate(dir, seed, some, true).failures) > 0 })
	w := simulate(dir, seed, steps, true)
	return fmt.Sprintf("seed %d, shrunk to %d of %d steps:\n%s\n\nsee it whole: go test ./sync/simulation -run TestSimulation -v -seed %d -steps %d",
		seed, len(steps), *length, strings.Join(w.log, "\n"), seed, *length)
}

// shrink leaves out steps, many at a time and then single ones, for as long as
// what is left still fails.
func shrink(steps []step, fails func([]step) bool) []step {
	for size := len(steps) / 2; size > 0; {
		smaller := false
		for at := 0; at+size <= len(steps); {
			some := append(append([]step{}, steps[:at]...), steps[at+size:]...)
			if fails(some) {
				steps, smaller = some, true
			} else {
				at += size
			}
		}
		if !smaller || size > len(steps) {
			size /= 2
		}
	}
	return steps
}
