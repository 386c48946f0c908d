package ui

import "strings"

// Actor is a run as the drawings show it: its name and its hue. Blue is SFT and
// orange is IFT everywhere; other methods are grey and told apart by their name
// and their dash.
type Actor struct {
	Name string
	Line Token // strokes and fills
	Ink  Token // text, dark enough to read
	Dash []float64
}

// Actors names the two runs, left and right. Where both run the same method the
// right one is dashed and the names say which side they stand on.
func Actors(left, right string) [2]Actor {
	a := [2]Actor{actor(left), actor(right)}
	if left == right {
		a[0].Name += " left"
		a[1].Name += " right"
		a[1].Dash = []float64{6, 4}
	}
	return a
}

func actor(method string) Actor {
	a := Actor{Name: strings.ToUpper(method), Line: ink2, Ink: ink2, Dash: []float64{2, 4}}
	switch method {
	case "sft", "ift":
		t := Token(method)
		a.Line, a.Ink, a.Dash = t, t+"-ink", nil
	}
	return a
}
