// Package view holds the components of the page and what helps them. It is the only
// package that vugugen runs on: a component is a .vugu file, and what it asks for
// stands beside it.
package view

import (
	"github.com/vugu/vugu"
	js "github.com/vugu/vugu/js"
)

// Mount is given the elements whose content the page owns, by name, after every
// render; nil where there is no page.
type Mount func(name string, el js.Value)

// mount hands an element to the page, which owns all that is in it: islands, and
// the few texts that change so often that a render for each would be a waste.
func mount(to Mount, name string, el js.Value) {
	if to != nil {
		to(name, el)
	}
}

// still is the content of a mounted element where no page can fill it: in the
// HTML that is rendered ahead. In the browser it leaves the element alone.
func still(to Mount, content string) any {
	if to != nil {
		return nil
	}
	return vugu.HTML(content)
}
