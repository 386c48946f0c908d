//go:build js

package page

import (
	"syscall/js"
	"time"

	"github.com/vugu/vjson"

	"softmix/i18n"
	"softmix/wasm/wire"
)

// silence is how long the trainer may owe an answer without a sign of life
// before it is given up. Compiling the kernels is the longest it ever is silent.
const silence = 60 * time.Second

// worker is the trainer's thread as the page sees it. The script page.js made it
// before this program came, and keeps what it said until then.
type worker struct {
	page  *page
	boot  js.Value // softmixBoot of page.js
	last  time.Time
	hello js.Func
	dying js.Func
}

func newWorker(p *page) *worker {
	w := &worker{page: p, boot: js.Global().Get("softmixBoot"), last: time.Now()}
	w.hello = js.FuncOf(func(_ js.Value, args []js.Value) any {
		w.take(args[0].String())
		return nil
	})
	w.dying = js.FuncOf(func(_ js.Value, args []js.Value) any {
		w.died(i18n.Say(i18n.PageEnded, args[0].String()))
		return nil
	})
	w.boot.Call("listen", w.hello, w.dying)
	go w.watch()
	return w
}

func (w *worker) send(c wire.Command) {
	if c.Settings != nil {
		if err := c.Settings.Check(); err != nil { // answered as the trainer would, and as late
			go w.hear(wire.Event{Type: "error", ID: c.ID, Run: c.Run, Error: &wire.Fault{Code: "settings", Text: err.Error(), Refused: true}})
			return
		}
	}
	b, err := vjson.Marshal(c)
	if err != nil { // no command holds anything that cannot be written
		panic(err)
	}
	w.last = time.Now()
	w.boot.Call("send", string(b))
}

func (w *worker) take(text string) {
	var e wire.Event
	err := vjson.Unmarshal([]byte(text), &e)
	w.page.env.Lock()
	defer w.page.env.UnlockOnly()
	w.last = time.Now()
	if err != nil {
		w.page.ctl.TrainerDied(i18n.Say(i18n.PageUnreadable, err))
		return
	}
	w.page.ctl.Event(e)
}

func (w *worker) hear(e wire.Event) {
	w.page.env.Lock()
	defer w.page.env.UnlockOnly()
	w.page.ctl.Event(e)
}

func (w *worker) died(why string) {
	w.page.env.Lock()
	defer w.page.env.UnlockOnly()
	w.page.ctl.TrainerDied(why)
}

// kill ends the thread, which may still train.
func (w *worker) kill() { w.boot.Call("kill") }

func (w *worker) respawn() {
	w.last = time.Now()
	w.boot.Call("respawn")
}

// watch gives a trainer up that owes an answer and stays silent. A hidden page
// is throttled by the browser, so its silence says nothing.
func (w *worker) watch() {
	for {
		time.Sleep(5 * time.Second)
		w.page.env.Lock()
		if js.Global().Get("document").Get("hidden").Bool() {
			w.last = time.Now()
		}
		if w.page.ctl.Waits() && time.Since(w.last) > silence {
			w.page.ctl.TrainerDied(i18n.PageSilent.String())
		}
		w.page.env.UnlockOnly()
	}
}
