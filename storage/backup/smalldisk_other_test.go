//go:build !linux

package backup_test

import "testing"

func smallDisk(t *testing.T, _ int) string {
	t.Helper()
	t.Skip("needs a small file system, which only the Linux test can make")
	return ""
}
