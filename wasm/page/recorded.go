//go:build js

package page

import (
	"errors"
	"syscall/js"

	"softmix/i18n"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// The script page.js has fetched a recorded run by now where there is one to show:
// softmixBoot.recording is its text, softmixBoot.query its settings where the
// address does not say them.

// query is what the settings are read from.
func query() string {
	if q := js.Global().Get("softmixBoot").Get("query"); q.Type() == js.TypeString {
		return q.String()
	}
	return js.Global().Get("location").Get("search").String()
}

// recorded shows the recorded run until there are live ones. One that this program
// cannot show is told of, and live runs take its place.
func (p *page) recorded(fixes []wire.Correction) {
	boot := js.Global().Get("softmixBoot")
	text := boot.Get("recording")
	if text.Type() != js.TypeString {
		return
	}
	own := boot.Get("query").Type() == js.TypeString // a saved run's settings are its own
	err := errors.New(i18n.PageUnknownSettings.String())
	if !own || len(fixes) == 0 {
		err = p.ctl.ShowRecording(text.String())
	}
	if err == nil {
		p.ctl.Leave = func(query string) { boot.Call("leave", query) }
		return
	}
	boot.Call("alive", err.Error())
}

// weights answers softmix.weights(side) with the file as base64.
func (p *page) weights(args []js.Value, done func(any, string)) error {
	side, err := whole(args, 0)
	if err == nil {
		p.ctl.Weights(side, func(file []byte, fault string) { done(file, fault) })
	}
	return err
}

// series answers softmix.series().
func (p *page) series() any { return state.SeriesOf(p.ctl.Store) }
