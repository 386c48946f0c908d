// Package draw has what all drawings share: the hue and the dash of each arm. The
// drawings themselves lie below it.
package draw

import (
	"slices"

	"softmix/model/method"
	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/ui/words"
)

// Arm is an arm as the drawings show it: its name and its hue. Blue is SFT and
// orange is IFT everywhere; other methods are grey and told apart by their name
// and their dash.
type Arm struct {
	words.ArmName
	Line canvas.Token // strokes and fills
	Ink  canvas.Token // text, dark enough to read
	Dash []float64
}

// twins are the dashes of the second, third and fourth arm of a method whose own
// line is solid. Other methods' dashes grow longer.
var twins = [...][]float64{{6, 4}, {2, 4}, {10, 4, 2, 4}}

// ArmsOf are the arms with some methods, from the left on. All but the first of a
// method have other dashes than it has.
func ArmsOf(methods ...string) []Arm {
	out := make([]Arm, len(methods))
	for i, name := range words.ArmNames(methods...) {
		a := ArmOf(methods[i])
		a.ArmName = name
		rank := 0
		for _, other := range methods[:i] {
			if other == methods[i] {
				rank++
			}
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

// ArmPair are the two arms left and right; see armsOf.
func ArmPair(left, right string) [2]Arm { return [2]Arm(ArmsOf(left, right)) }

// BothArms are the arms that can be taken apart: the first two.
func BothArms(s *state.Store) [2]Arm { return ArmPair(s.Runs[0].Method, s.Runs[1].Method) }

// NamesOf are the names of two arms.
func NamesOf(who [2]Arm) [2]words.ArmName { return [2]words.ArmName{who[0].ArmName, who[1].ArmName} }

// ArmAt is the arm of one side; one that is not there has no name.
func ArmAt(s *state.Store, side int) Arm {
	if a := ArmsOf(s.Methods()...); side < len(a) {
		return a[side]
	}
	return Arm{Line: canvas.Ink2, Ink: canvas.Ink2}
}

// ArmOf is the only arm with a method.
func ArmOf(key string) Arm {
	m := method.Of(key)
	a := Arm{ArmName: words.SoleName(key), Line: canvas.Ink2, Ink: canvas.Ink2, Dash: m.Dash}
	if m.Hue != "" {
		a.Line, a.Ink = canvas.Token(m.Hue), canvas.Token(m.Hue+"-ink")
	}
	return a
}
