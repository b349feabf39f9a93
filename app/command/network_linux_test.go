package command_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/app/sample"
	"civicdesk/storage/record"
	"civicdesk/sync/client"
)

// This test runs a real server and two real desktops, each a process of its own
// in a network of its own, and treats the lines between them badly: random loss,
// no connection, a connection in one direction alone, and one that comes and
// goes. It needs the rights to make networks; CIVICDESK_NETWORK gives the
// seconds that each trouble lasts, 3 without it.

const emptyWithin = 60 * time.Second // the queue, once the network is sound

func TestNetworkTroubles(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	n := newNetworks(t)
	server := filepath.Join(n.dir, "server")
	n.run("", "init", "--data", server, "--agency", "OFCCP")
	serve := n.start("serve", "--data", server, "--listen", serverAt)
	desks := []*probe{n.desk("amy", 1, server), n.desk("ben", 2, server)}

	length := 3 * time.Second
	if s, err := time.ParseDuration(os.Getenv("CIVICDESK_NETWORK") + "s"); err == nil {
		length = s
	}
	n.trouble("30 of 100 packets are lost", length, "numgen random mod 100 < 30 drop", "numgen random mod 100 < 30 drop")
	n.trouble("no connection", length, "drop", "drop")
	n.trouble("answers are lost", length, "accept", "drop")
	n.trouble("requests are lost", length, "drop", "accept")
	r := rand.New(rand.NewPCG(7, 7))
	for end := time.Now().Add(2 * length); time.Now().Before(end); {
		n.trouble("it comes and goes: gone", time.Duration(r.Int64N(int64(length))), "drop", "drop")
		n.trouble("it comes and goes: there", time.Duration(r.Int64N(int64(length/2))), "accept", "accept")
	}
	n.rules("accept", "accept")

	saved := map[app.ID]bool{}
	for _, d := range desks {
		for _, id := range d.finish() {
			saved[id] = true
		}
	}
	stop(t, serve)
	n.compare(server, saved)
	t.Logf("%d calls saved", len(saved))
}

const serverAt = "10.77.0.1:8443"

// networks are a server's network and two desktops', joined by pairs of devices.
type networks struct {
	t    *testing.T
	dir  string
	name string
}

func newNetworks(t *testing.T) *networks {
	for _, tool := range []string{"ip", "nft"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	n := &networks{t: t, dir: t.TempDir(), name: fmt.Sprintf("civic%d", os.Getpid())}
	if out, err := exec.Command("ip", "netns", "add", n.name+"s").CombinedOutput(); err != nil {
		t.Skipf("networks of one's own are not allowed here: %s", out)
	}
	t.Cleanup(func() { exec.Command("ip", "netns", "del", n.name+"s").Run() })
	n.ip("-n", n.name+"s", "addr", "add", "10.77.0.1/32", "dev", "lo")
	n.ip("-n", n.name+"s", "link", "set", "lo", "up")
	for i := 1; i <= 2; i++ {
		desk, inner := fmt.Sprint(n.name, i), fmt.Sprint("line", i)
		n.ip("netns", "add", desk)
		t.Cleanup(func() { exec.Command("ip", "netns", "del", desk).Run() })
		n.ip("link", "add", inner, "netns", n.name+"s", "type", "veth", "peer", "name", "line", "netns", desk)
		n.ip("-n", n.name+"s", "addr", "add", fmt.Sprintf("10.77.%d.1/30", i), "dev", inner)
		n.ip("-n", n.name+"s", "link", "set", inner, "up")
		n.ip("-n", desk, "addr", "add", fmt.Sprintf("10.77.%d.2/30", i), "dev", "line")
		n.ip("-n", desk, "link", "set", "line", "up")
		n.ip("-n", desk, "link", "set", "lo", "up")
		n.ip("-n", desk, "route", "add", "10.77.0.1/32", "via", fmt.Sprintf("10.77.%d.1", i))
	}
	return n
}

func (n *networks) ip(args ...string) {
	n.t.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		n.t.Fatalf("ip %v: %s", args, out)
	}
}

// rules say what becomes of packets to and from the server.
func (n *networks) rules(in, out string) {
	n.t.Helper()
	nft := exec.Command("ip", "netns", "exec", n.name+"s", "nft", "-f", "-")
	nft.Stdin = strings.NewReader("flush ruleset\ntable inet lines {\n" +
		"chain in { type filter hook input priority 0; iifname \"line*\" " + in + "\n}\n" +
		"chain out { type filter hook output priority 0; oifname \"line*\" " + out + "\n}\n}\n")
	if words, err := nft.CombinedOutput(); err != nil {
		n.t.Fatalf("nft: %s", words)
	}
}

func (n *networks) trouble(what string, length time.Duration, in, out string) {
	n.t.Logf("%s for %.1f s", what, length.Seconds())
	n.rules(in, out)
	time.Sleep(length)
}

// command is civicdesk in one of the networks; "" is the server's.
func (n *networks) command(where string, args ...string) *exec.Cmd {
	if where == "" {
		where = "s"
	}
	cmd := exec.Command("ip", append([]string{"netns", "exec", n.name + where}, args...)...)
	cmd.Env = append(os.Environ(), "CIVICDESK_KEYCHAIN="+filepath.Join(n.dir, "keychain"+where))
	return cmd
}

func (n *networks) run(where string, args ...string) string {
	n.t.Helper()
	out, err := n.command(where, append([]string{"civicdesk"}, args...)...).CombinedOutput()
	if err != nil {
		n.t.Fatalf("civicdesk %v: %v: %s", args, err, out)
	}
	return string(out)
}

// start runs the server and waits until it says where it is.
func (n *networks) start(args ...string) *exec.Cmd {
	cmd := n.command("", append([]string{"civicdesk"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		n.t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { cmd.Process.Kill() })
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		n.t.Fatalf("the server does not start: %s %v", line, err)
	}
	go io.Copy(io.Discard, out)
	return cmd
}

func stop(t *testing.T, cmd *exec.Cmd) {
	cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		t.Errorf("the server ends with %v", err)
	}
}

// probe is a running desktop, see probeMain.
type probe struct {
	t     *testing.T
	login string
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines *bufio.Scanner
}

// desk makes a user, enrols a desktop for the user and lets it work.
func (n *networks) desk(login string, i int, server string) *probe {
	n.run("", "user", "add", login, "--data", server, "--name", strings.ToUpper(login[:1])+login[1:], "--grant", "agent@inquiries/ofccp")
	code := strings.TrimSpace(n.run("", "user", "code", login, "--data", server))
	d := &probe{t: n.t, login: login, cmd: n.command(fmt.Sprint(i), "civicdesk-probe", filepath.Join(n.dir, login), code, fmt.Sprint(i))}
	var err error
	if d.in, err = d.cmd.StdinPipe(); err != nil {
		n.t.Fatal(err)
	}
	stdout, err := d.cmd.StdoutPipe()
	if err != nil {
		n.t.Fatal(err)
	}
	d.cmd.Stderr, d.lines = os.Stderr, bufio.NewScanner(stdout)
	if err := d.cmd.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { d.cmd.Process.Kill() })
	if !d.lines.Scan() || d.lines.Text() != "ready" {
		n.t.Fatalf("the desktop of %s does not start: %s", login, d.lines.Text())
	}
	return d
}

// finish tells the desktop to stop working, waits until its queue is empty and
// returns what it had called saved.
func (d *probe) finish() (saved []app.ID) {
	d.in.Close()
	for d.lines.Scan() {
		word, rest, _ := strings.Cut(d.lines.Text(), " ")
		switch word {
		case "saved":
			saved = append(saved, app.ID(rest))
		case "empty":
			d.t.Logf("the queue of %s was empty after %s", d.login, rest)
		default:
			d.t.Errorf("%s: %s", d.login, d.lines.Text())
		}
	}
	if err := d.cmd.Wait(); err != nil {
		d.t.Errorf("the desktop of %s ends with %v", d.login, err)
	}
	return saved
}

// compare looks that the server has each call that was saved, and nothing else.
func (n *networks) compare(server string, saved map[app.ID]bool) {
	s, err := node.OpenServer(context.Background(), server, node.ServerOptions{})
	if err != nil {
		n.t.Fatal(err)
	}
	defer s.Close()
	tracking, count := map[string]bool{}, 0
	if err := s.DB.View(context.Background(), func(tx *record.Tx) error {
		all, err := inquiry.Inquiries.All(tx)
		for _, i := range all {
			count++
			tracking[string(i.ID)] = true
			if !saved[i.ID] {
				n.t.Errorf("the server has a call that nobody saved")
			}
		}
		return err
	}); err != nil {
		n.t.Fatal(err)
	}
	if len(saved) == 0 || count != len(saved) || len(tracking) != count {
		n.t.Errorf("%d calls were saved, the server has %d", len(saved), count)
	}
	if _, err := s.Verify(context.Background()); err != nil {
		n.t.Errorf("the server is not sound: %v", err)
	}
}

// probeMain is a desktop that logs calls until its input ends, syncs in the
// background, then waits until nothing waits. Arguments: folder, code, number.
func probeMain() {
	if err := runProbe(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func runProbe(folder, code, number string) error {
	ctx := context.Background()
	d, err := node.OpenDesktop(folder, node.DesktopOptions{Sync: client.Options{Every: time.Second}})
	if err != nil {
		return err
	}
	s, err := d.Enroll(ctx, code, "Harbor-7x", "probe "+number)
	if err != nil {
		return err
	}
	s.Sync.Start()
	fmt.Println("ready")
	var all sync.WaitGroup
	done := make(chan struct{})
	all.Go(func() { io.Copy(io.Discard, os.Stdin); close(done) })
	today := app.DateOf(time.Now())
	for i := 0; ; i++ {
		select {
		case <-done:
			return emptied(s)
		case <-time.After(100 * time.Millisecond):
		}
		calls := sample.Inquiries(int64(len(folder)*1000+i), 8, today)
		at := slices.IndexFunc(calls, func(c inquiry.CallForm) bool { return slices.Contains(inquiry.DeskChannels, c.Channel) })
		if at < 0 {
			continue
		}
		calls[at].ID = app.NewID()
		r, err := s.Inquiries.LogCall(s.Context(ctx), calls[at])
		if err != nil {
			return err
		}
		fmt.Println("saved", r.ID)
		s.Sync.Kick()
	}
}

// emptied waits until nothing waits to be sent.
func emptied(s *node.Session) error {
	began := time.Now()
	for time.Since(began) < emptyWithin {
		st, err := s.Sync.Status(context.Background())
		if err != nil {
			return err
		}
		if st.Refused > 0 {
			return fmt.Errorf("%d calls were refused", st.Refused)
		}
		if st.Waiting == 0 {
			fmt.Printf("empty %.1f s\n", time.Since(began).Seconds())
			s.Sync.Close()
			return s.DB.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	st, _ := s.Sync.Status(context.Background())
	return fmt.Errorf("%d calls still wait %v after the network is sound: %s", st.Waiting, emptyWithin, st.Trouble)
}
