// Command scimsheet makes spreadsheets a safe way to manage who can use Anaplan.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"scimsheet/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second interrupt ends the program at once: the journal is safe at every instant.
	context.AfterFunc(ctx, stop)
	os.Exit(cli.Run(ctx, os.Args[1:], cli.System()))
}
