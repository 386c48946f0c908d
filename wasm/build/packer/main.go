//go:build !js

// Command packer prepares a built folder for serving: -pack writes the brotli
// twins and the table of sizes, and with -table it also prints what the page
// fetches before its first training step, and fails above the limit. With -literal
// it writes the one string constant of a Go file, and with -rules what the
// Worker's script must know to serve the folder. -keys and -words make of the
// languages in i18n what Go and the page need of them.
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

	"softmix/wasm/build"
	"softmix/wasm/build/words"
	"softmix/wasm/edge/static"
)

func main() {
	log.SetFlags(0)
	packDir := flag.String("pack", "", "prepare this folder")
	quality := flag.Int("quality", 11, "brotli quality of -pack, 1 to 11")
	table := flag.Bool("table", false, "with -pack: print what the page fetches first, fail above the limit")
	literal := flag.String("literal", "", "write the one string constant of this Go file to standard output")
	from := flag.String("words", "", "write the scripts and pages of this folder, with their messages, and the languages, to -to")
	to := flag.String("to", "", "the folder that -words writes to")
	rules := flag.Bool("rules", false, "write as JSON what a server's script must know to serve files as package static does")
	flag.Parse()

	var err error
	switch {
	case *rules:
		err = static.WriteRules(os.Stdout)
	case *from != "":
		err = words.Write("i18n", *from, *to)
	case *literal != "":
		err = constant(os.Stdout, *literal)
	case *packDir != "":
		err = prepare(*packDir, *quality, *table)
	default:
		err = errors.New("nothing to do: name a folder with -pack")
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
	if err := build.Address(dir); err != nil {
		return err
	}
	sizes, err := build.Pack(dir, quality)
	if err != nil || !table {
		return err
	}
	return build.Report(os.Stdout, sizes)
}

// constant writes the one string constant of a Go file.
func constant(w io.Writer, file string) error {
	source, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("looking for a constant: %w", err)
	}
	text, err := build.Literal(source)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("writing the constant of %s: %w", file, err)
	}
	return nil
}
