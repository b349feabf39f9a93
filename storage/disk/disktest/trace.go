package disktest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// calls are the system calls that a trace holds.
const calls = "openat,write,pwrite64,fsync,fdatasync,ftruncate,truncate,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,lseek"

// ErrNoTrace says that this computer does not trace system calls.
var ErrNoTrace = errors.New("disktest: strace is missing, or may not trace here")

// Trace runs the command under strace and returns what it did to the files
// below root, by paths relative to root, and what it said on its standard
// output, in order. A write counts from when it returned, a sync covers what had
// been written when it was called.
func Trace(root string, cmd *exec.Cmd) ([]Event, error) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		return nil, ErrNoTrace
	}
	log, err := os.CreateTemp("", "trace")
	if err != nil {
		return nil, err
	}
	defer os.Remove(log.Name())
	defer log.Close()
	cmd.Args = append([]string{strace, "-f", "-y", "-xx", "-qq", "--signal=none", "--seccomp-bpf", "-s", "16777216", "-e", "trace=" + calls, "-o", log.Name(), cmd.Path}, cmd.Args[1:]...)
	cmd.Path = strace
	out, err := cmd.CombinedOutput()
	if bytes.Contains(out, []byte("PTRACE")) || bytes.Contains(out, []byte("Operation not permitted")) {
		return nil, ErrNoTrace
	}
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	t := tracer{root: root, at: map[string]int64{}, files: map[string]bool{}, begun: map[string]string{}}
	lines := bufio.NewReaderSize(log, 1<<20)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			if err := t.line(strings.TrimSuffix(line, "\n")); err != nil {
				return nil, err
			}
		}
		if err != nil {
			return t.events, nil
		}
	}
}

type tracer struct {
	root   string
	at     map[string]int64  // file descriptor → where its next write goes
	files  map[string]bool   // what is a file, not a folder
	begun  map[string]string // process → its unfinished call
	events []Event
}

// line takes a line of the trace: the process, the call with its arguments, and
// what it returned. A call during which another process ran is in two lines.
func (t *tracer) line(line string) error {
	process, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimLeft(rest, " ")
	if text, is := strings.CutSuffix(rest, " <unfinished ...>"); is {
		t.begun[process] = text
		call, args, _ := strings.Cut(text, "(")
		t.sync(call, args)
		return nil
	}
	late := strings.HasPrefix(rest, "<... ")
	if late {
		_, end, _ := strings.Cut(rest, " resumed>")
		rest = t.begun[process] + end
	}
	at := strings.LastIndex(rest, " = ")
	called, closed := strings.CutSuffix(strings.TrimRight(rest[:max(at, 0)], " "), ")")
	call, args, opened := strings.Cut(called, "(")
	if !closed || !opened {
		return fmt.Errorf("disktest: a line of the trace that is no call: %.200s", line)
	}
	if !late {
		t.sync(call, args)
	}
	returned, path, _ := strings.Cut(rest[at+len(" = "):], "<")
	result, err := strconv.ParseInt(strings.TrimSpace(returned), 10, 64)
	if err != nil || result < 0 { // a failed call changed nothing
		return nil
	}
	return t.call(call, args, result, strings.TrimSuffix(path, ">"))
}

// descriptor reads a leading file descriptor with its path.
func descriptor(args string) (fd, path string, ok bool) {
	fd, rest, _ := strings.Cut(args, "<")
	if _, err := strconv.Atoi(fd); err != nil {
		return "", "", false
	}
	path, _, ok = strings.Cut(rest, ">")
	return fd, path, ok
}

// quoted reads the texts among the arguments, at most n of them.
func quoted(args string, n int) (texts [][]byte) {
	for ; n > 0; n-- {
		_, rest, _ := strings.Cut(args, `"`)
		text, after, ok := strings.Cut(rest, `"`)
		if !ok {
			return texts
		}
		texts, args = append(texts, unhex(text)), after
	}
	return texts
}

func (t *tracer) sync(call, args string) {
	if call != "fsync" && call != "fdatasync" {
		return
	}
	_, file, _ := descriptor(args)
	if path, ok := t.path(file); ok && t.files[path] {
		t.add(Event{Kind: Sync, Path: path})
	} else if ok {
		t.add(Event{Kind: SyncDir, Path: path})
	}
}

func (t *tracer) add(e Event) { t.events = append(t.events, e) }

// path is the path below the root, which strace may write in hexadecimal.
func (t *tracer) path(s string) (string, bool) {
	if strings.HasPrefix(s, `\x`) {
		s = string(unhex(s))
	}
	rel, err := filepath.Rel(t.root, s)
	return rel, err == nil && rel != ".." && !strings.HasPrefix(rel, "../")
}

func unhex(s string) []byte {
	b := make([]byte, 0, len(s)/4)
	for ; len(s) >= 4; s = s[4:] {
		b = append(b, nibble(s[2])<<4|nibble(s[3]))
	}
	return b
}

func nibble(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 10
	}
	return c - '0'
}

func (t *tracer) call(call, args string, result int64, opened string) error {
	fd, file, _ := descriptor(args)
	if call == "write" || call == "pwrite64" {
		return t.write(call, args, fd, file, result)
	}
	names, inside := make([]string, 0, 2), false
	for _, text := range quoted(args, 2) {
		name, ok := t.path(string(text))
		names, inside = append(names, name), ok
	}
	switch call {
	case "openat":
		t.at[strconv.FormatInt(result, 10)] = 0
		if path, ok := t.path(opened); ok {
			t.opened(path, args)
		}
	case "lseek":
		t.at[fd] = result
	case "ftruncate", "truncate":
		size, err := strconv.ParseInt(args[strings.LastIndex(args, " ")+1:], 10, 64)
		if err != nil {
			return fmt.Errorf("disktest: %s(%s)", call, args)
		}
		path, ok := t.path(file)
		if call == "truncate" && inside {
			path, ok = names[0], true
		}
		if ok {
			t.add(Event{Kind: Cut, Path: path, Off: size})
		}
	case "rename", "renameat", "renameat2":
		if inside {
			t.files[names[1]] = t.files[names[0]]
			t.add(Event{Kind: Rename, Path: names[0], To: names[1]})
		}
	case "unlink", "unlinkat":
		if inside {
			t.add(Event{Kind: Remove, Path: names[0]})
		}
	case "mkdir", "mkdirat":
		if inside {
			t.add(Event{Kind: Mkdir, Path: names[0]})
		}
	}
	return nil
}

func (t *tracer) opened(path, args string) {
	if strings.Contains(args, "O_CREAT") {
		t.files[path] = true
		t.add(Event{Kind: Create, Path: path})
	}
	if strings.Contains(args, "O_TRUNC") {
		t.add(Event{Kind: Cut, Path: path})
	}
}

func (t *tracer) write(call, args, fd, file string, result int64) error {
	texts := quoted(args, 1)
	if len(texts) == 0 || int64(len(texts[0])) < result {
		return fmt.Errorf("disktest: %s(%.80s…)", call, args)
	}
	data, off := texts[0][:result], t.at[fd]
	if fd == "1" {
		for word := range strings.SplitSeq(strings.TrimSuffix(string(data), "\n"), "\n") {
			t.add(Event{Kind: Said, Data: []byte(word)})
		}
		return nil
	}
	path, ok := t.path(file)
	if !ok {
		return nil
	}
	if call == "pwrite64" {
		var err error
		if off, err = strconv.ParseInt(args[strings.LastIndex(args, " ")+1:], 10, 64); err != nil {
			return err
		}
	} else {
		t.at[fd] = off + result
	}
	t.add(Event{Kind: Write, Path: path, Off: off, Data: data})
	return nil
}
