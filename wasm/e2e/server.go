//go:build !js

package e2e

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"

	"softmix/wasm/edge/static"
)

// Dist returns the built page's folder under the root of the repository. Where
// build.sh did not build it before (SOFTMIX_BUILT), it does so now, once.
func Dist(root string) (string, error) {
	once.Do(func() {
		if os.Getenv("SOFTMIX_BUILT") != "" {
			return
		}
		cmd := exec.Command("./build.sh", "build")
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			built = fmt.Errorf("building the page: %w\n%s", err, out)
		}
	})
	return filepath.Join(root, "dist"), built
}

var (
	once  sync.Once
	built error
)

// Server serves a built folder on a port of its own, as wasm/edge does. Single
// paths can be replaced, to show the page something broken, and what was asked
// for is written down.
type Server struct {
	URL     string // http://127.0.0.1:port
	server  *httptest.Server
	files   http.Handler
	mu      sync.Mutex
	replace map[string]http.Handler
	asked   []string // paths
	whole   []string // the same with their queries
	failed  []string
}

// Serve starts a server over the folder dir.
func Serve(dir string) *Server { return serve(dir, nil) }

// serve starts a server over the folder dir, behind a link.
func serve(dir string, link func(net.Listener) net.Listener) *Server {
	s := &Server{replace: map[string]http.Handler{}, files: static.New(os.DirFS(dir))}
	s.server = httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w := &watched{ResponseWriter: rw, code: http.StatusOK}
		defer func() {
			if w.code >= 400 {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.failed = append(s.failed, fmt.Sprintf("%s: %d", r.URL.Path, w.code))
			}
		}()
		s.mu.Lock()
		s.asked = append(s.asked, r.URL.Path)
		s.whole = append(s.whole, r.URL.RequestURI())
		other := s.replace[r.URL.Path]
		s.mu.Unlock()
		if other != nil {
			other.ServeHTTP(w, r)
			return
		}
		s.files.ServeHTTP(w, r)
	}))
	if link != nil {
		s.server.Listener = link(s.server.Listener)
	}
	s.server.Start()
	s.URL = s.server.URL
	return s
}

// Replace answers path with h from now on; nil gives the file back.
func (s *Server) Replace(path string, h http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replace[path] = h
}

// ReplaceBody answers path with body, as a file of its type.
func (s *Server) ReplaceBody(path string, body []byte) {
	s.Replace(path, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", static.Type(path))
		w.Header().Set("Cache-Control", "no-store")
		w.Write(body)
	}))
}

// Rewrite answers path with the file that change makes of it, all else as it is.
func (s *Server) Rewrite(path string, change func(body string) string) {
	s.Replace(path, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		whole := r.Clone(r.Context())
		whole.Header = http.Header{} // neither compressed nor only if changed
		answer := httptest.NewRecorder()
		s.files.ServeHTTP(answer, whole)
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.Header().Del("ETag")
		w.WriteHeader(answer.Code)
		w.Write([]byte(change(answer.Body.String())))
	}))
}

// Asked returns the paths asked for so far, each once, in order of first use.
func (s *Server) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var once []string
	for _, p := range s.asked {
		if !slices.Contains(once, p) {
			once = append(once, p)
		}
	}
	return once
}

// Whole returns all that was asked for so far, with the queries.
func (s *Server) Whole() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.whole)
}

// Failed returns the requests that were answered with an error status. The
// browser's console does not tell of those that a worker makes.
func (s *Server) Failed() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.failed)
}

// watched notes the status of an answer.
type watched struct {
	http.ResponseWriter
	code int
}

func (w *watched) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}

// Close stops the server.
func (s *Server) Close() {
	s.server.CloseClientConnections() // a worker may hold one open
	s.server.Close()
}
