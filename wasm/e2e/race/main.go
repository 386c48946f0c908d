//go:build !js

// Command race measures bench.html against the peers' pages, in turn in one
// Chromium, and prints what a training step costs each of them.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"

	"softmix/wasm/e2e"
	"softmix/wasm/edge/static"
)

// size is a model and a batch.
type size struct {
	name, query string
	tokens      int  // a step
	ours        bool // of a shipped scenario: the peers are left out
}

var sizes = []size{
	{"B", "V=256&d=64&L=2&H=4&T=64&B=8", 512, false},
	{"A", "V=256&d=128&L=4&H=4&T=128&B=8", 1024, false},
	{"lake", "V=37&d=32&L=2&H=4&T=16&B=16", 256, true},
	{"sort", "V=40&d=64&L=2&H=4&T=19&B=32", 608, true},
}

// contender is a page that keeps the contract of bench.html.
type contender struct {
	name, group, path string
	ours              bool
	asked             bool // runs only where it is named
}

var contenders = []contender{
	{"ours-cpu", "wasm", "/bench.html?device=cpu", true, false},
	{"jax-wasm", "wasm", "/peers/jax.html?device=wasm", false, false},
	{"tfjs-wasm", "wasm", "/peers/tfjs.html?device=wasm", false, false},
	{"tfjs-cpu", "wasm", "/peers/tfjs.html?device=cpu", false, true},
	{"native", "wasm", "", true, true}, // the same step in the terminal
	{"ours-webgpu", "webgpu", "/bench.html?device=webgpu", true, false},
	{"jax-webgpu", "webgpu", "/peers/jax.html?device=webgpu", false, false},
	{"tfjs-webgpu", "webgpu", "/peers/tfjs.html?device=webgpu", false, false},
	{"tfjs-webgl", "webgpu", "/peers/tfjs.html?device=webgl", false, true},
}

// options are how long to measure.
type options struct {
	rounds int
	slice  time.Duration // of a contender in a round
	limit  time.Duration // for one step
}

func main() {
	log.SetFlags(0)
	dist := flag.String("dist", "dist", "folder of the built page")
	peers := flag.String("peers", "build/peers/pages", "folder of the peers' built pages")
	var o options
	flag.IntVar(&o.rounds, "rounds", 5, "rounds in which every contender has its turn")
	flag.DurationVar(&o.slice, "slice", 2*time.Second, "length of a turn; at least one step")
	flag.DurationVar(&o.limit, "limit", time.Minute, "a contender that needs longer for one step is left out")
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "Usage: race [flags] [size, group or contender …]\nSizes: %s. Groups: wasm webgpu. Contenders: %s.\n", names(sizes), names(contenders))
		flag.PrintDefaults()
	}
	flag.Parse()
	run, who, err := choose(flag.Args())
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := race(ctx, *dist, *peers, o, run, who); err != nil {
		log.Fatal(err)
	}
}

func (s size) String() string      { return s.name }
func (c contender) String() string { return c.name }

func names[T fmt.Stringer](all []T) string {
	var out []string
	for _, x := range all {
		out = append(out, x.String())
	}
	return strings.Join(out, " ")
}

// choose reads the words of the command line. No size means all of them, no
// contender all that need not be asked for.
func choose(words []string) (run []size, who []contender, err error) {
	for _, s := range sizes {
		if slices.Contains(words, s.name) {
			run = append(run, s)
		}
	}
	for _, c := range contenders {
		if slices.Contains(words, c.name) || slices.Contains(words, c.group) && !c.asked {
			who = append(who, c)
		}
	}
	for _, w := range words {
		known := slices.ContainsFunc(sizes, func(s size) bool { return s.name == w }) ||
			slices.ContainsFunc(contenders, func(c contender) bool { return c.name == w || c.group == w })
		if !known {
			return nil, nil, fmt.Errorf("unknown word %q: there are the sizes %s, the groups wasm and webgpu, the contenders %s", w, names(sizes), names(contenders))
		}
	}
	if run == nil {
		run = sizes
	}
	if who == nil {
		who = slices.DeleteFunc(slices.Clone(contenders), func(c contender) bool { return c.asked })
	}
	return run, who, nil
}

func race(ctx context.Context, dist, peers string, o options, run []size, who []contender) error {
	server := serve(dist, peers)
	defer func() { server.CloseClientConnections(); server.Close() }()
	b, err := e2e.Start(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	version, err := b.Version()
	if err != nil {
		return err
	}
	fmt.Printf("%s, %s, %s/%s, %d cores\n", time.Now().Format(time.DateOnly), version, runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	for _, s := range run {
		if err := heat(ctx, b, server.URL, o, s, who); err != nil {
			return fmt.Errorf("size %s: %w", s.name, err)
		}
	}
	return nil
}

// serve serves our page and, below /peers/, theirs, isolated from other origins:
// only then browsers allow the threads that the peers can use.
func serve(dist, peers string) *httptest.Server {
	mux := http.NewServeMux()
	mux.Handle("/", static.New(os.DirFS(dist)))
	others := static.New(os.DirFS(peers))
	others.Policy = func(string) static.Policy { return "" } // they bring inline scripts, and write code as they run
	mux.Handle("/peers/", http.StripPrefix("/peers", others))
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
		mux.ServeHTTP(w, r)
	}))
}

// heat lets the contenders train at one size, in turn, and prints the tables.
func heat(ctx context.Context, b *e2e.Browser, url string, o options, s size, who []contender) error {
	fmt.Printf("\nSize %s: %s, %d tokens a step\n", s.name, s.query, s.tokens)
	var lanes []*lane
	for _, c := range who {
		if s.ours && !c.ours {
			continue
		}
		l, err := enter(ctx, b, url, o, s, c)
		if err != nil {
			fmt.Printf("%s is left out: %v\n", c.name, err)
			if c.ours {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			continue
		}
		defer l.close()
		lanes = append(lanes, l)
	}
	for round := range o.rounds {
		for i := range lanes { // each round begins with another one
			if ctx.Err() != nil {
				return ctx.Err()
			}
			l := lanes[(i+round)%len(lanes)]
			if err := l.turn(ctx, b); err != nil {
				return fmt.Errorf("%s: %w", l.name, err)
			}
		}
	}
	report(os.Stdout, s, lanes)
	return nil
}
