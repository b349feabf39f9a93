package record

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"civicdesk/app"
	"civicdesk/storage"
)

// head is what a replica keeps in memory of an operation in its queue. A long
// queue is read for every push and every page; only what is needed is opened.
type head struct {
	n, frame uint64
	op       app.ID
	at       time.Time
	act      bool
	state    State  // Waiting before the server has answered
	seq      uint64 // the server's, once it was decided
	places   string // of the records that it changes, one after the other
}

func (r *replica) headOf(row outboxRow) head {
	h := head{n: row.Op.N, frame: row.Frame, op: row.Op.ID, at: row.Op.At, act: row.Op.Act != "", state: Waiting}
	if row.Outcome != nil {
		h.state, h.seq = row.Outcome.State, row.Outcome.Seq
	}
	for _, c := range row.Op.Changes {
		if d := r.db.schema.types[c.Type]; d != nil {
			p := r.db.placeOf(d, c.ID)
			h.places += string(p[:])
		}
	}
	return h
}

// changes says whether the operation changes one of the records.
func (h head) changes(records touched) bool {
	for rest := h.places; rest != ""; rest = rest[len(place{}):] {
		if _, is := records[place([]byte(rest[:len(place{})]))]; is {
			return true
		}
	}
	return false
}

func (h head) unsent() bool  { return h.state == Waiting }
func (h head) decided() bool { return h.state != Waiting && h.state != Held }

// heads are those of one user's queue, in its order. They follow the store: what
// a transaction writes is taken over once it is durable.
type heads struct {
	mu   sync.Mutex
	list []head // never changed in place: who has it may go on reading
}

func (q *heads) all() []head {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.list
}

func (q *heads) set(list []head) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.list = list
}

// take brings in what a transaction wrote, by number; nil for an operation that
// left the queue.
func (q *heads) take(written map[uint64]*head) {
	if len(written) == 0 {
		return
	}
	numbers := slices.Sorted(maps.Keys(written))
	q.mu.Lock()
	defer q.mu.Unlock()
	if n := len(q.list); n == 0 || q.list[n-1].n < numbers[0] { // what was just saved
		q.list = appended(q.list, numbers, written)
		return
	}
	list := make([]head, 0, len(q.list)+len(numbers))
	for _, h := range q.list {
		for len(numbers) > 0 && numbers[0] < h.n {
			list, numbers = appended(list, numbers[:1], written), numbers[1:]
		}
		if len(numbers) > 0 && numbers[0] == h.n {
			list, numbers = appended(list, numbers[:1], written), numbers[1:]
			continue
		}
		list = append(list, h)
	}
	q.list = appended(list, numbers, written)
}

func appended(list []head, numbers []uint64, written map[uint64]*head) []head {
	for _, n := range numbers {
		if h := written[n]; h != nil {
			list = append(list, *h)
		}
	}
	return list
}

// readHeads reads the queue whole, after the store was opened or exchanged.
func (r *replica) readHeads(ctx context.Context) error {
	var list []head
	err := r.db.store.View(ctx, func(stx storage.Tx) error {
		rows, err := r.rows(stx)
		list = make([]head, 0, len(rows))
		for _, row := range rows {
			list = append(list, r.headOf(row))
		}
		return err
	})
	if err == nil {
		r.heads.set(list)
	}
	return err
}

// rowAt opens an operation of the queue; false when it has left it since.
func (r *replica) rowAt(stx storage.Tx, n uint64) (row outboxRow, there bool, err error) {
	k := r.outboxKey(n)
	v, err := stx.Get(storage.Outbox, k)
	if err != nil || v == nil {
		return row, false, err
	}
	row, err = r.openOutbox(k, v)
	return row, err == nil, err
}
