// Package bench is the program's third role: in the worker of bench.html it
// takes one training step on each batch that the script around it brings, so
// that a bare step can be measured against other libraries'.
package bench

import (
	"context"
	"runtime/debug"
	"syscall/js"
	"unsafe"

	"softmix/model/train"
)

// seed of the first weights.
const seed = 1

// Main serves public/js/bench.worker.js, and never returns. Orders come one at a
// time; each carries the functions that take its answer: resolve(…) or
// reject(text).
func Main() {
	debug.SetGCPercent(50) // as the trainer
	inbox := make(chan js.Value, 1)
	js.Global().Call("softmixTrainer", js.FuncOf(func(_ js.Value, args []js.Value) any {
		inbox <- args[0]
		return nil
	}))
	var b *train.Bench
	for o := range inbox {
		var err error
		if b == nil {
			b, err = open(o)
		} else {
			err = step(b, o)
		}
		if err != nil {
			o.Call("reject", err.Error())
		}
	}
}

// open prepares what {device, size: [V, d, L, H, T, B], lr} asks for. The answer
// is kind and name of the device, why it is not another one, the number of
// parameters, and the floating-point operations of a step.
func open(o js.Value) (*train.Bench, error) {
	dev, note, err := train.OpenDevice(context.Background(), o.Get("device").String())
	if err != nil {
		return nil, err
	}
	var size [6]int
	for i := range size {
		size[i] = o.Get("size").Index(i).Int()
	}
	b, err := train.NewBench(dev, size, o.Get("lr").Float(), seed)
	if err != nil {
		dev.Close()
		return nil, err
	}
	o.Call("resolve", dev.Kind(), dev.Name(), note, b.Params(), b.FLOPs())
	return b, nil
}

// step trains on {tokens}, the bytes of B·T 32-bit numbers. The answer is the
// loss, read back.
func step(b *train.Bench, o js.Value) error {
	tokens := make([]uint32, b.Tokens())
	js.CopyBytesToGo(unsafe.Slice((*byte)(unsafe.Pointer(&tokens[0])), 4*len(tokens)), o.Get("tokens"))
	loss, err := b.Step(context.Background(), tokens)
	if err == nil {
		o.Call("resolve", loss)
	}
	return err
}
