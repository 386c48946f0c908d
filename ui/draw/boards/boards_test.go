package boards

import (
	"math"
	"strings"
	"testing"

	"softmix/ui/canvas"
	"softmix/ui/canvas/canvastest"
	"softmix/ui/draw"
	"softmix/ui/state/statetest"
	"softmix/ui/words"
)

var blue = draw.ArmPair("sft", "ift")[0]

func TestTreasure(t *testing.T) {
	shared, run := statetest.Treasure()
	l := layTreasure(420, 16)
	r := &canvastest.Recorder{W: 420, H: l.h}
	drawTreasure(r, shared, run, blue)

	// Every wrong answer carries a mark, and only wrong ones: 14 times B, once no box.
	marks := r.Find("path", canvastest.Painted(canvas.Fault))
	if len(marks) != 1 || strings.Count(marks[0].D, "M") != 2*15 {
		t.Fatalf("fault marks: %v, want 15 crosses of two strokes", marks)
	}
	for i := range 15 {
		p := canvastest.Points(t, marks[0].D)[4*i]
		if p.X < l.x0+float64(l.col) {
			t.Errorf("a mark at %.0f: the first answer is right", p.X)
		}
	}
	// One ring for each row of equal answers: C, four Bs, ten Bs.
	rings := r.Find("path", func(m canvastest.Mark) bool { return m.Paint.Stroke == blue.Line })
	if len(rings) != 1 || strings.Count(rings[0].D, "Z") != 3 {
		t.Fatalf("rings: %v, want three in one path", rings)
	}
	wide := canvastest.Points(t, rings[0].D)
	if w := wide[len(wide)-8].X - wide[len(wide)-9].X; w < 0 {
		t.Errorf("ring runs backwards: %g", w)
	}
	// Opacity is belief.
	cells := r.Find("rect", func(m canvastest.Mark) bool { return m.Paint.Fill == blue.Line })
	if len(cells) != 4*16 {
		t.Fatalf("%d cells, want 64", len(cells))
	}
	for i, m := range cells {
		if want := run.Belief[i/4][i%4]; !canvastest.Near(m.Paint.Alpha, want) {
			t.Errorf("cell %d has opacity %g, want the belief %g", i, m.Paint.Alpha, want)
		}
	}
	// Bayes: the line's height over the row's floor is the belief.
	bayes := r.Find("path", func(m canvastest.Mark) bool { return m.Paint.Stroke == canvas.Ink })
	if len(bayes) != 1 {
		t.Fatalf("%d Bayes outlines, want 1", len(bayes))
	}
	p := canvastest.Points(t, bayes[0].D)
	low, high := p[0].Y-l.laneY, p[2*16*2].Y-l.laneY-2*l.laneH
	if want := l.laneH - 1 - .1*(l.laneH-2); math.Abs(low-want) > .01 {
		t.Errorf("belief .1 stands at %g, want %g", low, want)
	}
	if want := l.laneH - 1 - .6*(l.laneH-2); math.Abs(high-want) > .01 {
		t.Errorf("belief .6 stands at %g, want %g", high, want)
	}
	// The hints are ink discs in the box's row, above their column.
	hints := r.Find("circle", canvastest.Painted(canvas.Ink))
	if len(hints) != 16 {
		t.Fatalf("%d hints, want 16", len(hints))
	}
	for i, h := range hints {
		if row := int((h.Y - l.hintY) / l.hintH); row != shared.Hints[i] {
			t.Errorf("hint %d stands in row %d, want %d", i, row, shared.Hints[i])
		}
		if c := cells[4*i]; math.Abs(h.X-(c.X+c.W/2)) > .01 {
			t.Errorf("hint %d at %g is not above its cells at %g", i, h.X, c.X+c.W/2)
		}
	}
	if len(r.Find("text", canvastest.Says("1 of 16"))) != 1 {
		t.Error("the score is not written")
	}

	run.Said = shared.Truth
	r = &canvastest.Recorder{W: 420, H: l.h}
	drawTreasure(r, shared, run, blue)
	if n := len(r.Find("path", canvastest.Painted(canvas.Fault))); n != 0 {
		t.Errorf("%d fault marks on right answers", n)
	}
}

func TestTreasureLabel(t *testing.T) {
	shared, run := statetest.Treasure()
	got := words.TreasureLabel(shared, run, blue.ArmName, 62)
	want := "SFT alone, after 62 steps: it names the right box after 1 of 16 hints. Its longest repeated mistake is box B, 10 times in a row. After the last hint it says box B with belief .90; the treasure is in box C."
	if got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
	if got := words.TreasureLabel(nil, nil, blue.ArmName, 0); !strings.Contains(got, "nothing to show yet") {
		t.Errorf("empty label: %s", got)
	}
}

func TestLake(t *testing.T) {
	lake, run := statetest.Lake()
	for _, w := range []float64{106, 420} { // cells of 26 px and of 104 px
		l := LayLake(w, lake)
		r := &canvastest.Recorder{W: w, H: l.h}
		drawLake(r, lake, run, blue)
		wedges := r.Find("path", func(m canvastest.Mark) bool { return m.Paint.Fill == blue.Line })
		if len(wedges) != 3 { // .2, .25 and .5; .05 is below 6 % and left out
			t.Fatalf("%d shades of wedges at %g px, want 3", len(wedges), w)
		}
		const ice = 11 // cells with a choice
		for _, m := range wedges {
			if n := strings.Count(m.D, "Z"); n != ice {
				t.Errorf("%d wedges of one shade, want one for each of %d cells", n, ice)
			}
		}
		if !(wedges[0].Paint.Alpha < wedges[1].Paint.Alpha && wedges[1].Paint.Alpha < wedges[2].Paint.Alpha) {
			t.Error("likelier actions are not more opaque")
		}
		if a := wedges[1].Paint.Alpha; a < .4 {
			t.Errorf("an undecided wedge has opacity %.2f at %g px: too faint", a, w)
		}
		// Action 1 (.5) goes down: the tip lies below the cell's middle, the foot nearer.
		tip := canvastest.Points(t, wedges[2].D)
		at := l.At(0)
		if math.Abs(tip[0].X-at.X) > .02 || tip[0].Y <= tip[1].Y || tip[1].Y <= at.Y {
			t.Errorf("wedge of 'down' is %v about %v", tip[:3], at)
		}
		holes := r.Find("circle", canvastest.Painted(canvas.Hole))
		if len(holes) != 4 {
			t.Errorf("%d holes, want 4", len(holes))
		}
		goal := l.At(15)
		rings := r.Find("circle", func(m canvastest.Mark) bool {
			return m.Paint.Stroke == canvas.Ink && canvastest.Near(m.X, goal.X) && canvastest.Near(m.Y, goal.Y)
		})
		if len(rings) != 2 {
			t.Errorf("%d rings at the goal, want 2", len(rings))
		}
		if n := len(r.Find("text", canvastest.Says(""))); (n > 0) != (w == 420) {
			t.Errorf("%d labels at %g px", n, w)
		}
		tints := r.Find("rect", canvastest.Painted(blue.Line))
		for i := 1; i < len(tints); i++ {
			if tints[i].Paint.Alpha <= tints[i-1].Paint.Alpha {
				t.Error("a cell with better chances is not tinted more")
			}
		}
		demo := r.Find("path", func(m canvastest.Mark) bool { return m.Paint.Stroke == canvas.Truth && m.Paint.Dash != nil })
		if len(demo) != 1 {
			t.Errorf("%d dotted demonstrations, want 1", len(demo))
		}
	}
}

func TestWalk(t *testing.T) {
	lake, run := statetest.Lake()
	l := LayLake(420, lake)
	walk := func(progress float64) *canvastest.Recorder {
		r := &canvastest.Recorder{W: 420, H: l.h}
		drawWalk(r, lake, run, blue, progress)
		return r
	}
	agent := func(r *canvastest.Recorder) []canvastest.Mark {
		return r.Find("circle", func(m canvastest.Mark) bool { return m.Paint.Fill == blue.Line })
	}
	if a := agent(walk(0)); len(a) != 1 || !canvastest.Near(a[0].X, l.At(0).X) || !canvastest.Near(a[0].Y, l.At(0).Y) {
		t.Errorf("at the start the agent is at %v", a)
	}
	if a := agent(walk(1.5)); len(a) != 1 || !canvastest.Near(a[0].Y, (l.At(0).Y+l.At(4).Y)/2) {
		t.Errorf("in the middle of its second move the agent is at %v", a)
	}
	whole := walk(5)
	if a := agent(whole); len(a) != 0 {
		t.Errorf("sunk, the agent is still solid: %v", a)
	}
	end := l.At(5)
	hollow := whole.Find("circle", func(m canvastest.Mark) bool { return m.Paint.Stroke == blue.Line && m.Paint.Fill == "" })
	if len(hollow) != 1 || !canvastest.Near(hollow[0].X, end.X) || !canvastest.Near(hollow[0].Y, end.Y) {
		t.Errorf("the sunk agent is %v, want one hollow ring at %v", hollow, end)
	}
	dashed := whole.Find("path", func(m canvastest.Mark) bool { return m.Paint.Stroke == canvas.Ink && m.Paint.Dash != nil })
	if len(dashed) != 2 {
		t.Errorf("%d dashed arrows, want one for each of 2 slips", len(dashed))
	}
	if n := len(walk(3).Find("text", canvastest.Says("slipped"))); n != 1 {
		t.Errorf("after three moves %d slips are named, want 1", n)
	}
	// The slip at cell 8 meant up and went right: the zigzag lies on the edge to cell 9.
	zig := whole.Find("path", func(m canvastest.Mark) bool { return m.Paint.Stroke == canvas.Ink && m.Paint.Width == 1.75 })
	p := canvastest.Points(t, zig[1].D)
	if mid := p[0].Mix(p[3], .5); math.Abs(mid.X-(l.At(8).X+l.S/2)) > .02 || math.Abs(mid.Y-l.At(8).Y) > .02 {
		t.Errorf("zigzag about %v, want on the edge right of cell 8", mid)
	}
}

func TestLakeLabel(t *testing.T) {
	lake, run := statetest.Lake()
	got := words.LakeLabel(lake, run, blue.ArmName, 1)
	want := "SFT on the 4 by 4 lake, after 1 step: it reaches the goal with chance 0 from the start and .32 from a random cell; the best possible from a random cell is .82. The walk drawn slips twice and sinks in a hole after 5 moves."
	if got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
}

func TestText(t *testing.T) {
	text, run := statetest.Text()
	l := layText(320, text)
	r := &canvastest.Recorder{W: 320, H: l.H}
	drawText(r, text, run, blue)
	var wrong []string
	for _, m := range r.Find("text", canvastest.Painted(canvas.Fault)) {
		wrong = append(wrong, m.Text)
	}
	if got := strings.Join(wrong, ""); got != "xq" {
		t.Errorf("letters marked wrong: %q, want x (alone) and q (in place of the end)", got)
	}
	// The shape of a fault: x, the two letters that are missing, and q.
	zig := r.Find("path", canvastest.Painted(canvas.Fault))
	if len(zig) != 1 || strings.Count(zig[0].D, "M") != 4 {
		t.Errorf("fault underlines %v, want four", zig)
	}
	boxes := r.Find("path", func(m canvastest.Mark) bool { return m.Paint.Stroke == canvas.Ink2 })
	if len(boxes) != 1 || strings.Count(boxes[0].D, "Z") != 2 {
		t.Fatalf("boxes %v, want one about each injected letter", boxes)
	}
	if p := canvastest.Points(t, boxes[0].D); p[0].X > l.X(1) || p[1].X < l.X(1) {
		t.Errorf("box from %g to %g is not about position 1 at %g", p[0].X, p[1].X, l.X(1))
	}
	for _, want := range []string{"9 of 9", "6 of 9", "7 of 7", "6 of 7"} {
		if len(r.Find("text", canvastest.Says(want))) != 1 {
			t.Errorf("tally %q is not written once", want)
		}
	}
	got := words.TextLabel(text, run, blue.ArmName, 10)
	want := "SFT writing, after 10 steps, on 2 prompts: alone it gets 15 of 18 letters right; after one wrong letter was put in, 13 of the 14 letters behind it. For shcfakdbm> it writes abcdfhkm.; right is abcdfhkm.."
	if got != want {
		t.Errorf("label\n%s\nwant\n%s", got, want)
	}
}
