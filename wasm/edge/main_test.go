//go:build !js

package main

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// page is a folder that serve accepts.
func page(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("<p>hello"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestServeSaysWhatIsWrong(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	for _, c := range []struct{ name, dir, addr, want string }{
		{"no folder", filepath.Join(t.TempDir(), "none"), "127.0.0.1:0", "./build.sh serve"},
		{"no page", t.TempDir(), "127.0.0.1:0", "./build.sh serve"},
		{"port taken", page(t), busy.Addr().String(), "PORT="},
	} {
		if err := serve(t.Context(), options{dir: c.dir, addr: c.addr, db: filepath.Join(t.TempDir(), "runs.db")}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want a message with %q", c.name, err, c.want)
		}
	}
}

func TestServeStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- serve(ctx, options{dir: page(t), addr: "127.0.0.1:0", db: filepath.Join(t.TempDir(), "runs.db")})
	}()
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("still serving five seconds after it was told to stop")
	}
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"127.0.0.1:8080": "http://localhost:8080", "[::]:80": "http://localhost:80", "0.0.0.0:9": "http://localhost:9",
		"192.168.1.2:80": "http://192.168.1.2:80", "[::1]:80": "http://[::1]:80",
	} {
		if got := address(in); got != want {
			t.Errorf("address(%q) = %q, want %q", in, got, want)
		}
	}
}
