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
}

// idleLimit is how long a session lives in which nothing is saved or opened
// (DOORS assessment, AC-11).
const idleLimit = 15 * time.Minute

// Desktop is the window's program. Its four bound values are all that the page
// can call.
type Desktop struct {
	Session   *Session
	Hiring    *Hiring
	Inquiries *Inquiries
	Sync      *Sync

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
	return &Desktop{door: d, Session: &Session{d}, Hiring: &Hiring{d}, Inquiries: &Inquiries{d}, Sync: &Sync{d}}
}

// Bound lists the values that the page may call.
func (d *Desktop) Bound() []any { return []any{d.Session, d.Hiring, d.Inquiries, d.Sync} }

// UseDialogs gives the window's own dialogs, once there is a window.
func (d *Desktop) UseDialogs(dialogs Dialogs) { d.door.setDialogs(dialogs) }

// Close signs out and releases the data folder.
func (d *Desktop) Close() error { return d.door.close() }

// clock is the one that records are dated by.
func (d *door) clock() app.Clock { return d.o.Node.Clock }
