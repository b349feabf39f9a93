package limit

import (
	"fmt"
	"testing"
	"time"
)

func TestEachKeyHasItsOwnTries(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	b := New(6, func() time.Time { return now })
	for range 6 {
		if w := b.Wait("a"); w != 0 {
			t.Fatalf("one of the first six waits %v", w)
		}
	}
	for range 3 { // a refused try takes nothing
		if w := b.Wait("a"); w != 10*time.Second {
			t.Fatalf("the seventh waits %v", w)
		}
	}
	if b.Wait("b") != 0 || b.Wait("") != 0 {
		t.Error("another key waits")
	}
	now = now.Add(10 * time.Second)
	if b.Wait("a") != 0 || b.Wait("a") == 0 {
		t.Error("after ten seconds there is one more")
	}
}

func TestMemoryIsBounded(t *testing.T) {
	b := New(6, nil)
	for i := range 3 * keys {
		b.Wait(fmt.Sprint(i))
		if len(b.now) > keys || len(b.earlier) > keys {
			t.Fatalf("%d and %d keys", len(b.now), len(b.earlier))
		}
	}
}

func TestNetwork(t *testing.T) {
	for in, want := range map[string]string{"127.0.0.1": "", "::1": "", "192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7",
		"2001:db8::7": "2001:db8::/64", "[2001:db8::9]": "2001:db8::/64", "fe80::1%eth0": "fe80::/64", "odd": "odd"} {
		if got := Network(in); got != want {
			t.Errorf("%s is counted as %q, want %q", in, got, want)
		}
	}
}
