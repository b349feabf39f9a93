package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// peer is another program that does the same work: a Node script that takes a
// step on each line and answers with one line.
type peer struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// startPeer starts bench/peers/<name>/<script>, with what it needs from npm,
// which is installed first if it is not there.
func startPeer(name, script string) (*peer, error) {
	dir := filepath.Join("bench", "peers", name)
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		fmt.Fprintf(os.Stderr, "bench: installing the peer %s; compiling it may take minutes\n", name)
		install := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--silent")
		install.Dir, install.Stderr = dir, os.Stderr
		install.Env = append(os.Environ(), "npm_config_nodedir=/usr") // Debian's headers: the usual download is not needed
		if err := install.Run(); err != nil {
			return nil, fmt.Errorf("npm ci in %s: %w", dir, err)
		}
	}
	p := &peer{cmd: exec.Command("node", "--max-old-space-size=4096", filepath.Join(dir, script))}
	p.cmd.Stderr = os.Stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReaderSize(out, 1<<20)
	return p, p.cmd.Start()
}

// do asks for a step, and puts what it gave into value unless that is nil. It
// returns the milliseconds that the step took in the peer.
func (p *peer) do(step string, args map[string]any, value any) (float64, error) {
	line := map[string]any{"do": step}
	for k, v := range args {
		line[k] = v
	}
	raw, err := json.Marshal(line)
	if err != nil {
		return 0, err
	}
	if _, err := p.in.Write(append(raw, '\n')); err != nil {
		return 0, err
	}
	raw, err = p.out.ReadBytes('\n')
	if err != nil {
		return 0, fmt.Errorf("%s: the peer ended: %w", step, err)
	}
	var answer struct {
		Ms    float64
		Value json.RawMessage
		Error string
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return 0, err
	}
	if answer.Error != "" {
		return 0, errors.New(step + ": " + answer.Error)
	}
	if value != nil {
		return answer.Ms, json.Unmarshal(answer.Value, value)
	}
	return answer.Ms, nil
}

// stop lets the peer end.
func (p *peer) stop() error {
	p.in.Close()
	return p.cmd.Wait()
}
