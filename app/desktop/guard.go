package desktop

import (
	"sync"
	"sync/atomic"
	"time"
)

// Shell is the window around the page.
type Shell interface {
	// ShowMenu shows the menus; a press on an item comes back to the page.
	ShowMenu(menus []MenuView)
	// Ask has the page save what is in hand and then Leave, or ask the person.
	Ask()
	// Unanswered asks the person, in the system's own window, whether to close though
	// the page does not answer.
	Unanswered() bool
	// Settle has the page save what is in hand and say so.
	Settle()
	// Copy puts a text on the system's clipboard; Pasted is what lies there.
	Copy(text string) error
	Pasted() (string, error)
	// Quit closes the window, which asks the guard once more.
	Quit()
}

// answerTime is how long the page may take to say that it has heard.
const answerTime = 5 * time.Second

// guardian keeps the window open until the page has nothing unsaved in hand, or
// the person gives that up.
type guardian struct {
	patience time.Duration

	mu    sync.Mutex
	free  bool // the window may close
	timer *time.Timer
}

// mayClose answers the window that wants to close. When it may not yet, the page
// is asked; one that never says that it has heard leaves the decision to the
// person.
func (g *guardian) mayClose(w Shell) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.free {
		return true
	}
	w.Ask()
	if g.timer == nil {
		g.timer = time.AfterFunc(g.patience, func() {
			g.answered()
			if w.Unanswered() {
				g.leave(w)
			}
		})
	}
	return false
}

// answered says that the page has heard and decides.
func (g *guardian) answered() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.timer != nil {
		g.timer.Stop()
		g.timer = nil
	}
}

// leave closes the window.
func (g *guardian) leave(w Shell) {
	g.answered()
	g.mu.Lock()
	g.free = true
	g.mu.Unlock()
	w.Quit()
}

// tell calls the act that was given, if one was.
func tell(act *atomic.Pointer[func()]) {
	if f := act.Load(); f != nil {
		(*f)()
	}
}
