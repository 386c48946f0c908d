// Command lab trains in a terminal and compares methods: go run ./wasm/trainer/lab
// says what it does, and with a command and -h how.
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

// A command is one thing that the lab does.
type command interface {
	flags(f *flag.FlagSet) // declares what it can be told
	check() error          // completes what it was told; its errors are one line
	run(ctx context.Context, stdout, stderr io.Writer) error
}

type named struct {
	name, about string
	make        func() command
}

// commands in the order of the help.
var commands = []named{
	{"compare", aboutCompare, func() command { return &comparison{} }},
	{"tables", aboutTables, func() command { return &tables{} }},
	{"presets", aboutPresets, func() command { return &presets{} }},
	{"record", aboutRecord, func() command { return &recorder{} }},
	{"pretrain", aboutPretrain, func() command { return &pretraining{} }},
}

const program = "go run ./wasm/trainer/lab"

// misuse is the fault of who called the lab.
type misuse struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the lab: it returns the exit status, 2 for bad arguments, 130 after an
// interrupt, 1 for what went wrong later.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	err := execute(ctx, args, stdout, stderr)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "lab: interrupted")
		return 130
	}
	fmt.Fprintln(stderr, "lab:", err)
	if errors.As(err, new(misuse)) {
		return 2
	}
	return 1
}

// execute finds the command that args begin with, and carries it out.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" {
		fmt.Fprint(stdout, "The lab trains a small transformer by several methods in a terminal.\n\n")
		for _, c := range commands {
			fmt.Fprintf(stdout, "%s %s\n%s\n\n", program, c.name, c.about)
		}
		fmt.Fprintln(stdout, "-h behind a command lists its flags.")
		return nil
	}
	for _, c := range commands {
		if c.name != args[0] {
			continue
		}
		todo := c.make()
		f, err := parse(todo, args)
		switch {
		case errors.Is(err, flag.ErrHelp):
			fmt.Fprintf(stdout, "%s %s [flags]\n%s\n\n", program, c.name, c.about)
			f.SetOutput(stdout)
			f.PrintDefaults()
			return nil
		case err != nil:
			return misuse{err}
		}
		return todo.run(ctx, stdout, stderr)
	}
	return misuse{fmt.Errorf("there is no command %q; -h lists them", args[0])}
}

// parse reads a command's flags, which stand behind its name.
func parse(c command, args []string) (*flag.FlagSet, error) {
	f := flag.NewFlagSet(args[0], flag.ContinueOnError)
	f.SetOutput(io.Discard)
	c.flags(f)
	if err := f.Parse(args[1:]); err != nil {
		return f, err
	}
	if f.NArg() > 0 {
		return f, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	return f, c.check()
}
