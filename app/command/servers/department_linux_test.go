// Package servers_test runs a department: three servers, real processes, on one
// PostgreSQL behind nginx, used by real desktops and the public while servers
// are killed, stopped and started and the database restarts.
package servers_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/storage/postgres/pgtest"
	"civicdesk/storage/record"
)

const agents = 3

// proxyForgets is longer than nginx leaves a server alone that failed once
// (fail_timeout in the example).
const proxyForgets = 2500 * time.Millisecond

// TestServersComeAndGo kills two servers under load, restarts all in turn,
// restarts the database as after a crash, and then counts: nothing lost, nothing
// doubled, nobody signed out. CIVICDESK_ROUNDS sets how often; 1 without it.
func TestServersComeAndGo(t *testing.T) {
	if testing.Short() {
		t.Skip("needs three servers, nginx and PostgreSQL for half a minute: not in a short run")
	}
	if _, err := exec.LookPath("/usr/sbin/nginx"); err != nil && os.Getenv("CI")+os.Getenv("CIVICDESK_ALL_TESTS") == "" {
		t.Skip("needs nginx, which build/install.sh installs")
	}
	rounds := 1
	if n, err := strconv.Atoi(os.Getenv("CIVICDESK_ROUNDS")); err == nil {
		rounds = n
	}
	cluster := pgtest.Start(t)
	d := open(t, cluster)
	l := newLoad(d)
	d.enrol(l)
	for i, desk := range l.desktops {
		l.people.Go(func() { l.agent(i, desk) })
	}
	for i := range 3 {
		l.people.Go(func() { l.visitor(i) })
	}
	for range rounds {
		d.comeAndGo(l, cluster)
	}
	l.stop()
	l.people.Wait()
	d.settle(l)
	for _, err := range l.wrong {
		t.Error(err)
	}
	if len(l.wrong) > 0 {
		log, _ := os.ReadFile(filepath.Join(d.dir, "nginx.log"))
		t.Logf("nginx: %s", log)
	}
	d.count(l)
	t.Logf("%d forms of the public, %d calls of %d agents; %d requests failed and were made again, %d of them while servers were stopped in order", len(l.sent), callsOf(l), agents, l.trouble, l.inOrder)
}

// open makes the agency in a new database and starts three servers and nginx.
func open(t *testing.T, cluster *pgtest.Cluster) *department {
	dir, err := os.MkdirTemp("", "civicdesk-servers-") // nginx's workers must be able to pass through it
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	ports, err := freePorts(4)
	if err != nil {
		t.Fatal(err)
	}
	d := &department{t: t, dir: dir, store: cluster.Database(t), port: ports[3], ports: ports[:3], servers: make([]*process, 3)}
	t.Setenv("CIVICDESK_KEYCHAIN", filepath.Join(dir, "keychain"))
	if _, err := run(d.env(), "init", "--agency", "Department of Examples", "--data", d.folder(0)); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(node.KeyFile(d.folder(0)), filepath.Join(dir, "server.key")); err != nil {
		t.Fatal(err)
	}
	for i := range d.servers {
		if err := errors.Join(os.MkdirAll(d.folder(i), 0o700), d.serve(i)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.end(i, syscall.SIGKILL) })
	}
	if err := d.nginx(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.proxy.end(syscall.SIGTERM) })
	return d
}

// enrol adds the agents by commands and enrols a desktop for each through nginx.
func (d *department) enrol(l *load) {
	env := append(d.env(), "CIVICDESK_KEY=file:"+filepath.Join(d.dir, "server.key"))
	for _, login := range []string{"lnguyen", "gpena", "kkealoha"}[:agents] {
		_, err := run(env, "user", "add", login, "--name", "Agent "+login, "--grant", "agent@inquiries/ofccp", "--data", d.folder(0))
		if err != nil {
			d.t.Fatal(err)
		}
		code, err := run(env, "user", "code", login, "--data", d.folder(0))
		if err != nil {
			d.t.Fatal(err)
		}
		fields := strings.Fields(code)
		if err := l.enroll(login, fields[0]); err != nil {
			d.t.Fatalf("%v: %s", err, code)
		}
	}
}

// comeAndGo is one round of what happens to servers.
func (d *department) comeAndGo(l *load, cluster *pgtest.Cluster) {
	d.step(l, "all three serve", func() error { return nil })
	d.step(l, "server 1 is killed", func() error { return d.end(0, syscall.SIGKILL) })
	d.step(l, "server 2 is killed, server 1 is back", func() error { return errors.Join(d.serve(0), d.end(1, syscall.SIGKILL)) })
	d.step(l, "server 2 is back", func() error { return d.serve(1) })
	d.quiet(l)
	for i := range d.servers {
		d.step(l, "one server is stopped and started again", func() error { return errors.Join(d.end(i, syscall.SIGTERM), d.serve(i)) })
		time.Sleep(proxyForgets)
	}
	l.careful.Store(false)
	d.step(l, "the database restarts as after a crash", func() error { return errors.Join(cluster.Kill(), cluster.Run()) })
}

// step does something and lets the people work on until much has been done.
func (d *department) step(l *load, what string, do func() error) {
	if err := do(); err != nil {
		d.t.Fatalf("%s: %v", what, err)
	}
	before := l.progress.Load()
	for until := time.Now().Add(time.Minute); l.progress.Load() < before+12; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			d.t.Fatalf("%s: the work has come to a stop: %s", what, l.said())
		}
	}
}

// quiet begins the time in which hardly a request may fail, after those have ended
// that a killed server still answers with.
func (d *department) quiet(l *load) {
	time.Sleep(proxyForgets)
	l.careful.Store(true)
}

// settle sends what still waits on the desktops.
func (d *department) settle(l *load) {
	for _, desk := range l.desktops {
		ctx := desk.Context(context.Background())
		for until := time.Now().Add(time.Minute); ; {
			q, err := desk.DB.Queue(ctx)
			if err != nil {
				d.t.Fatal(err)
			}
			if q.Waiting == 0 && l.sync(ctx, desk) {
				break
			}
			l.sync(ctx, desk)
			if time.Now().After(until) {
				d.t.Fatalf("%s has %d operations that do not go up", desk.login, q.Waiting)
			}
		}
	}
	for _, desk := range l.desktops { // now everybody gets what the others have sent
		ctx := desk.Context(context.Background())
		if !l.sync(ctx, desk) {
			d.t.Errorf("%s cannot synchronise: %s", desk.login, l.said())
		}
		refused, err := desk.DB.Refusals(ctx)
		if err != nil || len(refused) > 0 {
			d.t.Errorf("%s: %d operations were refused, %v", desk.login, len(refused), err)
		}
	}
}

func callsOf(l *load) (n int) {
	for _, desk := range l.desktops {
		n += len(desk.calls)
	}
	return n
}

// count compares what people were told with what the store has, on the server
// and on a desktop, and checks the audit trail.
func (d *department) count(l *load) {
	env := append(d.env(), "CIVICDESK_KEY=file:"+filepath.Join(d.dir, "server.key"))
	said, err := run(env, "verify", "--data", d.folder(2))
	if err != nil || !strings.Contains(said, "every link holds") {
		d.t.Errorf("verify: %v: %s", err, said)
	}
	s, err := node.OpenServer(context.Background(), d.folder(2), node.ServerOptions{Store: d.store, Key: "file:" + filepath.Join(d.dir, "server.key")})
	if err != nil {
		d.t.Fatal(err)
	}
	defer s.Close()
	l.compare(d.t, "the server", app.WithActor(context.Background(), account.System), s.DB)
	for _, desk := range l.desktops {
		l.compare(d.t, desk.login, desk.Context(context.Background()), desk.DB)
		if err := desk.DB.Close(); err != nil {
			d.t.Error(err)
		}
	}
}

// compare finds every form and every call in the store once, and nothing else.
func (l *load) compare(t *testing.T, whose string, ctx context.Context, db *record.DB) {
	var all []inquiry.Inquiry
	if err := db.View(ctx, func(tx *record.Tx) (err error) { all, err = inquiry.Inquiries.All(tx); return err }); err != nil {
		t.Fatal(err)
	}
	numbers, calls := map[string]int{}, map[app.ID]int{}
	for _, i := range all {
		if i.Channel == inquiry.ByWeb {
			numbers[i.Tracking.String()]++
		} else {
			calls[i.ID]++
		}
	}
	for n := range l.sent {
		if numbers[n] != 1 {
			t.Errorf("%s: the form with the number %s is there %d times", whose, n, numbers[n])
		}
	}
	for _, desk := range l.desktops {
		for id := range desk.calls {
			if calls[id] != 1 {
				t.Errorf("%s: a call of %s is there %d times", whose, desk.login, calls[id])
			}
		}
	}
	if len(numbers) != len(l.sent) || len(calls) != callsOf(l) {
		t.Errorf("%s: %d forms and %d calls, want %d and %d", whose, len(numbers), len(calls), len(l.sent), callsOf(l))
	}
}
