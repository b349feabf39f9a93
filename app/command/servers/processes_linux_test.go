package servers_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"civicdesk/app/command"
)

// asProgram makes the test's own binary the program: the servers of this test
// are processes of their own.
const asProgram = "CIVICDESK_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(command.Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// process is a child that ends with the test, whatever becomes of that.
type process struct {
	name  string
	log   string
	cmd   *exec.Cmd
	ended chan error
}

// start runs a program; what it writes is kept in dir. The thread that starts
// it lives as long as it does, since the kernel ends it with that thread.
func start(dir, name string, env []string, path string, args ...string) (*process, error) {
	p := &process{name: name, log: filepath.Join(dir, name+".log"), ended: make(chan error, 1)}
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p.cmd = exec.Command(path, args...)
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = append(os.Environ(), env...), log, log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.ended <- p.cmd.Wait()
		}
	}()
	return p, <-started
}

// end sends the signal and waits for the process's end.
func (p *process) end(how syscall.Signal) error {
	if err := p.cmd.Process.Signal(how); err != nil {
		return err
	}
	select {
	case err := <-p.ended:
		if how == syscall.SIGKILL {
			return nil
		}
		if err != nil {
			err = fmt.Errorf("%s: %w: %s", p.name, err, p.said())
		}
		return err
	case <-time.After(time.Minute):
		p.cmd.Process.Kill()
		return errors.New(p.name + " does not end")
	}
}

func (p *process) said() string {
	raw, _ := os.ReadFile(p.log)
	return string(raw[max(0, len(raw)-2000):])
}

// run runs a command of the program to its end and returns what it printed.
func run(env []string, args ...string) (string, error) {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(append(os.Environ(), asProgram+"=1"), env...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("civicdesk %s: %w: %s", args[0], err, errs.String())
	}
	return string(out), err
}

// department is three servers on one database behind nginx.
type department struct {
	t       *testing.T
	dir     string
	store   string
	port    string // of nginx
	ports   []string
	mu      sync.Mutex
	servers []*process
	proxy   *process
}

func (d *department) address() string { return "https://127.0.0.1:" + d.port }

func (d *department) folder(i int) string { return filepath.Join(d.dir, fmt.Sprintf("app%d", i+1)) }

func (d *department) env() []string {
	return []string{"CIVICDESK_STORE=" + d.store, "CIVICDESK_KEYCHAIN=" + filepath.Join(d.dir, "keychain")}
}

// serve starts server i and waits until it answers. The first makes the
// certificate that all share.
func (d *department) serve(i int) error {
	if i > 0 {
		if err := errors.Join(copyFile(filepath.Join(d.folder(0), "tls.crt"), filepath.Join(d.folder(i), "tls.crt")),
			copyFile(filepath.Join(d.folder(0), "tls.key"), filepath.Join(d.folder(i), "tls.key"))); err != nil {
			return err
		}
	}
	env := append(d.env(), asProgram+"=1", "CIVICDESK_KEY=file:"+filepath.Join(d.dir, "server.key"))
	p, err := start(d.dir, fmt.Sprintf("app%d", i+1), env, os.Args[0], "serve", "--data", d.folder(i), "--listen", "127.0.0.1:"+d.ports[i], "--address", d.address())
	if err != nil {
		return err
	}
	d.mu.Lock()
	d.servers[i] = p
	d.mu.Unlock()
	if err := answers("https://127.0.0.1:" + d.ports[i]); err != nil {
		return fmt.Errorf("%w: %s", err, p.said())
	}
	return nil
}

func (d *department) end(i int, how syscall.Signal) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.servers[i].end(how)
}

// browser trusts the test's own certificates.
func browser() *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
}

// answers waits until a server gives the start page.
func answers(address string) (err error) {
	c := browser()
	defer c.CloseIdleConnections()
	for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		var r *http.Response
		if r, err = c.Get(address + "/"); err != nil {
			continue
		}
		r.Body.Close()
		if err = nil; r.StatusCode == http.StatusOK {
			return nil
		}
	}
	return fmt.Errorf("%s does not answer: %w", address, err)
}

// nginx starts the proxy with the example of the documentation.
func (d *department) nginx() error {
	path, err := exec.LookPath("nginx")
	if err != nil {
		if path, err = exec.LookPath("/usr/sbin/nginx"); err != nil {
			return err
		}
	}
	if err := errors.Join(copyFile(filepath.Join(d.folder(0), "tls.crt"), filepath.Join(d.dir, "servers.crt")),
		copyFile(filepath.Join(d.folder(0), "tls.crt"), filepath.Join(d.dir, "site.crt")),
		copyFile(filepath.Join(d.folder(0), "tls.key"), filepath.Join(d.dir, "site.key"))); err != nil {
		return err
	}
	raw, err := os.ReadFile("../../../docs/examples/nginx.conf")
	if err != nil {
		return err
	}
	conf := string(raw)
	for _, change := range [][2]string{
		{"app1.example.gov:8443", "127.0.0.1:" + d.ports[0]}, {"app2.example.gov:8443", "127.0.0.1:" + d.ports[1]}, {"app3.example.gov:8443", "127.0.0.1:" + d.ports[2]},
		{"listen 443 ssl", "listen 127.0.0.1:" + d.port + " ssl"}, {"/etc/nginx/civicdesk/", d.dir + "/"}, {"/run/nginx.pid", d.dir + "/nginx.pid"},
		{"/var/log/nginx/error.log", d.dir + "/nginx.log"},
		{"http {", "http {\n\tclient_body_temp_path " + d.dir + "/body;\n\tproxy_temp_path " + d.dir + "/proxy;\n\tfastcgi_temp_path " + d.dir + "/f;\n\tuwsgi_temp_path " + d.dir + "/u;\n\tscgi_temp_path " + d.dir + "/s;"},
	} {
		if !strings.Contains(conf, change[0]) {
			return fmt.Errorf("the example has no %q any more", change[0])
		}
		conf = strings.ReplaceAll(conf, change[0], change[1])
	}
	if os.Geteuid() != 0 {
		conf = strings.Replace(conf, "user www-data;", "", 1)
	}
	file := filepath.Join(d.dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		return err
	}
	if d.proxy, err = start(d.dir, "nginx", nil, path, "-c", file, "-g", "daemon off;"); err != nil {
		return err
	}
	if err := answers(d.address()); err != nil {
		log, _ := os.ReadFile(d.dir + "/nginx.log")
		return fmt.Errorf("%w: %s %s", err, d.proxy.said(), log)
	}
	return nil
}

func copyFile(from, to string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, raw, 0o600)
}

// freePorts are ports that nobody listens on now.
func freePorts(n int) ([]string, error) {
	var ports []string
	for range n {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer ln.Close()
		_, port, _ := net.SplitHostPort(ln.Addr().String())
		ports = append(ports, port)
	}
	return ports, nil
}
