package record

import (
	"context"
	"sync"

	"civicdesk/storage"
)

// news is the newest number of the store's sequence that this process knows,
// and who waits for a newer one.
type news struct {
	mu     sync.Mutex
	newest uint64
	more   chan struct{} // closed when newest grows
}

// Watcher is a store that other processes write too. Watch calls heard with the
// newest number each time that another process has committed, until ctx ends.
type Watcher interface {
	Watch(ctx context.Context, heard func(seq uint64)) error
}

// Newest is the newest number of the sequence that this process has heard of,
// and a channel that is closed as soon as it hears of a newer one. It reads
// nothing: see Tx.LastSeq for what the store holds.
func (db *DB) Newest() (uint64, <-chan struct{}) {
	db.news.mu.Lock()
	defer db.news.mu.Unlock()
	if db.news.more == nil {
		db.news.more = make(chan struct{})
	}
	return db.news.newest, db.news.more
}

// Heard tells those who wait on Newest that the store has reached seq. A number
// that is not newer changes nothing.
func (db *DB) Heard(seq uint64) {
	db.news.mu.Lock()
	defer db.news.mu.Unlock()
	if seq <= db.news.newest {
		return
	}
	db.news.newest = seq
	if db.news.more != nil {
		close(db.news.more)
		db.news.more = nil
	}
}

// follow hears of what other processes commit, where the store can tell.
func (db *DB) follow(store storage.Store) {
	w, can := store.(Watcher)
	if !can {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = w.Watch(ctx, db.Heard) // without it, watches are answered late, not wrongly
	}()
	db.unfollow = func() { stop(); <-done }
}
