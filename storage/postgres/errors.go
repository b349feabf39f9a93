package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"civicdesk/storage"
)

// SetupError says what an administrator must change before the database can be
// used.
type SetupError struct {
	Words string // a sentence that says what to do
	Err   error  // the cause, for the log
}

// Error is the form for logs.
func (e *SetupError) Error() string { return "postgres: " + e.Words + " (" + e.Err.Error() + ")" }

// Unwrap returns the cause.
func (e *SetupError) Unwrap() error { return e.Err }

// statementLimit is how long one statement may take before its connection is
// given up: the database's host may be gone without a word.
const statementLimit = 30 * time.Second

// limited is the context of one statement. The end of the caller's context does
// not cut a statement off, since that would cost the connection; it is looked at
// between statements.
func limited(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), statementLimit)
}

// patience is the waiting for a database that is away.
type patience struct {
	until time.Time
	pause time.Duration
}

// again waits a moment, a longer one each time; false when there is no time left.
func (p *patience) again(ctx context.Context) bool {
	p.pause = min(max(2*p.pause, 20*time.Millisecond), time.Second)
	pause := p.pause/2 + rand.N(p.pause/2)
	if time.Now().Add(pause).After(p.until) {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(pause):
		return true
	}
}

func codeOf(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// lost says whether the connection broke, so that what was under way may or may
// not have happened.
func lost(err error) bool {
	switch code := codeOf(err); {
	case code != "":
		// the server ended the session: shutdown, crash, or too long idle
		return code == "57P01" || code == "57P02" || code == "57P05" || strings.HasPrefix(code, "08")
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "conn closed")
}

// passing says whether the same transaction may succeed in a moment: the
// database restarts, another takes over, or two transactions met.
func passing(err error) bool {
	switch codeOf(err) {
	case "40001", "40P01", // serialization failure, deadlock
		"57P03", "53300", // still starting, too many connections
		"25P03", "25P04", // idle or in a transaction for too long
		"25006": // became a standby
		return true
	}
	return lost(err)
}

// translate turns the driver's errors into the contract's, once.
func translate(err error) error {
	var setup *SetupError
	switch {
	case err == nil || errors.As(err, &setup) || errors.Is(err, storage.ErrUnknown):
		return err
	case codeOf(err) == "53100":
		return fmt.Errorf("%w: %w", storage.ErrFull, err)
	case strings.HasPrefix(codeOf(err), "XX00"):
		return fmt.Errorf("%w: %w", storage.ErrDamaged, err)
	case isDriver(err) && passing(err):
		return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
	}
	return err
}

// isDriver tells the database's own errors from those of the function that ran
// in the transaction, which come back as they are.
func isDriver(err error) bool {
	var e *driverError
	return errors.As(err, &e)
}

// driverError marks what the driver returned.
type driverError struct{ error }

func (e *driverError) Unwrap() error { return e.error }

func driver(err error) error {
	if err == nil {
		return nil
	}
	return &driverError{err}
}
