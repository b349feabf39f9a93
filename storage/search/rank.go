package search

import (
	"cmp"
	"container/heap"
	"slices"
	"sync"
)

// enough is how many documents must be found exactly for typing errors not to
// be thought of.
const enough = 5

// exactly is added for each word that fits without forgiving, so that whatever
// is found exactly comes first.
const exactly = 1 << 12

// score is what a word adds: how it fits, then the field's weight. In running
// text a whole word counts as a beginning, since the person may be typing on:
// "will" means Williams rather than every text with "will" in it.
func score(f fit, weight uint32) uint32 {
	switch {
	case f == near:
		return weight
	case f == whole && weight > weights[Text]:
		return exactly + 16 + weight
	}
	return exactly + 8 + weight
}

// Search finds the documents that hold every word of the query, the best first:
// exact words before beginnings, both before typing errors; then by field; then
// the latest.
func (x *Index) Search(q Query) Result {
	readings := read(q.Text)
	if len(readings) == 0 {
		return Result{Hits: []Hit{}}
	}
	if q.Limit <= 0 {
		q.Limit = 50
	}
	view := *x.view.Load()
	best, total := collect(view, readings, q, false)
	if total < enough && anyForgiven(readings) {
		best, total = collect(view, readings, q, true)
	}
	out := Result{Hits: make([]Hit, len(best)), Total: total}
	for i, c := range best {
		out.Hits[i] = c.hit(readings)
	}
	return out
}

func anyForgiven(readings []reading) bool {
	return slices.ContainsFunc(readings[0], func(c clause) bool { return c.edits > 0 })
}

// candidate is a found document.
type candidate struct {
	in    *segment
	n     uint32
	score uint32
}

// better orders candidates, the best first, without ties.
func better(a, b candidate) int {
	if a.score != b.score {
		return cmp.Compare(b.score, a.score)
	}
	x, y := &a.in.docs[a.n], &b.in.docs[b.n]
	if x.when != y.when {
		return cmp.Compare(y.when, x.when)
	}
	return cmp.Compare(x.id, y.id)
}

// top is a heap with the worst candidate on top.
type top []candidate

func (t top) Len() int           { return len(t) }
func (t top) Less(i, j int) bool { return better(t[i], t[j]) > 0 }
func (t top) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *top) Push(c any)        { *t = append(*t, c.(candidate)) }
func (t *top) Pop() any          { c := (*t)[len(*t)-1]; *t = (*t)[:len(*t)-1]; return c }

func collect(view []live, readings []reading, q Query, forgiving bool) (best []candidate, total int) {
	pad := pads.Get().(*scratch)
	defer pads.Put(pad)
	var t top
	for _, l := range view {
		if !pad.open(l, q) {
			continue
		}
		for _, r := range readings {
			pad.match(l, r, forgiving)
		}
		total += len(pad.found)
		for _, n := range pad.found {
			c := candidate{l.segment, n, pad.cells[n].final}
			pad.cells[n].final = 0
			if len(t) < q.Limit {
				heap.Push(&t, c)
			} else if c.score >= t[0].score && better(c, t[0]) < 0 {
				t[0] = c
				heap.Fix(&t, 0)
			}
		}
		pad.found = pad.found[:0]
	}
	slices.SortFunc(t, better)
	return t, total
}

// scratch is working space for one segment at a time.
type scratch struct {
	cells         []cell // by document
	opened        []uint32
	found         []uint32
	types, scopes []bool // what the query may see
	everything    bool
}

type cell struct {
	stage uint32 // how many clauses hold
	sum   uint32 // what the clauses before add
	last  uint32 // what the clause at hand adds
	final uint32 // the best of the readings
}

var pads = sync.Pool{New: func() any { return &scratch{} }}

// open makes the scratch ready for the segment; false when the query may see
// nothing there.
func (p *scratch) open(l live, q Query) bool {
	p.types, p.scopes = p.types[:0], p.scopes[:0]
	for _, t := range l.types {
		p.types = append(p.types, len(q.Types) == 0 || slices.Contains(q.Types, t))
	}
	for _, s := range l.scopes {
		p.scopes = append(p.scopes, q.See == nil || q.See(s))
	}
	p.everything = l.dead == nil && !slices.Contains(p.types, false) && !slices.Contains(p.scopes, false)
	if len(p.cells) < len(l.docs) {
		p.cells = make([]cell, len(l.docs))
	}
	return slices.Contains(p.types, true) && slices.Contains(p.scopes, true)
}

// may says whether the document is alive and may be seen.
func (p *scratch) may(l live, n uint32) bool {
	e := &l.docs[n]
	return !l.isDead(n) && p.types[e.typ] && p.scopes[e.scope]
}

// match scores the documents for which every clause of the reading holds.
func (p *scratch) match(l live, r reading, forgiving bool) {
	type part struct {
		runs []run
		size int
	}
	parts := make([]part, len(r))
	for i, c := range r {
		parts[i].runs = l.find(c, forgiving)
		for _, run := range parts[i].runs {
			parts[i].size += len(run.posts)
		}
		if parts[i].size == 0 {
			return
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(a.size, b.size) })
	for i, part := range parts {
		for _, run := range part.runs {
			p.walk(l, uint32(i), run)
		}
	}
	for _, n := range p.opened {
		c := &p.cells[n]
		if int(c.stage) == len(parts) {
			if c.final == 0 {
				p.found = append(p.found, n)
			}
			c.final = max(c.final, c.sum+c.last)
		}
		c.stage, c.sum, c.last = 0, 0, 0
	}
	p.opened = p.opened[:0]
}

// walk brings the documents of the run, for which all clauses before hold, one
// stage on.
func (p *scratch) walk(l live, stage uint32, r run) {
	var scores [1 << weightBits]uint32
	for w := range scores {
		scores[w] = score(r.fit, uint32(w))
	}
	for _, post := range r.posts {
		n, add := post>>weightBits, scores[post&(1<<weightBits-1)]
		c := &p.cells[n]
		switch {
		case c.stage == stage+1:
			c.last = max(c.last, add)
		case c.stage == stage && (stage > 0 || p.everything || p.may(l, n)):
			if stage == 0 {
				p.opened = append(p.opened, n)
			}
			c.stage = stage + 1
			c.sum += c.last
			c.last = add
		}
	}
}
