package record_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The system refuses one call of the story, of each kind that changes the disk,
// with a broken or a full disk. Whatever was said to be saved is there in a new
// program, what was refused does not come back, and work goes on.
func TestOneCallOfTheSystemFails(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("needs strace (build/install.sh)")
	}
	most := count("CIVICDESK_FAILS", 2)
	if testing.Short() {
		most = 1
	}
	runs, refused := 0, 0
	for _, call := range []string{"pwrite64", "fdatasync", "fsync", "ftruncate", "renameat", "mkdirat"} {
		for n := range most {
			for _, fail := range []string{"EIO", "ENOSPC"} {
				at := n + 1
				if most < 10 { // a few, spread
					at = 1 + n*7
				}
				root := memoryDir(t)
				cmd := exec.Command(strace, "-f", "-qq", "--signal=none", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace="+call,
					"-e", fmt.Sprintf("inject=%s:error=%s:when=%d", call, fail, at), os.Args[0], "-test.run", "^TestTheStory$")
				cmd.Env = append(os.Environ(), "CIVICDESK_STORY="+root)
				out, err := cmd.CombinedOutput()
				if err != nil && strings.Contains(string(out), "PTRACE") {
					t.Skip("needs the right to trace")
				}
				if err != nil {
					t.Errorf("%s %d, %s: %v\n%s", call, at, fail, err, out)
					continue
				}
				said := saidIn(string(out))
				if err := checkStory(root, said); err != nil {
					t.Errorf("%s %d, %s: %v\n%s", call, at, fail, err, strings.Join(short(said), "\n"))
				}
				runs++
				refused += strings.Count(string(out), "refused ")
			}
		}
	}
	t.Logf("%d calls failed, %d steps were refused", runs, refused)
}

func short(lines []string) (all []string) {
	for _, l := range lines {
		all = append(all, l[:min(len(l), 250)])
	}
	return all
}
