//go:build js

package page

import (
	"fmt"
	"strings"
	"syscall/js"

	"github.com/vugu/vjson"

	"softmix/ui/state"
	"softmix/wasm/wire"
)

// bind gives window.softmix, which page.js made, its methods.
func (p *page) bind() {
	impl := map[string]any{
		"state":   p.tell(func() any { return state.ReportOf(p.ctl.Store) }),
		"metrics": p.tell(func() any { return state.MetricsOf(p.ctl.Store) }),
		"series":  p.tell(p.series),
		"weights": p.answer(p.weights),
		"play":    p.promise(func(_ []js.Value, done func(string)) error { p.ctl.Play(done); return nil }),
		"pause":   p.promise(func(_ []js.Value, done func(string)) error { p.ctl.Pause(done); return nil }),
		"reset":   p.promise(func(_ []js.Value, done func(string)) error { p.ctl.Reset(done); return nil }),
		"step": p.promise(func(args []js.Value, done func(string)) error {
			n, err := whole(args, 1)
			if err == nil {
				p.ctl.StepN(n, done)
			}
			return err
		}),
		"seek": p.promise(func(args []js.Value, done func(string)) error {
			n, err := whole(args, 0)
			if err == nil {
				p.ctl.Seek(n, done)
			}
			return err
		}),
		"inspect": p.answer(p.inspect),
		"phase":   p.answer(p.phase),
		"inject":  p.answer(p.inject),
		"set": p.promise(func(args []js.Value, done func(string)) error {
			pairs, err := pairs(args)
			if err == nil {
				p.ctl.SetAll(pairs, done)
			}
			return err
		}),
	}
	js.Global().Get("softmixBoot").Call("bind", impl)
	p.settle()
}

// settle resolves softmix.ready once the page can train and shows no recorded run
// any more, or never will.
func (p *page) settle() {
	p.ctl.Settled = func() { js.Global().Get("softmixBoot").Call("settle") }
	if p.ctl.IsSettled() {
		p.ctl.Settled()
	}
}

// tell is a method that answers at once with plain data.
func (p *page) tell(f func() any) js.Func {
	return js.FuncOf(func(js.Value, []js.Value) any {
		p.env.RLock()
		b, err := vjson.Marshal(f())
		p.env.RUnlock()
		if err != nil {
			return js.Global().Get("Error").New(err.Error())
		}
		return js.Global().Get("JSON").Call("parse", string(b))
	})
}

// promise is a method that answers when the trainer has done it. It rejects with an Error where something went wrong.
func (p *page) promise(f func(args []js.Value, done func(fault string)) error) js.Func {
	return p.answer(func(args []js.Value, done func(value any, fault string)) error {
		return f(args, func(fault string) { done(nil, fault) })
	})
}

// answer is a method like those of promise; it resolves with plain data.
func (p *page) answer(f func(args []js.Value, done func(value any, fault string)) error) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		var settle js.Func
		settle = js.FuncOf(func(_ js.Value, way []js.Value) any {
			resolve, reject := way[0], way[1]
			fail := func(text string) { reject.Invoke(js.Global().Get("Error").New("softmix: " + text)) }
			p.do(func() {
				err := f(args, func(value any, fault string) {
					if fault != "" {
						fail(fault)
						return
					}
					if value == nil {
						resolve.Invoke()
						return
					}
					b, err := vjson.Marshal(value)
					if err != nil {
						fail(err.Error())
						return
					}
					resolve.Invoke(js.Global().Get("JSON").Call("parse", string(b)))
				})
				if err != nil {
					fail(err.Error())
				}
			})
			settle.Release()
			return nil
		})
		return js.Global().Get("Promise").New(settle)
	})
}

// whole reads a number argument, or takes what stands for none.
func whole(args []js.Value, none int) (int, error) {
	if len(args) == 0 || args[0].IsUndefined() {
		return none, nil
	}
	if args[0].Type() != js.TypeNumber {
		return 0, fmt.Errorf("this takes a number of steps, not %s", args[0].Type())
	}
	return args[0].Int(), nil
}

// pairs reads an object of settings, such as {lambda: .5, scenario: "lake6"}.
func pairs(args []js.Value) ([]wire.Pair, error) {
	if len(args) == 0 || args[0].Type() != js.TypeObject {
		return nil, fmt.Errorf("set takes an object of settings, such as {lambda: 0.5}")
	}
	keys := js.Global().Get("Object").Call("keys", args[0])
	var ps []wire.Pair
	for i := range keys.Length() {
		name := keys.Index(i).String()
		value := js.Global().Call("String", args[0].Get(name)).String()
		ps = append(ps, wire.Pair{Name: name, Value: strings.TrimSpace(value)})
	}
	return ps, nil
}
