package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// migrations are the steps from an empty database to the present tables, each
// run once, in order. A step that has been released never changes: its digest
// is stored and compared. While servers are updated one by one, old ones run on
// the new tables, so a step only adds.
var migrations = []string{
	`create table civicdesk_agencies (
		id    integer primary key,
		store text    not null unique,
		seq   bigint  not null
	);
	create table civicdesk_writers (
		agency integer     not null,
		writer bytea       not null,
		n      bigint      not null,
		seen   timestamptz not null,
		primary key (agency, writer)
	);
	create table civicdesk_rows (
		agency integer  not null,
		tbl    smallint not null,
		k      bytea    not null,
		v      bytea    not null,
		primary key (agency, tbl, k)
	) partition by hash (agency);` + partitions("civicdesk_rows", 4),
}

// partitions makes the hash partitions of a table.
func partitions(table string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "\n\tcreate table %s_%d partition of %s for values with (modulus %d, remainder %d);", table, i, table, n, i)
	}
	return b.String()
}

func digest(migration string) []byte {
	sum := sha256.Sum256([]byte(migration))
	return sum[:]
}

// settle sets what every session needs, unless the address says otherwise.
func settle(c *pgx.ConnConfig) {
	for name, value := range map[string]string{
		"application_name":                    "civicdesk",
		"idle_in_transaction_session_timeout": "20s", // a server that hangs must not hold the agency's row
		"tcp_keepalives_idle":                 "10",  // nor one whose computer is gone
		"tcp_keepalives_interval":             "5",
		"tcp_keepalives_count":                "3",
		"enable_seqscan":                      "off", // every statement goes by the primary key, statistics or not
		"plan_cache_mode":                     "force_generic_plan",
	} {
		if _, given := c.RuntimeParams[name]; !given {
			c.RuntimeParams[name] = value
		}
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = 5 * time.Second
	}
}

func sizeGiven(address string) bool { return strings.Contains(address, "pool_max_conns") }

// prepare brings the tables up to date, finds or makes the agency's row, and
// checks that the database keeps what it says it has kept.
func prepare(ctx context.Context, config *pgx.ConnConfig, store string, patient time.Duration) (agency int32, err error) {
	wait := patience{until: time.Now().Add(patient)}
	for {
		agency, err = tryPrepare(ctx, config, store)
		// Two servers that begin at once may both try to make a table.
		again := err != nil && (passing(err) || codeOf(err) == "23505" || codeOf(err) == "42P07")
		if !again || !wait.again(ctx) {
			return agency, asSetup(err)
		}
	}
}

func tryPrepare(ctx context.Context, config *pgx.ConnConfig, store string) (agency int32, err error) {
	limit, cancel := limited(ctx)
	defer cancel()
	conn, err := pgx.ConnectConfig(limit, config)
	if err != nil {
		return 0, driver(err)
	}
	defer conn.Close(limit)
	if err := checkSettings(limit, conn); err != nil {
		return 0, err
	}
	if err := migrate(limit, conn); err != nil {
		return 0, err
	}
	return register(limit, conn, store)
}

// checkSettings refuses a database that loses what it has called committed.
func checkSettings(ctx context.Context, conn *pgx.Conn) error {
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		var value string
		if err := conn.QueryRow(ctx, "show "+name).Scan(&value); err != nil {
			if codeOf(err) == "42704" { // a database of another make has no such setting
				continue
			}
			return driver(err)
		}
		if value == "off" {
			return &SetupError{Words: "The database has " + name + " = off, so it can lose what was saved. Set " + name + " = on.", Err: errors.New(name + " is off")}
		}
	}
	return nil
}

func migrate(ctx context.Context, conn *pgx.Conn) error {
	have, err := versions(ctx, conn)
	if codeOf(err) == "42P01" { // no such table: a new database
		_, err = conn.Exec(ctx, `create table if not exists civicdesk_schema (version integer primary key, digest bytea not null, applied timestamptz not null)`)
		have = nil
	}
	if err != nil {
		return driver(err)
	}
	for i, sum := range have {
		if i >= len(migrations) {
			return &SetupError{Words: "The database was set up by a newer Civic Desk. Update this server.", Err: fmt.Errorf("version %d of %d", len(have), len(migrations))}
		}
		if string(sum) != string(digest(migrations[i])) {
			return &SetupError{Words: "The tables in the database are not those of Civic Desk. Choose another database.", Err: fmt.Errorf("digest of version %d", i+1)}
		}
	}
	for i := len(have); i < len(migrations); i++ {
		if err := step(ctx, conn, i); err != nil {
			return driver(err)
		}
	}
	return nil
}

// versions are the digests of the steps that were run, in order.
func versions(ctx context.Context, conn *pgx.Conn) ([][]byte, error) {
	rows, err := conn.Query(ctx, `select digest from civicdesk_schema order by version`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[[]byte])
}

// step runs one migration. Its version row comes first, so that of two servers
// one waits for the other and then finds the row taken.
func step(ctx context.Context, conn *pgx.Conn, i int) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `insert into civicdesk_schema (version, digest, applied) values ($1, $2, now())`, i+1, digest(migrations[i])); err != nil {
			return err
		}
		_, err := tx.Conn().PgConn().Exec(ctx, migrations[i]).ReadAll()
		return err
	})
}

// register finds the agency's row or makes it, and sweeps the counts of
// processes that ended long ago.
func register(ctx context.Context, conn *pgx.Conn, store string) (agency int32, err error) {
	const find = `select id from civicdesk_agencies where store = $1`
	err = conn.QueryRow(ctx, find, store).Scan(&agency)
	if errors.Is(err, pgx.ErrNoRows) {
		if _, err = conn.Exec(ctx, `insert into civicdesk_agencies (id, store, seq)
			select coalesce(max(id), 0) + 1, $1, 0 from civicdesk_agencies`, store); err == nil {
			err = conn.QueryRow(ctx, find, store).Scan(&agency)
		}
	}
	if err == nil {
		_, err = conn.Exec(ctx, `delete from civicdesk_writers where agency = $1 and seen < now() - interval '7 days'`, agency)
	}
	return agency, driver(err)
}

// asSetup gives the errors that an administrator must act on their sentence.
func asSetup(err error) error {
	var setup *SetupError
	if err == nil || errors.As(err, &setup) {
		return err
	}
	words := map[string]string{
		"28P01": "The database refused the password.",
		"28000": "The database refused the user. Look at its pg_hba.conf.",
		"3D000": "There is no such database. Make it with createdb.",
		"42501": "The database's user may not make Civic Desk's tables. Give it CREATE on the schema, or run “civicdesk init” once as the owner.",
	}[codeOf(err)]
	var refused *pgconn.PgError
	if words == "" || !errors.As(err, &refused) {
		return err
	}
	return &SetupError{Words: words, Err: err}
}
