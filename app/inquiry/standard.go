package inquiry

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // Windows has no zone files

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/us"

	"civicdesk/app"
	"civicdesk/app/refdata"
)

// federal is the calendar of federal working days: Monday to Friday without
// the holidays of 5 U.S.C. 6103.
var federal = func() *cal.BusinessCalendar {
	c := cal.NewBusinessCalendar()
	c.AddHoliday(us.Holidays...)
	return c
}()

// workdays remembers what the calendar said: a queue asks for the same few
// months again and again.
var workdays sync.Map // time.Time → bool

func workday(day time.Time) bool {
	if known, ok := workdays.Load(day); ok {
		return known.(bool)
	}
	is := federal.IsWorkday(day)
	workdays.Store(day, is)
	return is
}

// BusinessDay says whether the day is a federal working day.
func BusinessDay(d app.Date) bool { return d.Valid() && workday(d.Time()) }

// mostDays ends the counting of days that lie years apart by mistake.
const mostDays = 3660

// BusinessDays counts the working days after from, up to and with to: an
// inquiry of today has age 0.
func BusinessDays(from, to app.Date) (n int) {
	if !from.Valid() || !to.Valid() {
		return 0
	}
	day, last := from.Time(), to.Time()
	for range mostDays {
		if day = day.AddDate(0, 0, 1); day.After(last) {
			break
		}
		if workday(day) {
			n++
		}
	}
	return n
}

// AddBusinessDays is the working day that lies n working days after from.
func AddBusinessDays(from app.Date, n int) app.Date {
	if !from.Valid() {
		return ""
	}
	day := from.Time()
	for n > 0 {
		if day = day.AddDate(0, 0, 1); workday(day) {
			n--
		}
	}
	return app.DateOf(day)
}

// Deadline is the last day on which a complaint about the matter can be filed.
type Deadline struct {
	Day   app.Date
	Left  int    // days from today; negative when it has passed
	Near  bool   // so near that the customer must be told to file the complaint itself
	Words string // what to tell the customer; empty when there is no deadline
}

// nearDays is when staff must tell a person to file the complaint itself, since
// an inquiry does not stop the deadline (OFCCP, FCCM 6C00).
const nearDays = 60

// DeadlineOf computes the deadline from the category and the day of the last
// event. It is zero when the category has none or no day is known.
func DeadlineOf(category string, lastEvent, today app.Date) Deadline {
	c, ok := refdata.CategoryByCode(category)
	if !ok || c.DeadlineDays == 0 || !lastEvent.Valid() {
		return Deadline{}
	}
	d := Deadline{Day: lastEvent.AddDays(c.DeadlineDays)}
	d.Left = int(d.Day.Time().Sub(today.Time()).Hours() / 24)
	d.Near = d.Left <= nearDays
	switch {
	case d.Left < 0:
		d.Words = fmt.Sprintf("The %d days for filing a complaint ended on %s. Ask the office at once whether it can still be filed.", c.DeadlineDays, d.Day.Words())
	case d.Near:
		d.Words = fmt.Sprintf("File the complaint itself by %s: %d of %d days are left, and an inquiry does not stop the deadline (FCCM 6C00).", d.Day.Words(), d.Left, c.DeadlineDays)
	default:
		d.Words = fmt.Sprintf("A complaint can be filed until %s. An inquiry is not a complaint and does not stop the deadline.", d.Day.Words())
	}
	return d
}

// eastern is the zone of the agency's national office: it says which day it is.
func eastern() *time.Location {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		return time.FixedZone("EST", -5*60*60)
	}
	return zone
}
