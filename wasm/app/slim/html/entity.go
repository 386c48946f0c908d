// Package html stands in for the table of the package html of Go's own (see
// build.sh): its 2231 named entities weigh 15 KB of brotli. The page only escapes
// text, and does not undo that.
package html

const longestEntityWithoutSemicolon = 6

func entityMaps() (map[string]rune, map[string][2]rune) {
	panic("html.UnescapeString has no table of entities in the page: see wasm/app/slim/html")
}
