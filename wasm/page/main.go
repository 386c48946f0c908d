//go:build js

// Package page is the main thread's part of the program: it shows what the
// trainer in its worker says and passes on what the reader wants. It computes no
// kernel.
package page

import (
	"errors"
	"fmt"
	"syscall/js"
	"time"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/domrender"

	"softmix/i18n"
	"softmix/ui/control"
	"softmix/ui/state"
	"softmix/ui/view"
	"softmix/wasm/wire"
)

// tick is the shortest time between two refreshes: ten a second.
const tick = 100 * time.Millisecond

// page is the program's state. Everything in it is touched only under the
// renderer's lock.
type page struct {
	ctl     *control.Control
	root    *view.Root
	env     vugu.EventEnv
	spots   map[string]js.Value // mounted elements by name
	islands []*island
	shape   string // view.RenderKey of the last render
	shown   int    // store.Version of the last refresh
	said    string // the sentence as shown
	heard   time.Time
	tallied time.Time         // when the open ledger was last written
	wake    chan struct{}     // asks for a refresh at once
	wrote   map[string]string // texts as they stand, by their element
	worker  *worker
	tab     *tab
	// complaint is what the console was told of a drawing that failed last.
	complaint string
	told      report // to the page around an embed
}

// Main runs the page until the tab is closed.
func Main() {
	if err := run(); err != nil {
		js.Global().Get("softmixBoot").Call("fail", err.Error())
	}
}

func run() error {
	settings, fixes := settings()
	ctl := control.New(state.NewStore(settings), base())
	if ctl.Store.Compact = embed().Truthy(); !ctl.Store.Compact {
		ctl.Store.Fixes = fixes
	}

	renderer, err := domrender.New("#app")
	if err != nil {
		return fmt.Errorf("%s: %w", i18n.PagePreparing, err)
	}
	env, err := vugu.NewBuildEnv(renderer.EventEnv())
	if err != nil {
		return fmt.Errorf("%s: %w", i18n.PagePreparing, err)
	}
	p := &page{ctl: ctl, env: renderer.EventEnv(), spots: map[string]js.Value{}, shown: -1, wake: make(chan struct{}, 1), wrote: map[string]string{}}
	p.root = &view.Root{Ctl: ctl, Mount: p.mount}
	p.makeIslands()
	p.worker = newWorker(p)
	p.tab = newTab(p)
	ctl.Send = p.worker.send
	ctl.Respawn = p.worker.respawn
	ctl.Kill = p.worker.kill
	ctl.Changed = p.tab.changed
	ctl.Dark, ctl.Reduced = p.tab.dark(), p.tab.reduced()
	ctl.Refresh = p.prompt
	boot := js.Global().Get("softmixBoot")
	ctl.Keep = func(key, text string) { boot.Call("keep", key, text) }
	ctl.Recall = func(key string) string { return boot.Call("recall", key).String() }
	ctl.Formulas.Fetch = p.fetchFormulas
	p.recorded(fixes)
	ctl.Start()

	bound := false
	for {
		var tree *vugu.BuildResults
		whole := p.try(func() {
			p.shape = view.RenderKey(ctl)
			tree = env.RunBuild(p.root)
		})
		if !whole && !bound {
			return errors.New(i18n.PageCouldNotDraw.String())
		}
		if whole {
			if err := renderer.Render(tree); err != nil {
				return fmt.Errorf("%s: %w", i18n.PageDrawing, err)
			}
		}
		if !bound { // now the elements are ours and the script's queue can go on
			bound = true
			p.bind()
			p.tab.watch()
			if len(fixes) > 0 && ctl.Store.Recorded == nil { // the address tells the truth from now on
				p.tab.changed(wire.Encode(settings), false)
			}
			go p.refreshing()
		}
		if !renderer.EventWait() {
			return errors.New(i18n.PageHandlerFailed.String())
		}
	}
}

// base is the URL that the weights files are relative to.
func base() string {
	at := js.Global().Get("URL").New("weights/", js.Global().Get("document").Get("baseURI"))
	return at.Get("href").String()
}

// prompt asks for a refresh now: what a reader's hand has moved is shown at once.
func (p *page) prompt() {
	select {
	case p.wake <- struct{}{}:
	default: // one is asked for already
	}
}

// refreshing brings the page up to the store, at most ten times a second: a
// render where the components changed, otherwise only texts and islands.
func (p *page) refreshing() {
	for {
		select {
		case <-time.After(tick):
		case <-p.wake:
		}
		p.env.Lock()
		p.ctl.Tick(time.Now())
		p.inform()
		if p.ctl.Store.Version == p.shown {
			p.env.UnlockOnly()
			continue
		}
		p.shown = p.ctl.Store.Version
		changed := false
		p.try(func() { changed = view.RenderKey(p.ctl) != p.shape })
		if changed {
			p.env.UnlockRender()
		} else {
			p.env.UnlockOnly()
		}
		if !p.try(p.texts) {
			p.speechless()
		}
		for _, i := range p.islands {
			if i.kind() == "" {
				continue
			}
			time.Sleep(time.Millisecond) // each island is a task of its own, so that none is long
			i.draw()
		}
	}
}
