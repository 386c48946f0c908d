// Program app is what a browser loads. On the main thread it is the page, in a
// dedicated worker the trainer: one binary, compiled once, because Go's runtime,
// fmt and JSON weigh 0.7 MB brotli that two programs would each bring. It joins
// the two and holds nothing of its own; neither knows the other.
package main

import (
	"syscall/js"

	"softmix/wasm/page"
	"softmix/wasm/trainer/worker"
)

func main() {
	if js.Global().Get("document").IsUndefined() {
		worker.Main()
		return
	}
	page.Main()
}
