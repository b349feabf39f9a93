package record_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"civicdesk/storage/disk/disktest"
)

// A crash at any call of the story, with its unsynced writes lost, torn at 512
// bytes or 4 KiB, or cut short, and with new or old names: the whole folder and
// the keychain open, and everything that had been said is there. The calls are
// those that the system saw, bbolt's own writes included.
func TestCrashImagesOfTheFolder(t *testing.T) {
	root := memoryDir(t)
	cmd := exec.Command(os.Args[0], "-test.run", "^TestTheStory$")
	cmd.Env = append(os.Environ(), "CIVICDESK_STORY="+root)
	events, err := disktest.Trace(root, cmd)
	if errors.Is(err, disktest.ErrNoTrace) {
		t.Skip("needs strace (build/install.sh) and the right to trace")
	}
	if err != nil {
		t.Fatal(err)
	}
	want := count("CIVICDESK_IMAGES", 400)
	if testing.Short() {
		want = 100
	}
	images := make(chan job, 4)
	var workers sync.WaitGroup
	for w := range runtime.GOMAXPROCS(0) {
		dir := filepath.Join(memoryDir(t), fmt.Sprint(w))
		workers.Go(func() {
			for j := range images {
				if err := j.check(dir); err != nil {
					t.Errorf("after call %d of %d (%s), %s: %v", j.after, len(events), j.call, j.image.What, err)
				}
			}
		})
	}
	seen := explore(events, want, images)
	close(images)
	workers.Wait()
	if t.Failed() {
		return
	}
	t.Logf("%d images of crashes at %d calls, 0 lost", seen, len(events))
}

type job struct {
	after int
	call  string
	image disktest.Image
	said  []string
}

func (j job) check(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := j.image.Put(dir); err != nil {
		return err
	}
	return checkStory(dir, j.said)
}

// explore sends images of crashes after the events, again and again over all of
// them, until there are enough; in a short run, a spread over all of them.
func explore(events []disktest.Event, want int, to chan<- job) (seen int) {
	r := rand.New(rand.NewPCG(3, 4))
	every := max(1, len(events)*8/want)
	for round := 0; seen < want; round++ {
		d := disktest.NewDisk()
		for i, e := range events {
			d.Do(e)
			if i%every != round%every || seen >= want {
				continue
			}
			for _, image := range d.Images(r) {
				to <- job{i, fmt.Sprint(e.Kind, " ", e.Path), image, d.Said()}
				seen++
			}
		}
	}
	return seen
}
