package boards

import (
	"strings"

	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

// mazeBoard is the walk of a run through a maze.
var mazeBoard = board[*wire.Maze, *wire.MazeRun]{
	see:    func(s *state.Store, side int) (*wire.Maze, *wire.MazeRun) { return s.Maze, s.Runs[side].Maze },
	height: func(w float64, m *wire.Maze) float64 { return layMaze(w, m).h },
	paint:  drawMaze,
	label:  words.MazeLabel,
}

// layMaze is a maze in the lake's layout: both are boards of square cells.
func layMaze(w float64, m *wire.Maze) LakeLayout {
	l := LakeLayout{n: 5}
	if m != nil && m.Side > 0 {
		l = LayLake(w, &wire.Lake{Size: m.Side, Map: m.Map})
	} else {
		l = LayLake(w, &wire.Lake{Size: l.n})
	}
	l.h += footH
	return l
}

// drawMaze paints walls, start and goal, the demonstrated walk in ink dots and
// the run's own in its hue. Where its next move is no legal one the walk ends
// with a fault mark.
func drawMaze(c canvas.Canvas, m *wire.Maze, run *wire.MazeRun, who draw.Arm) {
	w, _ := c.Size()
	l := layMaze(w, m)
	for cell := range len(l.terrain) {
		if l.Is(cell, '#') {
			p := l.At(cell)
			c.Rect(p.X-l.S/2+.5, p.Y-l.S/2+.5, l.S-1, l.S-1, canvas.Paint{Fill: canvas.Hole, Stroke: canvas.Ink3, Width: 1, Alpha: 1})
		}
	}
	l.Ice(c)
	start := strings.IndexByte(l.terrain, 'S')
	if m == nil || start < 0 {
		return
	}
	l.Landmarks(c)
	l.Demonstration(c, append([]int{start}, m.Demo...))
	if run == nil {
		return
	}
	path := l.Cells(append([]int{start}, run.Walk...))
	dot := l.way(c, path, who)
	end := path[len(path)-1]
	c.Circle(path[0].X, path[0].Y, dot, canvas.Paint{Fill: canvas.Paper, Stroke: who.Line, Width: 1.75, Alpha: 1})
	f := canvas.Font{Size: 12, Color: who.Ink, Bold: true}
	c.Circle(end.X, end.Y, l.S*.2+2, canvas.Fill(canvas.Paper))
	c.Circle(end.X, end.Y, l.S*.2, canvas.Fill(who.Line))
	if run.Won {
		c.Text(canvas.Fit(c, f, w-4, words.MazeWords(m, run, who.ArmName)...), l.x0, l.h-5, f)
	} else {
		var p canvas.Pen
		p.Cross(end.X, end.Y, l.S*.3)
		c.Path(p.String(), canvas.Stroke(canvas.Paper, 5))
		c.Path(p.String(), canvas.Stroke(canvas.Fault, 2))
		f.Color = canvas.Fault
		c.Text(canvas.Fit(c, f, w-4, words.MazeWords(m, run, who.ArmName)...), l.x0, l.h-5, f)
	}
}
