//go:build js

package page

import (
	"fmt"
	"strconv"
	"syscall/js"
	"time"

	"github.com/vugu/vjson"

	"softmix/ui/canvas"
	"softmix/ui/draw/trace"
	"softmix/ui/state"
	"softmix/ui/view"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// makeStepIslands adds what is drawn while a step is taken apart.
func (p *page) makeStepIslands(add func(spot string, kind func() string, make func(kind string) canvas.Island)) {
	st := p.ctl.Store
	open := func() string {
		if p.ctl.Open() {
			return "open"
		}
		return ""
	}
	lake := func() string {
		if words.ScenarioOf(st.Settings.Scenario).Board != "lake" {
			return ""
		}
		return open()
	}
	one := func(spot string, kind func() string, p canvas.Picture) {
		add(spot, kind, func(string) canvas.Island { return canvas.NewIsland(p) })
	}
	choose := func(token int) { p.do(func() { p.ctl.ChooseToken(token) }) }
	for side := range st.Settings.Arms[:2] {
		one("lane-"+strconv.Itoa(side+1), open, trace.Lane(st, side, choose))
	}
	one("look-strip", open, trace.Strips(st))
	one("look-attention", open, trace.Attention(st))
	one("look-stream", open, trace.Stream(st))
	one("look-board", lake, trace.Move(st))
	one("look-inject", open, trace.Injection(st))
}

// stepTexts writes what changes with every step that is taken apart. While steps
// come by themselves nothing is spoken: it would never end.
func (p *page) stepTexts() {
	f := view.StepTexts(p.ctl, p.root.Formulas)
	for spot, html := range map[string]string{"step-where": f.Where, "look-head": f.Head, "look-say": f.Say, "look-formula": f.Formula} {
		if el, ok := p.spots[spot]; ok && p.wrote[spot] != html || ok && !el.Get("firstChild").Truthy() {
			el.Set("innerHTML", html)
			p.wrote[spot] = html
		}
	}
	if el, ok := p.spots["heard"]; ok && !p.ctl.Running() {
		set(el, "textContent", f.Heard)
		p.heard = time.Now()
	}
}

// fetchFormulas fetches the equations; the control shows that it waits.
func (p *page) fetchFormulas() {
	var got, failed js.Func
	end := func(f func()) {
		got.Release()
		failed.Release()
		p.do(func() {
			f()
			p.ctl.Store.Version++
		})
	}
	got = js.FuncOf(func(_ js.Value, args []js.Value) any {
		end(func() {
			f := new(words.Formulas)
			if err := vjson.Unmarshal([]byte(args[0].String()), f); err != nil {
				p.ctl.Formulas.Fault = err.Error()
				return
			}
			p.root.Formulas, p.ctl.Formulas.Done = f, true
		})
		return nil
	})
	failed = js.FuncOf(func(_ js.Value, args []js.Value) any {
		end(func() { p.ctl.Formulas.Fault = args[0].Get("message").String() })
		return nil
	})
	js.Global().Get("softmixBoot").Call("formulas").Call("then", got, failed)
}

// stepKey is the keyboard inside the section that takes a step apart; it reports
// whether the key was for it. Fields and lists keep their own keys.
func (t *tab) stepKey(e js.Value, key string, target js.Value) bool {
	c := t.page.ctl
	if !c.Open() || !target.Call("closest", "#one-step").Truthy() || target.Call("closest", "input,select,textarea").Truthy() {
		return false
	}
	shift := e.Get("shiftKey").Bool()
	var f func()
	switch key {
	case "ArrowRight", "ArrowLeft":
		n := 1
		if key == "ArrowLeft" {
			n = -1
		}
		f = func() { c.MovePhase(n) }
		if shift {
			f = func() { c.MoveStep(n) }
		}
	case "ArrowUp":
		f = func() { c.MoveToken(-1) }
	case "ArrowDown":
		f = func() { c.MoveToken(1) }
	case "PageUp":
		f = func() { c.MoveStep(-1) }
	case "PageDown":
		f = func() { c.MoveStep(1) }
	case "Home":
		f = func() { c.Seek(1, nil) }
	case "End":
		f = func() { c.Seek(c.Store.Furthest(), nil) }
	case "Escape":
		f = c.ToggleStep
	default:
		if n := len(wire.Phases()); len(key) != 1 || key[0] < '1' || int(key[0]-'1') >= n {
			return false
		}
		f = func() { c.ShowPhase(int(key[0]-'1'), nil) }
	}
	e.Call("preventDefault")
	if key == "Escape" { // what had the focus goes away with the section
		t.doc.Call("getElementById", "step-open").Call("focus")
	}
	t.page.do(f)
	return true
}

// stopSlow ends slow motion at any press of a key or of a button; its own button
// does so by itself.
func (t *tab) stopSlow(on func(target js.Value, event string, f func(e js.Value))) {
	stop := func(e js.Value) {
		c := t.page.ctl
		if !c.Slow() {
			return
		}
		key := e.Get("key")
		if key.Type() == js.TypeString {
			switch key.String() {
			case "Tab", "Shift", "Control", "Alt", "Meta":
				return
			}
		}
		own := e.Get("target").Call("closest", "#slow").Truthy()
		if own && (key.Type() != js.TypeString || key.String() == " " || key.String() == "Enter") {
			return
		}
		t.page.do(c.StopSlow)
	}
	on(t.window, "keydown", stop)
	on(t.window, "pointerdown", stop)
}

// reduced reports whether the reader prefers that nothing moves by itself.
func (t *tab) reduced() bool {
	return t.window.Call("matchMedia", "(prefers-reduced-motion: reduce)").Get("matches").Bool()
}

// field reads a number of an object of arguments; ok tells whether it is there.
func field(args []js.Value, name string) (n int, ok bool, err error) {
	if len(args) == 0 || args[0].Type() != js.TypeObject {
		return 0, false, nil
	}
	v := args[0].Get(name)
	if v.IsUndefined() {
		return 0, false, nil
	}
	if v.Type() != js.TypeNumber {
		return 0, false, fmt.Errorf("%s is a number, not %s", name, v.Type())
	}
	return v.Int(), true, nil
}

// inspect answers softmix.inspect({run, phase, sequence, token}).
func (p *page) inspect(args []js.Value, done func(any, string)) error {
	run, phase := 1, ""
	if len(args) > 0 && args[0].Type() == js.TypeObject {
		switch v := args[0].Get("run"); {
		case v.IsUndefined():
		case v.Equal(js.ValueOf("left")), v.Equal(js.ValueOf(0)):
			run = 0
		case v.Equal(js.ValueOf("right")), v.Equal(js.ValueOf(1)):
		default:
			return fmt.Errorf("run is 0 or 1, left or right")
		}
		if v := args[0].Get("phase"); !v.IsUndefined() {
			i, err := phaseOf(v)
			if err != nil {
				return err
			}
			phase = wire.Phases()[i]
		}
	}
	var ps []wire.Pair
	for _, name := range []string{"sequence", "token", "layer", "head"} {
		n, ok, err := field(args, name)
		if err != nil {
			return err
		}
		if ok {
			ps = append(ps, wire.Pair{Name: name, Value: strconv.Itoa(n)})
		}
	}
	p.ctl.Inspect(ps, func(fault string) {
		if fault != "" {
			done(nil, fault)
			return
		}
		report, err := state.InspectOf(p.ctl.Store, run, phase)
		if err != nil {
			done(nil, err.Error())
			return
		}
		done(report, "")
	})
	return nil
}

// phaseOf reads a phase by number, 1 … 8, or by name.
func phaseOf(v js.Value) (int, error) {
	names := wire.Phases()
	switch v.Type() {
	case js.TypeNumber:
		if n := v.Int(); n >= 1 && n <= len(names) {
			return n - 1, nil
		}
	case js.TypeString:
		for i, name := range names {
			if v.String() == name {
				return i, nil
			}
		}
	}
	return 0, fmt.Errorf("there is no such phase; they are 1 to %d, or %v", len(names), names)
}

// phase answers softmix.phase(n): it shows a phase, by number or name; "off"
// closes the section.
func (p *page) phase(args []js.Value, done func(any, string)) error {
	finish := func(fault string) { done(nil, fault) }
	p.ctl.StopSlow()
	if len(args) > 0 && args[0].Equal(js.ValueOf("off")) {
		p.ctl.SetAll([]wire.Pair{{Name: "phase", Value: "off"}}, finish)
		return nil
	}
	if len(args) == 0 {
		return fmt.Errorf("phase takes a number or a name")
	}
	i, err := phaseOf(args[0])
	if err == nil {
		p.ctl.ShowPhase(i, finish)
	}
	return err
}

// inject answers softmix.inject({item, at, token}).
func (p *page) inject(args []js.Value, done func(any, string)) error {
	var in wire.Inject
	for name, at := range map[string]*int{"item": &in.Item, "at": &in.At, "token": &in.Token} {
		n, ok, err := field(args, name)
		if err != nil {
			return err
		}
		if ok {
			*at = n
		}
	}
	p.ctl.Inject(in, func(fault string) { done(p.ctl.Store.Injection, fault) })
	return nil
}
