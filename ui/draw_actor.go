package ui

import (
	"slices"

	"softmix/model/method"
	"softmix/ui/canvas"
	"softmix/wasm/wire"
)

// Actor is a run as the drawings show it: its name and its hue. Blue is SFT and
// orange is IFT everywhere; other methods are grey and told apart by their name
// and their dash.
type Actor struct {
	Name  string
	Short string       // the name where there is little room
	Line  canvas.Token // strokes and fills
	Ink   canvas.Token // text, dark enough to read
	Dash  []float64
}

// twins are the dashes of the second, third and fourth run of a method whose own
// line is solid. Other methods' dashes grow longer.
var twins = [...][]float64{{6, 4}, {2, 4}, {10, 4, 2, 4}}

// placeNames are the sides as settings and sentences call them.
var placeNames = wire.ArmNames()

// actorsOf names runs by their methods, in the order of the sides. Where several
// run the same method the names say on which side they stand, and all but the
// first have other dashes.
func actorsOf(methods ...string) []Actor {
	out := make([]Actor, len(methods))
	for i, m := range methods {
		a := actor(m)
		rank := 0
		for _, other := range methods[:i] {
			if other == m {
				rank++
			}
		}
		if rank > 0 || slices.Contains(methods[i+1:], m) {
			a.Name += " " + placeNames[i]
			a.Short += " " + placeNames[i]
		}
		switch {
		case rank > 0 && a.Dash == nil:
			a.Dash = twins[rank-1]
		case rank > 0:
			a.Dash = slices.Clone(a.Dash)
			for k := range a.Dash {
				a.Dash[k] *= 1 + .75*float64(rank)
			}
		}
		out[i] = a
	}
	return out
}

// Actors names the two runs, left and right; see actorsOf.
func Actors(left, right string) [2]Actor { return [2]Actor(actorsOf(left, right)) }

// Actors names the runs of all sides that there are.
func (s *Store) Actors() []Actor {
	var methods [len(s.Runs)]string
	n := s.Settings.Width()
	for i := range n {
		methods[i] = s.Runs[i].Method
	}
	return actorsOf(methods[:n]...)
}

// who names the run of one side; a side that is not there has no name.
func who(s *Store, side int) Actor {
	if a := s.Actors(); side < len(a) {
		return a[side]
	}
	return Actor{Line: canvas.Ink2, Ink: canvas.Ink2}
}

// MethodName is how readers know a method.
func MethodName(method string) string { return wire.MethodName(method) }

func actor(key string) Actor {
	m, n := method.Of(key), wire.NameOf(key)
	a := Actor{Name: n.Name, Short: n.Short, Line: canvas.Ink2, Ink: canvas.Ink2, Dash: m.Dash}
	if m.Hue != "" {
		a.Line, a.Ink = canvas.Token(m.Hue), canvas.Token(m.Hue+"-ink")
	}
	return a
}
