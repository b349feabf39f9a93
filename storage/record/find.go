package record

import (
	"context"
	"maps"
	"math"
	"runtime"
	"slices"
	"sync"
	"time"

	"civicdesk/app"
	"civicdesk/storage"
	"civicdesk/storage/search"
)

// SearchField is one text by which a record is found: what the caller calls it,
// what it holds, and the text.
type SearchField = search.Field

// What a search field holds, the weightiest first.
const (
	FindName    = search.Name
	FindNumber  = search.Number
	FindEmail   = search.Email
	FindPhone   = search.Phone
	FindCompany = search.Company
	FindSubject = search.Subject
	FindText    = search.Text
)

// FoundField is a field in which a record was found, with the places; Mark is
// one place, in bytes of the text.
type (
	FoundField = search.FoundField
	Mark       = search.Mark
)

// Snippet cuts a long field to about width bytes around its first mark.
func Snippet(f FoundField, width int) FoundField { return search.Snippet(f, width) }

// Search declares by which texts a record is found. They are kept in memory
// alone, while the store is open. Sensitive fields are empty there.
func Search[T Record](fields func(T) []SearchField) Option {
	return func(d *Definition) { d.search = func(v any) []SearchField { return fields(v.(T)) } }
}

// SearchQuery is a search over records.
type SearchQuery struct {
	Text  string
	Types []string             // names of record types; empty: all
	See   func(app.Scope) bool // what the actor may see; nothing when nil
	Limit int                  // 0: 50
	// AtOnce answers from what has been read, though more may be found a moment
	// later: for what is asked anew with every key. Without it the search waits
	// until every record has been read, a second or so after unlocking.
	AtOnce bool
}

// Hit is a found record with the fields in which it was found.
type Hit struct {
	Type    string
	ID      app.ID
	Scope   app.Scope
	Inexact bool // found only by forgiving a typing error
	Fields  []FoundField
}

// Found is the answer, the best hits first.
type Found struct {
	Hits     []Hit
	Total    int  // those beyond the limit too
	Complete bool // false: not every record has been read yet
}

// Search finds records by what is typed. It must not be called inside a
// transaction. The caller writes the audit note for what it shows.
func (db *DB) Search(ctx context.Context, q SearchQuery) (Found, error) {
	if err := db.View(ctx, func(*Tx) error { return nil }); err != nil { // what is queued is in the store then
		return Found{}, err
	}
	complete, err := db.finder.catchUp(ctx, q.AtOnce)
	if err != nil {
		return Found{}, friendly("record.Search", err)
	}
	see := func(s string) bool {
		_, has := db.ring.For(app.Scope(s)) // a key that was taken away hides at once
		return has && q.See != nil && q.See(app.Scope(s))
	}
	r := db.finder.index.Search(search.Query{Text: q.Text, Types: q.Types, See: see, Limit: q.Limit})
	out := Found{Hits: make([]Hit, len(r.Hits)), Total: r.Total, Complete: complete}
	for i, h := range r.Hits {
		out.Hits[i] = Hit{Type: h.Type, ID: app.ID(h.Ref), Scope: app.Scope(h.Scope), Inexact: h.Inexact, Fields: h.Fields}
	}
	return out, nil
}

// finder keeps the index of a store. It knows which records have changed since
// it read them, reads those before it answers, and reads in the background too.
// A desktop's finder begins by unlocking, a server's with the first search.
type finder struct {
	db    *DB
	index *search.Index

	reading sync.Mutex // held from taking a changed place until the index has it
	seq     uint64     // the feed has been followed up to here (authority); guarded by reading

	mu        sync.Mutex
	following bool // writes are noted
	listed    bool // every record has been noted once
	closed    bool
	changed   map[place]struct{}
	noKey     map[place]struct{} // rows that the ring has no key for
	keys      int                // on the ring when noKey was last looked at
	wake      chan struct{}
	stop      chan struct{}
	work      sync.WaitGroup
}

const (
	readAtOnce = 512   // changed records that a search reads before it answers
	readChunk  = 16384 // records read in one view of the store
	readPause  = 300 * time.Millisecond
	readLatest = 5 * time.Second
	failPause  = 10 * time.Second // the store cannot be read; a search tries again by itself
)

// findable gives the DB its finder and has it follow the store's writes.
func (db *DB) findable() {
	f := &finder{db: db, index: search.New(), changed: map[place]struct{}{}, noKey: map[place]struct{}{}, wake: make(chan struct{}, 1), stop: make(chan struct{})}
	db.finder, db.store = f, watch(db.store, f)
}

// start begins to read in the background.
func (f *finder) start() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.following || f.closed {
		return
	}
	f.following = true
	f.work.Go(f.background)
}

func (f *finder) background() {
	for {
		pause := readPause
		if _, err := f.catchUp(context.Background(), false); err != nil {
			pause = failPause
		}
		select {
		case <-f.stop:
			return
		case <-f.wake:
		}
		if !f.quiet(pause) {
			return
		}
	}
}

// quiet waits until nothing has been written for the pause, since a pull or an
// import goes first, but not for ever; false when the finder has been closed.
func (f *finder) quiet(pause time.Duration) bool {
	longest := time.After(max(pause, readLatest))
	for {
		select {
		case <-f.stop:
			return false
		case <-longest:
			return true
		case <-time.After(pause):
			return true
		case <-f.wake:
		}
	}
}

// note says that the records at the places may have changed.
func (f *finder) note(places []place) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.following || f.closed || len(places) == 0 {
		return
	}
	for _, p := range places {
		f.changed[p] = struct{}{}
	}
	f.rouse()
}

// rouse has the background look for changes.
func (f *finder) rouse() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// catchUp brings the index to the store's present state. At once means: only
// when that is quickly done; it then says whether it was.
func (f *finder) catchUp(ctx context.Context, atOnce bool) (complete bool, err error) {
	f.start()
	if !atOnce {
		f.reading.Lock()
	} else if !f.reading.TryLock() {
		return false, nil
	}
	defer f.reading.Unlock()
	if err := f.list(ctx, atOnce); err != nil {
		return false, err
	}
	if err := f.follow(ctx); err != nil {
		return false, err
	}
	for {
		places, err := f.take(atOnce)
		if err != nil || len(places) == 0 {
			return err == nil && f.caughtUp(), err
		}
		if err := f.read(ctx, places); err != nil {
			f.note(places)
			return false, err
		}
	}
}

func (f *finder) caughtUp() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.listed && len(f.changed) == 0
}

// list notes every record, once.
func (f *finder) list(ctx context.Context, atOnce bool) error {
	f.mu.Lock()
	done := f.listed || atOnce
	f.mu.Unlock()
	if done {
		return nil
	}
	var all []place
	err := f.db.store.View(ctx, func(stx storage.Tx) (err error) {
		if f.seq, err = stx.Seq(); err != nil {
			return err
		}
		for _, d := range f.db.schema.types {
			if d.search == nil {
				continue
			}
			if err := stx.Scan(storage.Records, d.tag[:], storage.After(d.tag[:]), 0, func(k, _ []byte) error {
				all = append(all, place(k))
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		f.note(all)
		f.mu.Lock()
		f.listed = true
		f.mu.Unlock()
	}
	return err
}

// follow notes what other servers have written to the same store, by the feed.
func (f *finder) follow(ctx context.Context) error {
	f.mu.Lock()
	listed := f.listed
	f.mu.Unlock()
	if !listed || f.db.replica != nil {
		return nil
	}
	var changed []place
	err := f.db.store.View(ctx, func(stx storage.Tx) error {
		last, err := stx.Seq()
		if err != nil || last == f.seq {
			return err
		}
		if err := f.db.refresh(stx); err != nil {
			return err
		}
		err = stx.Scan(storage.Feed, seqKey(f.seq+1), nil, 0, func(_, v []byte) error {
			if len(v) == 1+len(place{}) && v[0] == feedUpsert {
				if p := place(v[1:]); f.finds(p) {
					changed = append(changed, p)
				}
			}
			return nil
		})
		if err == nil {
			f.seq = last
		}
		return err
	})
	f.note(changed)
	return err
}

// finds says whether the record at the place is of a type that is searched.
func (f *finder) finds(p place) bool {
	d := f.db.schema.tags[[4]byte(p[:4])]
	return d != nil && d.search != nil
}

// take gives changed places in the store's order, and takes them off the list.
// At once it gives none when there are many.
func (f *finder) take(atOnce bool) ([]place, error) {
	keys := len(f.db.ring.Keys())
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, storage.ErrClosed
	}
	if keys != f.keys { // what could not be opened may open now
		maps.Copy(f.changed, f.noKey)
		clear(f.noKey)
		f.keys = keys
	}
	if atOnce && len(f.changed) > readAtOnce {
		return nil, nil
	}
	places := make([]place, 0, min(len(f.changed), readChunk))
	for p := range f.changed {
		if len(places) == readChunk {
			break
		}
		places = append(places, p)
		delete(f.changed, p)
	}
	slices.SortFunc(places, func(a, b place) int { return slices.Compare(a[:], b[:]) })
	return places, nil
}

// read opens the records at the places and gives them to the index.
func (f *finder) read(ctx context.Context, places []place) error {
	rows := make([][]byte, len(places))
	err := f.db.store.View(ctx, func(stx storage.Tx) error {
		for i, p := range places {
			row, err := stx.Get(storage.Records, p[:])
			if err != nil {
				return err
			}
			rows[i] = append([]byte(nil), row...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	docs := make([]*search.Doc, len(places))
	parts := min(runtime.GOMAXPROCS(0), 1+len(places)/256)
	var wait sync.WaitGroup
	for part := range parts {
		wait.Go(func() {
			for i := part * len(places) / parts; i < (part+1)*len(places)/parts; i++ {
				docs[i] = f.doc(rows[i], places[i])
			}
		})
	}
	wait.Wait()
	var add []search.Doc
	var remove []string
	for i, d := range docs {
		if d != nil {
			add = append(add, *d)
		} else {
			remove = append(remove, string(places[i][:]))
		}
	}
	f.index.Apply(add, remove...)
	return nil
}

// doc is the document of a row; nil when there is nothing to find. A damaged
// row is passed over here: reading the record itself tells of it.
func (f *finder) doc(row []byte, p place) *search.Doc {
	if len(row) == 0 {
		return nil
	}
	s, err := f.db.openRow(row, p)
	if err != nil {
		return nil
	}
	if s == nil {
		f.mu.Lock()
		f.noKey[p] = struct{}{}
		f.mu.Unlock()
		return nil
	}
	d := f.db.schema.types[s.Type]
	if d == nil || d.search == nil {
		return nil
	}
	v, err := d.decode(s.Fields)
	if err != nil {
		return nil
	}
	fields := d.search(v)
	if len(fields) == 0 {
		return nil
	}
	when := s.rev
	if when == 0 { // not on the server yet: new
		when = math.MaxUint64
	}
	return &search.Doc{ID: string(p[:]), Ref: string(s.ID), Type: s.Type, Scope: string(s.Scope), When: when, Fields: fields}
}

// close drops the index.
func (f *finder) close() {
	f.mu.Lock()
	if f.closed {
		f.mu.Unlock()
		return
	}
	f.closed = true
	clear(f.changed)
	clear(f.noKey)
	close(f.stop)
	f.mu.Unlock()
	f.work.Wait()
	f.index.Close()
}
