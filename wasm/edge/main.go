//go:build !js

// Command edge is the web server of Softmix: the built page, and the API for
// shared runs and embeds. Natively it serves on this machine and keeps the runs
// in a file of SQLite's:
//
//	go run ./wasm/edge -dir dist -addr 127.0.0.1:8080 -db build/runs.db
//
// Built for js/wasm it is the part of a Cloudflare Worker that computes, with the
// runs in D1; see worker/worker.mjs for the rest of it.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"softmix/wasm/edge/api"
	"softmix/wasm/edge/static"
	"softmix/wasm/edge/store"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// options is what the server is told.
type options struct {
	dir, addr, db string
	origin        string // https://host, or empty
	limit         api.Limit
}

func main() {
	log.SetFlags(0)
	o := options{limit: api.Limit{Every: postEvery}}
	flag.StringVar(&o.dir, "dir", "dist", "folder to serve")
	flag.StringVar(&o.addr, "addr", "127.0.0.1:8080", "address to listen on")
	flag.StringVar(&o.db, "db", "build/runs.db", "file of SQLite's that keeps shared runs")
	flag.StringVar(&o.origin, "origin", "", "scheme and host under which readers find this, where a proxy changes them")
	flag.IntVar(&o.limit.Burst, "posts", postBurst, "runs that one client may share at once; after that one more every 6 s")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, o); err != nil {
		log.Fatal(err)
	}
}

// serve hands out the folder and answers the API until ctx ends.
func serve(ctx context.Context, o options) error {
	dir, addr := o.dir, o.addr
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("there is no folder %q to serve (%w): run ./build.sh serve, which builds it", dir, err)
	}
	defer root.Close()
	if _, err := root.Stat("index.html"); err != nil {
		return fmt.Errorf("the folder %q holds no page (%w): run ./build.sh serve, which builds it", dir, err)
	}
	runs, err := openRuns(o.db)
	if err != nil {
		return err
	}
	defer runs.Close()
	listener, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("something already listens on %s: stop it, or choose another port: PORT=8081 ./build.sh serve", addr)
	} else if err != nil {
		return fmt.Errorf("listening on %s: %w", addr, err)
	}
	server := &http.Server{
		Handler:           handler(root.FS(), runs, o),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		MaxHeaderBytes: 32 << 10,
	}
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

// handler joins the API and the files.
func handler(files fs.FS, runs *sql.DB, o options) http.Handler {
	answers := api.New(api.Config{
		Store:  store.New(runs),
		Page:   func(context.Context) ([]byte, error) { return fs.ReadFile(files, "index.html") },
		Limit:  o.limit,
		Origin: o.origin,
		Log:    func(err error) { log.Print(err) },
		Now:    time.Now,
	})
	folder := static.New(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if api.Handles(r.URL.Path) {
			answers.ServeHTTP(w, r)
		} else {
			folder.ServeHTTP(w, r)
		}
	})
}

// openRuns opens the database of shared runs, which it creates where there is none.
func openRuns(file string) (*sql.DB, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return nil, fmt.Errorf("making the folder of the shared runs: %w", err)
	}
	// Written ahead and flushed: what was answered with 201 outlives the machine.
	query := url.Values{"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+query.Encode())
	if err == nil {
		err = db.Ping()
	}
	if err != nil {
		return nil, fmt.Errorf("opening the shared runs in %s: %w", file, err)
	}
	return db, nil
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
