package worker

import (
	"slices"
	"testing"

	"softmix/wasm/wire"
)

// four are small settings with four methods, three of which learn from the judge.
func four() wire.Settings {
	s := wire.Defaults("perm5")
	s.Seed, s.Device, s.Speed, s.Batch, s.Steps = 3, "cpu", "max", 3, 40
	for i, m := range []string{"rlhf", "dpo", "ppo", "dpo-online"} {
		arm := wire.DefaultSide("perm5", m)
		arm.Pairs, arm.RMSteps = 6, 2
		s.Arms[i] = arm
	}
	return s
}

func TestFourSidesTellTheirCosts(t *testing.T) {
	p := openFor(t, "perm5")
	s := four()
	u := p.init(s)
	if len(u.Runs) != 4 || u.Text == nil {
		t.Fatalf("%d runs, text %v", len(u.Runs), u.Text)
	}
	if v := u.Runs[3].Text; v == nil || len(v.Samples) != 12 || len(v.Right) != 12 {
		t.Errorf("the picture of the fourth run is %+v", u.Runs[3].Text)
	}
	const steps = 4
	u = p.do(wire.Command{Do: "step", N: steps})
	if len(u.Runs) != 4 {
		t.Fatalf("%d runs", len(u.Runs))
	}
	all := p.points(4)
	for i, m := range []string{"rlhf", "dpo", "ppo", "dpo-online"} {
		c, points := u.Runs[i].Cost, all[i]
		if u.Runs[i].Method != m || len(points) != steps {
			t.Fatalf("arm %d is %s with %d points", i, u.Runs[i].Method, len(points))
		}
		last := points[steps-1]
		if last.FLOPs != c.FLOPs || last.Passes != c.Forward+c.Backward || last.Written != c.Written || last.Tokens != c.Tokens ||
			last.Demos != c.Demos || last.Judged != c.Labels+c.Scored || last.Device != c.Device {
			t.Errorf("%s: cost %+v, last point %+v", m, c, last)
		}
		if !(c.FLOPs > 0) || c.Written == 0 || c.Demos != 0 || !(c.Device > 0) || len(c.Copies) < 4 || c.Bytes() == 0 {
			t.Errorf("%s: cost %+v", m, c)
		}
		for j := 1; j < steps; j++ {
			if a, b := points[j-1], points[j]; !(b.FLOPs > a.FLOPs) || b.Passes <= a.Passes || b.Device < a.Device || b.Judged < a.Judged {
				t.Errorf("%s: from %+v to %+v", m, a, b)
			}
		}
	}
	names := func(i int) (out []string) {
		for _, k := range u.Runs[i].Cost.Copies {
			out = append(out, k.Name)
		}
		return out
	}
	if !slices.Contains(names(0), "reward model") || !slices.Contains(names(1), "reference log-probabilities") || !slices.Contains(names(2), "value head") || !slices.Contains(names(3), "reference") {
		t.Errorf("copies %q, %q, %q, %q", names(0), names(1), names(2), names(3))
	}
	p.once()
}

// points follows the events as a page does: the points of each arm.
func (p *page) points(arms int) [][]wire.Point {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([][]wire.Point, arms)
	for _, e := range p.events {
		if e.Update == nil {
			continue
		}
		for i := range out {
			if e.Update.Rewound {
				out[i] = out[i][:min(e.Update.Step, len(out[i]))]
			}
			for _, pt := range e.Update.Runs[i].Points {
				out[i] = append(out[i][:pt.Step-1], pt)
			}
		}
	}
	return out
}

func TestMazeIsDrawn(t *testing.T) {
	p := openFor(t, "maze")
	s := wire.Defaults("maze")
	s.Device, s.Batch, s.Demos = "cpu", 2, 4
	u := p.init(s)
	if u.Maze == nil || u.Maze.Side != 5 || len(u.Maze.Map) != 25 || len(u.Maze.Demo) == 0 || u.Runs[0].Maze == nil || u.Runs[1].Maze == nil {
		t.Errorf("the maze is %+v, the walks %+v and %+v", u.Maze, u.Runs[0].Maze, u.Runs[1].Maze)
	}
}

// Steps that learn from a judge are not taken apart, the others beside them are.
func TestLookAtJudgedSides(t *testing.T) {
	p := openFor(t, "perm5")
	s := four()
	p.init(s)
	p.do(wire.Command{Do: "look", Focus: &wire.Focus{On: true, Token: 40}})
	for _, right := range []string{"dpo", "ss"} {
		s.Arms[1] = wire.DefaultSide("perm5", right)
		s.Arms[1].Pairs = 6
		p.do(wire.Command{Do: "set", Settings: &s})
		e := p.ask(wire.Command{Do: "step", N: 2})
		if e.Trace == nil || len(e.Trace.Runs) != 2 || e.Trace.Step != 2 {
			t.Fatalf("%s: %s %+v %+v", right, e.Type, e.Error, e.Trace)
		}
		a, b := e.Trace.Runs[0], e.Trace.Runs[1]
		if a.Method != "rlhf" || a.Train != nil || b.Method != right || (b.Train != nil) != (right == "ss") || (len(e.Trace.Tokens) > 0) != (right == "ss") {
			t.Errorf("%+v", e.Trace)
		}
		if right == "ss" && (b.Feedback != "sampled" || b.Passes != 1 || b.Lambda != 0 || b.Tau != 1 || len(b.Guess) != len(e.Trace.Tokens)) {
			t.Errorf("feedback %q, %d passes, lambda %g, tau %g", b.Feedback, b.Passes, b.Lambda, b.Tau)
		}
	}
	p.once()
}
