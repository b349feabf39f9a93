// Package server is the authority's side of the sync: it takes the operations of
// desktops, decides each once, and sends every desktop what its user may see.
package server

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
	"civicdesk/storage/seal"
	"civicdesk/sync/pair"
	"civicdesk/sync/protocol"
)

// Options are what the server needs of the subjects above it.
type Options struct {
	// Authorize says whether the actor may make this change, by the actor's rights
	// of now; now is the record as the server has it. A change for which there is
	// no rule must be refused. Nil refuses everything but the settling of conflicts.
	Authorize func(actor app.Actor, c record.Change, now record.Current) error
	// Scopes lists scopes in which the actor may begin to work though no record
	// lies in them yet: a desktop needs their keys while it is offline.
	Scopes func(tx *record.Tx, actor app.Actor) ([]app.Scope, error)
	// Secrets says whether the sensitive fields of a scope go to the actor's
	// desktop. Nil: to those who may see full Social Security numbers there, and
	// to those who work on inquiries there.
	Secrets func(actor app.Actor, scope app.Scope) bool
	// Label writes a record in words for the list of conflicts, saying no more
	// than every screen shows; nil writes the type's name.
	Label func(typ string, id app.ID, now record.Current) string
	// Blobs keeps the chunks of files, in the store of the records; nil: none.
	Blobs *blob.Rows
	// Chunks lists the chunks that a change of a record names; an operation waits
	// for them. Needed with Blobs.
	Chunks func(c record.Change) ([]blob.ID, error)
	// Whole reads the files of a change when all their chunks are there, and
	// refuses those that are not what the change says. Needed with Blobs.
	Whole func(ctx context.Context, c record.Change) error
	// Admit refuses a change for what other records say; nil admits all.
	Admit func(tx *record.Tx, c record.Change) error
	// Derive sets, after a change of a record and in the same transaction, what no
	// desktop may decide alone. Nil: nothing.
	Derive func(tx *record.Tx, c record.Change) error
	// Alike finds records that may stand for the same thing as the changed one, for
	// example one paper form that was keyed twice. A person decides. Nil: none.
	Alike func(tx *record.Tx, c record.Change) ([]pair.Pair, error)
	// Ask answers a question that only the server can answer, for the actor of the
	// context, whose rights it asks for. Nil: no questions are answered.
	Ask func(ctx context.Context, name string, body record.Raw) (record.Raw, error)
	// PageItems is how many feed entries a page of the pull has at most; 0:
	// protocol.PageItems.
	PageItems int
	// Log receives failures, never anything of a person. Nil: slog.Default.
	Log *slog.Logger
	// Device hears which device sent a request, once that is proven, and says how
	// long it must wait first; 0: it may go on. Nil: every device may.
	Device func(ctx context.Context, device app.ID) time.Duration
	// Decided hears how each operation of a push ended: "applied", "conflict",
	// "refused" or "held". Nil: nobody counts.
	Decided func(outcome string)
	// Idle is called when a request begins to wait for news: from here on it
	// costs nothing but memory. Nil: nobody is told.
	Idle func(ctx context.Context)
	// Stop ends the waiting for news when it is closed: the server drains.
	Stop <-chan struct{}
}

// Server answers desktops. It holds no state beside the store but who waits.
type Server struct {
	watching watching

	db       *record.DB
	accounts *account.Service
	o        Options
	nonces   seal.Key
	cursors  seal.Key
	mux      *http.ServeMux
}

// New returns a server over an authority. The schema of db must have
// conflict.Conflicts, pair.Pairs and account.Types.
func New(db *record.DB, accounts *account.Service, o Options) *Server {
	if o.Authorize == nil {
		o.Authorize = func(app.Actor, record.Change, record.Current) error {
			return fault.E("server.Authorize", fault.Denied, "The server does not accept this kind of work.", nil)
		}
	}
	if o.Scopes == nil {
		o.Scopes = func(*record.Tx, app.Actor) ([]app.Scope, error) { return nil, nil }
	}
	if o.Secrets == nil {
		o.Secrets = func(a app.Actor, s app.Scope) bool {
			return policy.Can(a, policy.ApplicationReveal, s) || policy.Can(a, policy.InquiryWork, s)
		}
	}
	if o.Admit == nil {
		o.Admit = func(*record.Tx, record.Change) error { return nil }
	}
	if o.Label == nil {
		o.Label = func(typ string, _ app.ID, _ record.Current) string { return typ }
	}
	if o.Derive == nil {
		o.Derive = func(*record.Tx, record.Change) error { return nil }
	}
	if o.Alike == nil {
		o.Alike = func(*record.Tx, record.Change) ([]pair.Pair, error) { return nil, nil }
	}
	if o.PageItems <= 0 || o.PageItems > protocol.PageItems {
		o.PageItems = protocol.PageItems
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Device == nil {
		o.Device = func(context.Context, app.ID) time.Duration { return 0 }
	}
	if o.Decided == nil {
		o.Decided = func(string) {}
	}
	if o.Idle == nil {
		o.Idle = func(context.Context) {}
	}
	s := &Server{db: db, accounts: accounts, o: o, nonces: db.Ring().Root("sync nonce"), cursors: db.Ring().Root("sync cursor"), mux: http.NewServeMux()}
	s.mux.HandleFunc("GET "+protocol.PathNonce, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Cache-Control", "no-store")
		io.WriteString(w, base64.StdEncoding.EncodeToString(s.nonce()))
	})
	route(s, protocol.PathEnroll, s.newcomer, s.enroll)
	route(s, protocol.PathPush, s.known, s.push)
	route(s, protocol.PathPull, s.known, s.pull)
	if o.Blobs != nil {
		route(s, protocol.PathLacks, s.known, s.lacks)
		route(s, protocol.PathPut, s.known, s.putChunk)
		route(s, protocol.PathGet, s.known, s.getChunks)
	}
	route(s, protocol.PathWatch, s.known, s.watch)
	route(s, protocol.PathRepair, s.known, s.repair)
	if o.Ask != nil {
		route(s, protocol.PathAsk, s.known, s.ask)
	}
	route(s, protocol.PathPullOld, s.known, s.tooOld)
	return s
}

// Handler answers everything below protocol.Prefix.
func (s *Server) Handler() http.Handler { return s.mux }

func (s *Server) nonce() []byte { return protocol.NewNonce(s.nonces, s.db.Clock().Now()) }

// caller is who sent a request, proven by the device's signature.
type caller struct {
	device  account.Device
	user    account.User
	expired bool // its certificate has run out
}

// actor is the caller with the rights of now.
func (c caller) actor() app.Actor {
	a := c.user.Actor()
	a.Device = c.device.ID
	return a
}

// route mounts one sealed request: it opens the channel, checks the nonce, asks
// who for the caller, and seals what answer returns.
func route[Q, A any](s *Server, path string,
	who func(context.Context, *protocol.Session, protocol.Request) (caller, error),
	answer func(context.Context, caller, Q) (A, error)) {
	s.mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		sealed, err := io.ReadAll(http.MaxBytesReader(w, r.Body, protocol.MaxRequest))
		if err != nil {
			http.Error(w, "The request is too large or was cut off.", http.StatusRequestEntityTooLarge)
			return
		}
		session, request, err := protocol.Accept(s.accounts.SyncKey(), path, sealed)
		if session == nil { // the words reach no person: the client has its own for this status
			http.Error(w, "This request was not sealed for this server.", http.StatusMisdirectedRequest)
			return
		}
		response := protocol.Response{Nonce: s.nonce(), Body: null}
		if err != nil {
			response.Fault = protocol.FaultOf(fault.E("server.open", fault.Invalid, "The server could not read the request. Update Civic Desk on this computer.", err), "")
		} else {
			var wait time.Duration
			if response.Body, response.Fault, wait = run(s, r.Context(), session, request, who, answer); wait > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
				http.Error(w, "This computer asks too often. It tries again by itself.", http.StatusTooManyRequests)
				return
			}
		}
		out, err := session.Answer(response)
		if err != nil {
			s.o.Log.Error("sync answer", "path", path, "kind", "encode")
			http.Error(w, "", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Cache-Control", "no-store")
		w.Write(out)
	})
}

var null = record.Raw{0xf6}

func run[Q, A any](s *Server, ctx context.Context, session *protocol.Session, request protocol.Request,
	who func(context.Context, *protocol.Session, protocol.Request) (caller, error),
	answer func(context.Context, caller, Q) (A, error)) (body record.Raw, f *protocol.Fault, wait time.Duration) {
	defer func() {
		if p := recover(); p != nil { // its text may hold a value, so it is not logged
			s.o.Log.Error("sync request panicked", "device", string(request.Device))
			body, f, wait = null, protocol.FaultOf(fault.E("server.run", fault.Internal, "", nil), ""), 0
		}
	}()
	if !protocol.CheckNonce(s.nonces, s.db.Clock().Now(), request.Nonce) {
		return null, protocol.FaultOf(fault.E("server.run", fault.Expired, "The server asks to try again.", nil), protocol.CodeNonce), 0
	}
	c, err := who(ctx, session, request)
	if err != nil {
		return null, protocol.FaultOf(err, codeOf(err, protocol.CodeRefused)), 0
	}
	if wait := s.o.Device(ctx, c.device.ID); wait > 0 && c.device.ID != "" {
		return null, nil, wait
	}
	var q Q
	if err := record.Decode(request.Body, &q); err != nil {
		return null, protocol.FaultOf(fault.E("server.run", fault.Invalid, "The server could not read the request. Update Civic Desk on this computer.", err), ""), 0
	}
	a, err := answer(ctx, c, q)
	if err != nil {
		s.o.Log.Warn("sync request failed", "device", string(request.Device), "kind", fault.KindOf(err).String())
		return null, protocol.FaultOf(err, codeOf(err, "")), 0
	}
	if body, err = record.Encode(a); err != nil {
		return null, protocol.FaultOf(fault.E("server.run", fault.Internal, "", err), ""), 0
	}
	return body, nil, 0
}

// known is the enrolled device that signed the request, and its user.
func (s *Server) known(ctx context.Context, session *protocol.Session, r protocol.Request) (c caller, err error) {
	err = s.db.View(ctx, func(tx *record.Tx) error {
		var refused error
		c.device, c.user, refused = account.DeviceOf(tx, r.Device)
		if c.device.ID != "" && !signed(c.device.Public, session, r) {
			return fault.E("server.known", fault.Denied, "The server does not recognise this computer. Enrol it again with a new code from your administrator.", nil)
		}
		if refused == nil {
			refused = s.accounts.Refresh(tx)
		}
		c.expired = c.device.Expired(tx.Now())
		return refused
	})
	if err == nil && c.device.Order == account.Stolen {
		return c, s.orderWipe(ctx, c)
	}
	return c, err
}

// newcomer is a computer that enrols: it proves that it holds the key it sends.
func (s *Server) newcomer(_ context.Context, session *protocol.Session, r protocol.Request) (caller, error) {
	var q protocol.Enroll
	if err := record.Decode(r.Body, &q); err != nil || !signed(q.Public, session, r) {
		return caller{}, fault.E("server.newcomer", fault.Denied, "The server could not check this computer's key. Try again.", err)
	}
	return caller{}, nil
}

func signed(pkix []byte, session *protocol.Session, r protocol.Request) bool {
	k, err := x509.ParsePKIXPublicKey(pkix)
	if err != nil {
		return false
	}
	public, ok := k.(*ecdsa.PublicKey)
	sum := sha256.Sum256(session.SignedText(r.Nonce, r.Body))
	return ok && ecdsa.VerifyASN1(public, sum[:], r.Signature)
}

func (s *Server) enroll(ctx context.Context, _ caller, q protocol.Enroll) (protocol.Enrolled, error) {
	d, u, err := s.accounts.Redeem(ctx, q.Secret, q.Public, q.Name)
	if err != nil {
		return protocol.Enrolled{}, err
	}
	keys, err := s.issueKeys(ctx, caller{device: d, user: u})
	if err != nil {
		return protocol.Enrolled{}, err
	}
	certificate, err := s.accounts.Certificate(d)
	return protocol.Enrolled{Device: d.ID, Account: s.accountOf(u), Keys: keys, Certificate: certificate}, err
}

func (s *Server) accountOf(u account.User) protocol.Account {
	return protocol.Account{User: u.ID, Login: u.Login, Name: u.Name, Office: u.Office, Agency: s.accounts.Agency(), Grants: u.All(), Rights: u.Rights, Recovery: s.accounts.RecoveryKey(), Lease: s.accounts.Lease()}
}

var errTooMany = errors.New("more operations than a push may hold")
