//go:build unix

package main

import (
	"fmt"
	"syscall"
	"time"

	"softmix/wasm/e2e"
)

// used is the processor time of this process so far.
func used() (e2e.CPU, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return e2e.CPU{}, fmt.Errorf("asking for the processor time: %w", err)
	}
	return e2e.CPU{All: time.Duration(u.Utime.Nano() + u.Stime.Nano())}, nil
}
