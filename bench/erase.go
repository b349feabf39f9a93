package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/storage/record"
)

// erasing erases 1 % of the records for good, as a retention rule has it done on a
// desktop. Ours copies all other rows into a new file under a new secret, reads the
// new file back, seals the journal anew, removes the old file and forgets the old
// secret, so that no copy of the old bytes opens. SQLCipher deletes the same rows
// and rebuilds the file with VACUUM, which leaves no trace in it, so that
// secure_delete adds nothing; its key stays, and with it what the disk has of the
// old bytes can be opened.
func (c *contest) erasing(rounds int) ([]result, error) {
	took := result{name: "1 % of 100,000 erased for good", beside: besideSQL + ", rows deleted and VACUUM"}
	wrote := result{name: "1 % of 100,000 erased for good: written, MB", beside: besideSQL + ", rows deleted and VACUUM"}
	for round := range min(rounds, 3) {
		var ids []app.ID
		var refs []record.Ref
		for i := round; i < len(c.ids); i += 100 {
			ids, refs = append(ids, c.ids[i]), append(refs, record.Ref{Type: hiring.Applications.Name(), ID: c.ids[i]})
		}
		if err := c.desk.settle(); err != nil {
			return nil, err
		}
		self, peer := os.Getpid(), c.sql.cmd.Process.Pid
		before := [2]float64{written(self), written(peer)}
		ms, err := timed(func() error { _, err := c.desk.db.Erase(c.desk.ctx, "", refs...); return err })
		if err != nil {
			return nil, err
		}
		took.ours, wrote.ours = append(took.ours, ms), append(wrote.ours, written(self)-before[0])
		if ms, err = c.sql.do("erase", map[string]any{"ids": ids}, nil); err != nil {
			return nil, err
		}
		took.limit, wrote.limit = append(took.limit, ms), append(wrote.limit, written(peer)-before[1])
		if err := c.gone(ids); err != nil {
			return nil, err
		}
	}
	return []result{took, wrote}, nil
}

// gone makes sure that both have done the work.
func (c *contest) gone(ids []app.ID) error {
	if err := c.desk.db.View(c.desk.ctx, func(tx *record.Tx) error {
		for _, id := range ids {
			erased, err := tx.IsErased(record.Ref{Type: hiring.Applications.Name(), ID: id})
			if err == nil && !erased {
				err = fmt.Errorf("%s was not erased", id)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	var left int
	_, err := c.sql.do("count", map[string]any{"ids": ids}, &left)
	if err == nil && left > 0 {
		err = fmt.Errorf("SQLCipher kept %d rows", left)
	}
	return err
}

// written is how much a process has given the system to write, in MB.
func written(pid int) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(raw), "wchar: ")
	n, _ := strconv.ParseFloat(strings.Fields(rest + " 0")[0], 64)
	return n / 1e6
}
