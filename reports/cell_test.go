package reports

import (
	"testing"
	"time"

	"civicdesk/app"
	"pgregory.net/rapid"
)

func TestCellsReadAsPeopleWriteThem(t *testing.T) {
	at := time.Date(2026, 3, 9, 18, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		cell   Cell
		places int
		want   string
		empty  bool
	}{
		{Words("Delgado"), -1, "Delgado", false},
		{Words(""), -1, "", true},
		{Cell{}, -1, "", true},
		{Count(0), -1, "0", false},
		{Count(-1234567), -1, "-1,234,567", false},
		{Number("87.51"), -1, "87.51", false},
		{Number("100"), 2, "100.00", false},
		{Number("1234567.5"), 2, "1,234,567.50", false},
		{Number("1e9"), 2, "1e9", false}, // no decimal: stays text
		{Number("=1+1"), 2, "=1+1", false},
		{Share(2, 3, 1), 1, "66.7%", false},
		{Share(1, 2000, 1), 1, "0.1%", false}, // 0.05 rounds half up
		{Share(1, 3, 0), 0, "33%", false},
		{Share(0, 9, 1), 1, "0.0%", false},
		{Share(1, 0, 1), 1, "", true},
		{On(app.Date("2026-02-28")), -1, "Feb 28, 2026", false},
		{On(app.Date("2026-02-30")), -1, "", true},
		{At(at), -1, "Mar 9, 2026 6:05 PM UTC", false},
		{At(time.Time{}), -1, "", true},
	} {
		if got := c.cell.Show(time.UTC, c.places); got != c.want {
			t.Errorf("%+v reads %q, want %q", c.cell, got, c.want)
		}
		if c.cell.Empty() != c.empty {
			t.Errorf("%+v: Empty is %v", c.cell, c.cell.Empty())
		}
	}
}

func TestShareNeverStraysMoreThanHalfAPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.IntRange(1, 1_000_000).Draw(t, "whole")
		part := rapid.IntRange(0, whole).Draw(t, "part")
		got, exact := Share(part, whole, 1).Float(), float64(part)/float64(whole)
		if diff := got - exact; diff > 0.00050001 || diff < -0.00050001 {
			t.Fatalf("share %d of %d is %v", part, whole, got)
		}
	})
}
