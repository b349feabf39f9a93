package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"civicdesk/storage"
	"civicdesk/storage/bolt"
	"civicdesk/storage/postgres"
	"civicdesk/storage/postgres/pgtest"
)

const (
	singles      = 400    // operations a second that a server must take one by one
	batched      = 10_000 // and in batches
	perBatch     = 200
	operationLen = 1600 // bytes of a sealed application
)

// measureServers times operations on one agency as the server's stores keep
// them: a number of the sequence, the record, its entry of the feed and its
// outcome, each transaction durable. Beside PostgreSQL the driver alone writes
// the same rows; bbolt stands beside its own bare puts in other measures.
func measureServers(dir string, rounds int) ([]result, error) {
	cluster, err := pgtest.New()
	if err != nil {
		return nil, err
	}
	defer cluster.Stop()
	ctx := context.Background()
	database, err := postgres.Open(ctx, cluster.URL("postgres"), "bench", postgres.Options{})
	if err != nil {
		return nil, err
	}
	defer database.Close()
	file, err := bolt.Open(filepath.Join(dir, "agency.db"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	bare, err := newBare(ctx, cluster.URL("postgres"))
	if err != nil {
		return nil, err
	}
	defer bare.conn.Close(ctx)
	var all []result
	for _, m := range []struct{ operations, each int }{{singles, 1}, {batched, perBatch}} {
		var onDatabase, onFile, limit []float64
		for range min(rounds, 5) {
			for _, turn := range []struct {
				add *[]float64
				do  func() error
			}{
				{&onDatabase, func() error { return operations(ctx, database, m.operations, m.each) }},
				{&limit, func() error { return bare.operations(ctx, m.operations, m.each) }},
				{&onFile, func() error { return operations(ctx, file, m.operations, m.each) }},
			} {
				ms, err := timed(turn.do)
				if err != nil {
					return nil, err
				}
				*turn.add = append(*turn.add, ms)
			}
		}
		what := fmt.Sprintf("%d operations of one agency, %d a transaction", m.operations, m.each)
		all = append(all, result{name: what + ", PostgreSQL", ours: onDatabase, beside: "pgx alone, the same rows", limit: limit, goal: goal{ms: 1000}},
			result{name: what + ", bbolt", ours: onFile, goal: goal{ms: 1000}})
	}
	return all, nil
}

// operations writes n of them through the contract of a store.
func operations(ctx context.Context, s storage.Store, n, each int) error {
	record, outcome := make([]byte, operationLen), make([]byte, 120)
	for done := 0; done < n; done += each {
		if err := s.Update(ctx, func(tx storage.Tx) error {
			for range each {
				seq, err := tx.NextSeq(1)
				if err != nil {
					return err
				}
				k := binary.BigEndian.AppendUint64(nil, seq)
				for _, row := range []struct {
					t storage.Table
					v []byte
				}{{storage.Records, record}, {storage.Feed, k}, {storage.Outcomes, outcome}} {
					if err := tx.Put(row.t, k, row.v); err != nil {
						return err
					}
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// bare is the driver alone on a table of the same form.
type bare struct{ conn *pgx.Conn }

func newBare(ctx context.Context, address string) (*bare, error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return nil, err
	}
	for _, sql := range []string{`create table bare_seq (n bigint not null)`, `insert into bare_seq values (0)`,
		`create table bare (tbl smallint not null, k bytea not null, v bytea not null, primary key (tbl, k))`} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return nil, err
		}
	}
	return &bare{conn}, nil
}

func (b *bare) operations(ctx context.Context, n, each int) error {
	record, outcome := make([]byte, operationLen), make([]byte, 120)
	for done := 0; done < n; done += each {
		if err := pgx.BeginFunc(ctx, b.conn, func(tx pgx.Tx) error {
			var last int64
			if err := tx.QueryRow(ctx, `update bare_seq set n = n + $1 returning n`, each).Scan(&last); err != nil {
				return err
			}
			var tables []int16
			var keys, values [][]byte
			for i := range each {
				k := binary.BigEndian.AppendUint64(nil, uint64(last)-uint64(i))
				tables, keys, values = append(tables, 1, 2, 3), append(keys, k, k, k), append(values, record, k, outcome)
			}
			_, err := tx.Exec(ctx, `insert into bare select * from unnest($1::smallint[], $2::bytea[], $3::bytea[])`, tables, keys, values)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}
