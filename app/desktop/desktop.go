// Package desktop is the only package bound to the window: it hands the
// services to the page as plain values, and nothing else. Every method of a
// bound value answers with a value or with a fault in words; a panic becomes
// a fault too, since a page that is never answered waits for ever.
package desktop

import (
	"time"

	"civicdesk/app"
	"civicdesk/app/node"
)

// Dialogs asks the person through the system's own windows.
type Dialogs interface {
	// SavePath asks where to save; empty when the person thought better of it.
	SavePath(suggested string) (string, error)
	// OpenPaths asks which files to open; none when the person thought better of
	// it.
	OpenPaths(title string) ([]string, error)
}

// Options are what the window is built from.
type Options struct {
	Folder    string // the data folder; opened when the page first asks who is signed in
	Documents string // where a file with a bare name goes
	Computer  string // this computer's name, for the administrator's list
	Node      node.DesktopOptions
	Idle      time.Duration // 0: 15 minutes
	Offline   bool          // sync only when a person asks: for tests
	Log       func(error)   // hears what people are not shown; nil: nobody
	// Serve opens the server of an office that is kept on this computer, in its
	// folder; nil: this program keeps none.
	Serve func(dir string) (Office, error)
}

// idleLimit is how long a session lives in which nothing is saved or opened
// (DOORS assessment, AC-11).
const idleLimit = 15 * time.Minute

// Desktop is the window's program. Its bound values are all that the page can
// call.
type Desktop struct {
	Session   *Session
	Hiring    *Hiring
	Inquiries *Inquiries
	Articles  *Articles
	Documents *Documents
	Find      *Find
	Admin     *Admin
	Sync      *Sync
	Window    *Window

	door *door
}

// New builds the window's program. Nothing is opened before the page asks.
func New(o Options) *Desktop {
	if o.Idle <= 0 {
		o.Idle = idleLimit
	}
	if o.Log == nil {
		o.Log = func(error) {}
	}
	d := newDoor(o)
	files := &Documents{door: d}
	d.ended = files.forget
	return &Desktop{door: d, Session: &Session{d}, Hiring: &Hiring{d}, Inquiries: &Inquiries{d}, Articles: &Articles{d}, Documents: files,
		Find: &Find{d}, Admin: &Admin{d}, Sync: &Sync{d}, Window: &Window{d, &guardian{patience: answerTime}}}
}

// Bound lists the values that the page may call.
func (d *Desktop) Bound() []any {
	return []any{d.Session, d.Hiring, d.Inquiries, d.Articles, d.Documents, d.Find, d.Admin, d.Sync, d.Window}
}

// UseDialogs gives the window's own dialogs, once there is a window.
func (d *Desktop) UseDialogs(dialogs Dialogs) { d.door.setDialogs(dialogs) }

// OnNews has act called whenever changes of the server have come in, so that the
// page looks again. It is called from the exchange with the server and must not
// wait. There is one act; a later call replaces it.
func (d *Desktop) OnNews(act func()) { d.door.onNews.Store(&act) }

// OnEnded has act called when a session ends that nobody ended by hand, so that
// the page shows the door at once. There is one act; a later call replaces it.
func (d *Desktop) OnEnded(act func()) { d.door.onEnded.Store(&act) }

// UseShell gives the window around the page, once there is one.
func (d *Desktop) UseShell(shell Shell) { d.door.shell.Store(&shell) }

// MayClose answers the window that wants to close: not before the page has saved
// what is in hand, or the person gives it up.
func (d *Desktop) MayClose() bool {
	shell := d.door.window()
	return shell == nil || d.Window.guard.mayClose(shell)
}

// Close signs out and releases the data folder.
func (d *Desktop) Close() error { return d.door.close() }

// clock is the one that records are dated by.
func (d *door) clock() app.Clock { return d.o.Node.Clock }
