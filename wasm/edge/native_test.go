//go:build !js

package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"softmix/wasm/build"
	"softmix/wasm/build/words"
	"softmix/wasm/edge/store"
)

// site makes a small packed folder: what both targets serve in the suite.
func site(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	shell, err := words.Filled("../../i18n", "../../public/index.html")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"index.html": strings.Replace(string(shell), "</body>", "<!-- softmix-page-ends-here --></body>", 1),
		"embed.html": "<!doctype html><title>embed</title>",
		"js/page.js": strings.Repeat("// a line of script\n", 100),
		".hidden":    "not to be served",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := build.Pack(dir, 5); err != nil {
		t.Fatal(err)
	}
	return dir
}

// native builds the server once and returns how to start it.
func native(t *testing.T) (start func(dir, db string) *server) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "edge")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("building the server: %v\n%s", err, out)
	}
	return func(dir, db string) *server {
		t.Helper()
		cmd := exec.Command(program, "-dir", dir, "-db", db, "-addr", "127.0.0.1:0", "-posts", "1000")
		cmd.Stderr = os.Stderr
		said, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := func(t *testing.T) {
			t.Helper()
			if err := cmd.Process.Signal(syscall.SIGKILL); err != nil && cmd.ProcessState == nil {
				t.Fatal(err)
			}
			cmd.Wait() // it was killed: its error is no news
		}
		t.Cleanup(func() {
			if cmd.ProcessState == nil {
				kill(t)
			}
		})
		line, err := bufio.NewReader(said).ReadString('\n')
		if err != nil {
			t.Fatalf("the server did not start: %v", err)
		}
		_, rest, _ := strings.Cut(line, "localhost:")
		port, _, _ := strings.Cut(rest, " ")
		return &server{url: "http://127.0.0.1:" + port, kill: kill}
	}
}

// runsIn counts the runs in a database file.
func runsIn(t *testing.T, file string) int {
	t.Helper()
	db, err := openRuns(file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	n, err := store.New(db).Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNative(t *testing.T) {
	start, dir, db := native(t), site(t), filepath.Join(t.TempDir(), "runs.db")
	s := start(dir, db)
	s.count = func(t *testing.T) int { return runsIn(t, db) }
	suite(t, s)
	survives(t, s, func() *server { return start(dir, db) })
}

// survives kills a server right after it took runs, and asks the next one for them.
func survives(t *testing.T, s *server, again func() *server) {
	t.Helper()
	var ids []string
	for range 20 {
		ids = append(ids, share(t, s, sample))
	}
	s.kill(t)
	s = again()
	for _, id := range ids {
		ask(t, s, "GET", "/api/runs/"+id, "").want(t, 200)
	}
}

// One client cannot post without end.
func TestLimit(t *testing.T) {
	dir, db := site(t), filepath.Join(t.TempDir(), "runs.db")
	runs, err := openRuns(db)
	if err != nil {
		t.Fatal(err)
	}
	defer runs.Close()
	s := inProcess(t, dir, runs, 3)
	for range 3 {
		share(t, s, sample)
	}
	g := ask(t, s, "POST", "/api/runs", sample, asJSON, "X-Forwarded-For: 10.9.8.7").want(t, 429)
	g.has(t, "Retry-After: ")
	var said struct{ Error string }
	if err := json.Unmarshal([]byte(g.body), &said); err != nil || said.Error == "" {
		t.Errorf("%s", g.body)
	}
	if n := runsIn(t, db); n != 3 {
		t.Errorf("%d runs were stored, want 3", n)
	}
}

// What is in the store is escaped wherever it is shown, even if it never came
// through the schema.
func TestStoredTextIsEscaped(t *testing.T) {
	runs, err := openRuns(filepath.Join(t.TempDir(), "runs.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer runs.Close()
	s := inProcess(t, site(t), runs, 3)
	const id = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	plant(t, runs, id, `"><script>alert(1)</script><!--`)
	for _, path := range []string{"/r/" + id, "/r/" + id + ".svg"} {
		if g := ask(t, s, "GET", path, "").want(t, 200); strings.Contains(g.body, "<script>alert") || strings.Contains(g.body, `"><`+"script") {
			t.Errorf("%s holds the script", path)
		}
	}
	g := ask(t, s, "GET", "/oembed?url="+s.url+"/r/"+id, "").want(t, 200)
	var e struct{ HTML string }
	if err := json.Unmarshal([]byte(g.body), &e); err != nil || strings.Contains(e.HTML, "<script") || strings.Contains(g.body, "<") {
		t.Errorf("oEmbed: %s", g.body)
	}
}

// plant stores a run with text in every string, past the schema.
func plant(t *testing.T, runs *sql.DB, id, text string) {
	t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	q := string(quoted)
	side := `{"method":` + q + `,"points":[[1,1],[2,0.5]],"evals":[{"step":2,"metrics":{` + q + `:1}}],"cost":{` + q + `:1}}`
	row := store.Row{ID: id, Text: `{"v":1,"settings":` + q + `,"title":` + q + `,"caption":` + q + `,"steps":2,"runs":[` + side + `,` + side + `]}`}
	if err := store.New(runs).Put(context.Background(), row); err != nil {
		t.Fatal(err)
	}
}

// inProcess serves dir in this process.
func inProcess(t *testing.T, dir string, runs *sql.DB, burst int) *server {
	t.Helper()
	o := options{}
	o.limit.Burst, o.limit.Every = burst, time.Minute
	return serveTest(t, handler(os.DirFS(dir), runs, o))
}

func serveTest(t *testing.T, h http.Handler) *server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return &server{url: s.URL}
}
