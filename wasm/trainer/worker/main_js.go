package worker

import (
	"context"
	"fmt"
	"runtime/debug"
	"syscall/js"
	"time"

	"github.com/vugu/vjson"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// patience is how long the worker computes before it lets messages in.
const yieldEvery = 8 * time.Millisecond

// addressable is how much of the four gigabytes that a program can have in a tab
// runs may take, in bytes: the rest is for what they leave behind.
const addressable = 13 << 28

// Main serves the page, and never returns: commands come and events go as JSON
// strings. The script that started this program, public/js/trainer.js, holds
// messages back until it is given the function that takes them.
func Main() {
	// The default lets garbage double the heap; a tab has better uses for memory.
	debug.SetGCPercent(50)
	debug.SetMemoryLimit(addressable)
	inbox := make(chan wire.Command, 256)
	receive := js.FuncOf(func(_ js.Value, args []js.Value) any {
		var c wire.Command
		if err := vjson.Unmarshal([]byte(args[0].String()), &c); err != nil {
			post(wire.Event{Type: "error", Error: faultOf(settingsError("a message of the page is no command: %w", err))})
			return nil
		}
		select {
		case inbox <- c:
		default: // a callback must not wait
			post(wire.Event{Type: "error", ID: c.ID, Run: c.Run, Error: faultOf(settingsError("too many commands wait"))})
		}
		return nil
	})
	w := newWorker(dependencies{
		post:   post,
		fetch:  fetch,
		open:   train.OpenDevice,
		yield:  newYielder().take,
		now:    time.Now,
		memory: addressable,
	}, inbox)
	js.Global().Call("softmixTrainer", receive)
	w.serve(context.Background())
}

// post sends an event to the page.
func post(e wire.Event) {
	b, err := vjson.Marshal(e)
	if err != nil { // a number that JSON cannot hold
		b, _ = vjson.Marshal(wire.Event{Type: "error", ID: e.ID, Error: faultOf(fmt.Errorf("an event could not be written: %w", err))})
	}
	js.Global().Call("postMessage", string(b))
}

// yielder lets the browser deliver messages while Go computes: a goroutine that
// waits for a message sent to itself gives the event loop its turn. A timer
// would do, but browsers make nested ones wait 4 ms.
type yielder struct {
	port js.Value
	back chan struct{}
	last time.Time
}

func newYielder() *yielder {
	channel := js.Global().Get("MessageChannel").New()
	b := &yielder{port: channel.Get("port2"), back: make(chan struct{}, 1), last: time.Now()}
	channel.Get("port1").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
		b.back <- struct{}{}
		return nil
	}))
	return b
}

// take yields, unless that was done within the last few milliseconds.
func (b *yielder) take() {
	if time.Since(b.last) < yieldEvery {
		return
	}
	b.port.Call("postMessage", js.Null())
	<-b.back
	b.last = time.Now()
}
