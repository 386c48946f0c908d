//go:build js && wasm

// Command edge, built for js/wasm, is the part of the Cloudflare Worker that
// computes: worker/worker.mjs starts a few instances of it, hands each one
// request at a time, and serves the files by itself.
package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"syscall/js"
	"time"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare/d1"

	"softmix/wasm/edge/api"
	"softmix/wasm/edge/store"
)

func main() {
	if err := run(); err != nil {
		complain(err)
	}
}

// run answers requests until the instance is dropped.
func run() error {
	database, err := d1.OpenConnector("DB")
	if err != nil {
		return fmt.Errorf("opening the binding DB: %w", err)
	}
	env := js.Global().Get("context")
	limit, err := posts(env.Get("env").Get("POSTS"))
	if err != nil {
		return err
	}
	p := &shell{fetch: env.Get("page")}
	workers.ServeNonBlock(whole{api.New(api.Config{
		Store: store.New(sql.OpenDB(database)),
		Page:  p.read,
		Limit: limit,
		Log:   complain,
		Now:   time.Now,
	})})
	workers.Ready()
	select {}
}

// complain writes into the Worker's log.
func complain(err error) { js.Global().Get("console").Call("error", err.Error()) }

// posts reads the variable that sets another burst of posts.
func posts(v js.Value) (api.Limit, error) {
	limit := api.Limit{Burst: postBurst, Every: postEvery}
	if v.Type() != js.TypeString {
		return limit, nil
	}
	n, err := strconv.Atoi(v.String())
	if err != nil {
		return limit, fmt.Errorf("the variable POSTS: %w", err)
	}
	limit.Burst = n
	return limit, nil
}

// whole hands a handler's answer over in one piece. The library's own way, a
// stream, ends the program with its first answer; and a body still unread
// outlives the request that it belongs to.
type whole struct{ handler http.Handler }

// ServeHTTP answers a request of the library's.
func (h whole) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	to := &buffer{ResponseWriter: w}
	h.handler.ServeHTTP(to, r)
	w.WriteHeader(to.code)
	body := js.Global().Get("Uint8Array").New(to.body.Len())
	js.CopyBytesToJS(body, to.body.Bytes())
	w.(interface{ WriteRawJSBody(js.Value) }).WriteRawJSBody(body)
}

// buffer keeps an answer's status and body until it is complete.
type buffer struct {
	http.ResponseWriter
	code int
	body bytes.Buffer
}

func (b *buffer) WriteHeader(code int)           { b.code = code }
func (b *buffer) Write(data []byte) (int, error) { return b.body.Write(data) }

// shell is the page's HTML, fetched once an instance.
type shell struct {
	fetch js.Value // () → Promise of a string
	html  []byte
}

func (s *shell) read(ctx context.Context) ([]byte, error) {
	if s.html != nil {
		return s.html, nil
	}
	type answer struct {
		html string
		err  error
	}
	came := make(chan answer, 1)
	good := js.FuncOf(func(_ js.Value, args []js.Value) any {
		came <- answer{html: args[0].String()}
		return nil
	})
	defer good.Release()
	bad := js.FuncOf(func(_ js.Value, args []js.Value) any {
		came <- answer{err: errors.New(args[0].Call("toString").String())}
		return nil
	})
	defer bad.Release()
	s.fetch.Invoke().Call("then", good, bad)
	select {
	case a := <-came:
		s.html = []byte(a.html)
		if a.err != nil {
			s.html = nil
		}
		return s.html, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
