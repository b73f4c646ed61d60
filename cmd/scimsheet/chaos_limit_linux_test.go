package main

import (
	"syscall"
	"unsafe"
)

// limitFiles makes a running process unable to let any file grow beyond a size.
func limitFiles(pid int, size int64) bool {
	limit := syscall.Rlimit{Cur: uint64(size), Max: uint64(size)}
	_, _, errno := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(pid), syscall.RLIMIT_FSIZE, uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
	return errno == 0
}
