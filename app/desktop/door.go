package desktop

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/sync/client"
)

// door holds the data folder and who is signed in, and lets calls through to
// the services while somebody is.
type door struct {
	o Options

	mu      sync.RWMutex // held for reading while a call runs, for writing to open or close
	folder  *node.Desktop
	desk    *node.Session
	ctx     context.Context // ends with the session: for the exchange with the server
	cancel  context.CancelFunc
	last    lastSession
	dialogs Dialogs
	ended   func() // drops what others hold of a session that ends

	onNews  atomic.Pointer[func()]
	onEnded atomic.Pointer[func()]
	shell   atomic.Pointer[Shell]
	settled chan struct{} // the page has saved what was in hand

	now  func() moment // the clocks of the computer
	here here

	at    sync.Mutex // guards what follows
	idle  *time.Timer
	tidy  *time.Timer
	tally *tally
	far   *far      // the long work in hand; nil: none
	first *counting // of a first sync; nil: none is under way
}

// lastSession is what the door remembers of the session before, in memory
// alone.
type lastSession struct {
	login, office string
	waiting       int
	ended         string // why it ended, in words
}

func newDoor(o Options) *door {
	d := &door{o: o, settled: make(chan struct{}, 1), now: clocks}
	heard, before := o.Node.Sync.Progress, 0
	d.o.Node.Sync.Progress = func(p client.Progress) {
		d.received(max(0, p.Received-before)) // each run counts from nothing
		before = p.Received
		if p.Received > 0 {
			d.recount()
			tell(&d.onNews)
		}
		if heard != nil {
			heard(p)
		}
	}
	if o.Serve != nil && o.Node.Sync.Transport == nil {
		d.o.Node.Sync.Transport = d.here.transport()
	}
	// The order comes while the exchange runs, which must end before the folder is
	// cleared.
	d.o.Node.Sync.Ordered = func(string) { go d.clear() }
	return d
}

// window is the window around the page; nil before there is one, and in tests.
func (d *door) window() Shell {
	if w := d.shell.Load(); w != nil {
		return *w
	}
	return nil
}

// dialogsOr are the system's own windows, for a person who is signed in. Whoever
// asks in them holds nothing meanwhile, so that a session which should end does.
func (d *door) dialogsOr(op, instead string) (Dialogs, error) {
	return opening(d, op, func(context.Context, *node.Session) (Dialogs, error) {
		if d.dialogs == nil {
			return nil, fault.E(op, fault.Unavailable, "There is no window to ask in. "+instead, nil)
		}
		return d.dialogs, nil
	})
}

func (d *door) setDialogs(dialogs Dialogs) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dialogs = dialogs
}

// tidyAfter is how long after signing in parts of files that nothing names are
// looked for: nobody waits for it.
const tidyAfter = 10 * time.Minute

// open opens the data folder once; a folder that is in use is tried again the
// next time. It needs the door held for writing.
func (d *door) open() error {
	if d.folder != nil {
		return nil
	}
	folder, err := node.OpenDesktop(d.o.Folder, d.o.Node)
	if fault.Is(err, fault.InUse) {
		err = fault.E("desktop.open", fault.InUse, "Civic Desk is open already on this computer with the data folder "+d.o.Folder+
			", in another window or in a command such as “civicdesk sync”. Go to that window; or close it, wait for the command to end, and try again.", err)
		d.o.Log(err) // for whoever started it by a command
		return err
	}
	if err != nil {
		return err
	}
	d.folder = folder
	d.openOffice()
	return nil
}

// enter begins the session that unlock gives.
func (d *door) enter(unlock func(*node.Desktop) (*node.Session, error)) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.desk != nil {
		return fault.E("desktop.enter", fault.Conflict, "Somebody is signed in. Lock first.", nil)
	}
	if err := d.open(); err != nil {
		return err
	}
	desk, err := unlock(d.folder)
	if err != nil {
		return err
	}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	d.desk = desk
	d.last = lastSession{login: desk.Profile().Login, office: desk.Profile().Agency}
	if !d.o.Offline {
		desk.Sync.Start()
	}
	d.at.Lock()
	defer d.at.Unlock()
	d.tally, d.far, d.first = nil, nil, nil
	d.idle = time.AfterFunc(d.o.Idle, d.expire)
	d.guardSleep(d.ctx)
	ctx := desk.Context(d.ctx)
	d.tidy = time.AfterFunc(tidyAfter, func() {
		if _, err := desk.Tidy(ctx); err != nil && ctx.Err() == nil {
			d.o.Log(err)
		}
	})
	return nil
}

func (d *door) expire() {
	words := fmt.Sprintf("You were signed out after %d minutes without saving or opening anything.", int(d.o.Idle/time.Minute))
	d.lockFor(words)
}

// leave ends the session: a running exchange with the server is told to stop,
// what is being saved is waited for, then the keys are dropped.
func (d *door) leave(why string) error {
	d.mu.RLock()
	cancel := d.cancel
	d.mu.RUnlock()
	if cancel != nil {
		cancel()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.desk == nil {
		return nil
	}
	d.at.Lock()
	d.idle.Stop()
	d.tidy.Stop()
	d.idle, d.tally = nil, nil
	d.at.Unlock()
	waiting, err := work(d.desk.Context(context.Background()), d.desk)
	d.last.waiting, d.last.ended = len(waiting), why
	desk := d.desk
	d.desk, d.cancel = nil, nil
	d.ended()
	return errors.Join(err, d.folder.Lock(desk))
}

// clear obeys the server's order to remove this computer's data, and leaves the
// reason for the sign-in screen.
func (d *door) clear() {
	d.mu.RLock()
	cancel := d.cancel
	d.mu.RUnlock()
	if cancel != nil {
		cancel()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.desk == nil {
		return
	}
	d.at.Lock()
	d.idle.Stop()
	d.idle, d.tally = nil, nil
	d.at.Unlock()
	desk := d.desk
	d.last = lastSession{ended: desk.Sync.Order()}
	d.desk, d.cancel = nil, nil
	if err := d.folder.Clear(desk); err != nil {
		d.o.Log(err)
	}
}

func (d *door) close() error {
	err := d.leave("")
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.folder != nil {
		err = errors.Join(err, d.folder.Close())
		d.folder = nil
	}
	return errors.Join(err, d.here.close())
}

// used counts as activity: the session lives on from now.
func (d *door) used() {
	d.at.Lock()
	defer d.at.Unlock()
	if d.idle != nil {
		d.idle.Reset(d.o.Idle)
	}
}

// guard answers for a bound method: a panic becomes a fault, and whatever people
// are not shown is logged.
func guard[T any](d *door, op string, fn func() (T, error)) (out T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.E(op, fault.Internal, "", fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
		if err != nil && fault.KindOf(err) == fault.Internal {
			d.o.Log(err)
		}
	}()
	return fn()
}

// asking answers a bound method that works in the open session. It does not
// count as activity.
func asking[T any](d *door, op string, fn func(ctx context.Context, desk *node.Session) (T, error)) (T, error) {
	return guard(d, op, func() (T, error) {
		d.mu.RLock()
		defer d.mu.RUnlock()
		if d.desk == nil {
			var none T
			return none, fault.E(op, fault.Expired, "You are signed out. Sign in again; what you saved is on this computer.", nil)
		}
		return fn(d.desk.Context(context.Background()), d.desk)
	})
}

// opening is asking by a person who opens something: it counts as activity.
func opening[T any](d *door, op string, fn func(ctx context.Context, desk *node.Session) (T, error)) (T, error) {
	d.used()
	return asking(d, op, fn)
}

// saving is opening something to change it: what was counted before is counted
// anew, and the background sync is told.
func saving[T any](d *door, op string, fn func(ctx context.Context, desk *node.Session) (T, error)) (T, error) {
	return opening(d, op, func(ctx context.Context, desk *node.Session) (T, error) {
		out, err := fn(ctx, desk)
		d.recount()
		desk.Sync.Kick()
		return out, err
	})
}
