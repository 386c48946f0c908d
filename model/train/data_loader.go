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

// dataLoader draws the batches of demonstrations and text of a run, from its seed
// alone.
type dataLoader struct {
	task    task.Task
	dataset task.Batch // the run's demonstrations; empty if each step has fresh ones
	fresh   bool
	batch   int    // B
	width   int    // T
	used    []bool // which of the dataset's demonstrations were in a batch
	shown   int    // how many of them, or of fresh ones

	demos, order, draws, text stream
}

func newDataLoader(c Config) (*dataLoader, error) {
	l := &dataLoader{task: c.Task, fresh: c.Demos == 0, batch: c.Batch,
		demos: newStream(c.Seed, streamDemos), order: newStream(c.Seed, streamOrder), draws: newStream(c.Seed, streamDraws), text: newStream(c.Seed, streamPretrain)}
	if l.fresh {
		l.width = c.Task.Demonstrations(task.Rand(c.Seed, streamDemos), 1, task.Train).T
		return l, nil
	}
	l.dataset = c.Task.Demonstrations(l.demos.Rand, c.Demos, task.Train)
	l.width, l.used = l.dataset.T, make([]bool, l.dataset.B)
	if l.dataset.B < 1 {
		return nil, fmt.Errorf("task %s gave no demonstrations", c.Task.Name())
	}
	return l, nil
}

// next returns the batch of the next step and n draws in [0,1) for its method.
// The draws come from a source of the step's own, forked off the stream, so that
// they are the same whatever number the methods of earlier steps needed. Where
// pretrain is set the batch is one of the pre-training text, from a stream of its
// own: that which Pretrain reads.
func (l *dataLoader) next(pretrain bool, n int) (task.Batch, []float32) {
	var b task.Batch
	switch {
	case pretrain:
		b = l.task.PretrainBatch(l.text.Rand, l.batch)
	case l.fresh:
		b = l.task.Demonstrations(l.demos.Rand, l.batch, task.Train)
		l.shown += l.batch
	default:
		rows := l.rows()
		for _, i := range rows {
			if !l.used[i] {
				l.used[i] = true
				l.shown++
			}
		}
		b = l.dataset.Sample(rows)
	}
	own := rand.New(rand.NewPCG(l.draws.Uint64(), l.draws.Uint64()))
	draw := make([]float32, n)
	for i := range draw {
		draw[i] = own.Float32()
	}
	return b, draw
}

// rows picks a batch's demonstrations: distinct ones while there are enough.
func (l *dataLoader) rows() []int {
	if l.dataset.B >= l.batch {
		return l.order.Perm(l.dataset.B)[:l.batch]
	}
	rows := make([]int, l.batch)
	for i := range rows {
		rows[i] = l.order.IntN(l.dataset.B)
	}
	return rows
}

// loaderState is what the further batches depend on, and the count of those before.
type loaderState struct {
	streams [4][]byte
	used    []bool
	shown   int
}

// save returns the state; load puts it back.
func (l *dataLoader) save() (loaderState, error) {
	out := loaderState{used: slices.Clone(l.used), shown: l.shown}
	for i, s := range l.streams() {
		b, err := s.src.MarshalBinary()
		if err != nil {
			return out, fmt.Errorf("saving a random stream: %w", err)
		}
		out.streams[i] = b
	}
	return out, nil
}

func (l *dataLoader) load(saved loaderState) error {
	l.shown = saved.shown
	copy(l.used, saved.used)
	for i, s := range l.streams() {
		if err := s.src.UnmarshalBinary(saved.streams[i]); err != nil {
			return fmt.Errorf("restoring a random stream: %w", err)
		}
	}
	return nil
}

func (l *dataLoader) streams() [4]stream { return [4]stream{l.demos, l.order, l.draws, l.text} }
