package desktop

import (
	"context"
	"time"

	"civicdesk/app/fault"
	"civicdesk/app/node"
)

// far is how far the long work in hand has come.
type far struct {
	label, unit string
	done, total int64
	began       time.Time
	stop        context.CancelFunc
}

// WorkView is the long work in hand.
type WorkView struct {
	Running bool   `json:"running"`
	Label   string `json:"label"` // what is being done
	Unit    string `json:"unit"`  // of what is counted; empty: nothing is
	Done    int64  `json:"done"`
	Total   int64  `json:"total"`   // 0: not known
	Elapsed int64  `json:"elapsed"` // milliseconds since it began
}

// long is saving for work that may take its time: the page sees how far it has
// come and can stop it. Work that was stopped ends in a fault that says so, and
// leaves nothing half done.
func long[T any](d *door, op, label, unit string, fn func(ctx context.Context, desk *node.Session, moved func(done, total int64)) (T, error)) (T, error) {
	return saving(d, op, func(_ context.Context, desk *node.Session) (T, error) {
		ctx, stop := context.WithCancel(desk.Context(d.ctx))
		defer stop()
		f := &far{label: label, unit: unit, began: time.Now(), stop: stop}
		d.at.Lock()
		d.far = f
		d.at.Unlock()
		out, err := fn(ctx, desk, func(done, total int64) {
			d.at.Lock()
			defer d.at.Unlock()
			f.done, f.total = done, total
		})
		d.at.Lock()
		if d.far == f {
			d.far = nil
		}
		d.at.Unlock()
		if err != nil && ctx.Err() != nil && d.ctx.Err() == nil {
			err = fault.E(op, fault.Refused, "Stopped, as you asked. Nothing was left half done.", nil)
		}
		return out, err
	})
}

// Work says how far the long work in hand has come. It does not count as activity.
func (s *Session) Work() (WorkView, error) {
	return guard(s.door, "desktop.Work", func() (WorkView, error) {
		s.door.at.Lock()
		defer s.door.at.Unlock()
		f := s.door.far
		if f == nil {
			return WorkView{}, nil
		}
		return WorkView{Running: true, Label: f.label, Unit: f.unit, Done: f.done, Total: f.total, Elapsed: time.Since(f.began).Milliseconds()}, nil
	})
}

// StopWork stops the long work in hand; whoever waits for it hears so.
func (s *Session) StopWork() (bool, error) {
	return guard(s.door, "desktop.StopWork", func() (bool, error) {
		s.door.at.Lock()
		defer s.door.at.Unlock()
		if s.door.far == nil {
			return false, nil
		}
		s.door.far.stop()
		return true, nil
	})
}
