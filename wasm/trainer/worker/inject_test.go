package worker

import (
	"testing"

	"softmix/wasm/wire"
)

// An error is put into what the models write, and nothing is trained.
func TestInject(t *testing.T) {
	p := open(t)
	p.fails("settings", wire.Command{Do: "seek", N: 1})
	p.fails("settings", wire.Command{Do: "inject", Inject: &wire.Inject{}})
	p.init(small())
	before := p.do(wire.Command{Do: "step", N: 3})
	e := p.ask(wire.Command{Do: "inject", Inject: &wire.Inject{Item: 9, At: 1, Token: 11}})
	x := e.Injection
	if e.Type != "done" || x == nil || x.Step != 3 || x.Inject != (wire.Inject{Item: 0, At: 1, Token: 11}) || x.Items != 1 || len(x.Names) != 17 || len(x.Legal) != 11 || len(x.Runs) != 2 {
		t.Fatalf("%+v %+v", e.Error, x)
	}
	for i, r := range x.Runs {
		if r.Pushed[1] != 11 || r.Pushed[0] != r.Free[0] {
			t.Errorf("run %d: %+v", i, r)
		}
	}
	p.fails("settings", wire.Command{Do: "inject"})
	p.fails("settings", wire.Command{Do: "inject", Inject: &wire.Inject{Token: 17}})
	if u := p.do(wire.Command{Do: "step", N: 1}); u.Step != before.Step+1 {
		t.Errorf("after the error the runs stand at %d", u.Step)
	}
	p.once()
}
