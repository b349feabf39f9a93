package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
)

// memoryUse is what unlocking adds to a fresh process, in MB: its own memory (the
// mapped file not counted), and the most that it ever had, with everything.
type memoryUse struct{ Own, Most float64 }

// memory unlocks the same stores in processes that have done nothing before, so
// that nobody else's garbage is counted or taken off. Ours has everything
// searchable then; SQLCipher keeps no index of words.
func (c *contest) memory(rounds int) ([]result, error) {
	own := result{name: "memory of its own after unlock, all 100,000 searchable, MB", beside: besideSQL + ", unlocked, no search", goal: goal{ms: 60}}
	most := result{name: "most memory of the process meanwhile, mapped files counted, MB", beside: besideSQL + ", unlocked, no search"}
	if err := c.desk.db.Close(); err != nil {
		return nil, err
	}
	if _, err := c.sql.do("close", nil, nil); err != nil {
		return nil, err
	}
	for range min(rounds, 3) {
		desk, err := startDesk()
		if err != nil {
			return nil, err
		}
		ours, err := memoryIn(desk, map[string]any{"dir": c.dir})
		if err != nil {
			return nil, err
		}
		sql, err := startPeer("sqlcipher", "store.mjs")
		if err != nil {
			return nil, err
		}
		theirs, err := memoryIn(sql, map[string]any{"path": c.sqlFile(), "count": listed})
		if err != nil {
			return nil, err
		}
		own.ours, own.limit = append(own.ours, ours.Own), append(own.limit, theirs.Own)
		most.ours, most.limit = append(most.ours, ours.Most), append(most.limit, theirs.Most)
	}
	if _, err := c.sql.do("open", map[string]any{"path": c.sqlFile()}, nil); err != nil {
		return nil, err
	}
	_, err := c.desk.unlock(cheapLogin)
	return []result{own, most}, err
}

func memoryIn(p *peer, args map[string]any) (use memoryUse, err error) {
	defer p.stop()
	_, err = p.do("unlock", args, &use)
	return use, err
}

// memoryOfUnlock unlocks the folder in this process, waits until everything is
// searchable, and gives back what is garbage.
func memoryOfUnlock(dir string) (use memoryUse, err error) {
	before, err := ownMemory()
	if err != nil {
		return use, err
	}
	d := &desktop{dir: dir, ctx: context.Background()}
	if _, err := d.unlock(login); err != nil {
		return use, err
	}
	if err := d.settle(); err != nil {
		return use, err
	}
	after, err := ownMemory()
	if err != nil {
		return use, err
	}
	use.Own = after - before
	if use.Most, err = peakMemory(); err != nil {
		return use, err
	}
	err = d.db.Close()
	runtime.KeepAlive(d)
	return use, err
}

// ownMemory is the program's anonymous memory in MB, after it has given back what
// it can.
func ownMemory() (float64, error) {
	debug.FreeOSMemory()
	return memoryLine("RssAnon:")
}

// peakMemory is the most memory that this process has held, in MB.
func peakMemory() (float64, error) { return memoryLine("VmHWM:") }

func memoryLine(name string) (float64, error) {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, found := strings.Cut(string(raw), name)
	if !found {
		return 0, fmt.Errorf("the system does not tell %s", name)
	}
	kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	return kb / 1024, err
}
