package train

import (
	"time"

	"softmix/model/train/ledger"
)

// Spent returns what the steps so far have used.
func (r *Run) Spent() ledger.Spent { return r.spent[len(r.spent)-1] }

// SpentAt returns what the steps up to step have used, which lies at or before At.
func (r *Run) SpentAt(step int) ledger.Spent { return r.spent[min(step, len(r.spent)-1)] }

// pay counts what a step on a batch with the given mask takes, each of whose
// passes counts as so many, on top of now.
func (r *Run) pay(now ledger.Spent, mask []float32, passes int) {
	forward, backward := r.step.Passes()
	now.Tokens += ledger.Learned(mask)
	now.Forward += passes * forward
	now.Backward += passes * backward
	now.FLOPs += r.step.FLOPs()
	r.spent = append(r.spent, now)
}

// Held lists what the run holds of models now. Activations are not counted, nor
// what an evaluation keeps.
func (r *Run) Held() []ledger.Copy {
	one := 4 * r.model.Layout.Len
	held := []ledger.Copy{{Name: "weights", Bytes: one}, {Name: "gradients", Bytes: one}, {Name: "moments", Bytes: 2 * one}}
	if r.cfg.Settings.Frozen && r.cfg.Method == "ift" {
		held = append(held, ledger.Copy{Name: "frozen table", Bytes: 4 * r.model.Shape.Vocab * r.model.Shape.Dim})
	}
	if r.rl != nil {
		held = append(held, r.rl.Held()...)
	}
	return held
}

// Seconds returns for how long this run has kept the caller waiting for the
// device: its share of submissions and of waits, replays included.
func (r *Run) Seconds() float64 { return r.waited.Seconds() }

// share adds the time since start to the waits of runs, in equal parts.
func share(start time.Time, runs []*Run) {
	each := time.Since(start) / time.Duration(len(runs))
	for _, r := range runs {
		r.waited += each
	}
}
