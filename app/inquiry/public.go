package inquiry

import (
	"context"
	"crypto/subtle"
	"fmt"
	"hash/fnv"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/inquiry/tracking"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

// PublicStatus is what a customer may see of an inquiry: no personal data, no
// text, no notes.
type PublicStatus struct {
	Stage      string // Received, Being reviewed, Waiting for you, Answered or Closed
	Received   app.Date
	Changed    app.Date
	Office     OfficeContact
	PleaseCall bool
}

// A number is locked for lockFor when lockAfter failures fall within lockWithin.
const (
	lockAfter  = 5
	lockWithin = 15 * time.Minute
	lockFor    = time.Hour
)

// statusRefused is the one message for every cause: no such number, another ZIP
// code, a locked number.
const statusRefused = "We cannot show a status for this number and ZIP code. Check both and try again. After several tries wait an hour, or call the office."

// guard counts failed status checks of one number, so that nobody finds the
// ZIP code by trying. It never leaves the server.
type guard struct {
	ID       app.ID      `json:"id"`
	Failures []time.Time `json:"failures"` // within lockWithin
	Locked   time.Time   `json:"locked"`   // until when
}

func (g guard) RecordID() app.ID { return g.ID }

var guards = record.Define[guard]("status-guard", record.Scope(func(guard) app.Scope { return app.ScopeAdmin }))

// Status answers the public status check by tracking number and home ZIP code.
// A number whose check symbol is wrong is fault.Invalid and costs nothing. Any
// other failure is fault.NotFound with one message; five within 15 minutes lock
// the number's check for an hour. Attempts are on the audit trail.
func (s *Service) Status(ctx context.Context, number, homeZIP string) (PublicStatus, error) {
	const op = "inquiry.Status"
	if err := policy.Require(app.ActorFrom(ctx), policy.InquiryStatus, s.Scope()); err != nil {
		return PublicStatus{}, err
	}
	n, err := tracking.Parse(number)
	if err != nil {
		return PublicStatus{}, err
	}
	zip, ok := intake.ReadZIP(homeZIP)
	if !ok {
		return PublicStatus{}, fault.Fields(op, []fault.Field{{Name: intake.HomeZIP, Words: "Enter your 5-digit home ZIP code"}})
	}
	var answer PublicStatus
	shown := false
	err = s.db.Update(ctx, func(tx *record.Tx) error {
		shown = false
		found, err := Inquiries.Find(tx, "by-tracking", record.K(s.agency, n))
		if err != nil {
			return err
		}
		var i Inquiry
		if len(found) > 0 {
			i = found[0]
		}
		same := subtle.ConstantTimeCompare([]byte(intake.ZIP5(zip)), fiveBytes(i.HomeZIP)) == 1
		open, err := tryGuard(tx, n, i.ID, same)
		if err != nil {
			return err
		}
		if !open || !same || i.ID == "" {
			tx.Audit("inquiry.status.refused", "inquiry", i.ID, "")
			return nil // the count must be kept
		}
		tx.Audit("inquiry.status.shown", "inquiry", i.ID, "")
		shown = true
		answer = PublicStatus{Stage: i.Status.Stage(), Received: i.Received, Changed: i.changed(s.zone), Office: ContactOf(i.Office), PleaseCall: i.PleaseCall}
		return nil
	})
	if err == nil && !shown {
		err = fault.E(op, fault.NotFound, statusRefused, nil)
	}
	return answer, err
}

// fiveBytes is the ZIP code's first five digits, or five bytes that no one can
// enter.
func fiveBytes(zip string) []byte {
	if five := intake.ZIP5(zip); five != "" {
		return []byte(five)
	}
	return []byte("-----")
}

// tryGuard says whether the number may be answered now, and counts a failure.
// A number that nobody has shares one of 64 counters that lock nothing: the
// work is the same, so that time does not tell which numbers exist, and
// guessing does not fill the store.
func tryGuard(tx *record.Tx, n tracking.Number, inquiry app.ID, success bool) (open bool, err error) {
	id := fixedID("status-guard", string(inquiry))
	if inquiry == "" {
		h := fnv.New32a()
		h.Write([]byte(n))
		id = fixedID("status-guard", fmt.Sprintf("nobody %d", h.Sum32()%64))
	}
	g, err := guards.Get(tx, id)
	if fault.Is(err, fault.NotFound) {
		g, err = guard{ID: id}, nil
	}
	if err != nil {
		return false, err
	}
	now := tx.Now()
	open = !now.Before(g.Locked)
	if success && inquiry != "" || !open {
		return open, nil
	}
	recent := []time.Time{}
	for _, at := range append(g.Failures, now) {
		if now.Sub(at) < lockWithin {
			recent = append(recent, at)
		}
	}
	g.Failures = recent
	if len(recent) >= lockAfter {
		g.Failures = []time.Time{}
		if inquiry != "" {
			g.Locked = now.Add(lockFor)
		}
	}
	return open, guards.Put(tx, g)
}
