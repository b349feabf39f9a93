package pdfcheck

import "golang.org/x/sys/unix"

// confine lowers what the system lets this process do: memory, time, no files
// written, no memory image left behind. A limit that cannot be set is passed
// over; the others, and the starting process's time limit, still hold.
func confine() {
	for resource, limit := range map[int]uint64{
		unix.RLIMIT_DATA:  systemData,
		unix.RLIMIT_CPU:   cpuSeconds,
		unix.RLIMIT_FSIZE: 0,
		unix.RLIMIT_CORE:  0,
	} {
		_ = unix.Setrlimit(resource, &unix.Rlimit{Cur: limit, Max: limit})
	}
	_ = unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
