//go:build !js

package e2e

import (
	"bufio"
	"database/sql"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"softmix/wasm/edge/store"
)

// edge starts the real web server over dist and returns its address and its
// store of runs, open for writing behind its back.
func edge(t *testing.T) (*url.URL, *store.Store) {
	t.Helper()
	dir, dist := t.TempDir(), dist(t)
	program, file := filepath.Join(dir, "edge"), filepath.Join(dir, "runs.db")
	build := exec.Command("go", "build", "-o", program, "./wasm/edge")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the server: %v\n%s", err, out)
	}
	cmd := exec.Command(program, "-dir", dist, "-db", file, "-addr", "127.0.0.1:0")
	cmd.Stderr = os.Stderr
	said, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill() // it may have ended by itself; the wait tells nothing new either
		cmd.Wait()
	})
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		t.Fatalf("the server did not start: %v", err)
	}
	_, rest, _ := strings.Cut(line, "localhost:")
	port, _, _ := strings.Cut(rest, " ")
	runs, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { runs.Close() })
	return &url.URL{Scheme: "http", Host: "127.0.0.1:" + port}, store.New(runs)
}

// without serves what the server at origin does, without its policies: what they
// would stop must not even be tried.
func without(t *testing.T, origin *url.URL) *httptest.Server {
	t.Helper()
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(origin) },
		ModifyResponse: func(r *http.Response) error {
			r.Header.Del("Content-Security-Policy")
			return nil
		},
	}
	s := httptest.NewServer(proxy)
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

// plant stores a run with text in every string, which no post could do.
func plant(t *testing.T, runs *store.Store, id, text string) {
	t.Helper()
	side := map[string]any{
		"method": text, "points": [][2]float64{{1, 1}, {2, .5}}, "cost": map[string]float64{text: 1},
		"evals": []any{map[string]any{"step": 2, "metrics": map[string]float64{text: 1}}},
	}
	row, err := json.Marshal(map[string]any{"v": 1, "id": id, "settings": "scenario=" + text, "title": text, "caption": text, "steps": 2, "runs": []any{side, side}})
	if err != nil {
		t.Fatal(err)
	}
	if err := runs.Put(t.Context(), store.Row{ID: id, Text: string(row)}); err != nil {
		t.Fatal(err)
	}
}

// scripts are texts that run as soon as one place forgets to escape them.
var scripts = []string{
	`<script>hacked=1</script>`, `"><script>hacked=1</script>`, `</title><script>hacked=1</script>`, `</script><script>hacked=1</script>`,
	`--><script>hacked=1</script>`, `<img src=x onerror="hacked=1">`, `"><img src=x onerror=hacked=1>`, `'><img src=x onerror=hacked=1>`,
	`"><svg onload=hacked=1>`, `</text></svg><svg xmlns="http://www.w3.org/2000/svg" onload="hacked=1">`, `"/><script xmlns="http://www.w3.org/2000/svg">hacked=1</script>`,
	`" onload="hacked=1" onerror="hacked=1" onfocus="hacked=1" autofocus="`, `"><meta http-equiv="refresh" content="0;url=javascript:hacked=1">`, `"><base href="//example.invalid/">`,
	`]]><script>hacked=1</script>`, `&lt;script&gt;hacked=1&lt;/script&gt;`, `&#60;script&#62;hacked=1&#60;/script&#62;`, `javascript:hacked=1`, `"><iframe srcdoc="<script>parent.hacked=1</script>">`, "\u2028hacked=1//",
}

// No stored text is ever executed: as the texts are escaped, not even where the
// site's policy is taken away.
func TestSharedTextIsNotExecuted(t *testing.T) {
	origin, runs := edge(t)
	bare := without(t, origin).URL
	plain, all := strings.Repeat("a", 26), strings.Repeat("b", 26)
	plant(t, runs, plain, "plain")
	plant(t, runs, all, strings.Join(scripts, " "))
	each := []string{all}
	for i, text := range scripts {
		id := strings.Repeat("c", 25) + string(rune('a'+i))
		plant(t, runs, id, text)
		each = append(each, id)
	}
	for ending, ids := range map[string][]string{"": each, ".svg": {all}} {
		want := elements(t, bare+"/r/"+plain+ending)
		for _, id := range ids {
			if got := elements(t, bare+"/r/"+id+ending); got != want {
				t.Errorf("/r/%s%s: elements %s, want those of a plain run: %s", id, ending, got, want)
			}
		}
		if got := elements(t, origin.String()+"/r/"+all+ending); got != want {
			t.Errorf("/r/%s%s under its policy: elements %s, want %s", all, ending, got, want)
		}
	}
}

// elements opens a page and counts its elements by their names; it fails if a
// stored text was executed. The page's program is kept from starting: it has no
// part in this, and takes long.
func elements(t *testing.T, url string) string {
	t.Helper()
	p, err := browser.Open(url, View{Script: `WebAssembly.compileStreaming = WebAssembly.compile = () => new Promise(() => {})`})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if !strings.HasSuffix(url, ".svg") { // what the page says of the run, or of what is wrong with it
		if err := p.Until(20*time.Second, `!!document.querySelector("aside p")`); err != nil {
			t.Fatalf("%s says nothing: %v", url, err)
		}
	}
	time.Sleep(100 * time.Millisecond) // what was fetched in vain is told a moment later
	// A long title fills two texts of a drawing. The drawing's own policy stops its
	// timers, so the browser is not asked to wait.
	count, err := Eval[string](p, 20*time.Second, `(window.hacked === undefined ? "" : "executed ") + JSON.stringify([...document.querySelectorAll(":not(svg > text)")]
		.reduce((n, e) => (n[e.localName] = (n[e.localName] || 0) + 1, n), {}))`)
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	if strings.HasPrefix(count, "executed") {
		t.Errorf("%s: a stored text was executed", url)
	}
	return strings.TrimPrefix(count, "executed ")
}

// The page works on a shared run's address, under its policy: its files are found
// from there, and it trains.
func TestSharedPageTrains(t *testing.T) {
	origin, runs := edge(t)
	id := strings.Repeat("a", 26)
	plant(t, runs, id, "sort")
	p := open(t, origin.String()+"/r/"+id+"?device=cpu&scenario=sort", View{})
	ready(t, p)
	do(t, p, "step(2)")
	if s := state(t, p); s.Step != 2 || s.Failed() {
		t.Errorf("step %d, error %s", s.Step, s.Error)
	}
	meta, err := Eval[string](p, 10*time.Second, `document.querySelector('meta[name="softmix-run"]').content + location.pathname`)
	if err != nil || meta != id+"/r/"+id {
		t.Errorf("the page knows %q (%v)", meta, err)
	}
	for _, text := range p.Problems() {
		t.Errorf("the page logged %s", text)
	}
}
