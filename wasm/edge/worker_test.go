//go:build linux || darwin

package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// builtWorker returns the folder of the Worker, which build.sh makes. Without
// node or wrangler's packages the test is skipped, but never in CI.
func builtWorker(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("SOFTMIX_BUILT") == "" {
		cmd := exec.Command("./build.sh", "worker")
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("building the Worker: %v\n%s", err, out)
			}
			fmt.Fprintf(os.Stderr, "\n*** SKIPPED: the API in workerd. The Worker could not be built (%v):\n%s***\n\n", err, out)
			t.SkipNow()
		}
	}
	return filepath.Join(root, "build", "worker")
}

// TestWorkerLimit builds the Worker with a script beside it that does not
// compress: of 4 MB, then of the 64 MiB that Cloudflare takes in all.
func TestWorkerLimit(t *testing.T) {
	worker := builtWorker(t)
	filler := filepath.Join(worker, "filler.mjs")
	defer os.Remove(filler)
	noise := make([]byte, 4<<20)
	rand.NewChaCha8([32]byte{}).Read(noise)
	if err := os.WriteFile(filler, noise, 0o644); err != nil {
		t.Fatal(err)
	}
	build := func() (string, error) {
		cmd := exec.Command("./build.sh", "worker")
		cmd.Dir = filepath.Join(worker, "../..")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := build(); err != nil {
		t.Errorf("4 MB more were refused: %v\n%s", err, out)
	}
	if err := os.Truncate(filler, 64<<20); err != nil {
		t.Fatal(err)
	}
	if out, err := build(); err == nil || !strings.Contains(out, "too large") {
		t.Errorf("more than 64 MiB passed (%v):\n%s", err, out)
	}
}

// wrangler starts the Worker over the folder dir, with its state kept in state,
// in a process group of its own, and waits until it answers.
func wrangler(t *testing.T, worker, dir, state string) *server {
	t.Helper()
	home := t.TempDir()
	text, err := os.ReadFile(filepath.Join(worker, "wrangler.jsonc"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range [][2]string{{`"../../dist"`, strconv.Quote(dir)}, {`"worker.mjs"`, strconv.Quote(filepath.Join(worker, "worker.mjs"))}} {
		if !bytes.Contains(text, []byte(part[0])) {
			t.Fatalf("wrangler.jsonc lacks %s", part[0])
		}
		text = bytes.ReplaceAll(text, []byte(part[0]), []byte(part[1]))
	}
	config := filepath.Join(home, "wrangler.jsonc")
	if err := os.WriteFile(config, text, 0o644); err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	cmd := exec.Command("node", filepath.Join(worker, "node_modules", "wrangler", "bin", "wrangler.js"), "dev", "--config", config,
		"--ip", "127.0.0.1", "--port", port, "--inspector-port", freePort(t), "--persist-to", state, "--var", "POSTS:1000",
		"--show-interactive-dev-session=false", "--log-level", "error")
	cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+home, "WRANGLER_SEND_METRICS=false", "WRANGLER_SEND_ERROR_REPORTS=false",
		"WRANGLER_HIDE_BANNER=true", "CLOUDFLARE_CF_FETCH_ENABLED=false", "CI=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func(t *testing.T) {
		t.Helper()
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // wrangler and the workerd that it started
		cmd.Wait()                                      // it was killed: its error is no news
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			kill(t)
		}
		if t.Failed() {
			t.Logf("wrangler said:\n%s", said.String())
		}
	})
	s := &server{url: "http://127.0.0.1:" + port, kill: kill}
	for deadline := time.Now().Add(90 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := client.Do(r)
		if err == nil {
			res.Body.Close()
		}
		cancel()
		if err == nil && res.StatusCode == http.StatusOK {
			return s
		}
		if time.Now().After(deadline) {
			t.Fatalf("the Worker did not answer within 90 seconds (%v)", err)
		}
	}
}

// freePort returns a port that nobody listened on a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// d1File finds the file in which the local D1 keeps the runs.
func d1File(t *testing.T, state string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(state, "v3", "d1", "*", "*.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasPrefix(filepath.Base(f), "metadata") {
			return f
		}
	}
	t.Fatalf("D1 left no file in %s", state)
	return ""
}

func TestWorker(t *testing.T) {
	if testing.Short() {
		t.Skip("the Worker takes long")
	}
	worker, dir, state := builtWorker(t), site(t), t.TempDir()
	start := func() *server { return wrangler(t, worker, dir, state) }
	s := start()
	share(t, s, sample)
	s.count = func(t *testing.T) int { return runsIn(t, d1File(t, state)) }
	suite(t, s)
	survives(t, s, start)
}
