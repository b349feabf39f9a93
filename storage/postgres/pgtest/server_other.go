//go:build !linux

package pgtest

import "errors"

const (
	fast = iota
	immediate
)

var errLinux = &absent{errors.New("tests start PostgreSQL on Linux only")}

type server struct{}

func initialise(string) error               { return errLinux }
func run(string, []string) (*server, error) { return nil, errLinux }
func (*server) end(int) error               { return nil }
