package command

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"civicdesk/sync/protocol"
)

// process is a running “civicdesk serve”.
type process struct {
	cmd *exec.Cmd
	log *os.File
}

// stop asks the server to end and waits for it.
func (p *process) stop() error {
	if p == nil || p.cmd == nil {
		return nil
	}
	cmd := p.cmd
	p.cmd = nil
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		cmd.Process.Kill()
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		return errors.Join(err, p.log.Close())
	case <-time.After(30 * time.Second):
		cmd.Process.Kill()
		return errors.New("the server did not stop within 30 s")
	}
}

// environment gives child processes the demo's own folder for temporary files,
// so that the scan sees them.
func (d *demo) environment(extra ...string) []string {
	tmp := filepath.Join(d.work, "tmp")
	return append(append(os.Environ(), "TMPDIR="+tmp, "TMP="+tmp, "TEMP="+tmp, "CIVICDESK_KEYCHAIN="+filepath.Join(d.work, "keychain")), extra...)
}

func (d *demo) startServer() error {
	log, err := os.OpenFile(filepath.Join(d.work, "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(d.ctx, d.exe, "serve", "--data", filepath.Join(d.work, "server"), "--listen", "127.0.0.1:"+d.port)
	cmd.Env, cmd.Stdout, cmd.Stderr = d.environment(), log, log
	if err := cmd.Start(); err != nil {
		return errors.Join(err, log.Close())
	}
	d.server = &process{cmd, log}
	for range 200 {
		resp, err := d.client().Get("https://127.0.0.1:" + d.port + protocol.PathNonce)
		if err == nil {
			resp.Body.Close()
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	raw, _ := os.ReadFile(log.Name())
	return fmt.Errorf("the server does not answer: %s", raw)
}

// client trusts the demo server's own certificate, which nobody has signed.
func (d *demo) client() *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
}

// desk runs one desktop process and returns what it reported. What it called
// saved is remembered, also when it was killed.
func (d *demo) desk(u *deskUser, t deskTask) ([]deskEvent, error) {
	t.Folder, t.Login, t.Password = u.folder, u.login, u.password
	task, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(d.ctx, d.exe, "demo-desk")
	var errs bytes.Buffer
	cmd.Env, cmd.Stdin, cmd.Stderr = d.environment(), bytes.NewReader(task), &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	var events []deskEvent
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e deskEvent
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("desktop said %q: %w", lines.Text(), err)
		}
		if e.Event == "saved" {
			u.saved[e.ID] = e.Text
		}
		events = append(events, e)
	}
	if err := cmd.Wait(); err != nil {
		return events, fmt.Errorf("desktop of %s: %w: %s", u.login, err, errs.String())
	}
	return events, lines.Err()
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
