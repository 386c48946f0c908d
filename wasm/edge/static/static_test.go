package static

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// folder is a small packed folder: two files with a twin, one without.
func folder() fstest.MapFS {
	return fstest.MapFS{
		"index.html":                   {Data: []byte("<p>hello</p>")},
		"index.html.br":                {Data: []byte("compressed hello")},
		"softmix.wasm":                 {Data: []byte("\x00asm0123456789")},
		"softmix.wasm.br":              {Data: []byte("small")},
		"js/shim.js":                   {Data: []byte("let a = 1")},
		"weights/treasure.safetensors": {Data: []byte("12345678")},
		"icon.svg":                     {Data: []byte("<svg/>")},
		"app.webmanifest":              {Data: []byte("{}")},
		".pack.json":                   {Data: []byte("{}")},
		"docs/index.html":              {Data: []byte("docs")},
	}
}

// ask sends one request with the given header fields ("Name: value").
func ask(t *testing.T, method, target string, fields ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest(method, "http://softmix.test/", nil)
	r.URL.Path = target // as it arrives, not cleaned
	for _, f := range fields {
		k, v, _ := strings.Cut(f, ": ")
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	New(folder()).ServeHTTP(w, r)
	res := w.Result()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func TestTypes(t *testing.T) {
	for target, want := range map[string]string{
		"/":                             "text/html; charset=utf-8",
		"/softmix.wasm":                 "application/wasm",
		"/js/shim.js":                   "text/javascript; charset=utf-8",
		"/weights/treasure.safetensors": "application/octet-stream",
		"/icon.svg":                     "image/svg+xml",
		"/app.webmanifest":              "application/manifest+json",
	} {
		res, _ := ask(t, "GET", target)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != want {
			t.Errorf("%s: %d %q, want 200 %q", target, res.StatusCode, res.Header.Get("Content-Type"), want)
		}
		for k, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"} {
			if got := res.Header.Get(k); got != want {
				t.Errorf("%s: %s is %q, want %q", target, k, got, want)
			}
		}
	}
}

func TestBrotliIsNegotiated(t *testing.T) {
	for accept, brotli := range map[string]bool{
		"gzip, deflate, br": true, "br;q=0.5": true, "*": true, "gzip, BR": true,
		"": false, "gzip": false, "br;q=0": false, "br; q=0.0, *": false, "*;q=0": false, "brotli": false,
	} {
		res, body := ask(t, "GET", "/softmix.wasm", "Accept-Encoding: "+accept)
		if got := res.Header.Get("Content-Encoding") == "br"; got != brotli || (body == "small") != brotli {
			t.Errorf("Accept-Encoding %q: br %v, body %q", accept, got, body)
		}
		if res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: Vary is %q", accept, res.Header.Get("Vary"))
		}
		if brotli && res.Header.Get("Content-Length") != "5" {
			t.Errorf("Accept-Encoding %q: Content-Length %q, want 5", accept, res.Header.Get("Content-Length"))
		}
	}
	if res, _ := ask(t, "GET", "/js/shim.js", "Accept-Encoding: br"); res.Header.Get("Content-Encoding") != "" {
		t.Error("a file without a twin was sent as brotli")
	}
	res, body := ask(t, "GET", "/softmix.wasm", "Accept-Encoding: br", "Range: bytes=0-3")
	if res.StatusCode != 206 || body != "\x00asm" || res.Header.Get("Content-Encoding") != "" {
		t.Errorf("range: %d %q %q, want 206 of the plain file", res.StatusCode, body, res.Header.Get("Content-Encoding"))
	}
}

func TestETag(t *testing.T) {
	plain, _ := ask(t, "GET", "/softmix.wasm")
	small, _ := ask(t, "GET", "/softmix.wasm", "Accept-Encoding: br")
	tag := small.Header.Get("ETag")
	if tag == "" || tag == plain.Header.Get("ETag") {
		t.Fatalf("tags %q and %q: want two different ones", tag, plain.Header.Get("ETag"))
	}
	res, body := ask(t, "GET", "/softmix.wasm", "Accept-Encoding: br", "If-None-Match: "+tag)
	if res.StatusCode != 304 || body != "" {
		t.Errorf("matching tag: %d with %d bytes, want an empty 304", res.StatusCode, len(body))
	}
	if res, _ := ask(t, "GET", "/softmix.wasm", "If-None-Match: "+tag); res.StatusCode != 200 {
		t.Errorf("the twin's tag on the plain file: %d, want 200", res.StatusCode)
	}
}

// A file that changes while the server runs must not keep its old tag.
func TestETagFollowsTheFile(t *testing.T) {
	files := folder()
	h := New(files)
	get := func() string {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/js/shim.js", nil))
		return w.Result().Header.Get("ETag")
	}
	before := get()
	files["js/shim.js"] = &fstest.MapFile{Data: []byte("let a = 22")}
	if after := get(); after == before {
		t.Errorf("the tag stayed %s after the file changed", after)
	}
}

func TestHead(t *testing.T) {
	res, body := ask(t, "HEAD", "/softmix.wasm")
	if res.StatusCode != 200 || body != "" || res.Header.Get("Content-Length") != "14" {
		t.Errorf("HEAD: %d, %d bytes, length %q; want 200, none, 14", res.StatusCode, len(body), res.Header.Get("Content-Length"))
	}
	if res, body := ask(t, "HEAD", "/nothing"); res.StatusCode != 404 || body != "" {
		t.Errorf("HEAD of nothing: %d, %d bytes", res.StatusCode, len(body))
	}
}

func TestRefused(t *testing.T) {
	for _, target := range []string{
		"/nothing", "/js", "/js/", "/../static.go", "/js/../../static.go", "//etc/passwd", "/js//shim.js",
		"/.pack.json", "/softmix.wasm.br", "/a\\..\\b", "/a\x00b", "/docs",
	} {
		if res, _ := ask(t, "GET", target); res.StatusCode != 404 {
			t.Errorf("%q: %d, want 404", target, res.StatusCode)
		}
	}
	if res, body := ask(t, "GET", "/docs/"); res.StatusCode != 200 || body != "docs" {
		t.Errorf("a folder's index: %d %q", res.StatusCode, body)
	}
	if res, _ := ask(t, "POST", "/"); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d, Allow %q", res.StatusCode, res.Header.Get("Allow"))
	}
}

func TestNotFoundSpeaksToReaders(t *testing.T) {
	res, body := ask(t, "GET", "/nothing", "Accept: text/html,*/*")
	if !strings.Contains(body, "no such page") || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		t.Errorf("browser got %q: %s", res.Header.Get("Content-Type"), body)
	}
	res, body = ask(t, "GET", "/nothing", "Accept: */*")
	if strings.Contains(body, "<") || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
		t.Errorf("program got %q: %s", res.Header.Get("Content-Type"), body)
	}
}
