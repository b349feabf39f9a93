package server

import (
	"context"
	"sync"
	"time"

	"civicdesk/app"
	"civicdesk/storage/record"
	"civicdesk/sync/protocol"
)

// watch waits until the store's newest number is another than the one that the
// client knows, and answers with it. It holds no transaction while it waits.
func (s *Server) watch(ctx context.Context, c caller, q protocol.Watch) (protocol.Watched, error) {
	// The store is asked once: another server may have written to it.
	seq, err := s.lastSeq(ctx)
	if err != nil || seq != q.After {
		return protocol.Watched{Seq: seq}, err
	}
	replaced, leave := s.watching.enter(c.device.ID)
	defer leave()
	s.o.Idle(ctx)
	end := time.NewTimer(watchTime(q.Wait))
	defer end.Stop()
	for {
		newest, more := s.db.Newest()
		if newest > q.After {
			return protocol.Watched{Seq: newest}, nil
		}
		select {
		case <-more:
			continue
		case <-replaced:
		case <-end.C:
		case <-s.o.Stop:
		case <-ctx.Done():
		}
		return protocol.Watched{Seq: q.After}, nil
	}
}

func (s *Server) lastSeq(ctx context.Context) (seq uint64, err error) {
	err = s.db.View(ctx, func(tx *record.Tx) error {
		seq, err = tx.LastSeq()
		return err
	})
	if err == nil {
		s.db.Heard(seq)
	}
	return seq, err
}

// watchTime is how long a watch may last: as the client asks, within the limit.
func watchTime(seconds uint16) time.Duration {
	if seconds == 0 || seconds > protocol.WatchWait {
		seconds = protocol.WatchWait
	}
	return time.Duration(seconds) * time.Second
}

// watching is who waits for news. A device waits once: its next watch answers
// the one before, so that a connection that was lost without a word holds
// nothing, and there are never more watches than devices.
type watching struct {
	mu   sync.Mutex
	devs map[app.ID]chan struct{}
}

// enter notes the device's watch. replaced is closed when the device begins
// another one.
func (w *watching) enter(device app.ID) (replaced <-chan struct{}, leave func()) {
	mine := make(chan struct{})
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.devs == nil {
		w.devs = map[app.ID]chan struct{}{}
	}
	if before := w.devs[device]; before != nil {
		close(before)
	}
	w.devs[device] = mine
	return mine, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.devs[device] == mine {
			delete(w.devs, device)
		}
	}
}

// Watching is how many devices wait for news now.
func (s *Server) Watching() int {
	s.watching.mu.Lock()
	defer s.watching.mu.Unlock()
	return len(s.watching.devs)
}
