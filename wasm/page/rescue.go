//go:build js

package page

import (
	"fmt"
	"runtime/debug"
	"syscall/js"

	"softmix/i18n"
)

// A drawing that fails must not end the page: what failed says so in its place, and
// training, and all else that is drawn, go on.

// try runs f and reports whether it came to its end. What a panic says goes to the
// console, once.
func (p *page) try(f func()) (whole bool) {
	defer func() {
		if why := recover(); why != nil {
			p.complain(why)
		}
	}()
	f()
	return true
}

// complain tells the console of a panic, with its stack, unless it has just done so.
func (p *page) complain(why any) {
	text := fmt.Sprint(why)
	if text == p.complaint {
		return
	}
	p.complaint = text
	js.Global().Get("console").Call("error", "Softmix could not draw: "+text+"\n"+string(debug.Stack()))
}

// speechless says that the texts could not be written.
func (p *page) speechless() {
	if el, ok := p.spots["say"]; ok {
		p.said = ""
		set(el, "textContent", i18n.PageSpeechless.String())
	}
}

// fail says in place of an island that it could not be drawn, and offers to try
// again. why is nil where that was told before.
func (i *island) fail(kind string, why any) {
	if why != nil {
		i.page.complain(why)
	}
	i.fell, i.now = kind, ""
	delete(i.made, kind)
	doc := js.Global().Get("document")
	note := doc.Call("createElement", "p")
	note.Set("className", "fix")
	note.Call("setAttribute", "role", "status")
	note.Set("textContent", i18n.PageNotDrawn.String()+" ")
	again := doc.Call("createElement", "button")
	again.Set("type", "button")
	again.Set("className", "btn quiet")
	again.Set("textContent", i18n.PageDrawAgain.String())
	var click js.Func
	click = js.FuncOf(func(js.Value, []js.Value) any {
		click.Release()
		i.fell, i.page.complaint = "", ""
		i.page.do(func() { i.page.ctl.Store.Version++ })
		return nil
	})
	again.Call("addEventListener", "click", click, map[string]any{"once": true})
	note.Call("append", again)
	i.el.Call("replaceChildren", note)
}
