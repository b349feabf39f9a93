// Package pdfcheck looks whether a PDF can be read, how many pages it has and
// whether it would run something. Reading hostile files is risky work, so it is
// done by a process of its own: the same program, started with a hidden command,
// that gets the file through a pipe, has little memory and time, writes no file
// and asks no network. Whatever happens to that process costs the answer only:
// the attachment itself is kept as it came.
package pdfcheck

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// State is what a check found. The words are stored with the attachment.
type State string

// The states.
const (
	Readable  State = "readable"  // a whole PDF
	Faulty    State = "faulty"    // not as the format wants it; some viewers will not show it
	Locked    State = "locked"    // protected by a password
	Unchecked State = "unchecked" // the check ran out of time or memory, or ended badly
)

// Result is the answer of a check. Pages is 0 when they could not be counted.
type Result struct {
	State  State `json:"state"`
	Pages  int   `json:"pages"`
	Active bool  `json:"active"` // holds scripts, or starts or sends something when it is opened
}

// Words is the result as people read it, or "" when nothing is to be said.
func (r Result) Words() string {
	switch {
	case r.State == Faulty:
		return "This PDF has faults in its structure; it may not show in full. Scan the paper again if pages are missing."
	case r.State == Locked:
		return "This PDF is protected by a password and cannot be shown. Ask for a copy without one."
	case r.State == Unchecked:
		return "This PDF could not be checked. It is kept as it came; open it with care."
	case r.Active:
		return "This PDF holds scripts or actions. They do not run here; open a saved copy with care."
	}
	return ""
}

// Bounds of one check.
const (
	softMemory = 384 << 20 // from here the garbage collector works hard
	hardMemory = 640 << 20 // from here the process ends itself
	systemData = 1 << 30   // from here the system ends it, where it can
	cpuSeconds = 20
	maxInput   = 192 << 20
)

// Checker starts the processes, at most two at once. Make it with New.
type Checker struct {
	program string
	args    []string
	timeout time.Duration
	slots   chan struct{}
}

// New returns a checker that starts the program with the arguments, which must
// lead to Run there. The time limit is 30 seconds when it is 0.
func New(timeout time.Duration, program string, args ...string) *Checker {
	if timeout <= 0 {
		timeout = 30 * time.Second
	}
	return &Checker{program, args, timeout, make(chan struct{}, 2)}
}

// Check reads the file from r. It always has an answer; the error says for the
// log why the file is Unchecked.
func (c *Checker) Check(ctx context.Context, r io.Reader) (Result, error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return Result{State: Unchecked}, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	out := &answer{}
	cmd := exec.CommandContext(ctx, c.program, c.args...)
	cmd.Stdin, cmd.Stdout = r, out
	cmd.Env = []string{fmt.Sprintf("GOMEMLIMIT=%d", softMemory), "GOMAXPROCS=1"}
	cmd.Dir = os.TempDir()
	cmd.WaitDelay = time.Second
	hide(cmd)
	if err := cmd.Run(); err != nil {
		return Result{State: Unchecked}, fmt.Errorf("pdfcheck: %w", err)
	}
	var res Result
	if err := json.Unmarshal(out.bytes, &res); err != nil {
		return Result{State: Unchecked}, fmt.Errorf("pdfcheck: the answer cannot be read: %w", err)
	}
	switch res.State {
	case Readable, Faulty, Locked, Unchecked:
	default:
		return Result{State: Unchecked}, errors.New("pdfcheck: unknown state in the answer")
	}
	res.Pages = max(res.Pages, 0)
	return res, nil
}

// answer takes as much as an answer has; a process that writes more is cut off.
type answer struct{ bytes []byte }

func (a *answer) Write(p []byte) (int, error) {
	if len(a.bytes)+len(p) > 1<<10 {
		return 0, io.ErrShortWrite
	}
	a.bytes = append(a.bytes, p...)
	return len(p), nil
}
