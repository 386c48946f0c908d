package build

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Limit is the most, in bytes of brotli, that the page may fetch before its
// first training step.
const Limit = 1_750_000

// opening names the weights of the scenario that the page opens with.
const opening = "weights/treasure.safetensors"

// recorded names the recorded run of that scenario, which is shown meanwhile.
const recorded = "recorded/treasure.json"

// later says of a file that the page does not fetch it before its first
// training step: other pages, pictures for sharing, texts for people, and what
// waits for the section that shows it: equations, pipelines, questions; and other
// languages than English.
// The browser test holds this list against what Chromium really fetches.
func later(name string) bool {
	switch path.Ext(name) {
	case ".md", ".txt", ".png", ".ico", ".py":
		return true
	case ".html":
		return name != "index.html"
	}
	base := path.Base(name)
	if base == "simd.wasm" { // instead of simd-relaxed.wasm, in browsers without relaxed SIMD
		return true
	}
	for _, prefix := range []string{"embed.", "softmix-demo.", "bench.", "formulas.", "story.", "presets.", "share.", "export.", "LICENSE"} {
		if strings.HasPrefix(base, prefix) {
			return true
		}
	}
	return strings.HasPrefix(name, "example/") || strings.HasPrefix(name, "lang/") || strings.HasPrefix(name, "recorded/") && name != recorded
}

// Line is a row of the table: a file and its sizes.
type Line struct {
	Name string
	Size
}

// First returns the files that the page fetches before its first training step
// with the opening scenario, largest first, and the weights of all scenarios.
func First(s Sizes) (first, weights []Line) {
	for name, size := range s.Files {
		switch {
		case path.Ext(name) == ".safetensors":
			weights = append(weights, Line{name, size})
			if name == opening {
				first = append(first, Line{name, size})
			}
		case !later(name):
			first = append(first, Line{name, size})
		}
	}
	order := func(a, b Line) int { return cmp.Or(b.Brotli-a.Brotli, strings.Compare(a.Name, b.Name)) }
	slices.SortFunc(first, order)
	slices.SortFunc(weights, order)
	return first, weights
}

// Report prints the table of what is fetched before the first training step. It
// fails where the sum is above Limit for the opening scenario or for any other
// one, or where the folder lacks what the page cannot do without.
func Report(w io.Writer, s Sizes) error {
	for _, need := range []string{"index.html", "softmix.wasm", "wasm_exec.js", opening} {
		if _, ok := s.Files[need]; !ok {
			return fmt.Errorf("the folder has no %s: the table would not be true", need)
		}
	}
	first, weights := First(s)
	fmt.Fprintf(w, "Fetched before the first training step (opening scenario):\n%-34s %12s %12s\n", "", "bytes", "as brotli")
	var raw, sum int
	for _, l := range first {
		fmt.Fprintf(w, "%-34s %12d %12d\n", l.Name, l.Raw, l.Brotli)
		raw, sum = raw+l.Raw, sum+l.Brotli
	}
	fmt.Fprintf(w, "%-34s %12d %12d\n", "sum", raw, sum)
	most := weights[0].Brotli - s.Files[opening].Brotli
	fmt.Fprintf(w, "%-34s %12s %12d\n", "with the largest weights instead", "", sum+most)
	fmt.Fprintf(w, "%-34s %12s %12d\n", "limit", "", Limit)
	if sum+most > Limit {
		return fmt.Errorf("the page fetches %d bytes before its first step: %d above the limit of %d", sum+most, sum+most-Limit, Limit)
	}
	return nil
}
