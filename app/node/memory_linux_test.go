package node_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"

	"civicdesk/app/node"
)

// The canaries lie in the test program changed, so that it finds others' copies
// and not its own.
func canary(word string) string {
	b := []byte(word)
	for i := range b {
		b[i] ^= 0x15
	}
	return string(b)
}

var canaries = map[string]string{
	"a record's name":   canary("Zyxolotl-Wimbrowski"),
	"a record's text":   canary("Quagswagging-by-Moonlight"),
	"what was searched": canary("Zyxolotl-Wimb"),
	"the password":      canary("Plover-Gneiss-9"),
}

// After Lock nothing of a person is in memory that the program can still reach:
// not the records, not the search index, not the password. What is left in
// memory that nothing reaches goes back to the system, or is reported.
func TestNothingOfAPersonIsReachableAfterLock(t *testing.T) {
	_, v, code := officeOf(t)
	dir := t.TempDir()
	d, err := node.OpenDesktop(dir, cheap)
	must(t, err)
	session := func() *node.Session {
		s, err := d.Enroll(context.Background(), code, canary(canaries["the password"]), "test")
		must(t, err)
		ctx := s.Context(context.Background())
		must(t, s.Sync.Run(ctx))
		a := draft(v, 1)
		a.LastName, a.OtherQualifications = canary(canaries["a record's name"]), canary(canaries["a record's text"])
		_, err = s.Hiring.SaveDraft(ctx, a)
		must(t, err)
		found, err := s.Find.Everything(ctx, canary(canaries["what was searched"]))
		must(t, err)
		if len(fmt.Sprint(found)) < 50 {
			t.Errorf("the search found %+v", found)
		}
		return s
	}()
	if n := reachable(t); n["a record's name"] == 0 {
		t.Fatalf("the test sees nothing before the lock either: %v", n)
	}
	must(t, d.Lock(session))
	for what, n := range reachable(t) {
		if n > 0 {
			t.Errorf("%s is in memory %d times after the lock", what, n)
		}
	}
	t.Logf("in memory that nothing reaches: %v", unreachable(t))
	runtime.KeepAlive(session) // also when something still holds the session
	must(t, d.Close())
}

// reachable counts the canaries in what a heap dump holds after garbage was
// collected: the objects that the program can reach.
func reachable(t *testing.T) map[string]int {
	t.Helper()
	for range 3 {
		runtime.GC()
	}
	f, err := os.CreateTemp("/dev/shm", "civicdesk-heap")
	if err != nil {
		f, err = os.Create(filepath.Join(t.TempDir(), "heap"))
	}
	must(t, err)
	defer os.Remove(f.Name())
	defer f.Close()
	debug.WriteHeapDump(f.Fd())
	raw, err := mapped(f)
	must(t, err)
	defer syscall.Munmap(raw)
	return count(raw)
}

func mapped(f *os.File) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
}

// count looks for the canaries without putting one together.
func count(raw []byte) map[string]int {
	found := map[string]int{}
	for what, changed := range canaries {
		first := changed[0] ^ 0x15
	search:
		for rest := raw; ; {
			at := bytes.IndexByte(rest, first)
			if at < 0 || len(rest)-at < len(changed) {
				break
			}
			rest = rest[at+1:]
			for i := 1; i < len(changed); i++ {
				if rest[i-1] != changed[i]^0x15 {
					continue search
				}
			}
			found[what]++
		}
	}
	return found
}

// unreachable counts the canaries in all memory that the process may write to.
func unreachable(t *testing.T) map[string]int {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	must(t, err)
	mem, err := os.Open("/proc/self/mem")
	must(t, err)
	defer mem.Close()
	buf, err := syscall.Mmap(-1, 0, 64<<20, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	must(t, err)
	defer syscall.Munmap(buf)
	total := map[string]int{}
	for lines := bufio.NewScanner(bytes.NewReader(maps)); lines.Scan(); {
		var from, to uint64
		if n, _ := fmt.Sscanf(lines.Text(), "%x-%x rw-p 00000000", &from, &to); n != 2 || !strings.Contains(lines.Text(), "rw-p") {
			continue
		}
		for at := from; at < to; at += uint64(len(buf)) {
			n, _ := mem.ReadAt(buf[:min(uint64(len(buf)), to-at)], int64(at))
			for what, k := range count(buf[:n]) {
				total[what] += k
			}
			clear(buf[:n])
		}
	}
	return total
}
