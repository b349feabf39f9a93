package journal

import (
	"bytes"
	"path/filepath"
)

// Segments are the journal's files as they are now, by name, each up to its last
// frame. A folder with these files opens as this journal.
func (j *Journal) Segments() (map[string][]byte, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	starts, err := j.segments()
	if err != nil {
		return nil, err
	}
	all := map[string][]byte{}
	for _, start := range starts {
		raw, err := j.fs.ReadFile(j.path(start))
		if err != nil {
			return nil, err
		}
		end := 0
		if list, _ := spans(raw, start); len(list) > 0 {
			end = list[len(list)-1].to
		}
		all[filepath.Base(j.path(start))] = append(bytes.Clone(raw[:end]), 0, 0, 0, 0)
	}
	return all, nil
}
