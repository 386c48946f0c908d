package train

import (
	"math"
	"testing"

	"softmix/model/device/cpu"
	"softmix/model/train/ledger"
)

// What a step of each method takes, against counts by hand. The model has one layer
// of width d, sequences have T tokens of which 6 are the answer; a batch is 4 prompts.
func TestLedgerOfOneStep(t *testing.T) {
	const (
		V, d, T, B   = 8., 16., 8., 4.
		answer       = 6
		pairs, rmFor = 6, 3 // offline pairs asked for: two batches of 4 prompts; steps of the reward model
	)
	unembed := func(rows float64) float64 { return 2 * rows * T * d * V }
	head := func(rows float64) float64 { return 2 * rows * T * d }
	// Q, K, V, output and MLP are 3+1+8 matrices d·d a token; scores and their sums
	// are 2d a token seen, (T+1)/2 of them on average.
	forward := func(rows float64) float64 {
		return 2*rows*T*(12*d*d+2*d*(T+1)/2) + unembed(rows)
	}
	generate := 0. // both answers to each prompt, token by token; the last is not read
	for p := 1.; p < T; p++ {
		generate += 2 * B * (2*(12*d*d+2*d*p) + 2*d*V)
	}
	f, step := forward(2*B), 3*forward(2*B) // backwards is twice forwards
	rollout := generate + f + head(2*B) + f // written, read by the critic, read by the reference
	ppo := step + 2*head(2*B)               // the value head forwards and backwards
	reward := step - 3*unembed(2*B) + 3*head(2*B)

	for _, x := range []struct {
		method            string
		forward, backward int
		flops             float64
		tokens            int // trained on; -1 where it depends on ties
		generated         int
		demos, labels     int
		scored            int
		copies            float64 // of the weights' size
		more              int     // bytes
	}{
		{"sft", 1, 1, 3 * forward(B), 4 * answer, 0, 4, 0, 0, 4, 0},
		{"pt", 1, 1, 3 * forward(B), 4 * (T - 1), 0, 0, 0, 0, 4, 0}, // its text is no demonstration
		{"hide", 1, 1, 3 * forward(B), 4 * answer, 0, 4, 0, 0, 4, 0},
		{"neftune", 1, 1, 3 * forward(B), 4 * answer, 0, 4, 0, 0, 4, 0},
		{"ss", 2, 1, 4 * forward(B), 4 * answer, 0, 4, 0, 0, 4, 0},
		{"ift", 2, 1, 4*forward(B) + 2*unembed(B), 4 * answer, 0, 4, 0, 0, 4, 0},
		// 2F+2B, and once for all: two batches written and read by the reference.
		{"dpo", 2 + 2*2, 2, step + 2*(generate+f), -1, 2 * 8 * answer, 0, pairs, 0, 4, -1},
		{"orpo", 2, 2, step + 2*generate, -1, 2 * 8 * answer, 0, pairs, 0, 4, 0},
		// 2F+2B, two generations, 2F of the reference.
		{"dpo-online", 2 + 2, 2, step + generate + f, -1, 8 * answer, 0, 4, 0, 5, 0},
		// A rollout is twice a batch: generation, 2·(critic + reference), 2F+2B an epoch.
		{"ppo", 4 + 2, 2, ppo + rollout, 8 * answer, 8 * answer, 0, 0, 8, 5, 12 * d},
		{"rlhf", 4 + 2 + 2 + 2*rmFor, 2 + 2*rmFor, ppo + rollout + f + head(2*B) + rmFor*(generate+reward), -1, (1 + rmFor) * 8 * answer, 0, 4 * rmFor, 0, 9, 24 * d},
	} {
		t.Run(x.method, func(t *testing.T) {
			c := Default(counting{}, x.method, 7)
			c.RL.Pairs, c.RL.RewardSteps = pairs, rmFor
			r := newRun(t, cpu.Open(), c)
			lossesOf(t, r, 1)
			s, want := r.Spent(), ledger.Spent{Tokens: x.tokens, Forward: x.forward, Backward: x.backward, FLOPs: x.flops,
				Generated: x.generated, Demos: x.demos, Labels: x.labels, Scored: x.scored}
			if x.tokens < 0 {
				want.Tokens = s.Tokens
			}
			if math.Abs(s.FLOPs-want.FLOPs) < 1e-9*want.FLOPs {
				want.FLOPs = s.FLOPs
			}
			if s != want {
				t.Errorf("spent %+v, by hand %+v", s, want)
			}
			if r.SpentAt(1) != s {
				t.Errorf("spent %+v at the step, %+v by then", s, r.SpentAt(1))
			}
			if x.more < 0 { // a float for each sequence of the pairs
				kept, _, err := r.rl.Overlap(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				x.more = 4 * 2 * kept.N
			}
			got := 0
			for _, c := range r.Held() {
				got += c.Bytes
			}
			if want := int(x.copies)*4*r.model.Layout.Len + x.more; got != want {
				t.Errorf("holds %d bytes %v, by hand %d", got, r.Held(), want)
			}
			if r.Seconds() <= 0 {
				t.Error("the device took no time")
			}
		})
	}
	if r := (4*forward(B) + 2*unembed(B)) / (3 * forward(B)); r < 1.3 || r > 1.4 {
		t.Errorf("IFT takes %.3f times what SFT takes", r)
	}
}

// A demonstration counts once, when it first is in a batch; going back takes it
// back. Of six, four come a step.
func TestLedgerOfDemonstrations(t *testing.T) {
	r := newRun(t, cpu.Open(), sft())
	lossesOf(t, r, 1)
	s, err := r.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		lossesOf(t, r, 9)
		if a, b, c := r.SpentAt(0).Demos, r.SpentAt(1).Demos, r.Spent().Demos; a != 0 || b != 4 || c != 6 {
			t.Errorf("%d, %d, %d demonstrations", a, b, c)
		}
		if err := r.Restore(s); err != nil {
			t.Fatal(err)
		}
	}
	c := sft()
	c.Demos = 0
	fresh := newRun(t, cpu.Open(), c)
	lossesOf(t, fresh, 3)
	if n := fresh.Spent().Demos; n != 12 || fresh.SpentAt(2).Demos != 8 {
		t.Errorf("%d fresh demonstrations", n)
	}
}

// The second step on a rollout needs neither models that write nor such that read,
// and what was prepared is paid for once.
func TestLedgerOfFurtherSteps(t *testing.T) {
	for name, want := range map[string]ledger.Spent{
		"ppo":  {Tokens: 48, Forward: 2, Backward: 2},
		"rlhf": {Tokens: 48, Forward: 2, Backward: 2},
		"dpo":  {Forward: 2, Backward: 2},
		"orpo": {Forward: 2, Backward: 2},
	} {
		c := Default(counting{}, name, 7)
		c.RL.Pairs, c.RL.RewardSteps = 6, 3
		r := newRun(t, cpu.Open(), c)
		lossesOf(t, r, 1)
		once := r.Spent()
		lossesOf(t, r, 1)
		if offline(name) {
			want.Tokens = r.Spent().Tokens - once.Tokens
		}
		want.FLOPs = r.step.FLOPs()
		got := r.Spent()
		got.FLOPs -= once.FLOPs
		if math.Abs(got.FLOPs-want.FLOPs) < 1e-6*want.FLOPs {
			got.FLOPs = want.FLOPs
		}
		got.FLOPs += once.FLOPs
		if got != once.Plus(want) {
			t.Errorf("%s: spent %+v, then %+v, want %+v more", name, once, got, want)
		}
	}
}

// Where the reward function likes all answers as much, nothing moves, whatever the momentum.
func TestTiesMoveNothing(t *testing.T) {
	c := rlConfig("dpo-online")
	c.Task = &fickle{}
	r := newRun(t, cpu.Open(), c)
	lossesOf(t, r, 2)
	before, err := r.Weights(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.Task.(*fickle).tired = true
	lossesOf(t, r, 2)
	after, err := r.Weights(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	base, moved := baseOf(c.Task), false
	for i := range before {
		moved = moved || before[i] != base[i]
		if after[i] != before[i] {
			t.Fatalf("weight %d moved from %g to %g", i, before[i], after[i])
		}
	}
	if !moved {
		t.Error("nothing moved before either")
	}
}

// fickle likes every 3 until it is tired.
type fickle struct {
	liking
	tired bool
}

func (f *fickle) Reward(prompt, answer []uint32) float64 {
	if f.tired {
		return .5
	}
	return f.liking.Reward(prompt, answer)
}
