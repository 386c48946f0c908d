package canvas

// Picture is a drawing that can be asked for again and again: what it shows now,
// how high it is, and what it says of itself. NewIsland puts it into the page.
type Picture struct {
	// Key tells all that the drawing depends on besides size and theme, by ==: a
	// picture whose key stays is not drawn again.
	Key    func() any
	Height func(w float64) float64
	Paint  func(c Canvas)
	Label  func() string // the picture in words, for those who do not see it

	Motion *Motion // what moves over it; nil for nothing
	Slider *Slider // what is chosen on it; nil for nothing
}

// Motion is painted on a canvas of its own above the picture, so that it moves
// without the picture being painted again.
type Motion struct {
	// Moves is how long the motion is, and what it is of: another key begins again.
	Moves func() (n int, key string)
	Calm  func() bool // there is time to watch it; else its end is shown at once
	Paint func(c Canvas, progress float64)
}

// Slider makes the reader's choice among the places of a picture: by a click or a
// tap on one, and by whatever keys the page has for it.
type Slider struct {
	Name func() string
	// State is where the slider stands: at now of 1 … most, and what that is in words;
	// most is 0 while there is nothing to choose.
	State  func() (now, most int, text string)
	At     func(x, w float64) int // the place at x of a picture w wide; -1 for none
	Choose func(place int)
}
