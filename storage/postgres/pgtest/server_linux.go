package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// How a server is ended: PostgreSQL's own signals.
const (
	fast      = syscall.SIGINT
	immediate = syscall.SIGQUIT
)

// program finds one of PostgreSQL's programs, the newest where Debian has several.
func program(name string) (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) > 0 {
		slices.SortFunc(found, func(a, b string) int { return len(a) - len(b) })
		return found[len(found)-1], nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", &absent{err}
	}
	return path, nil
}

// attributes run a program as the user "postgres" when the test is root, which
// PostgreSQL refuses to be.
func attributes(dir string) (*syscall.SysProcAttr, error) {
	a := &syscall.SysProcAttr{Pdeathsig: immediate} // a killed test leaves no server
	if os.Geteuid() != 0 {
		return a, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, &absent{err}
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	a.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return a, os.Chown(dir, int(uid), int(gid))
}

// initialise makes the cluster's files in dir/data.
func initialise(dir string) error {
	path, err := program("initdb")
	if err != nil {
		return err
	}
	cmd := exec.Command(path, "-D", filepath.Join(dir, "data"), "-U", "civicdesk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if cmd.SysProcAttr, err = attributes(dir); err != nil {
		return err
	}
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

type server struct {
	process *os.Process
	ended   chan error
}

// run starts the server. The thread that starts it lives as long as it does,
// since the kernel ends the server with that thread.
func run(dir string, args []string) (*server, error) {
	path, err := program("postgres")
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, log, log
	if cmd.SysProcAttr, err = attributes(dir); err != nil {
		return nil, err
	}
	started, s := make(chan error), &server{ended: make(chan error, 1)}
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		s.process = cmd.Process
		started <- err
		if err == nil {
			s.ended <- cmd.Wait()
		}
	}()
	return s, <-started
}

// end sends the signal and waits until the server is gone.
func (s *server) end(how syscall.Signal) error {
	if s.process == nil {
		return nil
	}
	if err := s.process.Signal(how); errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	select {
	case <-s.ended:
		return nil
	case <-time.After(30 * time.Second):
		return fmt.Errorf("PostgreSQL with process id %d does not end", s.process.Pid)
	}
}
