package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"civicdesk/storage/disk"
)

// Rewrite gives frames other payloads: change returns what a frame is to hold, or
// the payload that it has. Numbers and owners stay, and so does every frame. Each
// segment is replaced whole; a crash between two of them leaves some as they were,
// and the journal opens. With aside, copies of damaged bytes that were set aside
// are removed, since what they hold cannot be changed.
func (j *Journal) Rewrite(aside bool, change func(Frame) (payload []byte, err error)) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.failed != nil {
		return j.failed
	}
	err := j.file.Close()
	j.file = nil
	if err == nil {
		err = j.rewrite(change)
	}
	if err == nil && aside {
		err = j.removeCopies()
	}
	if again := j.open(false); again != nil {
		j.failed = again
		err = errors.Join(err, again)
	}
	return disk.Translate(err)
}

func (j *Journal) rewrite(change func(Frame) ([]byte, error)) error {
	starts, err := j.segments()
	if err != nil {
		return err
	}
	var link [16]byte
	for _, start := range starts {
		raw, err := j.fs.ReadFile(j.path(start))
		if err != nil {
			return err
		}
		list, _ := spans(raw, start)
		changed := false
		var out []byte
		if err := each(raw, list, func(f Frame) error {
			payload, err := change(f)
			if err != nil {
				return err
			}
			changed = changed || !bytes.Equal(payload, f.Payload)
			one := frameOf(f.Number, f.Owner, link, payload)
			link = linkOf(one)
			out = append(out, one...)
			return nil
		}); err != nil {
			return err
		}
		if !changed {
			continue
		}
		if err := disk.Replace(j.fs, j.dir, j.path(start), out); err != nil {
			return err
		}
	}
	return nil
}

// removeCopies removes what was set aside, and what unfinished writes left.
func (j *Journal) removeCopies() error {
	names, err := j.fs.Names(j.dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		rest, ours := strings.CutPrefix(name, "journal.")
		if !ours || !strings.Contains(rest, ".") {
			continue
		}
		if err := j.fs.Remove(filepath.Join(j.dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return j.fs.SyncDir(j.dir)
}
