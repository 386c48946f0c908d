package static

import (
	"net/http"
	"slices"
	"strings"
)

// Policy is the Content-Security-Policy of one kind of answer.
type Policy string

// The policies. Styles come from files; what stands in style attributes is drawn
// from numbers, and the components need it. A worker made of a blob is what a
// sandboxed frame is left with; one of a data: address has WebGPU there besides.
const (
	common = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
		"img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; child-src 'self' blob:; frame-src 'self'; " +
		"manifest-src 'self'; form-action 'none'"

	// Page is that of a page that only its own site may frame.
	Page Policy = common + "; worker-src 'self' blob:; base-uri 'none'; frame-ancestors 'self'"
	// RunPage is that of a page of this site under another folder, which says so
	// in a base element.
	RunPage Policy = common + "; worker-src 'self' blob:; base-uri 'self'; frame-ancestors 'self'"
	// Embed is that of a page that anyone may frame: without frame-ancestors, whose
	// * would leave out sandboxed and local parents.
	Embed Policy = common + "; worker-src 'self' blob: data:; base-uri 'none'"
	// Script is that of a script, which counts where it is a worker's.
	Script Policy = Embed
	// Data is that of what is no page.
	Data Policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	// Picture is that of an SVG, which is a document when opened by itself.
	Picture Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox"
)

// embeds are the pages that anyone may frame.
var embeds = []string{"embed.html"}

// PolicyOf returns the policy of a file of the folder, "" where none is needed: a
// policy means something for documents and workers.
func PolicyOf(name string) Policy {
	switch {
	case strings.HasSuffix(name, ".html"):
		if slices.Contains(embeds, name) {
			return Embed
		}
		return Page
	case strings.HasSuffix(name, ".js"), strings.HasSuffix(name, ".mjs"):
		return Script
	case strings.HasSuffix(name, ".svg"):
		return Picture
	}
	return ""
}

// known are the pages that oEmbed knows.
var known = []string{"index.html", "embed.html"}

// always are the headers of every answer. Everything may be read from anywhere,
// and nothing depends on cookies: an embed in a sandboxed frame has an opaque
// origin, whose own fetches are cross-origin ones.
var always = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"Access-Control-Allow-Origin":  "*",
	"Cross-Origin-Resource-Policy": "cross-origin",
	"Referrer-Policy":              "strict-origin-when-cross-origin",
}

// Guard sets the headers that every answer carries, and the policy where there is one.
func Guard(head http.Header, p Policy) {
	for name, value := range always {
		head.Set(name, value)
	}
	if p != "" {
		head.Set("Content-Security-Policy", string(p))
	}
}
