//go:build !js

// Command edge is the web server of Softmix. Natively it serves a built folder
// on this machine:
//
//	go run ./wasm/edge -dir dist -addr 127.0.0.1:8080
//
// With -pack it prepares such a folder instead (brotli twins, table of sizes),
// and with -table it also prints what the page fetches before its first
// training step, and fails above the limit. With -join it writes a WebAssembly
// module to standard output, its data segments joined, and with -strip also
// without what only tracebacks need; -blank names a text that is blanked in it,
// which -literal gives of a Go file.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"softmix/wasm/edge/pack"
	"softmix/wasm/edge/static"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("dir", "dist", "folder to serve")
	addr := flag.String("addr", "127.0.0.1:8080", "address to listen on")
	packDir := flag.String("pack", "", "prepare this folder instead of serving")
	quality := flag.Int("quality", 11, "brotli quality of -pack, 1 to 11")
	table := flag.Bool("table", false, "with -pack: print what the page fetches first, fail above the limit")
	join := flag.String("join", "", "write this WebAssembly module with joined data segments to standard output")
	strip := flag.String("strip", "", "the same, and without what only tracebacks need")
	blank := flag.String("blank", "", "with -join or -strip: put spaces in place of this file's text")
	literal := flag.String("literal", "", "write the one string constant of this Go file to standard output")
	flag.Parse()

	var err error
	switch {
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
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		err = serve(ctx, *dir, *addr)
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

// serve hands out dir on addr until ctx ends.
func serve(ctx context.Context, dir, addr string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("there is no folder %q to serve (%w): run ./build.sh serve, which builds it", dir, err)
	}
	defer root.Close()
	if _, err := root.Stat("index.html"); err != nil {
		return fmt.Errorf("the folder %q holds no page (%w): run ./build.sh serve, which builds it", dir, err)
	}
	listener, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("something already listens on %s: stop it, or choose another port: PORT=8081 ./build.sh serve", addr)
	} else if err != nil {
		return fmt.Errorf("listening on %s: %w", addr, err)
	}
	server := &http.Server{Handler: static.New(root.FS()), ReadHeaderTimeout: 10 * time.Second}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		soon, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		stopped <- server.Shutdown(soon)
	}()
	fmt.Printf("Softmix is at %s  (Ctrl-C stops it)\n", address(listener.Addr().String()))
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving %s: %w", dir, err)
	}
	err = <-stopped
	fmt.Println("\nStopped.")
	if errors.Is(err, context.DeadlineExceeded) {
		return nil // a reader's open connection is no failure
	}
	return err
}

// address is the URL under which a reader on this machine finds the listener.
// WebGPU exists only in a secure context, which plain http is on localhost alone.
func address(listening string) string {
	host, port, err := net.SplitHostPort(listening)
	if err != nil {
		return "http://" + listening
	}
	if ip := net.ParseIP(host); ip != nil && (ip.IsLoopback() && ip.To4() != nil || ip.IsUnspecified()) {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
