//go:build !unix && !js

package main

import (
	"errors"

	"softmix/wasm/e2e"
)

// used would be the processor time of this process so far.
func used() (e2e.CPU, error) {
	return e2e.CPU{}, errors.New("native is measured on Unix only")
}
