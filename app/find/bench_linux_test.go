//go:build linux

package find_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/find"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/tracking"
	"civicdesk/app/policy"
	"civicdesk/app/sample"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
	"civicdesk/storage/vault"
)

// processor is the time that the program has had of all processors.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkUnlock measures what docs/search.md tells of a desktop with 50,000
// inquiries: from the open keys to the first answer, to everything read, and
// searches as typed. Run it with
// go test -run none -bench Unlock -benchtime 1x ./app/find
func BenchmarkUnlock(b *testing.B) {
	const n = 50_000
	dir, scope := b.TempDir(), app.InquiryScope("ofccp")
	grants := []app.Grant{{Role: policy.Agent, Scope: scope}}
	keys, err := vault.Create(dir, vault.InsecureTestKDF(), "Password-1", vault.Profile{User: app.NewID(), Login: "user", Device: app.NewID(), Grants: grants}, []vault.ScopeKey{vault.NewScopeKey(scope)})
	if err != nil {
		b.Fatal(err)
	}
	schema := func() *record.Schema {
		return record.NewSchema(append(hiring.Definitions(), inquiry.Definitions()...)...)
	}
	ctx := recordtest.As(app.NewID(), "Agent", grants...)
	db := recordtest.OpenReplica(b, dir, schema(), keys)
	var words []string
	forms := sample.Inquiries(1, 2000, "2026-11-22")
	start := time.Now()
	for from := 0; from < n; from += 1000 {
		page := record.Page{Upto: uint64(from + 1000)}
		for i := from; i < from+1000; i++ {
			f := forms[i%len(forms)].Form
			q := inquiry.Inquiry{ID: app.NewID(), Agency: "ofccp", Tracking: tracking.New(), Channel: inquiry.ByPhone, Received: "2026-11-22", FirstName: f.FirstName, LastName: fmt.Sprint(f.LastName, string(rune('a'+i%26))),
				HomeZIP: f.HomeZIP, Phone: fmt.Sprintf("+1202555%04d", i%10000), Email: fmt.Sprintf("person%d@example.org", i), Company: f.Company, Street: f.Street, City: f.City, State: f.State, WorkZIP: f.WorkZIP,
				Category: f.Category, Description: strings.Repeat(f.Description+" ", 1+400/(1+len(f.Description))), Status: inquiry.StatusNew}
			if i%25 == 0 {
				words = append(words, strings.Fields(q.FirstName+" "+q.LastName+" "+q.Company+" "+f.Description)...)
			}
			raw, err := record.Encode(q)
			if err != nil {
				b.Fatal(err)
			}
			page.Items = append(page.Items, record.Item{Type: inquiry.Inquiries.Name(), ID: q.ID, Scope: scope, Seq: uint64(i + 1), Created: uint64(i + 1), Fields: raw})
		}
		if fits, err := db.ApplyPage(ctx, uint64(from), page, 1); err != nil || !fits {
			b.Fatal(fits, err)
		}
	}
	b.ReportMetric(time.Since(start).Seconds(), "pull-s")
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	see := func(app.Scope) bool { return true }
	for b.Loop() {
		start, cpu := time.Now(), processor()
		db := recordtest.OpenReplica(b, dir, schema(), keys)
		if _, err := db.Search(ctx, record.SearchQuery{Text: "mari", See: see, AtOnce: true}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "first-answer-s")
		r, err := db.Search(ctx, record.SearchQuery{Text: "mari", See: see})
		if err != nil || !r.Complete {
			b.Fatal(r.Complete, err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "all-read-s")
		b.ReportMetric((processor() - cpu).Seconds(), "all-read-cpu-s")
		rng, times := rand.New(rand.NewPCG(1, 2)), make([]time.Duration, 2000)
		for i := range times {
			w := []rune(words[rng.IntN(len(words))])
			start := time.Now()
			if _, err := db.Search(ctx, record.SearchQuery{Text: string(w[:min(4, len(w))]), See: see, AtOnce: true}); err != nil {
				b.Fatal(err)
			}
			times[i] = time.Since(start)
		}
		slices.Sort(times)
		b.ReportMetric(float64(times[1000].Microseconds())/1000, "typed-p50-ms")
		b.ReportMetric(float64(times[1980].Microseconds())/1000, "typed-p99-ms")
		// The whole answer of the palette, with its entry for the audit trail.
		all, asked := find.New(db, hiring.New(db, hiring.Options{}), inquiry.New(db, inquiry.Options{})), times[:500]
		for i := range asked {
			w := []rune(words[rng.IntN(len(words))])
			start := time.Now()
			if _, err := all.Everything(ctx, string(w[:min(4, len(w))])); err != nil {
				b.Fatal(err)
			}
			asked[i] = time.Since(start)
		}
		slices.Sort(asked)
		b.ReportMetric(float64(asked[250].Microseconds())/1000, "palette-p50-ms")
		b.ReportMetric(float64(asked[495].Microseconds())/1000, "palette-p99-ms")
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
