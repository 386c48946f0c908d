//go:build !js

package main

import (
	"context"
	"math/rand/v2"
	"net/url"
	"strconv"
	"time"

	"softmix/model/train"
	"softmix/wasm/e2e"
)

// native is the contender without a page: the same step by the same program, built
// for the terminal, on one goroutine of this process.
type native struct {
	bench *train.Bench
	vocab int
	rand  *rand.Rand
}

// newNative prepares the step of a size, as bench.html does.
func newNative(ctx context.Context, s size) (*native, error) {
	asked, err := url.ParseQuery(s.query)
	if err != nil {
		return nil, err
	}
	var dims [6]int
	for i, name := range []string{"V", "d", "L", "H", "T", "B"} {
		if dims[i], err = strconv.Atoi(asked.Get(name)); err != nil {
			return nil, err
		}
	}
	dev, _, err := train.OpenDevice(ctx, "cpu")
	if err != nil {
		return nil, err
	}
	b, err := train.NewBench(dev, dims, 1e-3, 1)
	return &native{b, dims[0], rand.New(rand.NewPCG(1, 1))}, err
}

// run trains n steps on sequences that count from a random start.
func (n *native) run(ctx context.Context, steps int) (r e2e.BenchRun, err error) {
	tokens := make([]uint32, n.bench.Tokens())
	for range steps {
		start := n.rand.IntN(n.vocab)
		for i := range tokens {
			tokens[i] = uint32(1 + (start+i)%(n.vocab-1))
		}
		begin := time.Now()
		loss, err := n.bench.Step(ctx, tokens)
		if err != nil {
			return r, err
		}
		r.MS, r.Losses = append(r.MS, float64(time.Since(begin))/1e6), append(r.Losses, loss)
	}
	return r, nil
}
