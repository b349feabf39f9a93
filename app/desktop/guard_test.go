package desktop

import (
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"civicdesk/app/fault"
)

// fakeShell is a window that writes down what is asked of it.
type fakeShell struct {
	asked, quit, settled int
	anyway               bool // what the person says when the page does not answer
	unanswered           int
	menus                []MenuView
	onSettle             func()
	clipboard            string
}

func (f *fakeShell) ShowMenu(menus []MenuView) { f.menus = menus }
func (f *fakeShell) Ask()                      { f.asked++ }
func (f *fakeShell) Quit()                     { f.quit++ }
func (f *fakeShell) Unanswered() bool          { f.unanswered++; return f.anyway }
func (f *fakeShell) Copy(text string) error    { f.clipboard = text; return nil }
func (f *fakeShell) Pasted() (string, error)   { return f.clipboard, nil }
func (f *fakeShell) Settle() {
	if f.settled++; f.onSettle != nil {
		f.onSettle()
	}
}

func guarded(t *testing.T) (*Desktop, *fakeShell) {
	d := New(Options{Folder: filepath.Join(t.TempDir(), "desk")})
	f := &fakeShell{}
	d.UseShell(f)
	return d, f
}

func TestTheWindowClosesWhenThePageSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, f := guarded(t)
		if d.MayClose() || f.asked != 1 {
			t.Fatalf("it closes at once, asked %d times", f.asked)
		}
		d.Window.Heard()
		time.Sleep(time.Hour) // the person thinks it over
		if f.unanswered != 0 || f.quit != 0 {
			t.Errorf("meanwhile: %+v", f)
		}
		if d.MayClose() || f.asked != 2 { // again, after thinking better of it
			t.Errorf("the second time: %+v", f)
		}
		d.Window.Heard()
		d.Window.Leave()
		if f.quit != 1 || !d.MayClose() || f.unanswered != 0 {
			t.Errorf("when nothing is unsaved: %+v", f)
		}
	})
}

func TestAPageThatDoesNotAnswerLeavesItToThePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, f := guarded(t)
		d.MayClose()
		d.MayClose() // whoever presses again is not asked twice
		time.Sleep(answerTime + time.Second)
		synctest.Wait()
		if f.unanswered != 1 || f.quit != 0 {
			t.Errorf("the person waits on: %+v", f)
		}
		f.anyway = true
		d.MayClose()
		time.Sleep(answerTime + time.Second)
		synctest.Wait()
		if f.unanswered != 2 || f.quit != 1 || !d.MayClose() {
			t.Errorf("the person closes anyway: %+v", f)
		}
	})
}

func TestAWindowWithoutAPageCloses(t *testing.T) {
	if !New(Options{Folder: filepath.Join(t.TempDir(), "desk")}).MayClose() {
		t.Error("there is nobody to ask, and it stays open")
	}
}

func TestSleepWaitsForThePageAMomentOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, f := guarded(t)
		began := time.Now()
		d.door.settle()
		if f.settled != 1 || time.Since(began) != settleTime {
			t.Errorf("a page that does not answer holds sleep up for %v", time.Since(began))
		}
		f.onSettle = func() { go d.Window.Settled() }
		began = time.Now()
		d.door.settle()
		if time.Since(began) != 0 {
			t.Errorf("a page that answers holds sleep up for %v", time.Since(began))
		}
		d.Window.Settled() // late, for nobody
		d.Window.Settled()
		f.onSettle = nil
		began = time.Now()
		d.door.settle()
		if time.Since(began) != settleTime {
			t.Error("a late word is taken for the next one's")
		}
	})
}

func TestMenusReachTheWindow(t *testing.T) {
	d, f := guarded(t)
	want := []MenuView{{Label: "File", Items: []MenuItemView{{ID: "Ctrl+L", Label: "Lock", Keys: "Ctrl+L"}}}}
	if shown, err := d.Window.ShowMenu(want); !shown || err != nil || len(f.menus) != 1 || !slices.Equal(f.menus[0].Items, want[0].Items) {
		t.Errorf("shown %v, %v: %+v", shown, err, f.menus)
	}
	none := New(Options{Folder: filepath.Join(t.TempDir(), "desk")})
	if shown, err := none.Window.ShowMenu(want); shown || err != nil {
		t.Errorf("without a window: %v, %v", shown, err)
	}
}

func TestTheClipboardIsTheSystems(t *testing.T) {
	d, _ := guarded(t)
	if _, err := d.Window.Copy("a link"); err != nil {
		t.Error(err)
	}
	if text, err := d.Window.Pasted(); text != "a link" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	none := New(Options{Folder: filepath.Join(t.TempDir(), "desk")})
	if _, err := none.Window.Copy("x"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("without a window: %v", err)
	}
}

func TestTheSameFolderHasTheSameName(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if a, b := instance("desk"), instance(filepath.Join(dir, "x", "..", "desk")); a != b {
		t.Errorf("%s and %s", a, b)
	}
	if instance("desk") == instance("desk2") || len(instance("desk")) != len("civicdesk_")+16 {
		t.Error(instance("desk"))
	}
}
