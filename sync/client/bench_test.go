package client_test

import (
	"context"
	"flag"
	"testing"
	"time"

	"civicdesk/sync/protocol"
)

var records = flag.Int("records", 10_000, "records of the first sync that is measured")

// BenchmarkFirstSync measures how fast a desktop takes its first sync, and the
// pace of the last tenth beside that of the first.
func BenchmarkFirstSync(b *testing.B) {
	for range b.N {
		a := newAgency(b)
		a.fill(*records)
		rosa := a.desk("rosa", hr)
		var at []time.Time
		rosa.net.fate = func(path string) fate {
			if path == protocol.PathPull {
				at = append(at, time.Now())
			}
			return arrives
		}
		if err := rosa.sync.Run(context.Background()); err != nil {
			b.Fatal(err)
		}
		at = append(at, time.Now())
		tenth := max((len(at)-1)/10, 1)
		first, last := at[tenth].Sub(at[0]), at[len(at)-1].Sub(at[len(at)-1-tenth])
		b.ReportMetric(float64(*records)/at[len(at)-1].Sub(at[0]).Seconds(), "records/s")
		b.ReportMetric(100*first.Seconds()/last.Seconds(), "%last-tenth")
	}
}
