//go:build js

package canvas

import "syscall/js"

// Island is a part of the page that vugu only makes an empty element for: its
// own script draws there.
type Island interface {
	// Attach gives the island its element. It is called again when a render has
	// put another element in its place.
	Attach(el js.Value)
	// Draw brings the picture up to the store. It is called at most ten times a
	// second, and when the theme or the size of the page changes.
	Draw()
	// OnPanic names who is told of a drawing that failed where the browser, and not
	// Draw, had asked for it. Without it such a failure would end the page.
	OnPanic(told func(why any))
	// Label says in words what the picture shows now, for aria-label.
	Label() string
}
