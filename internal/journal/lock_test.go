package journal

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

func TestASecondWriterIsKeptOutAndToldByWhom(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	err := openOnly(path)
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("second open: %v, want ErrLocked with this process", err)
	}
	if err := j.Append(entry{N: 1}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); len(got) != 1 {
		t.Errorf("a reader beside the writer saw %v", got)
	}
	shut(t, j)
	if err := openOnly(path); err != nil {
		t.Errorf("open after close: %v", err)
	}
}

func TestALockFileLeftByAKilledProcessHoldsNobodyUp(t *testing.T) {
	path := newPath(t)
	if err := os.WriteFile(path+".lock", []byte("\x00process 1 on elsewhere since long ago\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	j := open(t, path)
	if err := openOnly(path); !strings.Contains(fmt.Sprint(err), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("second open: %v, want this process as the holder", err)
	}
	shut(t, j)
}

func TestOnlyOneOfManyWhoOpenAtOnceHoldsTheLog(t *testing.T) {
	path := newPath(t)
	var holders, written sync.Map
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			for round := range 50 {
				j, err := Open(path)
				if errors.Is(err, ErrLocked) {
					continue
				}
				if err != nil {
					t.Errorf("open: %v", err)
					return
				}
				if other, taken := holders.LoadOrStore("holder", n); taken {
					t.Errorf("%d and %d hold the log at once", n, other)
				}
				if err := j.Append(entry{N: 100*n + round}); err != nil {
					t.Errorf("append: %v", err)
				}
				written.Store(100*n+round, true)
				holders.Delete("holder")
				if err := j.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			}
		})
	}
	group.Wait()
	for _, e := range read(t, path) {
		if _, known := written.LoadAndDelete(e.N); !known {
			t.Errorf("record %d was never written, or is there twice", e.N)
		}
	}
	written.Range(func(n, _ any) bool { t.Errorf("record %v is lost", n); return true })
}
