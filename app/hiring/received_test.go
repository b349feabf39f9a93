package hiring

import (
	"slices"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
)

func TestApplicationsAreCountedByTheDayTheyCameIn(t *testing.T) {
	d := newDesk(t)
	d.realVacancy(realJob)
	for i, day := range []string{"2026-11-16", "2026-11-20", "2026-11-20", "2026-11-15"} {
		p := d.person("Ann", string(rune('A'+i))+"mes", ranking.NV, "c")
		p.DateReceived = app.Date(day)
		_, err := d.s.SaveDraft(d.rosa, p)
		d.must(err)
	}
	got, err := d.s.ReceivedByDay(d.rosa, "2026-11-16", 7)
	d.must(err)
	if !slices.Equal(got, []int{1, 0, 0, 0, 2, 0, 0}) {
		t.Errorf("%v", got)
	}
	_, err = d.s.ReceivedByDay(d.agent, "2026-11-16", 7)
	d.refusedWith(err, fault.Denied, "application.read", "")
}
