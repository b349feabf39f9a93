package record

import (
	"reflect"
	"runtime"
	"sync"
)

// atOnce is how many rows are opened together: enough that starting the
// goroutines costs nothing beside them.
const atOnce = 512

// opener opens rows on all processors and keeps their records in the order of
// the rows.
type opener[T Record] struct {
	db      *DB
	d       *Definition
	places  []place
	rows    [][]byte
	buffer  []byte // the rows' bytes, which the store may use again after a step of its scan
	batches [][]T
}

// add takes one more row.
func (o *opener[T]) add(p place, row []byte) error {
	from := len(o.buffer)
	o.buffer = append(o.buffer, row...)
	o.places, o.rows = append(o.places, p), append(o.rows, o.buffer[from:len(o.buffer):len(o.buffer)])
	if len(o.rows) < atOnce {
		return nil
	}
	return o.flush()
}

// flush opens the rows that were added since the last time.
func (o *opener[T]) flush() error {
	type one struct {
		open bool // the ring has a key for the row
		err  error
	}
	values, states := make([]T, len(o.rows)), make([]one, len(o.rows))
	parts := min(runtime.GOMAXPROCS(0), 1+len(o.rows)/64)
	var wait sync.WaitGroup
	for part := range parts {
		wait.Go(func() {
			for i := part * len(o.rows) / parts; i < (part+1)*len(o.rows)/parts; i++ {
				s, err := o.db.openRow(o.rows[i], o.places[i])
				if err == nil && s != nil {
					err = o.d.decodeInto(s.Fields, reflect.ValueOf(&values[i]).Elem())
				}
				states[i] = one{s != nil, err}
			}
		})
	}
	wait.Wait()
	o.places, o.rows, o.buffer = o.places[:0], o.rows[:0], o.buffer[:0]
	n := 0
	for i, s := range states {
		if s.err != nil {
			return s.err
		}
		if s.open {
			values[n] = values[i]
			n++
		}
	}
	o.batches = append(o.batches, values[:n])
	return nil
}
