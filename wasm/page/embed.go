//go:build js

package page

import (
	"syscall/js"

	"softmix/ui/control"
	"softmix/wasm/wire"
)

// In an embed the script embed.js, which began before this program, stands
// between the figure and the page around it: window.softmixEmbed. Elsewhere there
// is no such thing.
func embed() js.Value { return js.Global().Get("softmixEmbed") }

// settings reads what this page opens with, and what is wrong with it. Notes about
// an embed's address are its author's: they stand in the console, where no reader
// looks. And where the address says nothing at all, it means the first version of
// the settings, as every embed does that names none.
func settings() (wire.Settings, []wire.Correction) {
	q := query()
	if !embed().Truthy() {
		return wire.Parse(q)
	}
	if q == "" {
		q = "v=1"
	}
	s, fixes := wire.Parse(q)
	for _, f := range fixes {
		js.Global().Get("console").Call("warn", "Softmix, about this figure’s address: "+f.Text)
	}
	return control.ForFigure(s), fixes
}

// turn reports whether it is this figure's turn to train, as far as it has to
// share; the event softmix-turn says that this has changed.
func (t *tab) turn() bool { return !embed().Truthy() || !embed().Get("waits").Truthy() }

// report is what embed.js was told last.
type report struct {
	step    int
	playing bool // now
	wants   bool // the reader has pressed Play
	fault   *wire.Fault
}

// inform says to embed.js what has happened since it was told last.
func (p *page) inform() {
	if !embed().Truthy() {
		return
	}
	s := p.ctl.Store
	now := report{s.Step, s.Playing, p.ctl.Running(), s.Fault}
	if now == p.told {
		return
	}
	p.told = now
	embed().Call("told", now.step, now.playing, now.wants, now.fault != nil)
}
