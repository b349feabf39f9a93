package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"civicdesk/storage"
)

const (
	sqlSeq  = `select seq from civicdesk_agencies where id = $1`
	sqlLock = `select seq from civicdesk_agencies where id = $1 for update`
	sqlGet  = `select v from civicdesk_rows where agency = $1 and tbl = $2 and k = $3`
	sqlMany = `select k, v from civicdesk_rows where agency = $1 and tbl = $2 and k = any($3)`
	sqlPage = `select k, v from civicdesk_rows where agency = $1 and tbl = $2 and k >= $3 order by k limit $4`
	sqlUpto = `select k, v from civicdesk_rows where agency = $1 and tbl = $2 and k >= $3 and k < $4 order by k limit $5`
	sqlPut  = `insert into civicdesk_rows (agency, tbl, k, v)
		select $1, r.t, r.k, r.v from unnest($2::smallint[], $3::bytea[], $4::bytea[]) as r(t, k, v)
		on conflict (agency, tbl, k) do update set v = excluded.v`
	sqlDelete = `delete from civicdesk_rows using unnest($2::smallint[], $3::bytea[]) as r(t, k)
		where civicdesk_rows.agency = $1 and civicdesk_rows.tbl = r.t and civicdesk_rows.k = r.k`
	sqlAdvance = `update civicdesk_agencies set seq = $2 where id = $1`
	sqlCount   = `insert into civicdesk_writers (agency, writer, n, seen) values ($1, $2, $3, now())
		on conflict (agency, writer) do update set n = excluded.n, seen = excluded.seen`
	sqlKept   = `select coalesce(max(n), 0) from civicdesk_writers where agency = $1 and writer = $2`
	sqlForget = `delete from civicdesk_writers where agency = $1 and writer = $2`
)

// tx is one transaction. What it writes lies in the overlay until the end, or
// until there is much of it; reads look there first.
type tx struct {
	s      *Store
	ctx    context.Context
	conn   *pgx.Conn
	pooled *pgxpool.Conn // nil for the writer's own connection
	write  bool

	first, seq uint64 // the sequence at the beginning, and now
	overlay    overlay
	sent       bool              // some of what was written is in the database
	ahead      map[string][]byte // rows that Prefetch read: table ‖ key → value, nil when there is none
	err        error             // the database's first error: the transaction is lost
}

// fail keeps the first error of the database and marks it as the database's.
func (x *tx) fail(err error) error {
	if err == nil {
		return nil
	}
	err = driver(err)
	if x.err == nil {
		x.err = err
	}
	return err
}

// ready says why no further statement may be sent.
func (x *tx) ready() error {
	if x.err != nil {
		return x.err
	}
	return x.ctx.Err()
}

// begin opens the transaction and reads the sequence in one round trip.
func (x *tx) begin(begin, seq string) error {
	ctx, cancel := limited(x.ctx)
	defer cancel()
	var b pgx.Batch
	b.Queue(begin)
	b.Queue(seq, x.s.agency).QueryRow(func(r pgx.Row) error {
		var n int64
		err := r.Scan(&n)
		x.first, x.seq = uint64(n), uint64(n)
		return err
	})
	return x.fail(x.conn.SendBatch(ctx, &b).Close())
}

func (x *tx) exec(sql string) error {
	ctx, cancel := limited(x.ctx)
	defer cancel()
	_, err := x.conn.Exec(ctx, sql)
	return x.fail(err)
}

func (x *tx) row(sql string, args []any, into ...any) error {
	ctx, cancel := limited(x.ctx)
	defer cancel()
	err := x.conn.QueryRow(ctx, sql, args...).Scan(into...)
	if errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	return x.fail(err)
}

// Get implements storage.Tx.
func (x *tx) Get(t storage.Table, key []byte) ([]byte, error) {
	if v, known := x.overlay.get(t, key); known {
		return v, nil
	}
	if v, known := x.ahead[aheadKey(t, key)]; known {
		return v, nil
	}
	if err := x.ready(); err != nil {
		return nil, err
	}
	var v []byte
	err := x.row(sqlGet, []any{x.s.agency, int16(t), some(key)}, &v)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return v, err
}

// some is the key as a value that is not NULL.
func some(key []byte) []byte {
	if key == nil {
		return []byte{}
	}
	return key
}

func aheadKey(t storage.Table, key []byte) string { return string(append([]byte{byte(t)}, key...)) }

// aheadRows is how many rows of Prefetch are kept; one call may bring more.
const aheadRows = 4096

// Prefetch implements storage.Tx: the rows are read in one round trip and kept
// until there are many.
func (x *tx) Prefetch(t storage.Table, keys [][]byte) error {
	if x.ahead == nil || len(x.ahead) > aheadRows {
		x.ahead = map[string][]byte{}
	}
	if err := x.ready(); err != nil || len(keys) < 2 {
		return err
	}
	ctx, cancel := limited(x.ctx)
	defer cancel()
	rows, err := x.conn.Query(ctx, sqlMany, x.s.agency, int16(t), keys)
	if err != nil {
		return x.fail(err)
	}
	found := make(map[string][]byte, len(keys))
	var k, v []byte
	if _, err = pgx.ForEachRow(rows, []any{&k, &v}, func() error {
		found[string(k)] = v
		k, v = nil, nil
		return nil
	}); err != nil {
		return x.fail(err)
	}
	for _, k := range keys {
		if _, own := x.overlay.get(t, k); !own { // what was written and sent since is newer
			x.ahead[aheadKey(t, k)] = found[string(k)]
		}
	}
	return nil
}

// Put implements storage.Tx.
func (x *tx) Put(t storage.Table, key, value []byte) error {
	if !x.write {
		return storage.ErrReadOnly
	}
	if err := storage.CheckPut(key, value); err != nil {
		return err
	}
	return x.set(t, key, append([]byte{}, value...))
}

// Delete implements storage.Tx.
func (x *tx) Delete(t storage.Table, key []byte) error {
	if !x.write {
		return storage.ErrReadOnly
	}
	return x.set(t, key, nil)
}

func (x *tx) set(t storage.Table, key, value []byte) error {
	delete(x.ahead, aheadKey(t, key))
	x.overlay.set(t, key, value)
	if !x.overlay.full() {
		return nil
	}
	if err := x.ready(); err != nil {
		return err
	}
	ctx, cancel := limited(x.ctx)
	defer cancel()
	var b pgx.Batch
	x.send(&b)
	return x.fail(x.conn.SendBatch(ctx, &b).Close())
}

// send adds the statements that write the overlay.
func (x *tx) send(b *pgx.Batch) {
	c := x.overlay.take()
	if len(c.putKey) > 0 {
		b.Queue(sqlPut, x.s.agency, c.putTable, c.putKey, c.putValue)
	}
	if len(c.deleteKey) > 0 {
		b.Queue(sqlDelete, x.s.agency, c.deleteTable, c.deleteKey)
	}
	x.sent = true
}

func (x *tx) dirty() bool { return x.sent || x.overlay.rows > 0 || x.seq != x.first }

// commit writes what is left, the sequence and the writer's count, and commits,
// in one round trip.
func (x *tx) commit(n int64) error {
	ctx, cancel := limited(x.ctx)
	defer cancel()
	var b pgx.Batch
	x.send(&b)
	if x.seq != x.first {
		b.Queue(sqlAdvance, x.s.agency, int64(x.seq))
	}
	b.Queue(sqlCount, x.s.agency, x.s.writer[:], n)
	b.Queue("commit")
	return x.fail(x.conn.SendBatch(ctx, &b).Close())
}

// NextSeq implements storage.Tx. The agency's row is locked, so nobody else has
// these numbers, and they are written with the commit.
func (x *tx) NextSeq(n int) (uint64, error) {
	if !x.write {
		return 0, storage.ErrReadOnly
	}
	x.seq += uint64(n)
	return x.seq - uint64(n) + 1, nil
}

// Seq implements storage.Tx.
func (x *tx) Seq() (uint64, error) { return x.seq, nil }

var _ storage.Tx = (*tx)(nil)
