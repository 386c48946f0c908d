//go:build !js

package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// server is one of the two targets, running.
type server struct {
	url   string                 // http://127.0.0.1:port
	kill  func(t *testing.T)     // ends it with SIGKILL
	count func(t *testing.T) int // the runs in its store
}

// got is an answer, read whole.
type got struct {
	code int
	head http.Header
	body string
}

// client follows no redirect and unpacks nothing.
var client = &http.Client{
	Transport:     &http.Transport{DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// ask sends a request with header fields ("Name: value").
func ask(t *testing.T, s *server, method, path, body string, fields ...string) got {
	t.Helper()
	var from io.Reader
	if body != "" || method == http.MethodPost {
		from = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, from)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		k, v, _ := strings.Cut(f, ": ")
		r.Header.Add(k, v)
	}
	res, err := client.Do(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return got{res.StatusCode, res.Header, string(text)}
}

// want checks the status of an answer.
func (g got) want(t *testing.T, code int) got {
	t.Helper()
	if g.code != code {
		t.Fatalf("status %d, want %d: %.300s", g.code, code, g.body)
	}
	return g
}

// has checks parts of an answer's header fields ("Name: part").
func (g got) has(t *testing.T, fields ...string) {
	t.Helper()
	for _, f := range fields {
		k, v, _ := strings.Cut(f, ": ")
		if !strings.Contains(g.head.Get(k), v) {
			t.Errorf("%s is %q, want %q in it", k, g.head.Get(k), v)
		}
	}
}

// a run as the page would post it; change it by replacing parts of the text.
const sample = `{"v":1,"settings":"scenario=lake6&lambda.2=.6&feedback.2=sampled","title":"SFT & IFT on \"ice\"","caption":"One line,\nand another.","steps":3,
	"runs":[{"method":"sft","points":[[1,1.9],[2,1.25],[3,1.0625]],"evals":[{"step":3,"metrics":{"success":0.8125,"wrong_mass":0.34}}],"cost":{"flops":1.5e9,"tokens":900}},
	{"method":"ift","points":[[1,1.95],[2,1.5],[3,1.25]],"evals":[{"step":3,"metrics":{"success":0.9}}]}]}`

const asJSON = "Content-Type: application/json"

// share posts a run and returns its id.
func share(t *testing.T, s *server, body string) string {
	t.Helper()
	g := ask(t, s, "POST", "/api/runs", body, asJSON).want(t, http.StatusCreated)
	var made struct{ ID, URL string }
	if err := json.Unmarshal([]byte(g.body), &made); err != nil || made.URL != s.url+"/r/"+made.ID || len(made.ID) != 26 {
		t.Fatalf("a posted run was answered with %s (%v)", g.body, err)
	}
	g.has(t, "Cache-Control: no-store", "X-Content-Type-Options: nosniff", "Access-Control-Allow-Origin: *")
	return made.ID
}

// suite is what both targets must pass. They let one client post 1,000 runs.
func suite(t *testing.T, s *server) {
	t.Run("run", func(t *testing.T) { testRun(t, s) })
	t.Run("page", func(t *testing.T) { testPage(t, s) })
	t.Run("pictures", func(t *testing.T) { testPictures(t, s) })
	t.Run("oembed", func(t *testing.T) { testOEmbed(t, s) })
	t.Run("refused", func(t *testing.T) { testRefused(t, s) })
	t.Run("methods", func(t *testing.T) { testMethods(t, s) })
	t.Run("files", func(t *testing.T) { testFiles(t, s) })
	t.Run("cut off", func(t *testing.T) { testCutOff(t, s) })
}

// A run comes back as it was posted, with an id that does not repeat.
func testRun(t *testing.T, s *server) {
	id := share(t, s, sample)
	if again := share(t, s, sample); again == id {
		t.Error("two runs have one id")
	}
	for range 2 { // the second time perhaps from a cache
		g := ask(t, s, "GET", "/api/runs/"+id, "").want(t, 200)
		g.has(t, "Cache-Control: immutable", "Content-Type: application/json", "X-Content-Type-Options: nosniff",
			"Access-Control-Allow-Origin: *", "Content-Security-Policy: default-src 'none'")
		if g.head.Get("Set-Cookie") != "" || g.head.Get("Access-Control-Allow-Credentials") != "" {
			t.Error("the API has to do with cookies")
		}
		var back, posted map[string]any
		if err := json.Unmarshal([]byte(g.body), &back); err != nil {
			t.Fatal(err)
		}
		if back["id"] != id || back["created"].(float64) < 1e9 {
			t.Errorf("id %v, created %v", back["id"], back["created"])
		}
		delete(back, "id")
		delete(back, "created")
		if err := json.Unmarshal([]byte(sample), &posted); err != nil {
			t.Fatal(err)
		}
		if a, b := compact(t, back), compact(t, posted); a != b {
			t.Errorf("posted\n%s, came back\n%s", b, a)
		}
	}
	for _, path := range []string{"/api/runs/aaaaaaaaaaaaaaaaaaaaaaaaaa", "/api/runs/1", "/api/runs/" + id + "x", "/api/runs/", "/api/", "/api/runs/%00", "/api/runs/" + strings.ToUpper(id)} {
		ask(t, s, "GET", path, "").want(t, 404).has(t, "Cache-Control: no-store")
	}
}

func compact(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// /r/ID is the page, with the run's tags.
func testPage(t *testing.T, s *server) {
	id := share(t, s, sample)
	g := ask(t, s, "GET", "/r/"+id, "").want(t, 200)
	g.has(t, "Content-Type: text/html", "Content-Security-Policy: frame-ancestors 'self'", "Content-Security-Policy: default-src 'none'",
		"Content-Security-Policy: base-uri 'self'", "Referrer-Policy: strict-origin", "X-Content-Type-Options: nosniff", "Cache-Control: max-age",
		"Link: application/json+oembed")
	for _, part := range []string{
		`<base href="/">`, `<meta name="softmix-run" content="` + id + `">`, `<title>SFT &amp; IFT on &#34;ice&#34; · Softmix</title>`,
		`<meta property="og:title" content="SFT &amp; IFT on &#34;ice&#34;">`, `<meta property="og:url" content="` + s.url + "/r/" + id + `">`,
		`<meta property="og:image" content="` + s.url + "/r/" + id + `.svg">`, `type="application/json+oembed"`, `href="/api/runs/` + id + `"`,
		`<div id="app">`, "softmix-page-ends-here",
	} {
		if !strings.Contains(g.body, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	if strings.Count(g.body, "<title>") != 1 || strings.Count(g.body, `name="description"`) != 1 {
		t.Error("title or description stand there twice")
	}
	if !strings.Contains(g.body, `<a class="skip" href="/r/`+id+`#race"`) {
		t.Error("the link into the page leads away from the run")
	}
	ask(t, s, "GET", "/r/aaaaaaaaaaaaaaaaaaaaaaaaaa", "").want(t, 404)
	ask(t, s, "GET", "/r/", "").want(t, 404)
	if h := ask(t, s, "HEAD", "/r/"+id, "").want(t, 200); h.body != "" {
		t.Error("HEAD has a body")
	}
}

// pictureOf returns a PNG of that size, as base64.
func pictureOf(t *testing.T, w, h int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// withPicture is the sample with a thumbnail.
func withPicture(base64 string) string {
	return strings.Replace(sample, `"v":1`, `"v":1,"thumbnail":"`+base64+`"`, 1)
}

func testPictures(t *testing.T, s *server) {
	plain, pictured := share(t, s, sample), share(t, s, withPicture(pictureOf(t, 600, 315)))
	g := ask(t, s, "GET", "/r/"+plain+".svg", "").want(t, 200)
	g.has(t, "Content-Type: image/svg+xml", "Content-Security-Policy: sandbox", "Content-Security-Policy: default-src 'none'", "Cache-Control: max-age")
	for _, part := range []string{"SFT &amp; IFT on", "SFT: success 0.812", "IFT: success 0.9", "lake6, 3 steps", "<polyline"} {
		if !strings.Contains(g.body, part) {
			t.Errorf("the drawing lacks %s", part)
		}
	}
	for _, part := range []string{"<script", "href", "<foreignObject", " onload"} {
		if strings.Contains(g.body, part) {
			t.Errorf("the drawing has %q", part)
		}
	}
	ask(t, s, "GET", "/r/"+plain+".png", "").want(t, 404)
	g = ask(t, s, "GET", "/r/"+pictured+".png", "").want(t, 200)
	g.has(t, "Content-Type: image/png", "X-Content-Type-Options: nosniff")
	if c, err := png.DecodeConfig(strings.NewReader(g.body)); err != nil || c.Width != 600 {
		t.Errorf("the thumbnail came back as %v (%v)", c, err)
	}
	if page := ask(t, s, "GET", "/r/"+pictured, ""); !strings.Contains(page.body, `og:image" content="`+s.url+"/r/"+pictured+`.png"`) {
		t.Error("the page does not show its thumbnail")
	}
	ask(t, s, "GET", "/r/"+plain+".gif", "").want(t, 404)
}

func testOEmbed(t *testing.T, s *server) {
	id := share(t, s, sample)
	about := func(page, more string) map[string]any {
		t.Helper()
		g := ask(t, s, "GET", "/oembed?url="+url.QueryEscape(page)+more, "").want(t, 200)
		g.has(t, "Content-Type: application/json", "Access-Control-Allow-Origin: *")
		var m map[string]any
		if err := json.Unmarshal([]byte(g.body), &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	m := about(s.url+"/r/"+id, "&format=json")
	for k, want := range map[string]any{
		"version": "1.0", "type": "rich", "title": `SFT & IFT on "ice"`, "provider_name": "Softmix", "provider_url": s.url + "/",
		"width": 720.0, "height": 560.0, "thumbnail_url": s.url + "/r/" + id + ".svg", "cache_age": 86400.0,
	} {
		if m[k] != want {
			t.Errorf("%s is %v, want %v", k, m[k], want)
		}
	}
	frame, _ := m["html"].(string)
	if !strings.HasPrefix(frame, `<iframe src="`+s.url+`/embed.html?run=`+id+`"`) || !strings.HasSuffix(frame, "</iframe>") || strings.Contains(frame, `on "ice"`) {
		t.Errorf("html is %s", frame)
	}
	m = about(s.url+"/?scenario=chain&lambda.2=.5", "&maxwidth=300&maxheight=200")
	if frame, _ := m["html"].(string); m["width"] != 300.0 || m["height"] != 200.0 || m["thumbnail_url"] != nil ||
		!strings.Contains(frame, `embed.html?scenario=chain&amp;lambda.2=.5"`) || !strings.Contains(frame, `width="300" height="200"`) {
		t.Errorf("a small figure: %v", m)
	}
	about(s.url, "")
	about(s.url+"/embed.html?scenario=sort", "")
	for path, code := range map[string]int{
		"/oembed?url=" + url.QueryEscape("https://elsewhere.example/r/"+id): 404, "/oembed?url=" + url.QueryEscape(s.url+"/bench.html"): 404,
		"/oembed?url=" + url.QueryEscape(s.url+"/r/aaaaaaaaaaaaaaaaaaaaaaaaaa"): 404, "/oembed?url=" + url.QueryEscape(s.url+`/?x="><script>`): 404,
		"/oembed?url=" + url.QueryEscape(strings.Replace(s.url, "http://", "http://a:b@", 1)): 404, "/oembed?url=javascript:alert(1)": 404,
		"/oembed?format=xml&url=" + url.QueryEscape(s.url): 501, "/oembed": 400, "/oembed?maxwidth=0&url=" + url.QueryEscape(s.url): 400,
		"/oembed?maxheight=x&url=" + url.QueryEscape(s.url): 400,
	} {
		if g := ask(t, s, "GET", path, ""); g.code != code {
			t.Errorf("%s: %d, want %d", path, g.code, code)
		}
	}
}

// Methods that an address does not take, and what a browser asks before a post.
func testMethods(t *testing.T, s *server) {
	ask(t, s, "OPTIONS", "/api/runs", "", "Origin: https://blog.example", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type").
		want(t, 204).has(t, "Access-Control-Allow-Origin: *", "Access-Control-Allow-Methods: POST", "Access-Control-Allow-Headers: Content-Type")
	ask(t, s, "GET", "/api/runs", "").want(t, 405).has(t, "Allow: POST")
	for path, allow := range map[string]string{"/oembed": "GET, HEAD", "/r/aaaaaaaaaaaaaaaaaaaaaaaaaa": "GET, HEAD", "/": "GET, HEAD"} {
		for _, method := range []string{"PUT", "DELETE", "POST"} {
			ask(t, s, method, path, "x").want(t, 405).has(t, "Allow: "+allow)
		}
	}
}

// Files come with their type, their policy, and as brotli where that is taken.
func testFiles(t *testing.T, s *server) {
	g := ask(t, s, "GET", "/", "").want(t, 200)
	g.has(t, "Content-Type: text/html; charset=utf-8", "Content-Security-Policy: default-src 'none'; script-src 'self'", "Content-Security-Policy: frame-ancestors 'self'",
		"Cache-Control: no-cache", "Link: application/json+oembed", "X-Content-Type-Options: nosniff", "Access-Control-Allow-Origin: *", "Vary: Accept-Encoding")
	if policy := g.head.Get("Content-Security-Policy"); strings.Contains(strings.ReplaceAll(policy, "style-src-attr 'unsafe-inline'", ""), "unsafe-inline") || strings.Contains(policy, "'unsafe-eval'") {
		t.Errorf("scripts may stand in the page, or be made of text: %s", policy)
	}
	if e := ask(t, s, "GET", "/embed.html", "").want(t, 200).head.Get("Content-Security-Policy"); e == "" || strings.Contains(e, "frame-ancestors") {
		t.Errorf("the embed's policy is %q", e)
	}
	tag := g.head.Get("ETag")
	if h := ask(t, s, "GET", "/", "", "If-None-Match: "+tag); tag == "" || h.code != 304 || h.body != "" {
		t.Errorf("the tag %q: %d with %d bytes, want an empty 304", tag, h.code, len(h.body))
	}
	// br first: the local wrangler translates into what is named first.
	small := ask(t, s, "GET", "/", "", "Accept-Encoding: br, gzip").want(t, 200)
	if small.head.Get("Content-Encoding") != "br" || len(small.body) >= len(g.body) || small.head.Get("ETag") == tag {
		t.Errorf("as brotli: %q, %d bytes of %d", small.head.Get("Content-Encoding"), len(small.body), len(g.body))
	}
	var table struct {
		Files map[string]struct{ Hash string }
	}
	if err := json.Unmarshal([]byte(ask(t, s, "GET", "/sizes.json", "").want(t, 200).body), &table); err != nil {
		t.Fatal(err)
	}
	hash := table.Files["js/page.js"].Hash
	for path, cache := range map[string]string{"/js/page.js?h=" + hash: "immutable", "/js/page.js": "no-cache", "/js/page.js?h=": "no-cache"} {
		for _, coding := range []string{"br", "identity"} {
			ask(t, s, "GET", path, "", "Accept-Encoding: "+coding).want(t, 200).has(t, "Cache-Control: "+cache, "Content-Type: text/javascript", "Content-Security-Policy: script-src 'self'")
		}
	}
	ask(t, s, "GET", "/js/page.js?h="+hash[1:]+"0", "").want(t, 410).has(t, "Cache-Control: no-store") // an old tab's
	if h := ask(t, s, "HEAD", "/js/page.js", "").want(t, 200); h.body != "" {
		t.Error("HEAD has a body")
	}
	for _, path := range []string{"/nothing", "/js", "/js/", "/index.html.br", "/.hidden", "/js/..%2f..%2fgo.mod", "/js/%2e%2e/%2e%2e/%2e%2e/go.mod", "//index.html"} {
		ask(t, s, "GET", path, "").want(t, 404).has(t, "X-Content-Type-Options: nosniff")
	}
}

// testRefused posts what is no run, and finds the store as it was.
func testRefused(t *testing.T, s *server) {
	bad := hostile(t)
	t.Logf("%d hostile posts", len(bad))
	if len(bad) < 200 {
		t.Errorf("only %d hostile posts", len(bad))
	}
	before := s.count(t)
	for name, p := range bad {
		g := ask(t, s, "POST", "/api/runs", p.body, p.fields...)
		var said struct{ Error string }
		if g.code < 400 || g.code > 499 || g.code == 429 || json.Unmarshal([]byte(g.body), &said) != nil || said.Error == "" {
			t.Errorf("%s: %d %.200s", name, g.code, g.body)
		}
		if strings.Contains(g.body, "<") {
			t.Errorf("%s: the answer repeats it: %s", name, g.body)
		}
	}
	if after := s.count(t); before == 0 || after != before {
		t.Errorf("%d runs were stored before the hostile posts, %d after them", before, after)
	}
}

// Clients that go away in the middle take nothing with them: the next ones are
// answered.
func testCutOff(t *testing.T, s *server) {
	var wait sync.WaitGroup
	for i := range 24 {
		wait.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(1+i*3)*time.Millisecond)
			defer cancel()
			r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/api/runs", strings.NewReader(sample))
			if err != nil {
				t.Error(err)
				return
			}
			r.Header.Set("Content-Type", "application/json")
			if res, err := client.Do(r); err == nil { // most are cut off
				res.Body.Close()
			}
		})
	}
	wait.Wait()
	for range 8 {
		id := share(t, s, sample)
		ask(t, s, "GET", "/api/runs/"+id, "").want(t, 200)
	}
}
