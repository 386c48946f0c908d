//go:build js

package page

import (
	"strconv"
	"strings"
	"syscall/js"
	"time"

	vjs "github.com/vugu/vugu/js"

	"softmix/ui/canvas"
	"softmix/ui/draw/boards"
	"softmix/ui/draw/charts"
	"softmix/ui/draw/cost"
	"softmix/ui/view"
	"softmix/ui/words"
)

// island is one drawn part of the page and the element it stands in.
type island struct {
	spot string        // name of its element
	kind func() string // "" while there is nothing to draw
	make func(kind string) canvas.Island
	made map[string]canvas.Island
	now  string // the kind that stands there
	el   js.Value
	page *page
	fell string // the kind whose drawing has failed, which is said in its place
}

func (p *page) makeIslands() {
	st := p.ctl.Store
	always := func() string { return "always" }
	there := func(side int, kind string) string { // of a side that is there
		if side >= st.Settings.Width() {
			return ""
		}
		return kind
	}
	add := func(spot string, kind func() string, make func(kind string) canvas.Island) {
		p.islands = append(p.islands, &island{page: p, spot: spot, kind: kind, make: make, made: map[string]canvas.Island{}})
	}
	for side := range st.Settings.Arms {
		n := strconv.Itoa(side + 1)
		add("board-"+n, func() string { return there(side, words.ScenarioOf(st.Settings.Scenario).Board) }, func(kind string) canvas.Island {
			return canvas.NewIsland(boards.Picture(kind, st, side))
		})
		add("cost-"+n, func() string { return there(side, "cost") }, func(string) canvas.Island { return canvas.NewIsland(cost.Picture(st, side)) })
	}
	add("charts", always, func(string) canvas.Island { return charts.NewIsland(st) })
	p.makeStepIslands(add)
}

// mount is called with every element that vugu leaves to us, after each render.
// It only remembers them: a render is long enough without the islands' work.
func (p *page) mount(name string, v vjs.Value) {
	el := js.Value(v)
	p.spots[name] = el
	for _, i := range p.islands {
		if i.spot == name {
			i.el = el
		}
	}
}

// draw puts the island of the present kind into its element and brings it up to
// the store. One that has failed waits until it is asked for again.
func (i *island) draw() {
	if i.el.IsUndefined() {
		return
	}
	kind := i.kind()
	if kind == "" || kind == i.fell && i.el.Get("firstChild").Truthy() { // it was closed a moment ago, or is broken
		return
	}
	defer func() {
		if why := recover(); why != nil {
			i.fail(kind, why)
		}
	}()
	if kind == i.fell {
		i.fail(kind, nil)
		return
	}
	i.fell = ""
	is := i.made[kind]
	if is == nil {
		is = i.make(kind)
		i.made[kind] = is
		mine := is
		is.OnPanic(func(why any) {
			if i.made[kind] == mine && i.now == kind {
				i.fail(kind, why)
			} else { // one that stands here no more still hears of sizes and themes
				i.page.complain(why)
			}
		})
	}
	if i.now != kind {
		i.el.Call("replaceChildren")
		i.now = kind
	}
	is.Attach(i.el)
	is.Draw()
}

// texts writes what changes with every step: badge, sentence and scrubber. The
// hidden copy of the sentence, which screen readers speak, follows when training
// pauses and at most every ten seconds while it runs.
func (p *page) texts() {
	f := view.LiveTexts(p.ctl)
	if el, ok := p.spots["badge"]; ok {
		set(el, "innerHTML", f.Badge)
	}
	if el, ok := p.spots["say"]; ok && f.Say != p.said {
		el.Set("innerHTML", f.Say)
		p.said = f.Say
	}
	if el, ok := p.spots["rule"]; ok && el.Get("firstElementChild").IsNull() {
		el.Set("innerHTML", words.Rule())
		if at := el.Get("firstElementChild"); js.Global().Get("location").Get("hash").String() == "#rule" { // from a verdict in the story
			at.Set("open", true)
			at.Call("scrollIntoView")
		}
	}
	if p.ctl.Open() {
		p.stepTexts()
	} else if el, ok := p.spots["heard"]; ok && (!p.ctl.Running() || time.Since(p.heard) > 10*time.Second) {
		set(el, "textContent", f.Heard)
		p.heard = time.Now()
	}
	if el, ok := p.spots["scrub"]; ok {
		set(el, "value", strconv.Itoa(p.ctl.At()))
		if name, value, ok := strings.Cut(f.Fill, ":"); ok {
			if style := el.Get("style"); style.Call("getPropertyValue", name).String() != value {
				style.Call("setProperty", name, value)
			}
		}
		if now := el.Call("getAttribute", "aria-valuetext"); now.IsNull() || now.String() != f.Where {
			el.Call("setAttribute", "aria-valuetext", f.Where)
		}
	}
	p.ledger()
}

// ledger keeps the cost ledger: its summary always, its tables while it is open,
// at most once a second while training runs.
func (p *page) ledger() {
	el, ok := p.spots["ledger"]
	if !ok {
		return
	}
	if first := el.Get("firstElementChild"); !first.Truthy() || first.Get("tagName").String() != "DETAILS" {
		el.Set("innerHTML", "<details><summary></summary><div></div></details>")
		el.Get("firstChild").Call("addEventListener", "toggle", js.FuncOf(func(js.Value, []js.Value) any {
			p.do(p.ledger)
			return nil
		}))
	}
	details := el.Get("firstChild")
	set(details.Get("firstChild"), "textContent", words.LedgerSummary(p.ctl.Store))
	if details.Get("open").Bool() && (!p.ctl.Running() || time.Since(p.tallied) > time.Second) {
		p.tallied = time.Now()
		rewrite(details.Get("lastChild"), words.LedgerHTML(p.ctl.Store))
	}
}

// rewrite gives an element new HTML. Where only words differ from what it holds it
// keeps its elements, so that nobody who scrolls or selects there is disturbed.
func rewrite(el js.Value, html string) {
	fresh := el.Call("cloneNode", false)
	fresh.Set("innerHTML", html)
	const words = "caption, th, td, p"
	from, to := fresh.Call("querySelectorAll", words), el.Call("querySelectorAll", words)
	if from.Length() != to.Length() {
		el.Set("innerHTML", html)
		return
	}
	for i := range from.Length() {
		set(to.Index(i), "innerHTML", from.Index(i).Get("innerHTML").String())
	}
}

// set changes a property only where it differs, so that nothing is laid out or
// read aloud in vain.
func set(el js.Value, name, value string) {
	if el.Get(name).String() != value {
		el.Set(name, value)
	}
}
