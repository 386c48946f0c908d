//go:build !js

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestByContent opens the page, what it loads later, and a figure: all that they
// load is asked for by its content, by the worker too.
func TestByContent(t *testing.T) {
	p, server := visit(t, "?device=cpu", View{})
	ready(t, p)
	do(t, p, "step(1)")
	if err := p.Click("#share"); err != nil {
		t.Fatal(err)
	}
	if err := p.Until(20*time.Second, "document.querySelector('dialog[open]')"); err != nil {
		t.Errorf("the dialog did not open: %v", err)
	}
	figure := open(t, server.URL+"/embed.html?loading=eager&device=cpu", View{})
	if err := figure.Ready(); err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\.(js|css|json|wasm|safetensors)$`)
	for _, uri := range server.Whole() {
		path, query, _ := strings.Cut(uri, "?")
		if uri == "/js/files.js" { // to learn whether the site still has this version
			continue
		}
		if named.MatchString(path) && !strings.Contains("&"+query, "&h=") {
			t.Errorf("asked for %s, whatever it may contain", uri)
		}
	}
}

// TestUpdated lets the site change while a page is open, on a server that hands
// out what it has under any query: the page says that it was updated.
func TestUpdated(t *testing.T) {
	const sentence = "This page was updated since you opened it"
	table, err := os.ReadFile(filepath.Join(dist(t), "js/files.js"))
	if err != nil {
		t.Fatal(err)
	}
	next := regexp.MustCompile(`softmixVersion = "[0-9a-f]+"`).ReplaceAll(table, []byte(`softmixVersion = "another"`))
	p, server := start(t, "?device=cpu", View{Script: "window.alert = text => (window.alerted = text)"}, func(s *Server) {
		s.ReplaceBody("/js/files.js", table) // which no cache keeps
	})
	ready(t, p)
	do(t, p, "step(1)")
	figure := open(t, server.URL+"/embed.html?loading=click&device=cpu", View{})

	server.ReplaceBody("/js/files.js", next)
	server.Rewrite("/", func(page string) string { return strings.Replace(page, "js/files.js?h=", "js/files.js?h=0", 1) })
	if err := p.Click("#share"); err != nil {
		t.Fatal(err)
	}
	if err := p.Until(10*time.Second, "window.alerted"); err != nil {
		t.Fatalf("a script of another version was loaded: %v", err)
	}
	if said, err := Eval[string](p, 10*time.Second, "alerted"); err != nil || !strings.HasPrefix(said, sentence) {
		t.Errorf("opening the dialog says %q (%v)", said, err)
	}
	if _, err := Eval[bool](p, 10*time.Second, "softmixBoot.respawn(), true"); err != nil {
		t.Fatal(err)
	}
	if text := told(t, p); !strings.Contains(text, sentence) {
		t.Errorf("a worker of another version gives %q", text)
	}
	if err := figure.Click("#start"); err != nil {
		t.Fatal(err)
	}
	if err := figure.Until(20*time.Second, `/updated since it was opened/.test(document.getElementById("status").textContent)`); err != nil {
		t.Errorf("a figure took a page of another version: %v", err)
	}
}
