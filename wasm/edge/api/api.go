// Package api answers what is more than a file: it takes and gives back shared
// runs, opens the page on one of them, draws it for previews, and speaks oEmbed.
// One handler serves both targets of wasm/edge; it knows nothing of the page but
// its HTML and the form of its addresses.
package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"softmix/i18n"
	"softmix/wasm/edge/static"
	"softmix/wasm/edge/store"
)

// Cache-Control of the answers.
const (
	forever = "public, max-age=31536000, immutable" // a run never changes
	minutes = "public, max-age=300"                 // a page around it does
	day     = "public, max-age=86400"
	never   = "no-store"
)

// Config is what the handler works with.
type Config struct {
	Store  *store.Store
	Page   func(context.Context) ([]byte, error) // index.html
	Limit  Limit                                 // of posts
	Origin string                                // https://host of this site; empty: as each request names it
	Log    func(error)                           // of faults that are not the client's
	Now    func() time.Time
}

// Handler answers the paths that Handles names. See New.
type Handler struct {
	Config
	limiter limiter
}

// New returns a handler.
func New(c Config) *Handler {
	return &Handler{Config: c, limiter: limiter{Limit: c.Limit, now: c.Now, until: map[string]time.Time{}}}
}

// Handles reports whether a URL path is the handler's rather than a file's.
func Handles(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/r/") || path == "/oembed"
}

// fault is an answer that something cannot be done, for the client to read.
type fault struct {
	code int
	text string
}

func (f fault) Error() string { return f.text }

// errNone is the answer to what is not there.
var errNone = fault{http.StatusNotFound, i18n.EdgeNothing.String()}

// answer is what a request is answered with.
type answer struct {
	code   int // 0 = 200
	kind   string
	cache  string
	policy static.Policy
	body   []byte
}

// ServeHTTP answers a request. A panic becomes an answer too: in the Worker it
// would end the program.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	static.Guard(w.Header(), static.Data)
	var a answer
	err := func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("%s %s: panic: %v", r.Method, r.URL.Path, p)
			}
		}()
		a, err = h.route(w.Header(), r)
		return err
	}()
	if err != nil {
		a = h.sorry(err)
	}
	head := w.Header()
	if a.policy != "" {
		head.Set("Content-Security-Policy", string(a.policy))
	}
	if a.kind != "" {
		head.Set("Content-Type", a.kind)
		head.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	head.Set("Cache-Control", a.cache)
	w.WriteHeader(max(a.code, http.StatusOK))
	if r.Method != http.MethodHead {
		w.Write(a.body) // a client that has gone away needs no answer
	}
}

// sorry turns an error into an answer, and logs what is not the client's fault.
func (h *Handler) sorry(err error) answer {
	var f fault
	if !errors.As(err, &f) {
		if !errors.Is(err, context.Canceled) { // nobody waits for the answer any more
			h.Log(err)
		}
		f = fault{http.StatusInternalServerError, i18n.EdgeFailed.String()}
	}
	body, err := encode(map[string]string{"error": f.text})
	if err != nil { // a map of strings can be encoded
		h.Log(err)
	}
	return answer{code: f.code, kind: "application/json", cache: never, body: body}
}

// route finds what a request asks for.
func (h *Handler) route(head http.Header, r *http.Request) (answer, error) {
	allow := []string{http.MethodGet, http.MethodHead, http.MethodOptions}
	if r.URL.Path == "/api/runs" {
		allow = []string{http.MethodPost, http.MethodOptions}
	}
	switch {
	case r.Method == http.MethodOptions:
		head.Set("Access-Control-Allow-Methods", strings.Join(allow, ", "))
		head.Set("Access-Control-Allow-Headers", "Content-Type")
		head.Set("Access-Control-Max-Age", "86400")
		return answer{code: http.StatusNoContent, cache: never}, nil
	case !slices.Contains(allow, r.Method):
		head.Set("Allow", strings.Join(allow, ", "))
		return answer{}, fault{http.StatusMethodNotAllowed, i18n.Say(i18n.EdgeTakes, strings.Join(allow, ", "))}
	case r.Method == http.MethodPost:
		return h.post(head, r)
	case r.URL.Path == "/oembed":
		return h.oembed(r)
	}
	if id, ok := strings.CutPrefix(r.URL.Path, "/api/runs/"); ok {
		return h.run(r, id)
	}
	name, ok := strings.CutPrefix(r.URL.Path, "/r/")
	id, kind, dotted := strings.Cut(name, ".")
	switch {
	case !ok:
		return answer{}, errNone
	case !dotted:
		return h.page(head, r, id)
	case kind == "svg":
		return h.drawing(r, id)
	case kind == "png":
		return h.picture(r, id)
	}
	return answer{}, errNone
}

// post stores a run.
func (h *Handler) post(head http.Header, r *http.Request) (answer, error) {
	// A browser asks before it sends this type to another site.
	kinds := r.Header.Values("Content-Type")
	if kind, _, err := mime.ParseMediaType(strings.Join(kinds, ",")); len(kinds) != 1 || err != nil || kind != "application/json" {
		return answer{}, fault{http.StatusUnsupportedMediaType, i18n.EdgeJson.String()}
	}
	if r.Header.Get("Content-Encoding") != "" {
		return answer{}, fault{http.StatusUnsupportedMediaType, i18n.EdgeUncompressed.String()}
	}
	if wait := h.limiter.wait(client(r)); wait > 0 {
		head.Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		return answer{}, fault{http.StatusTooManyRequests, i18n.EdgeTooMany.String()}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	switch {
	case len(body) > maxBody:
		return answer{}, fault{http.StatusRequestEntityTooLarge, i18n.Say(i18n.EdgeTooLarge, maxBody>>10)}
	case err != nil:
		return answer{}, fault{http.StatusBadRequest, i18n.EdgeNotWhole.String()}
	}
	run, err := ParseRun(body)
	if err != nil {
		return answer{}, fault{http.StatusBadRequest, i18n.Say(i18n.EdgeNotStored, err)}
	}
	row, err := run.row(newID(), h.Now().Unix())
	if err != nil {
		return answer{}, err
	}
	if err := h.Store.Put(r.Context(), row); err != nil {
		return answer{}, err
	}
	text, err := encode(map[string]string{"id": row.ID, "url": h.origin(r) + "/r/" + row.ID})
	if err != nil {
		return answer{}, err
	}
	head.Set("Location", "/r/"+row.ID)
	return answer{code: http.StatusCreated, kind: "application/json", cache: never, body: text}, nil
}

// text returns a stored run's JSON.
func (h *Handler) text(r *http.Request, id string) (string, error) {
	if !isID(id) {
		return "", errNone
	}
	text, err := h.Store.Text(r.Context(), id)
	if errors.Is(err, store.ErrNone) {
		return "", errNone
	}
	return text, err
}

// load returns a stored run. What is stored was checked when it came; whatever
// is made of it must escape it all the same.
func (h *Handler) load(r *http.Request, id string) (*Run, error) {
	text, err := h.text(r, id)
	if err != nil {
		return nil, err
	}
	run := &Run{}
	if err := json.Unmarshal([]byte(text), run); err != nil {
		return nil, fmt.Errorf("run %s: %w", id, err)
	}
	run.ID = id
	return run, nil
}

// run gives a run back.
func (h *Handler) run(r *http.Request, id string) (answer, error) {
	text, err := h.text(r, id)
	return answer{kind: "application/json", cache: forever, body: []byte(text)}, err
}

// picture gives the thumbnail back that came with a run.
func (h *Handler) picture(r *http.Request, id string) (answer, error) {
	if !isID(id) {
		return answer{}, errNone
	}
	png, err := h.Store.Picture(r.Context(), id)
	if errors.Is(err, store.ErrNone) || err == nil && checkPNG(png) != nil {
		return answer{}, errNone
	}
	return answer{kind: "image/png", cache: forever, body: png}, err
}

// drawing draws a run.
func (h *Handler) drawing(r *http.Request, id string) (answer, error) {
	run, err := h.load(r, id)
	if err != nil {
		return answer{}, err
	}
	return answer{kind: "image/svg+xml", cache: day, policy: static.Picture, body: draw(run)}, nil
}

// page opens the page on a run.
func (h *Handler) page(head http.Header, r *http.Request, id string) (answer, error) {
	run, err := h.load(r, id)
	if err != nil {
		return answer{}, err
	}
	png, err := h.Store.Picture(r.Context(), id)
	if err != nil {
		return answer{}, err
	}
	shell, err := h.Page(r.Context())
	if err != nil {
		return answer{}, fmt.Errorf("reading the page: %w", err)
	}
	origin := h.origin(r)
	head.Set("Link", static.OEmbedLink(origin, "/r/"+id))
	body, err := replay(shell, run, origin, checkPNG(png) == nil)
	return answer{kind: static.Type("index.html"), cache: minutes, policy: static.RunPage, body: body}, err
}

// origin is this site's scheme and host, as the request names it unless it is set.
func (h *Handler) origin(r *http.Request) string {
	if h.Origin != "" {
		return h.Origin
	}
	return static.Origin(r)
}

// encode writes JSON without a newline; <, > and & stand escaped in it.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
