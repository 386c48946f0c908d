//go:build !js

package engine

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// preferences are Firefox's: WebGPU wherever there is a driver, in workers too,
// and nothing that asks its makers for anything or gets between a test and a page.
const preferences = `
user_pref("dom.webgpu.enabled", true);
user_pref("dom.webgpu.workers.enabled", true);
user_pref("gfx.webgpu.ignore-blocklist", true);
user_pref("app.normandy.enabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("dom.disable_open_during_load", false);
user_pref("extensions.systemAddon.update.enabled", false);
user_pref("nimbus.rollouts.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("toolkit.telemetry.enabled", false);
`

// firefox is one headless Firefox in a profile of its own.
type firefox struct {
	process *process
	profile string
	bidi    *bidi

	mu   sync.Mutex
	tabs map[string]*firefoxTab // by their browsing context
}

// Firefox starts a Firefox: $FIREFOX, or the first of the usual names that is there.
func Firefox(ctx context.Context, o Options) (Browser, error) {
	path, err := find(os.Getenv("FIREFOX"), "firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox")
	if err != nil {
		return nil, fmt.Errorf("%w: Firefox (Debian: apt-get install firefox-esr), or name it in FIREFOX", ErrMissing)
	}
	f := &firefox{tabs: map[string]*firefoxTab{}}
	if f.profile, err = os.MkdirTemp("", "softmix-firefox-"); err != nil {
		return nil, fmt.Errorf("making a profile: %w", err)
	}
	if err = os.WriteFile(filepath.Join(f.profile, "user.js"), []byte(preferences), 0o600); err == nil {
		f.process, err = start(path, []string{"--headless", "--no-remote", "--profile", f.profile, "--remote-debugging-port", "0", "about:blank"}, o.environment())
	}
	var url string
	if err == nil {
		url, err = f.process.says("WebDriver BiDi listening on ", time.Minute)
	}
	if err == nil {
		f.bidi, err = dial(ctx, url+"/session", f.hear)
	}
	if err == nil {
		err = f.bidi.call(ctx, "session.new", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{"acceptInsecureCerts": true}}}, nil)
	}
	if err == nil {
		err = f.bidi.call(ctx, "session.subscribe", map[string]any{"events": []string{"log.entryAdded"}}, nil)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("starting Firefox: %w", err)
	}
	return f, nil
}

// find returns the first of some programs that is there.
func find(names ...string) (string, error) {
	for _, name := range names {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrMissing
}

func (f *firefox) Close() {
	if f.bidi != nil {
		f.bidi.conn.CloseNow()
	}
	if f.process != nil {
		f.process.stop()
	}
	os.RemoveAll(f.profile)
}

// hear notes what a page logs.
func (f *firefox) hear(_ string, params json.RawMessage) {
	var entry struct {
		Level, Text, Type string
		Source            struct{ Context string }
		StackTrace        struct {
			CallFrames []struct {
				URL        string
				LineNumber int
			}
		}
	}
	if err := json.Unmarshal(params, &entry); err != nil || entry.Level != "error" {
		return
	}
	f.mu.Lock()
	t := f.tabs[entry.Source.Context]
	f.mu.Unlock()
	if t == nil {
		return
	}
	text := entry.Type + ": " + entry.Text
	if at := entry.StackTrace.CallFrames; len(at) > 0 {
		text += fmt.Sprintf(" (%s:%d)", at[0].URL, at[0].LineNumber+1)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.problems = append(t.problems, text)
}

// firefoxTab is one tab in a user context, Firefox's "container", of its own.
type firefoxTab struct {
	browser       *firefox
	user, context string

	mu       sync.Mutex
	problems []string
}

func (f *firefox) Open(url string, v View) (Tab, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	t := &firefoxTab{browser: f}
	var user struct{ UserContext string }
	err := f.bidi.call(ctx, "browser.createUserContext", struct{}{}, &user)
	t.user = user.UserContext
	var tab struct{ Context string }
	if err == nil {
		err = f.bidi.call(ctx, "browsingContext.create", map[string]any{"type": "tab", "userContext": t.user}, &tab)
	}
	if err == nil {
		t.context = tab.Context
		f.mu.Lock()
		f.tabs[t.context] = t
		f.mu.Unlock()
		width, height := v.size()
		err = f.bidi.call(ctx, "browsingContext.setViewport", map[string]any{
			"context": t.context, "viewport": map[string]int{"width": width, "height": height}, "devicePixelRatio": 1,
		}, nil)
	}
	if err == nil {
		err = f.bidi.call(ctx, "browsingContext.navigate", map[string]any{"context": t.context, "url": url, "wait": "complete"}, nil)
	}
	if err != nil {
		t.Close()
		return nil, fmt.Errorf("opening %s: %w", url, err)
	}
	return t, nil
}

func (t *firefoxTab) Evaluate(ctx context.Context, expression string) ([]byte, error) {
	var got struct {
		Type             string
		Result           struct{ Value string }
		ExceptionDetails struct{ Text string }
	}
	err := t.browser.bidi.call(ctx, "script.evaluate", map[string]any{
		"expression":   "(async () => JSON.stringify((await (" + expression + ")) ?? null))()",
		"target":       map[string]any{"context": t.context},
		"awaitPromise": true,
	}, &got)
	if err == nil && got.Type == "exception" {
		err = errors.New(got.ExceptionDetails.Text)
	}
	return []byte(got.Result.Value), err
}

func (t *firefoxTab) Screenshot() ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var shot struct{ Data string }
	if err := t.browser.bidi.call(ctx, "browsingContext.captureScreenshot", map[string]any{"context": t.context}, &shot); err != nil {
		return nil, fmt.Errorf("taking a screenshot: %w", err)
	}
	return base64.StdEncoding.DecodeString(shot.Data)
}

func (t *firefoxTab) Problems() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.problems)
}

func (t *firefoxTab) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	t.browser.mu.Lock()
	delete(t.browser.tabs, t.context)
	t.browser.mu.Unlock()
	// Closes its tab too. A browser that is gone has nothing left to close.
	_ = t.browser.bidi.call(ctx, "browser.removeUserContext", map[string]any{"userContext": t.user}, nil)
}
