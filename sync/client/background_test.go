package client_test

import (
	"context"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/sync/client"
)

// TestBackground waits for progress, not for time: a saved record is sent after
// a Kick, though the pause between syncs is an hour, and Close ends the work.
func TestBackground(t *testing.T) {
	a := newAgency(t)
	rosa := a.desk("rosa", hr)
	done := make(chan client.Progress, 100)
	c := client.New(rosa.db, client.Options{Transport: rosa.net, Every: time.Hour, Progress: func(p client.Progress) { done <- p }})
	c.Start()
	<-done
	id := app.NewID()
	rosa.put(form{ID: id, Office: "hq", Name: "Lee"})
	c.Kick()
	for p := range done {
		if p.Sent == 1 {
			break
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if a.get(id).Name != "Lee" {
		t.Error("the record was not sent")
	}
	s, err := c.Status(context.Background())
	if err != nil || s.Running {
		t.Errorf("%+v %v", s, err)
	}
}
