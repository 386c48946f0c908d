package control

import (
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Injector puts errors into what both models write alone.
type Injector struct {
	store   *state.Store
	trainer *Trainer
	draft   wire.Inject     // the error that would be put in
	last    *wire.Injection // the newest that was, undone or not
}

// DraftInject is the error that would be put in, for the reader to choose.
func (j *Injector) DraftInject() *wire.Inject { return &j.draft }

// Injected is the newest error that was put in, undone or not; nil before the first.
func (j *Injector) Injected() *wire.Injection { return j.last }

// Inject puts an error in.
func (j *Injector) Inject(in wire.Inject, done func(string)) {
	j.draft = in
	j.trainer.ask(wire.Command{Do: "inject", Inject: &in}, func(fault string) {
		if i := j.store.Injection; fault == "" && i != nil {
			j.draft, j.last = i.Inject, i // what was illegal is put right
		}
		if done != nil {
			done(fault)
		}
	})
}

// Undo takes the error out again.
func (j *Injector) Undo() {
	j.store.Injection = nil
	j.store.Version++
}
