package postgres

import (
	"bytes"
	"errors"

	"github.com/jackc/pgx/v5"

	"civicdesk/storage"
)

// Scan implements storage.Tx. Rows are read in pages by key, each as large as
// keeps memory flat, and merged with what the transaction has written.
func (x *tx) Scan(t storage.Table, from, to []byte, limit int, fn func(k, v []byte) error) error {
	own := x.overlay.between(t, from, to)
	p := pages{x: x, t: t, from: from, to: to, rows: firstPage}
	if limit > 0 {
		p.rows = min(p.rows, limit+len(own)) // a written row may hide one of the database
	}
	for n := 0; limit == 0 || n < limit; {
		k, v, err := p.peek()
		if err != nil {
			return err
		}
		switch {
		case len(own) > 0 && (k == nil || own[0] <= string(k)):
			if own[0] == string(k) { // what was written stands in its place
				p.drop()
			}
			k = []byte(own[0])
			own = own[1:]
			if v, _ = x.overlay.get(t, k); v == nil {
				continue
			}
		case k == nil:
			return nil
		default:
			p.drop()
		}
		n++
		if err := fn(k, v); err != nil {
			if errors.Is(err, storage.ErrStop) {
				return nil
			}
			return err
		}
	}
	return nil
}

// Sizes of pages: they grow and shrink with what the rows weigh.
const (
	firstPage = 64
	maxPage   = 4096
	pageBytes = 512 << 10
)

// pages reads a table's rows of the database in key order.
type pages struct {
	x        *tx
	t        storage.Table
	from, to []byte
	rows     int // of the next page
	page     []pair
	end      bool
}

type pair struct{ k, v []byte }

// peek is the next row, which stays; a nil key after the last one.
func (p *pages) peek() (k, v []byte, err error) {
	if len(p.page) == 0 && !p.end {
		if err := p.read(); err != nil {
			return nil, nil, err
		}
	}
	if len(p.page) == 0 {
		return nil, nil, nil
	}
	return p.page[0].k, p.page[0].v, nil
}

// drop passes over the row that peek gave.
func (p *pages) drop() { p.page = p.page[1:] }

func (p *pages) read() error {
	if err := p.x.ready(); err != nil {
		return err
	}
	if p.to != nil && bytes.Compare(p.from, p.to) >= 0 {
		p.end = true
		return nil
	}
	ctx, cancel := limited(p.x.ctx)
	defer cancel()
	sql, args := sqlPage, []any{p.x.s.agency, int16(p.t), some(p.from), p.rows}
	if p.to != nil {
		sql, args = sqlUpto, []any{p.x.s.agency, int16(p.t), some(p.from), p.to, p.rows}
	}
	rows, err := p.x.conn.Query(ctx, sql, args...)
	if err != nil {
		return p.x.fail(err)
	}
	size, page := 0, make([]pair, 0, p.rows)
	var k, v []byte
	if _, err = pgx.ForEachRow(rows, []any{&k, &v}, func() error {
		page = append(page, pair{k, v})
		size += len(k) + len(v)
		k, v = nil, nil
		return nil
	}); err != nil {
		return p.x.fail(err)
	}
	p.page, p.end = page, len(page) < p.rows
	if len(page) > 0 {
		p.from = append(bytes.Clone(page[len(page)-1].k), 0)
		p.rows = max(1, min(pageBytes/(1+size/len(page)), 4*p.rows, maxPage))
	}
	return nil
}
