//go:build !js

// Command packer prepares a built folder for serving: -pack writes the brotli
// twins and the table of sizes, and with -table it also prints what the page
// fetches before its first training step, and fails above the limit. With -join
// it writes a WebAssembly module to standard output, its data segments joined,
// and with -strip also without line numbers; with -rules what the Worker's script
// must know to serve the folder.
//
// It is a program of its own because every build runs it, and the server links
// a database that takes long to compile.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"softmix/wasm/edge/pack"
	"softmix/wasm/edge/static"
)

func main() {
	log.SetFlags(0)
	packDir := flag.String("pack", "", "prepare this folder")
	quality := flag.Int("quality", 11, "brotli quality of -pack, 1 to 11")
	table := flag.Bool("table", false, "with -pack: print what the page fetches first, fail above the limit")
	join := flag.String("join", "", "write this WebAssembly module with joined data segments to standard output")
	strip := flag.String("strip", "", "the same, and without what only tracebacks need")
	rules := flag.Bool("rules", false, "write as JSON what a server's script must know to serve files as package static does")
	flag.Parse()

	var err error
	switch {
	case *rules:
		err = static.WriteRules(os.Stdout)
	case *join != "":
		err = rewrite(os.Stdout, *join, pack.JoinData)
	case *strip != "":
		err = rewrite(os.Stdout, *strip, func(module []byte) ([]byte, error) {
			return pack.Strip(module, "softmix/", "main.")
		})
	case *packDir != "":
		err = prepare(*packDir, *quality, *table)
	default:
		err = errors.New("nothing to do: name a folder with -pack, or a module with -join or -strip")
	}
	if err != nil {
		log.Fatal(err)
	}
}

// prepare packs a folder and, if asked to, reports on it.
func prepare(dir string, quality int, table bool) error {
	if quality < 1 || quality > 11 {
		return fmt.Errorf("-quality runs from 1 to 11, not %d", quality)
	}
	sizes, err := pack.Pack(dir, quality)
	if err != nil || !table {
		return err
	}
	return pack.Report(os.Stdout, sizes)
}

// rewrite writes a module as change returns it.
func rewrite(w io.Writer, file string, change func([]byte) ([]byte, error)) error {
	module, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("rewriting a module: %w", err)
	}
	if module, err = change(module); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if _, err := w.Write(module); err != nil {
		return fmt.Errorf("writing the module: %w", err)
	}
	return nil
}
