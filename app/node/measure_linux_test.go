package node_test

import (
	"fmt"
	"os"
	"regexp"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/policy"
)

// TestMeasureFiles measures 40 MB up and down on loopback, desktops and server in
// one process. It runs when CIVICDESK_MEASURE is set.
func TestMeasureFiles(t *testing.T) {
	if os.Getenv("CIVICDESK_MEASURE") == "" {
		t.Skip("only with CIVICDESK_MEASURE")
	}
	srv, v, code := officeOf(t)
	_, rosa, ctx := enrolled(t, t.TempDir(), code)
	a, err := rosa.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	must(t, rosa.Sync.Run(ctx))
	_, vera, veraCtx := enrolled(t, t.TempDir(), codeFor(t, srv, "vkane", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"}))
	const size = 20 << 20
	before := peak(t)
	at := time.Now()
	first, second := attach(t, rosa, a.ID, "one.jpg", noise(size)), attach(t, rosa, a.ID, "two.jpg", noise(size-1))
	tell("attached", at, before, t)
	at = time.Now()
	must(t, rosa.Sync.Run(ctx))
	tell("sent, checked and stored", at, before, t)
	queueEmpty(t, rosa)
	must(t, vera.Sync.Run(veraCtx))
	at = time.Now()
	must(t, vera.FetchDocument(veraCtx, first.ID, nil))
	must(t, vera.FetchDocument(veraCtx, second.ID, nil))
	tell("fetched", at, before, t)
	wantFile(t, vera, first.ID, noise(size))
}

func tell(what string, at time.Time, before string, t *testing.T) {
	took := time.Since(at)
	fmt.Printf("%s: %.2f s, %.1f MB/s; peak memory %s kB, %s kB before\n", what, took.Seconds(), 40/took.Seconds(), peak(t), before)
}

// peak is the most memory that the process has had, in kB.
func peak(t *testing.T) string {
	raw, err := os.ReadFile("/proc/self/status")
	must(t, err)
	return string(regexp.MustCompile(`VmHWM:\s+(\d+)`).FindSubmatch(raw)[1])
}
