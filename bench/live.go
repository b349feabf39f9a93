package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/command"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/app/web/visitor"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
	"civicdesk/sync/client"
)

// liveDesktops wait for news of one server.
const liveDesktops = 200

// serverChild is set in the process that is the server.
const serverChild = "CIVICDESK_BENCH_SERVER"

// beServer runs the server and never returns, in the process that shall be one.
func beServer() {
	if args := os.Getenv(serverChild); args != "" {
		os.Exit(command.Run(context.Background(), strings.Split(args, "\n"), os.Stdin, os.Stdout, os.Stderr))
	}
}

// measureLive has 200 real desktops wait for news of a server process of its
// own: what they cost while nothing happens, how soon all have an inquiry that
// somebody sends on the public site, and how soon all are back after the server
// was started anew. It is one round: it takes more than a minute.
func measureLive(dir string, _ int) ([]result, error) {
	if err := os.Setenv("CIVICDESK_KEYCHAIN", filepath.Join(dir, "keychain")); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	l := &live{dir: filepath.Join(dir, "server"), port: port}
	defer l.stop()
	if err := l.enrol(dir); err != nil {
		return nil, err
	}
	alone, err := l.memory()
	if err != nil {
		return nil, err
	}
	first, err := timed(func() error {
		for _, d := range l.desks {
			d.session.Sync.Start()
		}
		return l.until(liveDesktops)
	})
	if err != nil {
		return nil, err
	}
	waiting, err := l.memory()
	if err != nil {
		return nil, err
	}
	busy, err := l.idle(30 * time.Second)
	if err != nil {
		return nil, err
	}
	one, all, err := l.news()
	if err != nil {
		return nil, err
	}
	gone, err := l.leave()
	if err != nil {
		return nil, err
	}
	back, err := l.again()
	if err != nil {
		return nil, err
	}
	n := float64(liveDesktops)
	return []result{
		{name: "200 desktops begin at once: first sync of each, and all wait", ours: []float64{first}},
		{name: "memory of the server for each desktop that waits, KiB", ours: []float64{(waiting - alone) / n}},
		{name: "processor of the server, 200 desktops wait, nothing happens, % of one", ours: []float64{busy}},
		{name: "a public inquiry reaches the first of 200 desktops", ours: []float64{one}, goal: goal{ms: 2000}},
		{name: "a public inquiry reaches the last of 200 desktops", ours: []float64{all}, goal: goal{ms: 2000}},
		{name: "a right is taken away: its records are off the desktop", ours: []float64{gone}, goal: goal{ms: 5000}},
		{name: "the server is started anew: all 200 are back and wait", ours: []float64{back}},
	}, nil
}

type live struct {
	dir, port, admin string
	server           *exec.Cmd
	desks            []*liveDesk
}

type liveDesk struct {
	session *node.Session
	desktop *node.Desktop
	heard   atomic.Int64 // when records came in last, in nanoseconds
	notify  chan struct{}
}

// enrol makes the server with its desktops and starts it.
func (l *live) enrol(dir string) error {
	ctx := app.WithActor(context.Background(), account.System)
	s, err := node.InitServer(ctx, l.dir, node.ServerOptions{Agency: "Bench", Address: "https://127.0.0.1:" + l.port})
	if err != nil {
		return err
	}
	var codes []string
	for i := 0; i < liveDesktops && err == nil; i++ {
		var u account.User
		u, err = s.Accounts.AddUser(ctx, account.User{Login: fmt.Sprintf("agent%d", i), Name: "Agent Bench", Grants: []app.Grant{{Role: policy.Agent, Scope: app.InquiryScope(node.InquiryAgency)}}})
		if err == nil {
			var code string
			code, err = s.Accounts.NewEnrolment(ctx, u.ID)
			codes = append(codes, code)
		}
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if err := l.start(); err != nil {
		return err
	}
	for i, code := range codes {
		d := &liveDesk{notify: make(chan struct{}, 1)}
		d.desktop, err = node.OpenDesktop(filepath.Join(dir, fmt.Sprint("desk", i)), node.DesktopOptions{KDF: vault.InsecureTestKDF(), Sync: client.Options{Progress: d.progress}})
		if err != nil {
			return err
		}
		if d.session, err = d.desktop.Enroll(context.Background(), code, "Blue-Heron-42", "bench"); err != nil {
			return err
		}
		l.desks = append(l.desks, d)
	}
	return nil
}

func (d *liveDesk) progress(p client.Progress) {
	if p.Received == 0 {
		return
	}
	d.heard.Store(time.Now().UnixNano())
	select {
	case d.notify <- struct{}{}:
	default:
	}
}

// start starts the server and waits until it serves.
func (l *live) start() error {
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	l.server = exec.Command(exe)
	l.server.Env = append(os.Environ(), serverChild+"="+strings.Join([]string{"serve", "--data", l.dir, "--listen", "127.0.0.1:" + l.port, "--address", "https://127.0.0.1:" + l.port,
		"--set", "log.level=warn", "--set", "limits.enrolments=100000"}, "\n"))
	l.server.Stderr = os.Stderr
	out, err := l.server.StdoutPipe()
	if err != nil {
		return err
	}
	if err := l.server.Start(); err != nil {
		return err
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		return fmt.Errorf("the server did not start: %w", err)
	}
	raw, err := os.ReadFile(filepath.Join(l.dir, "serve.json"))
	if err != nil {
		return err
	}
	var at struct{ Address string }
	err = json.Unmarshal(raw, &at)
	l.admin = at.Address
	return err
}

func (l *live) end() error {
	if err := l.server.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return l.server.Wait()
}

func (l *live) stop() {
	var wait sync.WaitGroup
	for _, d := range l.desks {
		wait.Go(func() { d.session.Sync.Close(); d.session.DB.Close() })
	}
	wait.Wait()
	if l.server != nil {
		l.end()
	}
}

// freePort is a port that nobody listens on.
func freePort() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()
	_, port, err := net.SplitHostPort(ln.Addr().String())
	return port, err
}

var watchingLine = regexp.MustCompile(`(?m)^civicdesk_devices_watching (\d+)$`)

// until waits until so many desktops wait for news.
func (l *live) until(n int) error {
	for began := time.Now(); time.Since(began) < 3*time.Minute; time.Sleep(20 * time.Millisecond) {
		res, err := http.Get(l.admin + "/metrics")
		if err != nil {
			return err
		}
		text, err := io.ReadAll(res.Body)
		res.Body.Close()
		if m := watchingLine.FindSubmatch(text); err == nil && m != nil && string(m[1]) == strconv.Itoa(n) {
			return nil
		}
	}
	return fmt.Errorf("%d desktops never wait at one time", n)
}

// memory is what the server holds in memory, in KiB.
func (l *live) memory() (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", l.server.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.ParseFloat(strings.Fields(rest)[0], 64)
		}
	}
	return 0, errors.New("the system tells no memory of the server")
}

// processor is the processor time that the server has used, in seconds.
func (l *live) processor() (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", l.server.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
	if len(fields) < 13 {
		return 0, errors.New("the system tells no time of the server")
	}
	user, err := strconv.ParseFloat(fields[11], 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100, err // the kernel counts in hundredths
}

// idle is the share of one processor that the server uses while nothing happens,
// in percent.
func (l *live) idle(d time.Duration) (float64, error) {
	before, err := l.processor()
	if err != nil {
		return 0, err
	}
	time.Sleep(d)
	after, err := l.processor()
	return (after - before) / d.Seconds() * 100, err
}

// news sends an inquiry on the public site and times, from its receipt, when the
// first and the last desktop have it.
func (l *live) news() (first, last float64, err error) {
	for _, d := range l.desks {
		select {
		case <-d.notify:
		default:
		}
	}
	v, err := visitor.New("https://127.0.0.1:"+l.port, &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}})
	if err != nil {
		return 0, 0, err
	}
	page, err := v.Walk(context.Background(), "/ask", map[string][]string{"category": {"OTH"}, "description": {"May I ask a question about my pay?"}, "company": {"Harbor Works"},
		"street": {"1 Elm Street"}, "city": {"Denver"}, "state": {"CO"}, "workZip": {"80202"}, "firstName": {"Keiko"}, "lastName": {"Tanaka"},
		"homeZip": {"80202"}, "preferredContact": {"email"}, "email": {"keiko@example.com"}})
	if err != nil {
		return 0, 0, err
	}
	sent := time.Now() // counted from here: sending is part of it
	if _, _, err := page.Send(context.Background()); err != nil {
		return 0, 0, err
	}
	for _, d := range l.desks {
		select {
		case <-d.notify:
		case <-time.After(time.Minute):
			return 0, 0, errors.New("a desktop did not get the inquiry")
		}
		ms := float64(d.heard.Load()-sent.UnixNano()) / 1e6
		if first == 0 || ms < first {
			first = ms
		}
		last = max(last, ms)
	}
	return first, last, nil
}

// leave takes the right to inquiries from one person and times, from the
// command's begin, when that desktop has none any more.
func (l *live) leave() (float64, error) {
	d := l.desks[0]
	left := func() (n int, err error) {
		err = d.session.DB.View(d.session.Context(context.Background()), func(tx *record.Tx) error {
			all, err := inquiry.Inquiries.All(tx)
			n = len(all)
			return err
		})
		return n, err
	}
	if n, err := left(); err != nil || n == 0 {
		return 0, fmt.Errorf("%d inquiries before the right is taken away, %w", n, err)
	}
	return timed(func() error {
		if status := command.Run(context.Background(), []string{"user", "grant", "agent0", "--grant", "hr@hiring/bench", "--data", l.dir}, strings.NewReader(""), io.Discard, os.Stderr); status != 0 {
			return errors.New("the right could not be changed")
		}
		for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(5 * time.Millisecond) {
			if n, err := left(); err != nil || n == 0 {
				return err
			}
		}
		return errors.New("the records stay on the desktop")
	})
}

// again starts the server anew and times, from when it serves, when all
// desktops wait for news again.
func (l *live) again() (float64, error) {
	if err := l.end(); err != nil {
		return 0, err
	}
	time.Sleep(2 * time.Second) // each has found the server away
	if err := l.start(); err != nil {
		return 0, err
	}
	return timed(func() error { return l.until(liveDesktops) })
}
