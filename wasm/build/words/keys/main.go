//go:build !js

// Command keys writes the constants of all messages that Go says, i18n/keys_gen.go. It
// is a program of its own because it imports nothing that needs them.
package main

import (
	"log"

	"softmix/wasm/build/words"
)

func main() {
	log.SetFlags(0)
	if err := words.WriteKeys("i18n"); err != nil {
		log.Fatal(err)
	}
}
