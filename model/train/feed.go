package train

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"softmix/model/task"
)

// stream is a random source whose state can be saved.
type stream struct {
	*rand.Rand
	src *rand.PCG
}

// newStream returns the same numbers as task.Rand(seed, n).
func newStream(seed, n uint64) stream {
	src := rand.NewPCG(seed, n)
	return stream{rand.New(src), src}
}

// feed draws the batches of a run, from its seed alone.
type feed struct {
	task  task.Task
	pool  task.Batch // the run's demonstrations; empty if each step has fresh ones
	fresh bool
	batch int    // B
	width int    // T
	used  []bool // which of the pool's demonstrations were in a batch
	shown int    // how many of them, or of fresh ones

	demos, order, draws, text stream
}

func newFeed(c Config) (*feed, error) {
	f := &feed{task: c.Task, fresh: c.Demos == 0, batch: c.Batch,
		demos: newStream(c.Seed, streamDemos), order: newStream(c.Seed, streamOrder), draws: newStream(c.Seed, streamDraws), text: newStream(c.Seed, streamPretrain)}
	if f.fresh {
		f.width = c.Task.Demonstrations(task.Rand(c.Seed, streamDemos), 1, task.Train).T
		return f, nil
	}
	f.pool = c.Task.Demonstrations(f.demos.Rand, c.Demos, task.Train)
	f.width, f.used = f.pool.T, make([]bool, f.pool.B)
	if f.pool.B < 1 {
		return nil, fmt.Errorf("task %s gave no demonstrations", c.Task.Name())
	}
	return f, nil
}

// next returns the batch of the next step and n draws in [0,1) for its method.
// The draws come from a source of the step's own, forked off the stream, so that
// they are the same whatever number the methods of earlier steps needed. Where
// pretrain is set the batch is one of the pre-training text, from a stream of its
// own: that which Pretrain reads.
func (f *feed) next(pretrain bool, n int) (task.Batch, []float32) {
	var b task.Batch
	switch {
	case pretrain:
		b = f.task.PretrainBatch(f.text.Rand, f.batch)
	case f.fresh:
		b = f.task.Demonstrations(f.demos.Rand, f.batch, task.Train)
		f.shown += f.batch
	default:
		rows := f.rows()
		for _, i := range rows {
			if !f.used[i] {
				f.used[i] = true
				f.shown++
			}
		}
		b = f.pool.Sample(rows)
	}
	own := rand.New(rand.NewPCG(f.draws.Uint64(), f.draws.Uint64()))
	draw := make([]float32, n)
	for i := range draw {
		draw[i] = own.Float32()
	}
	return b, draw
}

// rows picks a batch's demonstrations: distinct ones while there are enough.
func (f *feed) rows() []int {
	if f.pool.B >= f.batch {
		return f.order.Perm(f.pool.B)[:f.batch]
	}
	rows := make([]int, f.batch)
	for i := range rows {
		rows[i] = f.order.IntN(f.pool.B)
	}
	return rows
}

// feedState is what the further batches depend on, and the count of those before.
type feedState struct {
	streams [4][]byte
	used    []bool
	shown   int
}

// save returns the state; load puts it back.
func (f *feed) save() (feedState, error) {
	out := feedState{used: slices.Clone(f.used), shown: f.shown}
	for i, s := range f.streams() {
		b, err := s.src.MarshalBinary()
		if err != nil {
			return out, fmt.Errorf("saving a random stream: %w", err)
		}
		out.streams[i] = b
	}
	return out, nil
}

func (f *feed) load(saved feedState) error {
	f.shown = saved.shown
	copy(f.used, saved.used)
	for i, s := range f.streams() {
		if err := s.src.UnmarshalBinary(saved.streams[i]); err != nil {
			return fmt.Errorf("restoring a random stream: %w", err)
		}
	}
	return nil
}

func (f *feed) streams() [4]stream { return [4]stream{f.demos, f.order, f.draws, f.text} }
