package main

import (
	"os"
	"syscall"
	"testing"
)

// onChange calls changed for each file that comes to a folder, or gets its final name there, until stop
// is called.
func onChange(t testing.TB, folder string, changed func()) (stop func()) {
	t.Helper()
	fd, err := syscall.InotifyInit1(syscall.IN_NONBLOCK | syscall.IN_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := syscall.InotifyAddWatch(fd, folder, syscall.IN_CREATE|syscall.IN_MOVED_TO); err != nil {
		t.Fatal(err)
	}
	events := os.NewFile(uintptr(fd), "changes of "+folder)
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 4096)
		for {
			n, err := events.Read(buffer)
			if err != nil {
				return
			}
			for at := 0; at+syscall.SizeofInotifyEvent <= n; {
				length := int(buffer[at+12]) | int(buffer[at+13])<<8 // of the name, in the event's last member
				at += syscall.SizeofInotifyEvent + length
				changed()
			}
		}
	}()
	return func() {
		events.Close()
		<-done
	}
}
