package ui

import (
	"math"
	"strings"
	"testing"

	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

var blue = ArmPair("sft", "ift")[0]

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestTreasure(t *testing.T) {
	shared, run := someTreasure()
	l := layTreasure(420, 16)
	r := &recorder{w: 420, h: l.h}
	drawTreasure(r, shared, run, blue)

	// Every wrong answer carries a mark, and only wrong ones: 14 times B, once no box.
	marks := r.find("path", painted(canvas.Fault))
	if len(marks) != 1 || strings.Count(marks[0].d, "M") != 2*15 {
		t.Fatalf("fault marks: %v, want 15 crosses of two strokes", marks)
	}
	for i := range 15 {
		p := points(t, marks[0].d)[4*i]
		if p.X < l.x0+float64(l.col) {
			t.Errorf("a mark at %.0f: the first answer is right", p.X)
		}
	}
	// One ring for each row of equal answers: C, four Bs, ten Bs.
	rings := r.find("path", func(m mark) bool { return m.paint.Stroke == blue.Line })
	if len(rings) != 1 || strings.Count(rings[0].d, "Z") != 3 {
		t.Fatalf("rings: %v, want three in one path", rings)
	}
	wide := points(t, rings[0].d)
	if w := wide[len(wide)-8].X - wide[len(wide)-9].X; w < 0 {
		t.Errorf("ring runs backwards: %g", w)
	}
	// Opacity is belief.
	cells := r.find("rect", func(m mark) bool { return m.paint.Fill == blue.Line })
	if len(cells) != 4*16 {
		t.Fatalf("%d cells, want 64", len(cells))
	}
	for i, m := range cells {
		if want := run.Belief[i/4][i%4]; !near(m.paint.Alpha, want) {
			t.Errorf("cell %d has opacity %g, want the belief %g", i, m.paint.Alpha, want)
		}
	}
	// Bayes: the line's height over the row's floor is the belief.
	bayes := r.find("path", func(m mark) bool { return m.paint.Stroke == canvas.Ink })
	if len(bayes) != 1 {
		t.Fatalf("%d Bayes outlines, want 1", len(bayes))
	}
	p := points(t, bayes[0].d)
	low, high := p[0].Y-l.laneY, p[2*16*2].Y-l.laneY-2*l.laneH
	if want := l.laneH - 1 - .1*(l.laneH-2); math.Abs(low-want) > .01 {
		t.Errorf("belief .1 stands at %g, want %g", low, want)
	}
	if want := l.laneH - 1 - .6*(l.laneH-2); math.Abs(high-want) > .01 {
		t.Errorf("belief .6 stands at %g, want %g", high, want)
	}
	// The hints are ink discs in the box's row, above their column.
	hints := r.find("circle", painted(canvas.Ink))
	if len(hints) != 16 {
		t.Fatalf("%d hints, want 16", len(hints))
	}
	for i, h := range hints {
		if row := int((h.y - l.hintY) / l.hintH); row != shared.Hints[i] {
			t.Errorf("hint %d stands in row %d, want %d", i, row, shared.Hints[i])
		}
		if c := cells[4*i]; math.Abs(h.x-(c.x+c.w/2)) > .01 {
			t.Errorf("hint %d at %g is not above its cells at %g", i, h.x, c.x+c.w/2)
		}
	}
	if len(r.find("text", says("1 of 16"))) != 1 {
		t.Error("the score is not written")
	}

	run.Said = shared.Truth
	r = &recorder{w: 420, h: l.h}
	drawTreasure(r, shared, run, blue)
	if n := len(r.find("path", painted(canvas.Fault))); n != 0 {
		t.Errorf("%d fault marks on right answers", n)
	}
}

func TestTreasureLabel(t *testing.T) {
	shared, run := someTreasure()
	got := treasureLabel(shared, run, blue.ArmName, 62)
	want := "SFT alone, after 62 steps: it names the right box after 1 of 16 hints. Its longest repeated mistake is box B, 10 times in a row. After the last hint it says box B with belief .90; the treasure is in box C."
	if got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
	if got := treasureLabel(nil, nil, blue.ArmName, 0); !strings.Contains(got, "nothing to show yet") {
		t.Errorf("empty label: %s", got)
	}
}

func TestLake(t *testing.T) {
	lake, run := someLake()
	for _, w := range []float64{106, 420} { // cells of 26 px and of 104 px
		l := layLake(w, lake)
		r := &recorder{w: w, h: l.h}
		drawLake(r, lake, run, blue)
		wedges := r.find("path", func(m mark) bool { return m.paint.Fill == blue.Line })
		if len(wedges) != 3 { // .2, .25 and .5; .05 is below 6 % and left out
			t.Fatalf("%d shades of wedges at %g px, want 3", len(wedges), w)
		}
		const ice = 11 // cells with a choice
		for _, m := range wedges {
			if n := strings.Count(m.d, "Z"); n != ice {
				t.Errorf("%d wedges of one shade, want one for each of %d cells", n, ice)
			}
		}
		if !(wedges[0].paint.Alpha < wedges[1].paint.Alpha && wedges[1].paint.Alpha < wedges[2].paint.Alpha) {
			t.Error("likelier actions are not more opaque")
		}
		if a := wedges[1].paint.Alpha; a < .4 {
			t.Errorf("an undecided wedge has opacity %.2f at %g px: too faint", a, w)
		}
		// Action 1 (.5) goes down: the tip lies below the cell's middle, the foot nearer.
		tip := points(t, wedges[2].d)
		at := l.at(0)
		if math.Abs(tip[0].X-at.X) > .02 || tip[0].Y <= tip[1].Y || tip[1].Y <= at.Y {
			t.Errorf("wedge of 'down' is %v about %v", tip[:3], at)
		}
		holes := r.find("circle", painted(canvas.Hole))
		if len(holes) != 4 {
			t.Errorf("%d holes, want 4", len(holes))
		}
		goal := l.at(15)
		rings := r.find("circle", func(m mark) bool { return m.paint.Stroke == canvas.Ink && near(m.x, goal.X) && near(m.y, goal.Y) })
		if len(rings) != 2 {
			t.Errorf("%d rings at the goal, want 2", len(rings))
		}
		if n := len(r.find("text", says(""))); (n > 0) != (w == 420) {
			t.Errorf("%d labels at %g px", n, w)
		}
		tints := r.find("rect", painted(blue.Line))
		for i := 1; i < len(tints); i++ {
			if tints[i].paint.Alpha <= tints[i-1].paint.Alpha {
				t.Error("a cell with better chances is not tinted more")
			}
		}
		demo := r.find("path", func(m mark) bool { return m.paint.Stroke == canvas.Truth && m.paint.Dash != nil })
		if len(demo) != 1 {
			t.Errorf("%d dotted demonstrations, want 1", len(demo))
		}
	}
}

func TestWalk(t *testing.T) {
	lake, run := someLake()
	l := layLake(420, lake)
	walk := func(progress float64) *recorder {
		r := &recorder{w: 420, h: l.h}
		drawWalk(r, lake, run, blue, progress)
		return r
	}
	agent := func(r *recorder) []mark {
		return r.find("circle", func(m mark) bool { return m.paint.Fill == blue.Line })
	}
	if a := agent(walk(0)); len(a) != 1 || !near(a[0].x, l.at(0).X) || !near(a[0].y, l.at(0).Y) {
		t.Errorf("at the start the agent is at %v", a)
	}
	if a := agent(walk(1.5)); len(a) != 1 || !near(a[0].y, (l.at(0).Y+l.at(4).Y)/2) {
		t.Errorf("in the middle of its second move the agent is at %v", a)
	}
	whole := walk(5)
	if a := agent(whole); len(a) != 0 {
		t.Errorf("sunk, the agent is still solid: %v", a)
	}
	end := l.at(5)
	hollow := whole.find("circle", func(m mark) bool { return m.paint.Stroke == blue.Line && m.paint.Fill == "" })
	if len(hollow) != 1 || !near(hollow[0].x, end.X) || !near(hollow[0].y, end.Y) {
		t.Errorf("the sunk agent is %v, want one hollow ring at %v", hollow, end)
	}
	dashed := whole.find("path", func(m mark) bool { return m.paint.Stroke == canvas.Ink && m.paint.Dash != nil })
	if len(dashed) != 2 {
		t.Errorf("%d dashed arrows, want one for each of 2 slips", len(dashed))
	}
	if n := len(walk(3).find("text", says("slipped"))); n != 1 {
		t.Errorf("after three moves %d slips are named, want 1", n)
	}
	// The slip at cell 8 meant up and went right: the zigzag lies on the edge to cell 9.
	zig := whole.find("path", func(m mark) bool { return m.paint.Stroke == canvas.Ink && m.paint.Width == 1.75 })
	p := points(t, zig[1].d)
	if mid := p[0].Mix(p[3], .5); math.Abs(mid.X-(l.at(8).X+l.s/2)) > .02 || math.Abs(mid.Y-l.at(8).Y) > .02 {
		t.Errorf("zigzag about %v, want on the edge right of cell 8", mid)
	}
}

func TestLakeLabel(t *testing.T) {
	lake, run := someLake()
	got := lakeLabel(lake, run, blue.ArmName, 1)
	want := "SFT on the 4 by 4 lake, after 1 step: it reaches the goal with chance 0 from the start and .32 from a random cell; the best possible from a random cell is .82. The walk drawn slips twice and sinks in a hole after 5 moves."
	if got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
}

func TestText(t *testing.T) {
	text, run := someText()
	l := layText(320, text)
	r := &recorder{w: 320, h: l.h}
	drawText(r, text, run, blue)
	var wrong []string
	for _, m := range r.find("text", painted(canvas.Fault)) {
		wrong = append(wrong, m.s)
	}
	if got := strings.Join(wrong, ""); got != "xq" {
		t.Errorf("letters marked wrong: %q, want x (alone) and q (in place of the end)", got)
	}
	// The shape of a fault: x, the two letters that are missing, and q.
	zig := r.find("path", painted(canvas.Fault))
	if len(zig) != 1 || strings.Count(zig[0].d, "M") != 4 {
		t.Errorf("fault underlines %v, want four", zig)
	}
	boxes := r.find("path", func(m mark) bool { return m.paint.Stroke == canvas.Ink2 })
	if len(boxes) != 1 || strings.Count(boxes[0].d, "Z") != 2 {
		t.Fatalf("boxes %v, want one about each injected letter", boxes)
	}
	if p := points(t, boxes[0].d); p[0].X > l.x(1) || p[1].X < l.x(1) {
		t.Errorf("box from %g to %g is not about position 1 at %g", p[0].X, p[1].X, l.x(1))
	}
	for _, want := range []string{"9 of 9", "6 of 9", "7 of 7", "6 of 7"} {
		if len(r.find("text", says(want))) != 1 {
			t.Errorf("tally %q is not written once", want)
		}
	}
	got := textLabel(text, run, blue.ArmName, 10)
	want := "SFT writing, after 10 steps, on 2 prompts: alone it gets 15 of 18 letters right; after one wrong letter was put in, 13 of the 14 letters behind it. For shcfakdbm> it writes abcdfhkm.; right is abcdfhkm.."
	if got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
}

func TestCost(t *testing.T) {
	st := state.NewStore(wire.Defaults("treasure"))
	before := st.CostOf(1)
	tell := func(step int, costs ...wire.Cost) {
		u := wire.Update{Step: step}
		for _, c := range costs {
			u.Runs = append(u.Runs, wire.RunUpdate{Cost: c})
		}
		st.Apply(wire.Event{Type: "update", Update: &u})
	}
	// What is prepared once, nine passes here, is not a step's.
	tell(1, wire.Cost{Forward: 1, Backward: 1, FLOPs: 1e8}, wire.Cost{Forward: 11, Backward: 1, FLOPs: 1e8})
	tell(62, wire.Cost{Forward: 62, Backward: 62, FLOPs: 2.5e9}, wire.Cost{Forward: 133, Backward: 62, FLOPs: 3.3e9})
	sft, ift := st.CostOf(0), st.CostOf(1)
	if sft.Units() != 3 || ift.Units() != 4 {
		t.Fatalf("units %g and %g, want 3 and 4", sft.Units(), ift.Units())
	}
	if before.Forward != 4 || before.Backward != 1 {
		t.Errorf("ift with 3 passes costs %+v before its first step, want 4 forward, 1 backward", before)
	}
	draw := func(c state.Cost) []mark {
		r := &recorder{w: 402, h: costH}
		drawCost(r, c, 4, blue)
		if len(r.find("text", says("× 62 steps = "+flops(c.FLOPs)+" · 1 copy of the model"))) != 1 {
			t.Errorf("no sum: %v", r.find("text", says("")))
		}
		return r.find("rect", func(mark) bool { return true })
	}
	a, b := draw(sft), draw(ift)
	if len(a) != 2 || len(b) != 3 {
		t.Fatalf("%d and %d bars, want 2 and 3", len(a), len(b))
	}
	end := func(m mark) float64 { return m.x + m.w }
	if f, back := end(a[0])+.5, end(a[1])-end(a[0])-.5; !near(back, 2*(f+1)) && math.Abs(back-2*(f+1)) > 3 {
		t.Errorf("backward is %g px long, forward %g: want twice", back, f)
	}
	if !near(a[1].w, b[2].w) {
		t.Errorf("backward is %g and %g px long: not one scale", a[1].w, b[2].w)
	}
	got := costLabel(ift, ArmPair("sft", "ift")[1].ArmName)
	if want := "Cost of one step of IFT: 2 forward passes and 1 backward pass, and one copy of the model in memory. 62 steps so far: 3.3 GFLOP."; got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
	// A method that generates: passes on average, tokens in words.
	many := state.Cost{Forward: 11.5, Backward: 2, Written: 160, Steps: 9, FLOPs: 4e9, Bytes: 2100000}
	for _, w := range []float64{150, 160, 320, 420} {
		r := &recorder{w: w, h: costH}
		drawCost(r, many, 20, armOf("ppo"))
		r.inside(t, "cost of ppo")
		if n := len(r.find("rect", func(mark) bool { return true })); n != 2 {
			t.Errorf("%d bars, want one forward and one backward", n)
		}
	}
	if got, want := costLabel(many, armName("ppo")), "Cost of one step of PPO: 12 forward passes and 2 backward passes, 160 tokens written, and 2.1\u00a0MB for copies of models. 9 steps so far: 4.0 GFLOP."; got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
}

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{.45: ".45", 1.534: "1.53", 12.34: "12.3", .0351: ".035", 0: "0", -.2: "−.20"} {
		if got := decimal(v); got != want {
			t.Errorf("decimal(%g) = %s, want %s", v, got, want)
		}
	}
	for v, want := range map[float64]string{.748: ".748", .9: ".9", 1: "1", .99996: "1"} {
		if got := exact(v); got != want {
			t.Errorf("exact(%g) = %s, want %s", v, got, want)
		}
	}
	if got := decimal(math.NaN()); got != "–" {
		t.Errorf("decimal(NaN) = %s", got)
	}
	if got := grouped(1234567); got != "1\u2009234\u2009567" {
		t.Errorf("grouped = %q", got)
	}
	if got := flops(2.53e9); got != "2.5 GFLOP" {
		t.Errorf("flops = %s", got)
	}
}
