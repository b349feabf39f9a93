//go:build !linux

package node_test

import "testing"

func smallDisk(t *testing.T, _ int) string {
	t.Helper()
	t.Skip("needs a small file system, which only the Linux test can make")
	return ""
}

func freeBytes(*testing.T, string) int64 { return 0 }
