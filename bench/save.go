package main

import (
	"os"
	"path/filepath"
	"time"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/storage/record"
)

// draft is an application stored without the subject's rules, to measure the
// store alone.
type draft hiring.Application

// RecordID identifies the draft.
func (d draft) RecordID() app.ID { return d.ID }

var drafts = record.Define[draft]("bench.draft",
	record.Scope(func(d draft) app.Scope { return hiring.Application(d).Scope() }),
	record.Sensitive("ssn"), record.Audited())

const (
	savesPerRound = 100
	think         = 20 * time.Millisecond // far less than a person takes from field to field
)

// measureSave times what a keyer waits for when the screen says saved, beside
// the least that "on disk" can cost: 4 KiB appended to a file and flushed.
func measureSave(dir string, rounds int) ([]result, error) {
	d, err := newDesktop(dir, 1)
	if err != nil {
		return nil, err
	}
	defer d.db.Close()
	file, err := os.OpenFile(filepath.Join(dir, "bare"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer file.Close()

	block, n := make([]byte, 4096), 0
	bare := func() save {
		return func() error {
			if _, err := file.Write(block); err != nil {
				return err
			}
			return file.Sync()
		}
	}
	store := func() save {
		n++
		one := draft(application(n, d.vacancies[0]))
		one.ID = app.NewID()
		return func() error {
			return d.db.Update(d.ctx, func(tx *record.Tx) error { return drafts.Put(tx, one) })
		}
	}
	service := func() save {
		n++
		one := application(n, d.vacancies[0])
		return func() error {
			_, err := d.hiring.SaveDraft(d.ctx, one)
			return err
		}
	}
	settle := func() error { return d.db.View(d.ctx, func(*record.Tx) error { return nil }) }

	var quick, slow turns
	for range rounds {
		if err := quick.inRuns(settle, bare, store, service); err != nil {
			return nil, err
		}
		if err := slow.oneByOne(bare, store, service); err != nil {
			return nil, err
		}
	}
	const beside = "4 KiB append + fsync"
	return []result{
		{"saved (store), 20 ms between saves, p50", slow.p50[1], beside, slow.p50[0], goal{ratio: 1.5}},
		{"saved (store), 20 ms between saves, p99", slow.p99[1], beside, slow.p99[0], goal{ratio: 2}},
		{"saved (draft), 20 ms between saves, p50", slow.p50[2], beside, slow.p50[0], goal{ratio: 1.5}},
		{"saved (draft), 20 ms between saves, p99", slow.p99[2], beside, slow.p99[0], goal{ratio: 2}},
		{"saved (store), without a pause, p50", quick.p50[1], beside, quick.p50[0], goal{ratio: 1.5}},
		{"saved (store), without a pause, p99", quick.p99[1], beside, quick.p99[0], goal{ratio: 2}},
		{"saved (draft), without a pause, p50", quick.p50[2], beside, quick.p50[0], goal{ratio: 1.5}},
		{"saved (draft), without a pause, p99", quick.p99[2], beside, quick.p99[0], goal{ratio: 2}},
	}, nil
}

// save is what is timed; what it saves was made before.
type save func() error

// turns keeps the percentiles of each contender, a figure for each round.
type turns struct{ p50, p99 [3][]float64 }

// oneByOne lets the contenders take turns at every save, with a pause before
// each.
func (t *turns) oneByOne(contenders ...func() save) error {
	all := make([][]float64, len(contenders))
	for range savesPerRound {
		for i, next := range contenders {
			fn := next()
			time.Sleep(think)
			ms, err := timed(fn)
			if err != nil {
				return err
			}
			all[i] = append(all[i], ms)
		}
	}
	t.add(all)
	return nil
}

// inRuns lets each contender do all its saves at once. Before the next one's
// turn the store comes to rest, so that its background work is not charged to
// somebody else.
func (t *turns) inRuns(settle func() error, contenders ...func() save) error {
	all := make([][]float64, len(contenders))
	for i, next := range contenders {
		for range savesPerRound {
			ms, err := timed(next())
			if err != nil {
				return err
			}
			all[i] = append(all[i], ms)
		}
		if err := settle(); err != nil {
			return err
		}
	}
	t.add(all)
	return nil
}

func (t *turns) add(all [][]float64) {
	for i, figures := range all {
		t.p50[i] = append(t.p50[i], percentile(figures, 50))
		t.p99[i] = append(t.p99[i], percentile(figures, 99))
	}
}
