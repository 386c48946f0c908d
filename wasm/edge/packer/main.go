//go:build !js

// Command packer prepares a built folder for serving: -pack writes the brotli
// twins and the table of sizes, and with -table it also prints what the page
// fetches before its first training step, and fails above the limit. With -join
// it writes a WebAssembly module to standard output, its data segments joined,
// and with -strip also without what only tracebacks need; -blank names a text that
// is blanked in it, which -literal gives of a Go file. With -rules it writes what
// the Worker's script must know to serve the folder.
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
	blank := flag.String("blank", "", "with -join or -strip: put spaces in place of this file's text")
	literal := flag.String("literal", "", "write the one string constant of this Go file to standard output")
	rules := flag.Bool("rules", false, "write as JSON what a server's script must know to serve files as package static does")
	flag.Parse()

	var err error
	switch {
	case *rules:
		err = static.WriteRules(os.Stdout)
	case *literal != "":
		err = rewrite(os.Stdout, *literal, func(source []byte) ([]byte, error) {
			text, err := pack.Literal(source)
			return []byte(text), err
		})
	case *join != "":
		err = rewrite(os.Stdout, *join, blanked(*blank), pack.JoinData)
	case *strip != "":
		err = rewrite(os.Stdout, *strip, blanked(*blank), func(module []byte) ([]byte, error) {
			return pack.Strip(module, "softmix/", "main.")
		}, pack.TakeReturns)
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
	if err := pack.Address(dir, "index.html"); err != nil {
		return err
	}
	sizes, err := pack.Pack(dir, quality)
	if err != nil || !table {
		return err
	}
	return pack.Report(os.Stdout, sizes)
}

// rewrite writes a file's content as the changes leave it, one after another.
func rewrite(w io.Writer, file string, changes ...func([]byte) ([]byte, error)) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("rewriting a file: %w", err)
	}
	for _, change := range changes {
		if data, err = change(data); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("writing what %s became: %w", file, err)
	}
	return nil
}

// blanked returns the change that blanks a file's text in a module; without a
// file it changes nothing.
func blanked(file string) func([]byte) ([]byte, error) {
	return func(module []byte) ([]byte, error) {
		if file == "" {
			return module, nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("reading the text to blank: %w", err)
		}
		return pack.Blank(module, text)
	}
}
