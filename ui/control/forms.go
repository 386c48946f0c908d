package control

import "softmix/wasm/wire"

// Forms is what the reader has begun to type and which drawers are open.
type Forms struct {
	drafts map[string]string  // numbers being typed, by the element's name
	open   [wire.MaxArms]bool // the advanced drawers
	more   bool               // the drawer of the shared settings
}

// Draft remembers a number while it is being typed, so that a render in between
// does not take it away.
func (f *Forms) Draft(name, text string) { f.drafts[name] = text }

// DropDraft forgets it.
func (f *Forms) DropDraft(name string) { delete(f.drafts, name) }

// Field is what a number field shows: the text being typed, or the value.
func (f *Forms) Field(name, value string) string {
	if t, ok := f.drafts[name]; ok {
		return t
	}
	return value
}

// DrawerOpen tells whether a side's advanced settings are open.
func (f *Forms) DrawerOpen(side int) bool { return f.open[side] }

// ToggleDrawer opens or closes a side's advanced settings.
func (f *Forms) ToggleDrawer(side int) { f.open[side] = !f.open[side] }

// MoreOpen tells whether the settings that are rarely wanted are open.
func (f *Forms) MoreOpen() bool { return f.more }

// ToggleMore opens or closes the settings that are rarely wanted.
func (f *Forms) ToggleMore() { f.more = !f.more }

// keepDrawers closes the drawers of sides that have another method now.
func (f *Forms) keepDrawers(from, to wire.Settings) {
	for i := range f.open {
		f.open[i] = f.open[i] && from.Arms[i].Method == to.Arms[i].Method
	}
}
