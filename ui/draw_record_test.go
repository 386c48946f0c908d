package ui

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// mark is one recorded command.
type mark struct {
	kind       string // path, rect, circle, text
	d          string // path: its text
	x, y, w, h float64
	s          string // text
	paint      canvas.Paint
	font       canvas.Font
}

// recorder is a Canvas that keeps what it is told.
type recorder struct {
	w, h  float64
	marks []mark
}

func (r *recorder) Size() (float64, float64) { return r.w, r.h }
func (r *recorder) Path(d string, p canvas.Paint) {
	r.marks = append(r.marks, mark{kind: "path", d: d, paint: p})
}
func (r *recorder) Rect(x, y, w, h float64, p canvas.Paint) {
	r.marks = append(r.marks, mark{kind: "rect", x: x, y: y, w: w, h: h, paint: p})
}
func (r *recorder) Circle(x, y, radius float64, p canvas.Paint) {
	r.marks = append(r.marks, mark{kind: "circle", x: x, y: y, w: radius, paint: p})
}
func (r *recorder) Text(s string, x, y float64, f canvas.Font) {
	r.marks = append(r.marks, mark{kind: "text", s: s, x: x, y: y, font: f, paint: canvas.Fill(f.Color)})
}

// TextWidth is close to that of common sans and mono fonts.
func (r *recorder) TextWidth(s string, f canvas.Font) float64 {
	k := .5
	if f.Bold {
		k = .54
	}
	if f.Mono {
		k = .6
	}
	return k * f.Size * float64(utf8.RuneCountInString(s))
}

func (r *recorder) find(kind string, ok func(mark) bool) (found []mark) {
	for _, m := range r.marks {
		if m.kind == kind && ok(m) {
			found = append(found, m)
		}
	}
	return found
}

func painted(t canvas.Token) func(mark) bool {
	return func(m mark) bool { return m.paint.Fill == t || m.paint.Stroke == t }
}

func says(part string) func(mark) bool {
	return func(m mark) bool { return strings.Contains(m.s, part) }
}

// points are the corners and control points of a path.
func points(t *testing.T, d string) (pts []canvas.Point) {
	t.Helper()
	split := func(r rune) bool { return strings.ContainsRune("MLQZ ", r) }
	v := strings.FieldsFunc(d, split)
	if len(v)%2 != 0 {
		t.Fatalf("path with an odd number of coordinates: %s", d)
	}
	for i := 0; i < len(v); i += 2 {
		x, errX := strconv.ParseFloat(v[i], 64)
		y, errY := strconv.ParseFloat(v[i+1], 64)
		if errX != nil || errY != nil || math.IsNaN(x+y) {
			t.Fatalf("bad coordinates %q %q in %s", v[i], v[i+1], d)
		}
		pts = append(pts, canvas.Pt(x, y))
	}
	return pts
}

// inside fails where anything reaches out of the canvas.
func (r *recorder) inside(t *testing.T, what string) {
	t.Helper()
	if len(r.marks) == 0 {
		t.Errorf("%s: nothing drawn", what)
	}
	const slack = .76 // half a hairline on the border
	if t.Failed() {
		return // one report is enough
	}
	for _, m := range r.marks {
		pad := 0.0
		if m.paint.Stroke != "" {
			pad = m.paint.Width / 2
		}
		var lo, hi canvas.Point
		switch m.kind {
		case "path":
			lo, hi = canvas.Pt(math.Inf(1), math.Inf(1)), canvas.Pt(math.Inf(-1), math.Inf(-1))
			for _, p := range points(t, m.d) {
				lo = canvas.Pt(min(lo.X, p.X), min(lo.Y, p.Y))
				hi = canvas.Pt(max(hi.X, p.X), max(hi.Y, p.Y))
			}
		case "rect":
			lo, hi = canvas.Pt(m.x, m.y), canvas.Pt(m.x+m.w, m.y+m.h)
		case "circle":
			lo, hi = canvas.Pt(m.x-m.w, m.y-m.w), canvas.Pt(m.x+m.w, m.y+m.w)
		case "text":
			w := r.TextWidth(m.s, m.font)
			x := m.x
			switch m.font.Align {
			case "center":
				x -= w / 2
			case "right":
				x -= w
			}
			lo, hi = canvas.Pt(x, m.y-.75*m.font.Size), canvas.Pt(x+w, m.y+.2*m.font.Size)
			if m.font.Size < 12 {
				t.Errorf("%s: %q is set in %g px, below 12", what, m.s, m.font.Size)
			}
		}
		if lo.X-pad < -slack || lo.Y-pad < -slack || hi.X+pad > r.w+slack || hi.Y+pad > r.h+slack {
			t.Errorf("%s: %s %q %s reaches %.1f,%.1f … %.1f,%.1f of %g×%g", what, m.kind, m.s, m.d, lo.X-pad, lo.Y-pad, hi.X+pad, hi.Y+pad, r.w, r.h)
		}
	}
}

// The invented pictures of the tests.

func someTreasure() (*wire.Treasure, *wire.TreasureRun) {
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

func someLake() (*wire.Lake, *wire.LakeRun) {
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

func someText() (*wire.Text, *wire.TextRun) {
	return &wire.Text{Prompts: []string{"shcfakdbm>", "sjjabceda>"}, Answers: []string{"abcdfhkm.", "aabcdejj."}},
		&wire.TextRun{Greedy: []string{"abcdfhkm.", "aabxdej"}, Forced: []string{"ahcdfhkm.", "acbcdejjq"}}
}

func someStore(steps int) *state.Store {
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

// TestInside draws everything at the widths that the page has.
func TestInside(t *testing.T) {
	tr, trRun := someTreasure()
	lake, lakeRun := someLake()
	text, textRun := someText()
	for _, w := range []float64{150, 160, 320, 347, 420, 700} {
		for _, who := range []Arm{ArmPair("sft", "ift")[0], ArmPair("ift", "ift")[1]} {
			at := fmt.Sprintf("%s at %g px", who.Name, w)
			board := func(what string, h float64, draw func(canvas.Canvas)) {
				r := &recorder{w: w, h: h}
				draw(r)
				r.inside(t, what+" "+at)
			}
			board("treasure", layTreasure(w, 16).h, func(c canvas.Canvas) { drawTreasure(c, tr, trRun, who) })
			board("empty treasure", layTreasure(w, 16).h, func(c canvas.Canvas) { drawTreasure(c, nil, nil, who) })
			board("lake", layLake(w, lake).h, func(c canvas.Canvas) { drawLake(c, lake, lakeRun, who) })
			board("empty lake", layLake(w, nil).h, func(c canvas.Canvas) { drawLake(c, nil, nil, who) })
			for p := 0.0; p <= 5; p += .25 {
				board("walk", layLake(w, lake).h, func(c canvas.Canvas) { drawWalk(c, lake, lakeRun, who, p) })
			}
			board("text", layText(w, text).h, func(c canvas.Canvas) { drawText(c, text, textRun, who) })
			for _, steps := range []int{0, 62, 12345} {
				board("cost", costH, func(c canvas.Canvas) {
					drawCost(c, state.Cost{Forward: 4, Backward: 1, Steps: steps, FLOPs: 4e7 * float64(steps)}, 6, who)
				})
			}
		}
		for _, unit := range []string{"step", "tokens", "seconds"} {
			for _, steps := range []int{0, 1, 62, 200} {
				for _, log := range []bool{false, true} {
					s := someStore(steps)
					s.Settings.XAxis, s.Settings.Log = unit, log
					f := newCharts(s, w)
					for i := range f.panes {
						for _, read := range []reading{f.atPlay(), f.atX(f.panes[0].XMax)} {
							r := &recorder{w: w, h: f.panes[i].height()}
							f.drawUnder(r, i)
							f.drawOver(r, i, read)
							r.inside(t, fmt.Sprintf("chart %d of %s, step %d, %g px", i, unit, steps, w))
						}
					}
				}
			}
		}
	}
}
