package command_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"civicdesk/app/node"
	"civicdesk/app/web/visitor"
	"civicdesk/storage/vault"
	"civicdesk/sync/client"
	"civicdesk/sync/protocol"
)

// serving is “civicdesk serve” as a process.
type serving struct {
	t             *testing.T
	dir           string
	cmd           *exec.Cmd
	public, admin string
	log           *lockedBuffer
	ended         chan error
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newServer makes an agency's server in a folder.
func newServer(t *testing.T) string {
	t.Helper()
	t.Setenv("CIVICDESK_KEYCHAIN", t.TempDir())
	dir := filepath.Join(t.TempDir(), "server")
	desk(t, "init", "--data", dir, "--agency", "Test Agency")
	return dir
}

// desk runs a command and returns what it printed.
func desk(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("civicdesk", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("civicdesk %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

var address = regexp.MustCompile(`https?://[0-9.]+:[0-9]+`)

func serve(t *testing.T, dir string, more ...string) *serving {
	t.Helper()
	s := &serving{t: t, dir: dir, log: &lockedBuffer{}, ended: make(chan error, 1)}
	s.cmd = exec.Command("civicdesk", append([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--set", "log.level=debug", "--set", "log.format=json"}, more...)...)
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil {
		s.cmd.Wait()
		t.Fatalf("the server did not start: %s", s.log)
	}
	s.public = address.FindString(line)
	go func() {
		io.Copy(io.Discard, lines)
		s.ended <- s.cmd.Wait()
	}()
	t.Cleanup(func() { s.cmd.Process.Kill() })
	raw, err := os.ReadFile(filepath.Join(dir, "serve.json"))
	if err != nil {
		t.Fatal(err)
	}
	var at struct{ Address string }
	if err := json.Unmarshal(raw, &at); err != nil {
		t.Fatal(err)
	}
	s.admin = at.Address
	return s
}

var visit = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}

// get is the status and the text of a page; status 0 without an answer.
func get(address string) (int, string) {
	res, err := visit.Get(address)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(text)
}

// wait waits for the end of the process.
func (s *serving) wait() error {
	s.t.Helper()
	select {
	case err := <-s.ended:
		return err
	case <-time.After(time.Minute):
		s.t.Fatalf("the server does not end: %s", s.log)
		return nil
	}
}

// desktop enrols a desktop of an agent and starts it.
func (s *serving) desktop(received func()) *node.Session {
	t := s.t
	t.Helper()
	desk(t, "user", "add", "gpena", "--data", s.dir, "--name", "Gloria Pena", "--grant", "agent@inquiries/ofccp")
	code := strings.TrimSpace(regexp.MustCompile(`[A-Z2-7]{6}(-?[A-Z2-7]{1,6}){5,}`).FindString(desk(t, "user", "code", "gpena", "--data", s.dir)))
	d, err := node.OpenDesktop(filepath.Join(t.TempDir(), "desk"), node.DesktopOptions{KDF: vault.InsecureTestKDF(),
		Sync: client.Options{Every: time.Hour, Progress: func(p client.Progress) {
			if p.Received > 0 {
				received()
			}
		}}})
	if err != nil {
		t.Fatal(err)
	}
	session, err := d.Enroll(context.Background(), code, "Blue-Heron-42", "CANARY-computer")
	if err != nil {
		t.Fatalf("%v with code %q", err, code)
	}
	t.Cleanup(func() { session.Sync.Close(); session.DB.Close() })
	session.Sync.Start()
	return session
}

// until waits until a page of the admin address has the text.
func (s *serving) until(path, want string) {
	s.t.Helper()
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(10 * time.Millisecond) {
		if _, text := get(s.admin + path); strings.Contains(text, want) {
			return
		}
	}
	s.t.Fatalf("%s never says %q", path, want)
}

// TestAServerStopsGracefully: it says that it is not ready, goes on for a
// while, answers the desktop that waits for news, and ends well.
func TestAServerStopsGracefully(t *testing.T) {
	s := serve(t, newServer(t), "--set", "drain.delay=1s")
	s.desktop(func() {})
	s.until("/metrics", "civicdesk_devices_watching 1")
	if code, _ := get(s.public + "/readyz"); code != http.StatusOK {
		t.Errorf("a running server is not ready: %d", code)
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.until("/readyz", "draining")
	if code, _ := get(s.public + "/about"); code != http.StatusOK {
		t.Errorf("a draining server answers a page with %d", code)
	}
	if err := s.wait(); err != nil {
		t.Errorf("the server ended with %v: %s", err, s.log)
	}
	if _, err := os.Stat(filepath.Join(s.dir, "serve.json")); err == nil {
		t.Error("serve.json is left")
	}
}

// TestTheSecondSignalEndsAtOnce, whatever the first one waits for.
func TestTheSecondSignalEndsAtOnce(t *testing.T) {
	s := serve(t, newServer(t), "--set", "drain.delay=5m")
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.until("/readyz", "draining")
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.wait()
}

// TestSystemdHears when the server is ready and when it stops, on a socket like
// systemd's.
func TestSystemdHears(t *testing.T) {
	dir := newServer(t)
	name := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	t.Setenv("NOTIFY_SOCKET", name)
	t.Setenv("WATCHDOG_USEC", "200000")
	s := serve(t, dir)
	heard := map[string]bool{}
	read := func(until string) {
		buf := make([]byte, 100)
		for !heard[until] {
			n, err := conn.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			heard[string(buf[:n])] = true
		}
	}
	read("READY=1")
	read("WATCHDOG=1")
	if heard["STOPPING=1"] {
		t.Error("the server stops before it was asked to")
	}
	s.cmd.Process.Signal(syscall.SIGTERM)
	read("STOPPING=1")
	if err := s.wait(); err != nil {
		t.Error(err)
	}
}

// TestAProxyIsBelieved when it is trusted: the server then speaks plain HTTP,
// counts tries by the address that the proxy names, and asks for HTTPS to stay.
func TestAProxyIsBelieved(t *testing.T) {
	dir := newServer(t)
	port := freePort(t)
	file := filepath.Join(t.TempDir(), "civicdesk.yaml")
	if err := os.WriteFile(file, []byte("address: https://desk.example.gov\nproxy:\n  behind: yes\n  trusted: [127.0.0.1]\nlimits:\n  posts: 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	serve(t, dir, "--config", file, "--listen", "127.0.0.1:"+port)
	send := func(client, proto string) *http.Response {
		r, err := http.NewRequest(http.MethodPost, "http://127.0.0.1:"+port+"/status", strings.NewReader("number=x"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Origin", "https://desk.example.gov")
		r.Header.Set("X-Forwarded-For", client)
		r.Header.Set("X-Forwarded-Proto", proto)
		res, err := visit.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	for i, want := range []bool{false, false, true} {
		if res := send("203.0.113.1", "https"); (res.StatusCode == http.StatusTooManyRequests) != want || res.StatusCode == http.StatusForbidden || res.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("form %d: %d %v", i+1, res.StatusCode, res.Header)
		}
	}
	if res := send("203.0.113.2", "http"); res.StatusCode == http.StatusTooManyRequests || res.Header.Get("Strict-Transport-Security") != "" {
		t.Errorf("another visitor: %d %v", res.StatusCode, res.Header)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	return port
}

// TestTheLogHoldsNothingOfPersons drives every kind of request with words that
// nobody else would write, and reads the log.
func TestTheLogHoldsNothingOfPersons(t *testing.T) {
	s := serve(t, newServer(t))
	told := make(chan struct{}, 100)
	session := s.desktop(func() { told <- struct{}{} })
	s.until("/metrics", "civicdesk_devices_watching 1")
	canaries := []string{"Canaryman", "canary@example.org", "219-09-9999", "WEB-CANARY-1", "Canary Works", "12 Canary Street", "CANARY-computer", "Gloria", "Blue-Heron"}

	v, err := visitor.New(s.public, visit)
	if err != nil {
		t.Fatal(err)
	}
	page, err := v.Walk(t.Context(), "/ask", map[string][]string{"category": {"OTH"}, "description": {"My number is 219-09-9999, please help."}, "company": {"Canary Works"},
		"street": {"12 Canary Street"}, "city": {"Denver"}, "state": {"CO"}, "workZip": {"80202"}, "firstName": {"Keiko"}, "lastName": {"Canaryman"},
		"homeZip": {"80202"}, "preferredContact": {"email"}, "email": {"canary@example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	number, _, err := page.Send(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	canaries = append(canaries, number)
	<-told
	if err := session.Sync.Run(session.Context(context.Background())); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/jobs?keyword=Canaryman", "/jobs/WEB-CANARY-1", "/jobs/WEB-CANARY-1/apply", "/ask?email=canary@example.org", "/status", "/status/" + number,
		"/privacy", "/about", "/static/Canaryman.css", "/Canaryman", "/healthz?x=Canaryman", "/readyz", "/metrics/Canaryman", "/sync/v1/Canaryman", protocol.PathNonce + "?x=Canaryman", "/%zzCanaryman"} {
		get(s.public + path)
	}
	forms := url.Values{"number": {number}, "homeZip": {"80202"}, "lastName": {"Canaryman"}, "_draft": {"Canaryman"}, "ssn": {"219-09-9999"}}
	for _, path := range []string{"/status", "/ask", "/jobs/WEB-CANARY-1/apply", "/", protocol.PathPush, protocol.PathPull, protocol.PathWatch, protocol.PathEnroll, "/sync/v1/Canaryman"} {
		res, err := visit.PostForm(s.public+path, forms)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
	for _, raw := range []string{"Canaryman\r\n\r\n", "GET /Canaryman HTTP/9\r\n\r\n", "GET / HTTP/1.1\r\nHost: Canaryman\r\nX: \x00Canaryman\r\n\r\n"} {
		if conn, err := tls.Dial("tcp", strings.TrimPrefix(s.public, "https://"), &tls.Config{InsecureSkipVerify: true}); err == nil {
			io.WriteString(conn, raw)
			io.Copy(io.Discard, conn)
			conn.Close()
		}
	}
	desk(t, "user", "list", "--data", s.dir)
	_, metrics := get(s.admin + "/metrics")
	s.cmd.Process.Signal(syscall.SIGTERM)
	if err := s.wait(); err != nil {
		t.Error(err)
	}
	log := s.log.String()
	for _, canary := range canaries {
		if strings.Contains(log, canary) {
			t.Errorf("the log holds %q", canary)
		}
		if strings.Contains(metrics, canary) {
			t.Errorf("the metrics hold %q", canary)
		}
	}
	for _, route := range []string{"GET /status", "POST /status", "POST /ask", "GET /jobs/{number}", "POST /sync/v1/push", "POST /sync/v2/pull", "POST /sync/v1/watch", "POST /sync/v1/enroll", "GET /sync/v1/nonce", "/admin/v1/run"} {
		if !strings.Contains(log, `"route":"`+route+`"`) {
			t.Errorf("the log lacks the route %s", route)
		}
	}
	for line := range strings.Lines(log) {
		if !json.Valid([]byte(line)) {
			t.Errorf("a line is no JSON: %s", line)
		}
	}
}

// TestTheUnitIsGood: systemd itself reads the example.
func TestTheUnitIsGood(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("needs systemd-analyze")
	}
	unit, err := os.ReadFile(filepath.Join("..", "..", "docs", "examples", "civicdesk.service"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "civicdesk.service")
	if err := os.WriteFile(file, bytes.ReplaceAll(unit, []byte("/usr/local/bin/civicdesk "), []byte("/bin/true ")), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("systemd-analyze", "verify", file).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
	if out, err := exec.Command("systemd-analyze", "security", "--offline=true", "--threshold=20", file).CombinedOutput(); err != nil {
		t.Errorf("more exposed than 2.0: %s", out)
	}
}
