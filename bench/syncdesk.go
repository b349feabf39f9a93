package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"time"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
	"civicdesk/sync/client"
)

// A desktop that is measured runs in a process of its own, so that its memory is
// its own: this program started once more with the argument below. It takes
// steps as a peer does.
const deskArgument = "-desk"

func startDesk() (*peer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &peer{cmd: exec.Command(self, deskArgument)}
	p.cmd.Stderr = os.Stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReaderSize(out, 1<<20)
	return p, p.cmd.Start()
}

// deskStep is a step as it is asked for.
type deskStep struct {
	Do, Dir, Code  string
	Vacancy        hiring.Vacancy
	Count, Want, I int
}

// syncDesk is the measured desktop.
type syncDesk struct {
	s     *node.Session
	ids   []app.ID
	began time.Time
	times [][2]float64 // records moved, milliseconds since the sync began
}

// runDesk answers steps until its input ends.
func runDesk(in io.Reader, out io.Writer) error {
	d, lines := &syncDesk{}, bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var step deskStep
		if err := json.Unmarshal(lines.Bytes(), &step); err != nil {
			return err
		}
		var value any
		ms, err := timed(func() (err error) { value, err = d.do(step); return err })
		answer := map[string]any{"ms": ms, "value": value}
		if err != nil {
			answer["error"] = err.Error()
		}
		raw, err := json.Marshal(answer)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(raw, '\n')); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (d *syncDesk) do(q deskStep) (any, error) {
	ctx := context.Background()
	switch q.Do {
	case "open":
		desk, err := node.OpenDesktop(q.Dir, node.DesktopOptions{Keychains: []vault.Keychain{keychainOf(q.Dir)}, Sync: client.Options{Progress: d.note}})
		if err != nil {
			return nil, err
		}
		d.s, err = desk.Enroll(ctx, q.Code, password, "bench")
		return nil, err
	case "load":
		for i := range q.Count {
			one := application(q.I+i, q.Vacancy)
			one.ID = app.NewID()
			if _, err := d.s.Hiring.SaveDraft(d.s.Context(ctx), one); err != nil {
				return nil, err
			}
			d.ids = append(d.ids, one.ID)
		}
		return len(d.ids), nil
	case "change":
		for _, id := range d.ids[:q.Count] {
			var a hiring.Application
			if err := d.s.DB.View(d.s.Context(ctx), func(tx *record.Tx) (err error) { a, err = hiring.Applications.Get(tx, id); return err }); err != nil {
				return nil, err
			}
			a.City = "Pueblo"
			if _, err := d.s.Hiring.SaveDraft(d.s.Context(ctx), a); err != nil {
				return nil, err
			}
		}
		return q.Count, nil
	case "sync":
		d.began, d.times = time.Now(), nil
		err := d.s.Sync.Run(ctx)
		return d.times, err
	case "memory":
		return peakMemory()
	case "unlock":
		return memoryOfUnlock(q.Dir)
	}
	return nil, errors.New("no such step")
}

func (d *syncDesk) note(p client.Progress) {
	d.times = append(d.times, [2]float64{float64(p.Sent + p.Received), float64(time.Since(d.began).Microseconds()) / 1000})
}
