package inquiry_test

import (
	"slices"
	"testing"
	"time"

	"civicdesk/app/fault"
	"civicdesk/app/inquiry"
)

func TestInquiriesAreCountedByDay(t *testing.T) {
	d := newDesk(t)
	first, second := d.submit(nil).ID, d.log(nil).ID
	monday := d.open(first).Inquiry.Received
	d.now = d.now.Add(24 * time.Hour)
	d.must(d.Answer(d.agent, first, "File by Friday."))
	d.now = d.now.Add(24 * time.Hour)
	d.must(d.Close(d.agent, first, inquiry.Resolved, ""))
	d.must(d.Close(d.agent, second, inquiry.Resolved, ""))
	d.must(d.Reopen(d.agent, second, "called again"))
	received, done, err := d.ByDay(d.agent, monday, 3)
	if err != nil || !slices.Equal(received, []int{2, 0, 0}) || !slices.Equal(done, []int{0, 1, 0}) {
		t.Errorf("received %v, done %v, %v", received, done, err)
	}
	_, _, err = d.ByDay(d.hr, monday, 3)
	refused(t, "hiring counts inquiries", err, fault.Denied, "")
}
