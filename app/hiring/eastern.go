package hiring

import (
	"time"
	_ "time/tzdata" // a desktop may have no zone files, and closing is Eastern time

	"civicdesk/app"
)

var eastern = func() *time.Location {
	l, err := time.LoadLocation("America/New_York")
	if err != nil { // the zone is embedded
		panic(err)
	}
	return l
}()

// EasternDay is the calendar day in Washington: announcements open and close by
// it, at 11:59 pm.
func EasternDay(t time.Time) app.Date { return app.DateOf(t.In(eastern)) }
