package desktop

import (
	"context"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// tally counts the applications of each vacancy and finds the paper that waits
// for somebody. It shows no name but those that the person keyed, so looking at
// it is no opening of a record. It is kept until something is saved or fetched.
type tally struct {
	applications map[app.ID]int // by vacancy
	toVerify     map[app.ID]int // of those, keyed once by somebody else
	paper        []hiring.Application
}

// recount forgets what was counted.
func (d *door) recount() {
	d.at.Lock()
	defer d.at.Unlock()
	d.tally = nil
}

func (d *door) counted(ctx context.Context, desk *node.Session) (*tally, error) {
	d.at.Lock()
	t := d.tally
	d.at.Unlock()
	if t != nil {
		return t, nil
	}
	t, err := count(ctx, desk.DB)
	if err != nil {
		return nil, err
	}
	d.at.Lock()
	defer d.at.Unlock()
	d.tally = t
	return t, nil
}

func count(ctx context.Context, db *record.DB) (*tally, error) {
	t := &tally{applications: map[app.ID]int{}, toVerify: map[app.ID]int{}}
	err := db.View(ctx, func(tx *record.Tx) error {
		me := tx.Actor()
		if !policy.Somewhere(me, policy.ApplicationRead) {
			return nil
		}
		all, err := hiring.Applications.All(tx)
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.Status == hiring.Withdrawn || !policy.Can(me, policy.ApplicationRead, a.Scope()) {
				continue
			}
			t.applications[a.Vacancy]++
			waits := a.Status == hiring.AwaitsSecond || a.Status == hiring.AwaitsChoices || a.Status == hiring.Verified
			switch mine := a.KeyedBy == me.User; {
			case waits && !mine:
				t.toVerify[a.Vacancy]++
				t.paper = append(t.paper, unnamed(a))
			case waits, a.Status == hiring.Draft && mine:
				t.paper = append(t.paper, a)
			}
		}
		return nil
	})
	slices.SortFunc(t.paper, func(a, b hiring.Application) int {
		return strings.Compare(a.KeyedAt.Format("20060102150405")+string(a.ID), b.KeyedAt.Format("20060102150405")+string(b.ID))
	})
	return t, err
}

// unnamed keeps of an application what its second keyer may know.
func unnamed(a hiring.Application) hiring.Application {
	return hiring.Application{ID: a.ID, Number: a.Number, Vacancy: a.Vacancy, Status: a.Status, KeyedBy: a.KeyedBy, KeyedByName: a.KeyedByName, KeyedAt: a.KeyedAt}
}
