package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

const (
	stored     = 100_000 // applications, dealt out over 25 vacancies
	randomGets = 20_000
	besideSQL  = "SQLCipher (Node)"
)

// contest is the desktop's store beside SQLCipher's with the same records, the
// same indexes, sensitive fields in a table of their own and a log of changes.
type contest struct {
	dir  string
	desk *desktop
	sql  *peer
	ids  []app.ID
}

// measureStore does the same work in both stores, in turn. What each pays for:
// ours journals and flushes once and commits behind; seals each record under a
// key of its own; reads become typed records. SQLCipher flushes its log once a
// save, seals pages, and its rows are read as JSON text that becomes objects.
func measureStore(dir string, rounds int) ([]result, error) {
	c := &contest{dir: dir}
	var err error
	if c.sql, err = startPeer("sqlcipher", "store.mjs"); err != nil {
		return nil, err
	}
	defer c.sql.stop()
	imported, err := c.load()
	if err != nil {
		return nil, err
	}
	results := []result{imported}
	for _, part := range []func(int) ([]result, error){c.opening, c.memory, c.reading, c.saving, c.size, c.erasing} {
		more, err := part(rounds)
		if err != nil {
			return nil, err
		}
		results = append(results, more...)
	}
	if _, err := c.sql.do("close", nil, nil); err != nil {
		return nil, err
	}
	return results, c.desk.db.Close()
}

// load brings the records into both stores, 1,000 a transaction.
func (c *contest) load() (result, error) {
	r := result{name: "100,000 applications imported, 1,000 a transaction", beside: besideSQL, goal: goal{ratio: 0.5}}
	var err error
	if c.desk, err = newDesktop(c.dir, 25); err != nil {
		return r, err
	}
	items := c.desk.applications(stored)
	file := filepath.Join(c.dir, "feed.ndjson")
	if err := c.feed(file, items); err != nil {
		return r, err
	}
	if _, err := c.sql.do("feed", map[string]any{"file": file}, nil); err != nil {
		return r, err
	}
	if _, err := c.sql.do("open", map[string]any{"path": c.sqlFile()}, nil); err != nil {
		return r, err
	}
	ms, err := c.sql.do("load", map[string]any{"count": stored, "batch": 1000}, nil)
	if err != nil {
		return r, err
	}
	r.limit = []float64{ms}
	ms, err = timed(func() error { return c.desk.pull(items, 1000) })
	r.ours = []float64{ms}
	if err != nil {
		return r, err
	}
	return r, c.desk.addCheapUser()
}

func (c *contest) sqlFile() string { return filepath.Join(c.dir, "sql.db") }

// feed writes the records as the peer reads them, and remembers their identities.
func (c *contest) feed(path string, items []record.Item) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	for _, i := range items {
		var a hiring.Application
		if err := record.Decode(i.Fields, &a); err != nil {
			return err
		}
		a.SSN = i.Secrets["ssn"]
		line, err := json.Marshal(a)
		if err != nil {
			return err
		}
		w.Write(line)
		w.WriteByte('\n')
		c.ids = append(c.ids, i.ID)
	}
	return w.Flush()
}

// addCheapUser closes the store and gives it the slot whose derivation costs
// next to nothing.
func (d *desktop) addCheapUser() error {
	if err := d.db.Close(); err != nil {
		return err
	}
	if err := d.addCheapSlot(); err != nil {
		return err
	}
	_, err := d.unlock(cheapLogin)
	return err
}

// unlock opens the folder and reads the first rows; it returns how long that took.
func (d *desktop) unlock(login string) (ms float64, err error) {
	return timed(func() error {
		v, err := vault.Open(d.dir, vault.DefaultKDF(), d.keychain())
		if err != nil {
			return err
		}
		keys, err := v.Unlock(login, password)
		if err != nil {
			return err
		}
		if err := d.open(keys); err != nil {
			return err
		}
		return d.db.View(d.ctx, func(tx *record.Tx) error {
			_, err := hiring.Applications.Range(tx, "by-vacancy", nil, nil, listed)
			return err
		})
	})
}

// opening times the morning, warm and after the files have left the memory.
func (c *contest) opening(rounds int) ([]result, error) {
	warm := result{name: "unlock to the first 50 of 100,000, without the derivation", beside: besideSQL + ", with its own"}
	whole := result{name: "unlock to the first 50 of 100,000, all told", beside: besideSQL + ", with its own"}
	found := result{name: "unlock to everything searchable, without the derivation"}
	scan := result{name: "all 100,000 read, files not in memory", beside: besideSQL, goal: goal{ratio: 0.25}}
	for range min(rounds, 3) {
		for _, one := range []struct {
			login string
			into  *result
		}{{cheapLogin, &warm}, {login, &whole}} {
			if err := c.desk.db.Close(); err != nil {
				return nil, err
			}
			ms, err := c.desk.unlock(one.login)
			if err != nil {
				return nil, err
			}
			one.into.ours = append(one.into.ours, ms)
			if one.login == cheapLogin {
				more, err := timed(c.desk.settle)
				if err != nil {
					return nil, err
				}
				found.ours = append(found.ours, ms+more)
			}
			ms, err = c.reopenSQL()
			if err != nil {
				return nil, err
			}
			one.into.limit = append(one.into.limit, ms)
		}
		if err := c.cold(&scan); err != nil {
			return nil, err
		}
	}
	return []result{warm, whole, found, scan}, nil
}

func (c *contest) reopenSQL() (float64, error) {
	if _, err := c.sql.do("close", nil, nil); err != nil {
		return 0, err
	}
	opened, err := c.sql.do("open", map[string]any{"path": c.sqlFile()}, nil)
	if err != nil {
		return 0, err
	}
	first, err := c.sql.do("first", map[string]any{"count": listed}, nil)
	return opened + first, err
}

// cold reads everything after the files were dropped from the memory.
func (c *contest) cold(r *result) error {
	if err := c.desk.db.Close(); err != nil {
		return err
	}
	if _, err := c.sql.do("close", nil, nil); err != nil {
		return err
	}
	if err := dropFromMemory(c.dir); err != nil {
		return err
	}
	if _, err := c.desk.unlock(cheapLogin); err != nil {
		return err
	}
	if _, err := c.sql.do("open", map[string]any{"path": c.sqlFile()}, nil); err != nil {
		return err
	}
	if err := c.desk.settle(); err != nil {
		return err
	}
	if err := dropFromMemory(c.dir); err != nil {
		return err
	}
	return c.scan(r)
}

// settle waits until the search has read every record, so that its work is not
// charged to what is measured next.
func (d *desktop) settle() error {
	_, err := d.db.Search(d.ctx, record.SearchQuery{Text: "delgado", See: func(app.Scope) bool { return true }})
	return err
}

func (c *contest) scan(r *result) error {
	ms, err := timed(func() error {
		return c.desk.db.View(c.desk.ctx, func(tx *record.Tx) error {
			all, err := hiring.Applications.All(tx)
			if err == nil && len(all) < stored {
				err = fmt.Errorf("%d applications were read", len(all))
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	r.ours = append(r.ours, ms)
	ms, err = c.sql.do("scan", nil, nil)
	r.limit = append(r.limit, ms)
	return err
}

func (c *contest) reading(rounds int) ([]result, error) {
	scan := result{name: "all 100,000 read", beside: besideSQL, goal: goal{ratio: 0.2}}
	get := result{name: "20,000 read one by one, at random", beside: besideSQL, goal: goal{ratio: 0.25}}
	if err := c.desk.settle(); err != nil {
		return nil, err
	}
	for i := range rounds {
		if err := c.scan(&scan); err != nil {
			return nil, err
		}
		rng, ids := rand.New(rand.NewPCG(uint64(i), 3)), make([]app.ID, randomGets)
		for j := range ids {
			ids[j] = c.ids[rng.IntN(len(c.ids))]
		}
		ms, err := timed(func() error {
			return c.desk.db.View(c.desk.ctx, func(tx *record.Tx) error {
				for _, id := range ids {
					if _, err := hiring.Applications.Get(tx, id); err != nil {
						return err
					}
				}
				return nil
			})
		})
		if err != nil {
			return nil, err
		}
		get.ours = append(get.ours, ms)
		if ms, err = c.sql.do("get", map[string]any{"ids": ids}, nil); err != nil {
			return nil, err
		}
		get.limit = append(get.limit, ms)
	}
	return []result{get, scan}, nil
}

// saving times single durable saves at the pace of a person.
func (c *contest) saving(rounds int) ([]result, error) {
	r := result{name: "one application saved, 20 ms between saves, p50", beside: besideSQL, goal: goal{ratio: 0.63}}
	for n := range rounds {
		var ours, sql []float64
		for i := range savesPerRound {
			one := draft(application(n*savesPerRound+i, c.desk.vacancies[0]))
			one.ID = app.NewID()
			time.Sleep(think)
			ms, err := timed(func() error {
				return c.desk.db.Update(c.desk.ctx, func(tx *record.Tx) error { return drafts.Put(tx, one) })
			})
			if err != nil {
				return nil, err
			}
			ours = append(ours, ms)
			time.Sleep(think)
			var each []float64
			if _, err := c.sql.do("save", map[string]any{"count": 1}, &each); err != nil {
				return nil, err
			}
			sql = append(sql, each...)
		}
		r.ours, r.limit = append(r.ours, percentile(ours, 50)), append(r.limit, percentile(sql, 50))
	}
	return []result{r}, nil
}

func (c *contest) size(int) ([]result, error) {
	r := result{name: "size of the files, MB", beside: besideSQL, goal: goal{ratio: 1.2}}
	files, err := os.ReadDir(c.dir)
	if err != nil {
		return nil, err
	}
	var ours, sql float64
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			return nil, err
		}
		switch {
		case strings.HasPrefix(f.Name(), "store."):
			ours += float64(info.Size()) / (1 << 20)
		case strings.HasPrefix(f.Name(), "sql.db"):
			sql += float64(info.Size()) / (1 << 20)
		}
	}
	r.ours, r.limit = []float64{ours}, []float64{sql}
	return []result{r}, nil
}

// dropFromMemory asks the system to forget the cached pages of the folder's
// files.
func dropFromMemory(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.db*"))
	if err != nil {
		return err
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		err = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)
		if err := f.Close(); err != nil {
			return err
		}
		if err != nil {
			return err
		}
	}
	return nil
}
