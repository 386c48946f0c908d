package train

import (
	"context"
	"math"
	"testing"

	"softmix/model/task"
)

// A benchmark must really train: from about log V down, on new batches.
func TestBench(t *testing.T) {
	ctx := context.Background()
	dev, _, err := OpenDevice(ctx, "cpu")
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Close()
	const vocab, width, batch = 24, 8, 4
	b, err := NewBench(dev, [6]int{vocab, 16, 1, 2, width, batch}, 1e-2, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Free()
	if want := 24*16 + 8*16 + 16*2 + 16*16*4 + 2*4*16*16 + 16; b.Params() != want {
		t.Errorf("%d parameters, want %d", b.Params(), want)
	}
	r := task.Rand(1, streamPretrain)
	var losses []float64
	for range 60 {
		tokens := make([]uint32, b.Tokens())
		for i := range tokens { // counting, from a random start
			if i%width == 0 {
				tokens[i] = 1 + r.Uint32N(vocab-1)
			} else {
				tokens[i] = 1 + tokens[i-1]%(vocab-1)
			}
		}
		l, err := b.Step(ctx, tokens)
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, l)
	}
	if first, want := losses[0], math.Log(24); math.Abs(first-want) > .5 {
		t.Errorf("the first loss is %.3f, want about log V = %.3f", first, want)
	}
	if last := losses[59]; !(last < .5*losses[0]) {
		t.Errorf("the loss went from %.3f to %.3f in 60 steps", losses[0], last)
	}
	if _, err := b.Step(ctx, make([]uint32, 3)); err == nil {
		t.Error("a batch of the wrong size was taken")
	}
}

func TestBenchRefuses(t *testing.T) {
	dev, _, err := OpenDevice(context.Background(), "cpu")
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Close()
	for name, size := range map[string][6]int{
		"heads that do not divide the width": {24, 16, 1, 3, 8, 4},
		"no layers":                          {24, 16, 0, 2, 8, 4},
		"no batch":                           {24, 16, 1, 2, 8, 0},
		"nothing to predict":                 {24, 16, 1, 2, 1, 4},
	} {
		if _, err := NewBench(dev, size, 1e-3, 1); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
