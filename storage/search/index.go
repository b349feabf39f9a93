package search

import (
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Index is a set of documents that can be searched. Any number of goroutines
// may search while one changes it: a search sees the documents of one moment.
type Index struct {
	view atomic.Pointer[[]live]

	mu      sync.Mutex
	at      map[string]spot
	merging bool
	closed  bool
	work    sync.WaitGroup
}

// live is a segment with the documents in it that are no longer valid.
type live struct {
	*segment
	dead []uint64 // a bit for each document; never changed once it is in a view
	gone int
}

type spot struct {
	in *segment
	n  uint32
}

// New returns an empty index.
func New() *Index {
	x := &Index{at: map[string]spot{}}
	x.view.Store(&[]live{})
	return x
}

// Len is the number of documents.
func (x *Index) Len() int {
	n := 0
	for _, l := range *x.view.Load() {
		n += len(l.docs) - l.gone
	}
	return n
}

// Each calls fn with the ID of every document, in no promised order.
func (x *Index) Each(fn func(id string)) {
	for _, l := range *x.view.Load() {
		for n, e := range l.docs {
			if !l.isDead(uint32(n)) {
				fn(e.id)
			}
		}
	}
}

// Apply adds documents, each in place of an older one of the same ID, and takes
// documents out. A search sees all of it or nothing.
func (x *Index) Apply(add []Doc, remove ...string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return
	}
	fresh := buildAll(lastOfEach(add))
	view := slices.Clone(*x.view.Load())
	died := map[*segment][]uint32{}
	bury := func(id string) {
		if s, ok := x.at[id]; ok {
			died[s.in] = append(died[s.in], s.n)
			delete(x.at, id)
		}
	}
	for _, id := range remove {
		bury(id)
	}
	for _, s := range fresh {
		for n, e := range s.docs {
			bury(e.id)
			x.at[e.id] = spot{s, uint32(n)}
		}
		view = append(view, live{segment: s})
	}
	for i, l := range view {
		view[i] = l.without(died[l.segment])
	}
	view = slices.DeleteFunc(view, func(l live) bool { return l.gone == len(l.docs) })
	x.view.Store(&view)
	x.compact()
}

// Close drops the documents. The index stays empty.
func (x *Index) Close() {
	x.mu.Lock()
	x.closed, x.at = true, nil
	x.view.Store(&[]live{})
	x.mu.Unlock()
	x.work.Wait()
}

func (l live) without(docs []uint32) live {
	if len(docs) == 0 {
		return l
	}
	if l.dead == nil {
		l.dead = make([]uint64, (len(l.docs)+63)/64)
	} else {
		l.dead = slices.Clone(l.dead)
	}
	for _, n := range docs {
		l.dead[n/64] |= 1 << (n % 64)
	}
	l.gone += len(docs)
	return l
}

func (l live) isDead(n uint32) bool { return l.dead != nil && l.dead[n/64]&(1<<(n%64)) != 0 }

func lastOfEach(add []Doc) []Doc {
	if len(add) < 2 {
		return add
	}
	last := make(map[string]int, len(add))
	for i, d := range add {
		last[d.ID] = i
	}
	if len(last) == len(add) {
		return add
	}
	out := make([]Doc, 0, len(last))
	for i, d := range add {
		if last[d.ID] == i {
			out = append(out, d)
		}
	}
	return out
}

// Sizes of segments, in documents.
const (
	fullSegment = 16384 // of half that size, they are not brought together any more
	together    = 8     // so many of about one size become one
	alone       = 1024  // fewer are not worth a second processor
)

// buildAll makes segments of the documents, on all processors when there are many.
func buildAll(docs []Doc) []*segment {
	if len(docs) == 0 {
		return nil
	}
	n := (len(docs) + fullSegment - 1) / fullSegment
	if len(docs) >= 2*alone {
		n = max(n, min(runtime.GOMAXPROCS(0), len(docs)/alone))
	}
	out := make([]*segment, n)
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() { out[i] = build(docs[i*len(docs)/n : (i+1)*len(docs)/n]) })
	}
	wait.Wait()
	return out
}

// compact brings small segments together, and makes those anew that are half
// dead, beside the searches and changes. It is called with mu held.
func (x *Index) compact() {
	if x.merging || x.closed {
		return
	}
	old := worthMerging(*x.view.Load())
	if old == nil {
		return
	}
	x.merging = true
	x.work.Go(func() {
		var docs []Doc
		for _, l := range old {
			for n := range uint32(len(l.docs)) {
				if !l.isDead(n) {
					docs = append(docs, l.doc(n))
				}
			}
		}
		merged := buildAll(docs)
		x.mu.Lock()
		defer x.mu.Unlock()
		x.merging = false
		if x.closed {
			return
		}
		x.replace(old, merged)
		x.compact()
	})
}

// replace puts the merged segments into the view for the old ones. A document
// that was changed meanwhile is dead in them.
func (x *Index) replace(old []live, merged []*segment) {
	was := map[*segment]bool{}
	for _, l := range old {
		was[l.segment] = true
	}
	view := slices.DeleteFunc(slices.Clone(*x.view.Load()), func(l live) bool { return was[l.segment] })
	for _, s := range merged {
		var changed []uint32
		for n, e := range s.docs {
			if now, ok := x.at[e.id]; ok && was[now.in] {
				x.at[e.id] = spot{s, uint32(n)}
			} else {
				changed = append(changed, uint32(n))
			}
		}
		view = append(view, live{segment: s}.without(changed))
	}
	x.view.Store(&view)
}

// worthMerging picks the segments to be made into one, or nil.
func worthMerging(view []live) []live {
	bySize := map[int][]live{}
	for _, l := range view {
		alive := len(l.docs) - l.gone
		if l.gone > alive {
			return []live{l}
		}
		if alive < fullSegment/2 {
			size := bits.Len(uint(alive)) / 3 // a step for every eightfold
			bySize[size] = append(bySize[size], l)
		}
	}
	for _, some := range bySize {
		if len(some) >= together {
			return some
		}
	}
	return nil
}
