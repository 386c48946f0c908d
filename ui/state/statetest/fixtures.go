// Package statetest invents what a trainer tells, for tests.
package statetest

import (
	"softmix/ui/state"
	"softmix/wasm/wire"
)

func Treasure() (*wire.Treasure, *wire.TreasureRun) {
	t, run := &wire.Treasure{}, &wire.TreasureRun{}
	for i := range 16 {
		t.Hints = append(t.Hints, (i*3+1)%4)
		t.Truth = append(t.Truth, 2)
		t.Bayes = append(t.Bayes, []float64{.1, .2, .6, .1})
		run.Said = append(run.Said, 1)
		run.Belief = append(run.Belief, []float64{.02, .9, .05, .03})
	}
	run.Said[0], run.Said[5] = 2, -1
	return t, run
}

func Lake() (*wire.Lake, *wire.LakeRun) {
	lake := &wire.Lake{Size: 4, Map: "SFFFFHFHFFFHHFFG", Demo: []int{0, 4, 8, 9, 13, 14, 15}, Demos: 1, Slip: .1, Best: .82}
	run := &wire.LakeRun{}
	for cell := range 16 {
		run.Policy = append(run.Policy, [4]float64{.05, .5, .25, .2})
		run.Success = append(run.Success, float64(cell)/20)
	}
	run.Walk = []wire.Stride{
		{From: 0, To: 0, Meant: 1, Slipped: true}, {From: 0, To: 4, Meant: 1},
		{From: 4, To: 8, Meant: 1}, {From: 8, To: 9, Meant: 3, Slipped: true},
		{From: 9, To: 5, Meant: 3},
	}
	return lake, run
}

func Text() (*wire.Text, *wire.TextRun) {
	return &wire.Text{Prompts: []string{"shcfakdbm>", "sjjabceda>"}, Answers: []string{"abcdfhkm.", "aabcdejj."}},
		&wire.TextRun{Greedy: []string{"abcdfhkm.", "aabxdej"}, Forced: []string{"ahcdfhkm.", "acbcdejjq"}}
}

func Store(steps int) *state.Store {
	set := wire.Settings{Scenario: "treasure", Steps: 200, XAxis: "step", Smooth: true}
	set.Arms[0].Method, set.Arms[1].Method = "sft", "ift"
	s := state.NewStore(set)
	s.Refs = []wire.Ref{{Metric: "accuracy", Label: "Bayes", Value: .748}}
	news := wire.Update{Step: steps, Runs: make([]wire.RunUpdate, 2)}
	for i := range news.Runs {
		n := &news.Runs[i]
		n.Method = set.Arms[i].Method
		for k := 0; k <= steps; k++ {
			if k%10 == 0 {
				n.Evals = append(n.Evals, wire.Eval{Step: k, Metrics: map[string]float64{"accuracy": .58 + .001*float64(k)*float64(2*i-1)}})
			}
			if k > 0 {
				n.Points = append(n.Points, wire.Point{Step: k, Loss: 1 / (1 + .1*float64(k)), Seconds: .1 * float64(k) * float64(i+1), Tokens: 256 * k})
			}
		}
	}
	s.Apply(wire.Event{Type: "update", Update: &news})
	return s
}

// Orders invents four samples: one comes twice, one is wrong.
func Orders() (*wire.Text, *wire.TextRun) {
	return &wire.Text{Prompts: []string{"pcabhf>", "pabcfh>", "pgedab>", "phgfed>"}, Answers: []string{"bfach."}},
		&wire.TextRun{Samples: []string{"fachb.", "fachb.", "aadeg.", "defgh."}, Right: []bool{true, true, false, true}}
}

// Four is a store with SFT, IFT, DPO and PPO after some steps. A step costs them
// 1, 1.5, 3 and 5 MFLOP, and DPO 40 MFLOP before its first; they are evaluated
// every ten steps at .01, .02, .03 and .04 a step.
func Four(steps int) *state.Store {
	set := wire.Defaults("lake6")
	for i, m := range []string{"sft", "ift", "dpo", "ppo"} {
		set.Arms[i] = wire.DefaultSide("lake6", m)
	}
	s := state.NewStore(set)
	s.Device = &wire.Device{Kind: "cpu"}
	u := wire.Update{Step: steps, Runs: make([]wire.RunUpdate, 4)}
	for i, each := range []float64{1e6, 1.5e6, 3e6, 5e6} {
		n := &u.Runs[i]
		n.Method = set.Arms[i].Method
		for k := 0; k <= steps; k++ {
			used := each * float64(k)
			if i == 2 && k > 0 {
				used += 40e6
			}
			if k%10 == 0 {
				n.Evals = append(n.Evals, wire.Eval{Step: k, Metrics: map[string]float64{"success_random": .01 * float64((i+1)*k), "kept": 1 - .005*float64(k)}})
			}
			if k > 0 {
				n.Points = append(n.Points, wire.Point{Step: k, Loss: 1, FLOPs: used, Seconds: float64(k * (i + 1)), Passes: 2 * k, Judged: k * i})
			}
			n.Cost = wire.Cost{Forward: k * (i + 1), Backward: k, FLOPs: used, Written: 1000 * i, Demos: 1, Labels: 7 * i, Scored: 3 * i, Device: .25,
				Copies: []wire.Copy{{Name: "weights", Bytes: 100000}, {Name: "reference", Bytes: 100000 * (i / 2)}}}
		}
	}
	s.Apply(wire.Event{Type: "update", Update: &u})
	return s
}

// At returns a store at a step with the chart's metric of both runs.
func At(scenario string, step int, base, left, right float64) *state.Store {
	s := state.NewStore(wire.Defaults(scenario))
	s.Device = &wire.Device{Kind: "cpu", Name: "CPU"}
	m := state.ChartMetric(scenario)
	s.Step = step
	for i, v := range []float64{left, right} {
		s.Runs[i].Evals = []wire.Eval{{Step: 0, Metrics: map[string]float64{m: base}}, {Step: step, Metrics: map[string]float64{m: v}}}
		for k := 1; k <= step; k++ {
			s.Runs[i].Points = append(s.Runs[i].Points, wire.Point{Step: k, Loss: 1 / float64(k)})
		}
	}
	return s
}

// Seeded is someStore with four seeds: SFT's accuracies lie about .52 and IFT's
// about .64 at step 62, each seed's own way.
func Seeded(steps int) *state.Store {
	s := Store(steps)
	s.Settings.Seed, s.Settings.Seeds = 7, 4
	for i := range s.Runs {
		r := &s.Runs[i]
		for k := range r.Points {
			r.Points[k].Std = .2 * r.Points[k].Loss
		}
		for k := range r.Evals {
			m := r.Evals[k].Metrics["accuracy"]
			each := []float64{m - .03, m + .03, m - .01, m + .01}
			if i == 1 {
				each = []float64{m - .04, m + .04, m - .02, m + .02}
			}
			r.Evals[k].Seeds = map[string][]float64{"accuracy": each}
		}
	}
	return s
}
