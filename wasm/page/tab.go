//go:build js

package page

import (
	"fmt"
	"syscall/js"
	"time"
)

// tab is what belongs to the browser's tab: the address, the theme, the keys and
// whether the race is in view.
type tab struct {
	page   *page
	window js.Value
	doc    js.Value
	inView bool // the race is
	atStep bool // the section that takes a step apart is

	query   string    // of the settings
	waits   bool      // it has still to be written into the address
	written time.Time // when that was done last
	refused bool      // the browser does not allow it
	search  string    // the address's part after "?" as last written or read
}

func newTab(p *page) *tab {
	t := &tab{page: p, window: js.Global(), doc: js.Global().Get("document"), inView: true}
	t.search = t.window.Get("location").Get("search").String()
	return t
}

// changed writes the settings into the address. A new scenario is a new page for
// the "back" button, every other change replaces the present one.
func (t *tab) changed(query string, turn bool) {
	t.theme()
	if t.page.ctl.Alone() { // its address stays
		return
	}
	if embed().Truthy() { // "back" belongs to the page around it
		turn = false
	}
	if turn && t.waits { // what is left behind has its last settings
		t.write("replaceState")
	}
	t.query = query
	wait := addressEvery - time.Since(t.written)
	switch {
	case turn:
		t.write("pushState")
		return
	case t.waits:
		return
	case wait <= 0:
		t.write("replaceState")
		return
	}
	t.waits = true
	time.AfterFunc(wait, func() {
		t.page.env.Lock()
		defer t.page.env.UnlockOnly()
		if t.waits {
			t.write("replaceState")
		}
	})
}

// addressEvery is the shortest time between two replacements of the address.
// Safari allows a hundred of them in half a minute.
const addressEvery = 400 * time.Millisecond

// write puts the newest settings into the address. Where the browser refuses, as
// in some sandboxed frames, nothing is lost but the address, and the console says so.
func (t *tab) write(how string) {
	t.waits, t.written = false, time.Now()
	if e := embed(); e.Truthy() {
		e.Call("changed", t.query)
	}
	at := t.window.Get("location")
	url := at.Get("pathname").String()
	if t.query != "" {
		url += "?" + t.query
	}
	defer func() {
		if why := recover(); why != nil && !t.refused {
			t.refused = true
			t.window.Get("console").Call("warn", fmt.Sprint("Softmix: the address does not follow the settings here: ", why))
		}
	}()
	t.window.Get("history").Call(how, nil, "", url+at.Get("hash").String())
	t.search = at.Get("search").String()
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
		search := t.window.Get("location").Get("search").String()
		if search == t.search { // another place of the same page
			return
		}
		t.page.do(func() {
			t.search, t.waits = search, false
			t.page.ctl.Restore(search)
			t.theme()
		})
	})
	on(t.window, "softmix-retry", func(js.Value) { t.page.do(t.page.ctl.Retry) })
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
		c.SetQueued(seen && !t.turn())
		c.SetVisible(seen && t.turn())
	})
}

// key is the keyboard: space plays and pauses, arrows step, Home and End lead to
// the first and the last step reached. The keys are the race's only while it is
// what one looks at: a reader of the text below scrolls with them. Where something
// has the focus that has a use for them they are its own, except that the
// scrubber's End leads to the last step reached, not to the end of a run that is
// still to be trained. A key that is held down does not pile up steps.
func (t *tab) key(e js.Value) {
	if e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool() || e.Get("altKey").Bool() || e.Get("defaultPrevented").Bool() {
		return
	}
	key := e.Get("key").String()
	target := e.Get("target")
	if scrolls(target, key) || t.stepKey(e, key, target) {
		return
	}
	own := target.Call("closest", "input,select,textarea,button,a,summary,dialog,[contenteditable],[tabindex='0']").Truthy()
	onScrub := target.Get("id").String() == "scrub"
	if own && !(onScrub && (key == "End" || key == " ")) || !t.onScreen() {
		return
	}
	var f func()
	c := t.page.ctl
	switch key {
	case " ":
		f = c.Toggle
	case "ArrowRight":
		f = func() {
			if !e.Get("repeat").Bool() || !c.Busy() {
				c.StepN(1, nil)
			}
		}
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
	p.try(f)
}

// onScreen reports whether the race fills a good part of the window, or can be seen
// as a whole.
func (t *tab) onScreen() bool {
	box := t.doc.Call("getElementById", "race").Call("getBoundingClientRect")
	top, bottom, window := box.Get("top").Float(), box.Get("bottom").Float(), t.window.Get("innerHeight").Float()
	return min(bottom, window)-max(top, 0) >= min(bottom-top, window/3)
}

// scrolls reports whether the element that has the focus, or one around it below
// the page, scrolls by a key.
func scrolls(el js.Value, key string) bool {
	size, room, axis := "scrollWidth", "clientWidth", "overflowX"
	switch key {
	case "ArrowLeft", "ArrowRight":
	case "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " ":
		size, room, axis = "scrollHeight", "clientHeight", "overflowY"
	default:
		return false
	}
	body := js.Global().Get("document").Get("body")
	for ; el.Truthy() && !el.Equal(body) && el.Get("parentElement").Truthy(); el = el.Get("parentElement") {
		if el.Get(size).Int() <= el.Get(room).Int()+1 {
			continue
		}
		if how := js.Global().Call("getComputedStyle", el).Get(axis).String(); how == "auto" || how == "scroll" {
			return true
		}
	}
	return false
}
