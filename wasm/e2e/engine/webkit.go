//go:build !js

package engine

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// webkit is a screen that exists only in memory. Each tab on it is a browser of its
// own with a driver of its own: one that hangs keeps no other.
type webkit struct {
	screen      *process
	driver      string // the program
	environment []string
	config      string // folder
}

// slim is a style of GTK's that lets a window be as narrow as a phone.
const slim = "* { min-width: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px }"

// WebKit starts WebKitGTK's driver: $WEBKIT_DRIVER, or WebKitWebDriver.
func WebKit(_ context.Context, o Options) (Browser, error) {
	path, err := find(os.Getenv("WEBKIT_DRIVER"), "WebKitWebDriver")
	if err != nil {
		return nil, fmt.Errorf("%w: WebKitGTK's driver (Debian: apt-get install webkit2gtk-driver), or name it in WEBKIT_DRIVER", ErrMissing)
	}
	xvfb, err := exec.LookPath("Xvfb")
	if err != nil {
		return nil, fmt.Errorf("%w: Xvfb, a screen for WebKitGTK (Debian: apt-get install xvfb)", ErrMissing)
	}
	w := &webkit{driver: path}
	var display string
	w.screen, err = start(xvfb, []string{"-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"}, nil)
	if err == nil {
		display, err = w.screen.says("", 30*time.Second) // its number is the first line
	}
	if err == nil {
		w.config, err = os.MkdirTemp("", "softmix-webkit-")
	}
	if err == nil {
		err = os.Mkdir(filepath.Join(w.config, "gtk-3.0"), 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(w.config, "gtk-3.0", "gtk.css"), []byte(slim), 0o600)
	}
	if err != nil {
		w.Close()
		return nil, fmt.Errorf("starting WebKitGTK's screen: %w", err)
	}
	w.environment = append(o.environment(), "DISPLAY=:"+display, "XDG_CONFIG_HOME="+w.config, "LIBGL_ALWAYS_SOFTWARE=1", "NO_AT_BRIDGE=1", "GTK_A11Y=none")
	return w, nil
}

// Close ends the screen, and with it what is left on it.
func (w *webkit) Close() {
	if w.screen != nil {
		w.screen.stop()
	}
	os.RemoveAll(w.config)
}

// freePort returns a port that nobody listens on.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("looking for a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// call sends one command of WebDriver (https://www.w3.org/TR/webdriver2/).
func (t *webkitTab) call(ctx context.Context, method, path string, params, result any) error {
	var body io.Reader
	if params != nil {
		text, err := json.Marshal(params)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, t.url+path, body)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var got struct{ Value json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
		return fmt.Errorf("%s %s: reading the answer: %w", method, path, err)
	}
	if response.StatusCode != http.StatusOK {
		var fault struct{ Error, Message string }
		_ = json.Unmarshal(got.Value, &fault) // an unreadable fault is still one
		return fmt.Errorf("%s %s: %s: %s", method, path, fault.Error, fault.Message)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(got.Value, result)
}

// webkitTab is one driver and its only session.
type webkitTab struct {
	driver *process
	url    string // of the driver
	path   string // of the session
}

func (w *webkit) Open(url string, v View) (Tab, error) {
	t, err := w.session()
	if err != nil { // seldom it hangs while it starts
		t, err = w.session()
	}
	if err != nil {
		return nil, fmt.Errorf("starting WebKitGTK: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	width, height := v.size()
	if err = t.resize(ctx, width, height); err == nil {
		err = t.post(ctx, "/url", map[string]any{"url": url}, nil)
	}
	if err != nil {
		t.Close()
		return nil, fmt.Errorf("opening %s: %w", url, err)
	}
	return t, nil
}

// session starts a driver and has it start a browser.
func (w *webkit) session() (*webkitTab, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	t := &webkitTab{url: "http://127.0.0.1:" + strconv.Itoa(port)}
	if t.driver, err = start(w.driver, []string{"--host=127.0.0.1", "--port=" + strconv.Itoa(port)}, w.environment); err != nil {
		return nil, err
	}
	for err = errors.New("not asked yet"); err != nil && ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		err = t.call(ctx, http.MethodGet, "/status", nil, nil)
	}
	var session struct{ SessionID string }
	if err == nil {
		err = t.call(ctx, http.MethodPost, "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
			"acceptInsecureCerts": true,
			"timeouts":            map[string]int{"script": 600_000, "pageLoad": 60_000},
		}}}, &session)
	}
	if err != nil {
		t.driver.stop()
		return nil, err
	}
	t.path = "/session/" + session.SessionID
	return t, nil
}

func (t *webkitTab) post(ctx context.Context, path string, params, result any) error {
	return t.call(ctx, http.MethodPost, t.path+path, params, result)
}

// resize gives the page a size; the window is larger by its bars.
func (t *webkitTab) resize(ctx context.Context, width, height int) error {
	var inner [2]int
	bars := [2]int{}
	for range 10 {
		err := t.post(ctx, "/window/rect", map[string]int{"width": width + bars[0], "height": height + bars[1]}, nil)
		if err == nil {
			err = t.post(ctx, "/execute/sync", map[string]any{"script": "return [innerWidth, innerHeight]", "args": []any{}}, &inner)
		}
		if err != nil {
			return err
		}
		if inner == [2]int{width, height} {
			return nil
		}
		bars[0] += width - inner[0]
		bars[1] += height - inner[1]
	}
	return fmt.Errorf("the page is %d by %d, want %d by %d", inner[0], inner[1], width, height)
}

func (t *webkitTab) Evaluate(ctx context.Context, expression string) ([]byte, error) {
	var got struct{ Value, Error string }
	err := t.post(ctx, "/execute/async", map[string]any{"args": []any{}, "script": `const done = arguments[0];
		(async () => JSON.stringify((await (` + expression + `)) ?? null))().then(value => done({value}), e => done({error: String(e)}));`}, &got)
	if err == nil && got.Error != "" {
		err = errors.New(got.Error)
	}
	return []byte(got.Value), err
}

func (t *webkitTab) Screenshot() ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var data string
	if err := t.call(ctx, http.MethodGet, t.path+"/screenshot", nil, &data); err != nil {
		return nil, fmt.Errorf("taking a screenshot: %w", err)
	}
	return base64.StdEncoding.DecodeString(data)
}

// Problems asks the page's script Watch: WebDriver tells of no errors, and the
// browser of a session writes none to its standard output.
func (t *webkitTab) Problems() []string {
	all, err := Eval[[]string](t, 10*time.Second, "softmixProblems")
	if err != nil {
		return []string{fmt.Sprintf("its errors cannot be asked for: %v", err)}
	}
	return all
}

func (t *webkitTab) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	// A browser that is gone has nothing left to close.
	_ = t.call(ctx, http.MethodDelete, t.path, nil, nil)
	t.driver.stop()
}
