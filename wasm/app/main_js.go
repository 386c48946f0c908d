// Program app is what a browser loads. On the main thread it is the page, in a
// dedicated worker the trainer, and in the worker of bench.html, whose script
// sets softmixBench, the benchmark: one binary, compiled once, because Go's
// runtime, fmt and JSON weigh 0.6 MB brotli that each program would bring. It
// joins them and holds nothing of its own; none knows the others.
package main

import (
	"syscall/js"

	"softmix/i18n"
	"softmix/wasm/page"
	"softmix/wasm/trainer/bench"
	"softmix/wasm/trainer/worker"
)

func main() {
	if err := i18n.SpeakAsAsked(); err != nil { // then it is English
		js.Global().Get("console").Call("warn", "Softmix: "+err.Error())
	}
	switch {
	case js.Global().Get("softmixBench").Truthy():
		bench.Main()
	case js.Global().Get("document").IsUndefined():
		worker.Main()
	default:
		page.Main()
	}
}
