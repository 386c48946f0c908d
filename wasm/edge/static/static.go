// Package static serves a packed folder over HTTP: files with their right
// types, the brotli twin where the client takes it, entity tags instead of
// guessed lifetimes. It knows nothing of the page, so that both targets of
// wasm/edge can use it.
package static

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"softmix/i18n"
)

// types maps a file ending to its Content-Type. The standard library's table
// depends on the machine's files, and a browser refuses wasm of another type.
var types = map[string]string{
	".html":        "text/html; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".mjs":         "text/javascript; charset=utf-8",
	".json":        "application/json",
	".wasm":        "application/wasm",
	".safetensors": "application/octet-stream",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".ico":         "image/x-icon",
	".woff2":       "font/woff2",
	".webmanifest": "application/manifest+json",
	".txt":         "text/plain; charset=utf-8",
	".md":          "text/plain; charset=utf-8",
}

// Type returns the Content-Type of a file by its name.
func Type(name string) string {
	if t, ok := types[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	return "application/octet-stream"
}

// Twin is the ending of a file's brotli twin: app.js beside app.js.br.
const Twin = ".br"

// Handler serves the files of one folder. The zero value is not usable: see New.
type Handler struct {
	// Policy chooses a file's policy by its name: PolicyOf, unless the folder's
	// pages are not this site's own.
	Policy func(name string) Policy

	files fs.FS
	mu    sync.Mutex
	tags  map[string]tag // by file name
}

// tag identifies the content of a file as it was at a certain moment and size.
type tag struct {
	mod  time.Time
	size int64
	sum  string // 24 hexadecimal digits of its SHA-256
}

// HashLength is the number of hexadecimal digits of a file's SHA-256 by which it
// is asked for, as in the table of sizes.
const HashLength = 16

// Immutable is the Cache-Control of what never changes under its address.
const Immutable = "public, max-age=31536000, immutable"

// New returns a handler over files. Names that begin with a dot and the
// brotli twins themselves are not served.
func New(files fs.FS) *Handler {
	return &Handler{Policy: PolicyOf, files: files, tags: map[string]tag{}}
}

// ServeHTTP answers GET and HEAD. A file that is asked for by its content, as
// name?h=hash with the hash of the table of sizes, may be kept forever; where it
// has another content by now, it is gone: a tab that was open before gets no part
// of what came after.
// Everything else is served with `no-cache`, which lets a client keep a file but
// makes it ask first: an unchanged file costs one empty 304, and a changed one is
// never mixed with old ones.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	Guard(head, "")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		head.Set("Allow", "GET, HEAD")
		sorry(w, r, http.StatusMethodNotAllowed, i18n.EdgeFilesOnly.String())
		return
	}
	name, ok := fileName(r.URL.Path)
	if !ok {
		sorry(w, r, http.StatusNotFound, i18n.EdgeNoPage.String())
		return
	}
	err := h.serve(w, r, name)
	switch {
	case err == nil:
	case errors.Is(err, errReplaced):
		sorry(w, r, http.StatusGone, i18n.EdgeReplaced.String())
	case errors.Is(err, fs.ErrNotExist):
		sorry(w, r, http.StatusNotFound, i18n.EdgeNoPage.String())
	default:
		sorry(w, r, http.StatusInternalServerError, i18n.EdgeUnreadable.String())
	}
}

// fileName turns a URL path into a name inside the folder. It refuses what
// fs.FS would refuse (.., empty parts), hidden files and bare twins.
func fileName(urlPath string) (string, bool) {
	name := strings.TrimPrefix(urlPath, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\\x00") || strings.HasSuffix(name, Twin) {
		return "", false
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") {
			return "", false
		}
	}
	return name, true
}

// errReplaced says that a file has another content than was asked for.
var errReplaced = errors.New("the file has been replaced")

// serve writes one file, or returns an error before anything was written.
func (h *Handler) serve(w http.ResponseWriter, r *http.Request, name string) error {
	info, err := fs.Stat(h.files, name)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fs.ErrNotExist
	}
	head := w.Header()
	head.Set("Content-Type", Type(name))
	Guard(head, h.Policy(name))
	if slices.Contains(known, name) {
		head.Set("Link", OEmbedLink(Origin(r), r.URL.RequestURI()))
	}

	sent, encoded := name, false
	if twin, err := fs.Stat(h.files, name+Twin); err == nil && !twin.IsDir() {
		head.Add("Vary", "Accept-Encoding")
		// Byte ranges count bytes of the plain file.
		if r.Header.Get("Range") == "" && takesBrotli(r.Header.Get("Accept-Encoding")) {
			sent, encoded, info = name+Twin, true, twin
		}
	}
	body, err := fs.ReadFile(h.files, sent)
	if err != nil {
		return err
	}
	t := h.tag(sent, info, body)
	head.Set("ETag", `"`+t.sum+`"`)
	head.Set("Cache-Control", "no-cache")
	if asked := r.URL.Query().Get("h"); asked != "" {
		plain := t
		if encoded {
			if plain, err = h.plain(name); err != nil {
				return err
			}
		}
		switch {
		case len(asked) != HashLength: // no address of ours
		case asked == plain.sum[:HashLength]:
			head.Set("Cache-Control", Immutable)
		case path.Ext(name) != ".html":
			return errReplaced
		}
	}
	if encoded {
		head.Set("Content-Encoding", "br")
		// ServeContent leaves the length of an encoded body to us.
		head.Set("Content-Length", strconv.Itoa(len(body)))
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
	return nil
}

// tag returns what identifies a file's content, hashed once per version of the file.
func (h *Handler) tag(name string, info fs.FileInfo, body []byte) tag {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t, ok := h.tags[name]; ok && t.mod.Equal(info.ModTime()) && t.size == info.Size() {
		return t
	}
	sum := sha256.Sum256(body)
	t := tag{info.ModTime(), info.Size(), hex.EncodeToString(sum[:12])}
	h.tags[name] = t
	return t
}

// plain is the tag of a file whose twin is sent.
func (h *Handler) plain(name string) (tag, error) {
	info, err := fs.Stat(h.files, name)
	if err != nil {
		return tag{}, err
	}
	h.mu.Lock()
	t, ok := h.tags[name]
	h.mu.Unlock()
	if ok && t.mod.Equal(info.ModTime()) && t.size == info.Size() {
		return t, nil
	}
	body, err := fs.ReadFile(h.files, name)
	if err != nil {
		return tag{}, err
	}
	return h.tag(name, info, body), nil
}

// takesBrotli reads an Accept-Encoding header: br must be named, or covered by
// *, and not be switched off by q=0.
func takesBrotli(accept string) bool {
	star := false
	for field := range strings.SplitSeq(accept, ",") {
		coding, params, _ := strings.Cut(field, ";")
		coding = strings.ToLower(strings.TrimSpace(coding))
		if coding != "br" && coding != "*" {
			continue
		}
		on := true
		if q, ok := strings.CutPrefix(strings.ToLower(strings.ReplaceAll(params, " ", "")), "q="); ok {
			v, err := strconv.ParseFloat(q, 64)
			on = err == nil && v > 0
		}
		if coding == "br" {
			return on
		}
		star = on
	}
	return star
}

// sorry answers a request that cannot be served, in words, as a page where the
// client is a browser and as one line where it is not.
func sorry(w http.ResponseWriter, r *http.Request, code int, text string) {
	head := w.Header()
	for _, k := range []string{"Etag", "Content-Encoding", "Content-Length", "Link"} {
		head.Del(k)
	}
	head.Set("Cache-Control", "no-store")
	Guard(head, Data)
	body := fmt.Sprintf("%d: %s\n", code, text)
	head.Set("Content-Type", "text/plain; charset=utf-8")
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		head.Set("Content-Type", "text/html; charset=utf-8")
		body = fmt.Sprintf(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">`+
			`<title>%d · Softmix</title><meta name="color-scheme" content="light dark">`+
			`<h1>%s</h1><p><a href="/">%s</a></p></html>`, code, text, i18n.EdgeHome)
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	if r.Method != http.MethodHead {
		io.WriteString(w, body) // a client that has gone away needs no answer
	}
}
