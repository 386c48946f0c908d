//go:build !js

package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// The browser that all tests share, and the root of the repository.
var (
	browser *Browser
	root    string
)

// inCI says that nothing may be skipped for want of a browser or an adapter.
var inCI = os.Getenv("CI") != ""

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

// run starts the browser, runs the tests and ends the browser again.
func run(m *testing.M) (int, error) {
	var err error
	if root, err = filepath.Abs("../.."); err != nil {
		return 1, err
	}
	browser, err = Start(context.Background())
	if errors.Is(err, ErrNoChromium) && !inCI {
		fmt.Fprintf(os.Stderr, "\n*** SKIPPED: every test of the page. %v ***\n\n", err)
		return 0, nil
	} else if err != nil {
		return 1, err
	}
	defer browser.Close()
	return m.Run(), nil
}

// dist returns the built page's folder.
func dist(t *testing.T) string {
	t.Helper()
	dir, err := Dist(root)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// open opens a page for a test and closes it at its end.
func open(t *testing.T, url string, v View) *Page {
	t.Helper()
	p, err := browser.Open(url, v)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}
