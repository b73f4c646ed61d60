package vault

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
)

func TestWhoeverRenewsASecretUnderItsLockLosesNone(t *testing.T) {
	dir := t.TempDir()
	save(t, Open(Options{Dir: dir}), "eu1", "0")
	const renewers, rounds = 4, 10
	var group sync.WaitGroup
	for range renewers {
		group.Go(func() {
			v := Open(Options{Dir: dir})
			for range rounds {
				if err := renew(t.Context(), v); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	wantLoad(t, Open(Options{Dir: dir}), "eu1", strconv.Itoa(renewers*rounds))
}

func renew(ctx context.Context, v *Vault) error {
	unlock, err := v.Lock(ctx, "eu1")
	if err != nil {
		return err
	}
	defer unlock()
	text, err := v.Load("eu1")
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return err
	}
	return v.Save("eu1", strconv.Itoa(n+1))
}

func TestWaitingForALockEndsWhenItIsCancelled(t *testing.T) {
	dir := t.TempDir()
	holder, waiter := Open(Options{Dir: dir}), Open(Options{Dir: dir})
	unlock, err := holder.Lock(t.Context(), "eu1")
	if err != nil {
		t.Fatal(err)
	}
	other, err := waiter.Lock(t.Context(), "us1")
	if err != nil {
		t.Fatalf("another name: %v", err)
	}
	other()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := waiter.Lock(ctx, "eu1")
		ended <- err
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	unlock()
	if unlock, err = waiter.Lock(t.Context(), "eu1"); err != nil {
		t.Fatal(err)
	}
	unlock()
}
