//go:build !js

// Package engine drives Firefox and WebKitGTK, as package e2e drives Chromium,
// and holds the short suite that runs in all three (its tests). Debian has both:
//
//	apt-get install firefox-esr webkit2gtk-driver xvfb
//
// A browser lives as long as the test that starts it, and what it opens is a tab
// with storage of its own:
//
//	firefox, err := engine.Firefox(ctx, engine.Options{}) // or engine.WebKit
//	defer firefox.Close()
//	tab, err := firefox.Open(server.URL+"/?device=webgpu", engine.View{Width: 390, Height: 844})
//	loss, err := engine.Eval[[]float64](tab, time.Minute, `softmix.step(10).then(() => softmix.metrics().runs[0].loss)`)
//	png, err := tab.Screenshot()
//
// Firefox has WebGPU here wherever there is a Vulkan driver (Mesa's lavapipe on a
// machine without a GPU); WebKitGTK has none. Firefox is driven by WebDriver BiDi,
// which it speaks itself, WebKitGTK by WebDriver through its WebKitWebDriver.
package engine

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Watch is a script that must run before any other of a page, and of its workers,
// so that Tab.Problems knows of errors in every browser.
//
//go:embed watch.js
var Watch string

// ErrMissing says that a browser, or what it needs, is not on this machine.
var ErrMissing = errors.New("this machine lacks a browser")

// Options are what a browser is started with.
type Options struct {
	Lang string // its locale, the variable LANG; "" = en_US.UTF-8
}

// environment returns the variables that set the locale.
func (o Options) environment() []string {
	if o.Lang == "" {
		o.Lang = "en_US.UTF-8"
	}
	return []string{"LANG=" + o.Lang, "LC_ALL=" + o.Lang, "LANGUAGE="}
}

// View is how a page is opened.
type View struct {
	Width, Height int // CSS pixels; 0 = 1280×860
}

func (v View) size() (width, height int) {
	if v.Width == 0 {
		return 1280, 860
	}
	return v.Width, v.Height
}

// Browser is a running browser.
type Browser interface {
	// Open opens url in a tab with storage of its own and waits until it has loaded.
	Open(url string, v View) (Tab, error)
	// Close ends the browser and removes its profile.
	Close()
}

// Tab is one page.
type Tab interface {
	// Evaluate evaluates a JavaScript expression, waits for it if it is a promise,
	// and returns its value as JSON.
	Evaluate(ctx context.Context, expression string) ([]byte, error)
	// Screenshot returns the window as a PNG.
	Screenshot() ([]byte, error)
	// Problems returns what the page and its workers have logged as an error, and
	// exceptions, so far.
	Problems() []string
	// Close closes the tab.
	Close()
}

// Eval is Evaluate within a time limit; the value is a T.
func Eval[T any](t Tab, limit time.Duration, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var value T
	text, err := t.Evaluate(ctx, expression)
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("no answer within %v", limit)
	}
	if err == nil {
		err = json.Unmarshal(text, &value)
	}
	if err != nil {
		return value, fmt.Errorf("evaluating %s: %w", short(expression), err)
	}
	return value, nil
}

// short cuts an expression for a message.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 100 {
		s = s[:100] + "…"
	}
	return s
}
