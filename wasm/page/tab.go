//go:build js

package page

import (
	"syscall/js"
)

// tab is what belongs to the browser's tab: the address, the theme, the keys and
// whether the race is in view.
type tab struct {
	page   *page
	window js.Value
	doc    js.Value
	inView bool // the race is
	atStep bool // the section that takes a step apart is
}

func newTab(p *page) *tab {
	return &tab{page: p, window: js.Global(), doc: js.Global().Get("document"), inView: true}
}

// changed writes the settings into the address. A new scenario is a new page for
// the "back" button, every other change replaces the present one.
func (t *tab) changed(query string, turn bool) {
	url := t.window.Get("location").Get("pathname").String()
	if query != "" {
		url += "?" + query
	}
	url += t.window.Get("location").Get("hash").String()
	how := "replaceState"
	if turn {
		how = "pushState"
	}
	t.theme()
	if t.page.ctl.Alone() { // its address stays
		return
	}
	if e := embed(); e.Truthy() { // "back" belongs to the page around it
		how = "replaceState"
		e.Call("changed", query)
	}
	defer func() { _ = recover() }() // some sandboxed frames forbid it; nothing is lost but the address
	t.window.Get("history").Call(how, nil, "", url)
}

// theme puts the chosen theme on the document; "auto" leaves it to the system.
func (t *tab) theme() {
	root := t.doc.Get("documentElement")
	if theme := t.page.ctl.Store.Settings.Theme; theme == "auto" {
		root.Call("removeAttribute", "data-theme")
	} else {
		root.Call("setAttribute", "data-theme", theme)
	}
	t.page.ctl.Dark = t.dark()
}

// dark reports whether the page is dark now.
func (t *tab) dark() bool {
	switch t.page.ctl.Store.Settings.Theme {
	case "dark":
		return true
	case "light":
		return false
	}
	return t.window.Call("matchMedia", "(prefers-color-scheme: dark)").Get("matches").Bool()
}

// watch starts to listen to keys, to the address and to what is in view.
func (t *tab) watch() {
	on := func(target js.Value, event string, f func(e js.Value)) {
		target.Call("addEventListener", event, js.FuncOf(func(_ js.Value, args []js.Value) any {
			f(args[0])
			return nil
		}))
	}
	on(t.window, "popstate", func(js.Value) {
		t.page.do(func() {
			t.page.ctl.Restore(t.window.Get("location").Get("search").String())
			t.theme()
		})
	})
	on(t.doc, "keydown", t.key)
	on(t.doc, "visibilitychange", func(js.Value) { t.look() })
	on(t.window, "softmix-turn", func(js.Value) { t.look() })
	on(t.window.Call("matchMedia", "(prefers-color-scheme: dark)"), "change", func(js.Value) {
		t.page.do(func() { t.page.ctl.Dark = t.dark() })
	})
	calm := t.window.Call("matchMedia", "(prefers-reduced-motion: reduce)")
	on(calm, "change", func(js.Value) {
		t.page.do(func() {
			t.page.ctl.Reduced = t.reduced()
			t.page.ctl.StopSlow()
		})
	})
	t.stopSlow(on)
	seen := js.FuncOf(func(_ js.Value, args []js.Value) any {
		for i := range args[0].Length() {
			e := args[0].Index(i)
			if yes := e.Get("isIntersecting").Bool(); e.Get("target").Get("id").String() == "race" {
				t.inView = yes
			} else {
				t.atStep = yes
			}
		}
		t.look()
		return nil
	})
	watcher := t.window.Get("IntersectionObserver").New(seen)
	watcher.Call("observe", t.doc.Call("getElementById", "race"))
	watcher.Call("observe", t.doc.Call("getElementById", "one-step"))
}

// look tells the control whether the race can be seen, or what a step is made of.
func (t *tab) look() {
	t.page.do(func() {
		c := t.page.ctl
		seen := (t.inView || t.atStep && c.Open()) && !t.doc.Get("hidden").Bool()
		c.Queue(seen && !t.turn())
		c.Seen(seen && t.turn())
	})
}

// key is the keyboard: space plays and pauses, arrows step, Home and End lead to
// the first and the last step reached. Where a field has the keys they are its
// own, except that the scrubber's End leads to the last step reached, not to the
// end of a run that is still to be trained.
func (t *tab) key(e js.Value) {
	if e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool() || e.Get("altKey").Bool() || e.Get("defaultPrevented").Bool() {
		return
	}
	key := e.Get("key").String()
	target := e.Get("target")
	if t.stepKey(e, key, target) {
		return
	}
	own := target.Call("closest", "input,select,textarea,button,a,summary,[contenteditable],pre").Truthy()
	onScrub := target.Get("id").String() == "scrub"
	if own && !(onScrub && (key == "End" || key == " ")) {
		return
	}
	var f func()
	c := t.page.ctl
	switch key {
	case " ":
		f = c.Toggle
	case "ArrowRight":
		f = func() { c.StepN(1, nil) }
	case "ArrowLeft":
		f = func() { c.Seek(c.At()-1, nil) }
	case "Home":
		f = func() { c.Seek(0, nil) }
	case "End":
		f = func() { c.Seek(c.Store.Furthest(), nil) }
	default:
		return
	}
	e.Call("preventDefault")
	t.page.do(f)
}

// do runs f under the lock and has the page rendered.
func (p *page) do(f func()) {
	p.env.Lock()
	defer p.env.UnlockRender()
	f()
}
