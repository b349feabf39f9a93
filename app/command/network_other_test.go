//go:build !linux

package command_test

// probeMain serves the test of network troubles, which needs Linux.
func probeMain() {}
