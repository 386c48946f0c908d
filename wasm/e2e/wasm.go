//go:build !js

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// WasmTest is a package whose tests run as wasm in a worker of the browser.
type WasmTest struct {
	Root    string        // of the repository
	Package string        // "./model/method"
	Run     string        // regular expression of the tests; "" = all
	Golden  string        // folder of further fixtures, served as /golden/; "" = none
	Env     []string      // NAME=value, seen by the tests
	Plain   bool          // run with the SIMD module for browsers without relaxed SIMD
	Limit   time.Duration // after which the run counts as hung
}

// WasmResult is what a run of wasm tests said.
type WasmResult struct {
	Exit             int
	Output           string
	Pass, Fail, Skip []string // names of tests and subtests
}

// runner is the page that starts the worker and passes on what it says.
const runner = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>wasm tests</title><script>
const worker = new Worker("/worker.js");
worker.onmessage = e => softmixSeen(JSON.stringify(e.data));
worker.onerror = e => softmixSeen(JSON.stringify({broken: e.message || "the worker could not start"}));
</script>`

// worker is the script of the worker: as the trainer's, it loads the WebGPU
// shim, Go's support and the SIMD module before the program. What Go prints goes to the page.
const worker = `
importScripts("/js/gpu-shim.js", "/wasm_exec.js", "/js/simd.js");
const decoder = new TextDecoder();
fs.writeSync = (fd, bytes) => { postMessage({out: decoder.decode(bytes, {stream: true})}); return bytes.length; };
(async () => {
  const setup = await (await fetch("/setup.json")).json();
  const go = new Go();
  go.argv = setup.args;
  go.env = setup.env;
  // Go's HTTP client wants a whole address.
  if (go.env.GOLDEN_DIR) go.env.GOLDEN_DIR = location.origin + go.env.GOLDEN_DIR;
  let code = -1;
  go.exit = c => { code = c; };
  const bind = await softmixSIMD(go, name => location.origin + "/js/" + name);
  const {instance} = await WebAssembly.instantiateStreaming(fetch("/test.wasm"), go.importObject);
  bind(instance);
  await go.run(instance);
  postMessage({exit: code});
})().catch(e => postMessage({broken: String(e && e.stack || e)}));
`

// RunWasm builds the tests of a package for the browser, runs them in a
// dedicated worker with WebGPU, and returns what they said. An error means that
// they could not be run to their end.
func (b *Browser) RunWasm(w WasmTest) (WasmResult, error) {
	dir, err := os.MkdirTemp("", "softmix-wasm-")
	if err != nil {
		return WasmResult{}, err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "test.wasm")
	if err := buildWasm(w, binary); err != nil {
		return WasmResult{}, err
	}
	mux, err := w.handler(binary)
	if err != nil {
		return WasmResult{}, err
	}
	server := httptest.NewServer(mux)
	defer func() { server.CloseClientConnections(); server.Close() }()

	var (
		mu     sync.Mutex
		result WasmResult
		out    strings.Builder
	)
	ended := make(chan error, 1)
	end := func(err error) {
		select {
		case ended <- err:
		default: // only the first end counts
		}
	}
	p, err := b.Open(server.URL+"/", View{Seen: func(text string) {
		var m struct {
			Out    string
			Broken string
			Exit   *int
		}
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			end(fmt.Errorf("reading what the worker said: %w", err))
			return
		}
		mu.Lock()
		defer mu.Unlock()
		out.WriteString(m.Out)
		if m.Exit != nil {
			result.Exit = *m.Exit
			end(nil)
		} else if m.Broken != "" {
			end(fmt.Errorf("the worker broke: %s", m.Broken))
		}
	}})
	if err != nil {
		return WasmResult{}, err
	}
	defer p.Close()
	select {
	case err = <-ended:
	case <-time.After(w.Limit):
		err = fmt.Errorf("the tests did not end within %v", w.Limit)
	}
	mu.Lock()
	defer mu.Unlock()
	result.Output = out.String()
	result.count()
	if err != nil {
		err = fmt.Errorf("running the wasm tests of %s: %w\n%s%s", w.Package, err, result.Output, strings.Join(p.Problems(), "\n"))
	}
	return result, err
}

// buildWasm compiles the tests of a package for the browser.
func buildWasm(w WasmTest, binary string) error {
	cmd := exec.Command("go", "test", "-c", "-ldflags=-s -w", "-o", binary, w.Package)
	cmd.Dir = w.Root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the wasm tests of %s: %w\n%s", w.Package, err, text)
	}
	if _, err := os.Stat(binary); err != nil {
		return fmt.Errorf("%s has no tests to build: %w", w.Package, err)
	}
	return nil
}

// handler serves what the worker needs.
func (w WasmTest) handler(binary string) (http.Handler, error) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("asking for Go's root: %w", err)
	}
	args := []string{"softmix.test", "-test.v", "-test.timeout=" + w.Limit.String()}
	if w.Run != "" {
		args = append(args, "-test.run="+w.Run)
	}
	env := map[string]string{"TMPDIR": "/tmp"}
	for _, e := range w.Env {
		name, value, _ := strings.Cut(e, "=")
		env[name] = value
	}
	mux := http.NewServeMux()
	if w.Golden != "" {
		index, err := goldenIndex(w.Golden)
		if err != nil {
			return nil, err
		}
		env["GOLDEN_DIR"] = "/golden" // the worker puts the server's address before it
		mux.HandleFunc("/golden/index.json", text("application/json", string(index)))
		mux.Handle("/golden/", http.StripPrefix("/golden/", http.FileServer(http.Dir(w.Golden))))
	}
	setup, err := json.Marshal(map[string]any{"args": args, "env": env})
	if err != nil {
		return nil, err
	}
	file := func(path string) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) { http.ServeFile(rw, r, path) }
	}
	mux.HandleFunc("/{$}", text("text/html", runner))
	mux.HandleFunc("/worker.js", text("text/javascript", worker))
	mux.HandleFunc("/setup.json", text("application/json", string(setup)))
	mux.HandleFunc("/wasm_exec.js", file(filepath.Join(strings.TrimSpace(string(goroot)), "lib/wasm/wasm_exec.js")))
	mux.HandleFunc("/js/gpu-shim.js", file(filepath.Join(w.Root, "public/js/gpu-shim.js")))
	mux.HandleFunc("/js/simd.js", file(filepath.Join(w.Root, "public/js/simd.js")))
	simd := "simd-relaxed.wasm" // build.sh assembled both; this one the browser asks for
	if w.Plain {
		simd = "simd.wasm"
	}
	mux.HandleFunc("/js/simd-relaxed.wasm", file(filepath.Join(w.Root, "dist/js", simd)))
	mux.HandleFunc("/test.wasm", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "application/wasm")
		http.ServeFile(rw, r, binary)
	})
	return mux, nil
}

// text answers with a fixed text.
func text(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		io.WriteString(w, body) // the test that asked notices if it is cut off
	}
}

// goldenIndex lists the folders of dir that hold fixtures, with their files:
// {"folders":{"small":["forward.json",…]}}. Wasm has no directories to read.
func goldenIndex(dir string) ([]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("reading the folder of golden fixtures: %w", err)
	}
	folders := map[string][]string{}
	for _, e := range entries {
		names, err := filepath.Glob(filepath.Join(dir, e.Name(), "*.json"))
		if err != nil {
			return nil, fmt.Errorf("reading the golden fixtures of %s: %w", e.Name(), err)
		}
		for _, n := range names {
			folders[e.Name()] = append(folders[e.Name()], filepath.Base(n))
		}
	}
	return json.Marshal(map[string]any{"folders": folders})
}

// verdict is a line of `go test -v` that ends a test.
var verdict = regexp.MustCompile(`(?m)^ *--- (PASS|FAIL|SKIP): (\S+)`)

// count reads the verdicts in the output.
func (r *WasmResult) count() {
	for _, m := range verdict.FindAllStringSubmatch(r.Output, -1) {
		switch m[1] {
		case "PASS":
			r.Pass = append(r.Pass, m[2])
		case "FAIL":
			r.Fail = append(r.Fail, m[2])
		case "SKIP":
			r.Skip = append(r.Skip, m[2])
		}
	}
}
