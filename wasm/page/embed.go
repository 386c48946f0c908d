//go:build js

package page

import (
	"syscall/js"

	"softmix/ui"
	"softmix/wasm/wire"
)

// In an embed the script embed.js, which began before this program, stands
// between the figure and the page around it: window.softmixEmbed. Elsewhere there
// is no such thing.
func embed() js.Value { return js.Global().Get("softmixEmbed") }

// forEmbed returns the settings as this page opens with them.
func forEmbed(s wire.Settings) wire.Settings {
	if embed().Truthy() {
		return ui.ForFigure(s)
	}
	return s
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
