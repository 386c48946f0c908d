// Program lab trains in a terminal and compares methods: see usage.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the lab: it returns the exit status, 2 for bad flags, 130 after an
// interrupt, 1 for what went wrong later.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "trainer: %v\n", err)
		return 2
	}
	switch {
	case o.record != "":
		err = record(ctx, o.record, stdout)
	case o.tables != "":
		err = writeTables(ctx, o, stdout, stderr)
	case o.presets != "":
		err = writePresets(ctx, o, stdout, stderr)
	case o.pretrain != "":
		err = pretrain(ctx, o, stdout, stderr)
	default:
		err = compare(ctx, o, stdout, stderr)
	}
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "trainer: interrupted")
		return 130
	case err != nil:
		fmt.Fprintf(stderr, "trainer: %v\n", err)
		return 1
	}
	return 0
}
