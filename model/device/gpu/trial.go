package gpu

import (
	"context"
	"slices"
	"time"

	"softmix/model/device"
	"softmix/shaders"
)

const (
	// patience bounds the time spent measuring on one device. What comes after
	// takes the shape that won before; the largest calls come first.
	patience = 250 * time.Millisecond
	// steady is the least time that repeated dispatches should add to a submission,
	// so that the clock's and the queue's own noise does not drown it.
	steady = 4 * time.Millisecond
	// louder is how many times the wait for a submission of one dispatch that is: a
	// browser may tell of finished work from a timer, so differences below such a
	// wait say nothing.
	louder = 3
	// most dispatches of one submission.
	most = 512
	// cropped is how many rows of a product a slow adapter measures.
	cropped = 32
)

// stopwatch returns how long a submission of reps dispatches in a shape takes by
// the clock, the wait for its end included.
type stopwatch func(s shaders.Variant, reps int) (time.Duration, error)

// once is the wait for a submission of one dispatch, the better of two.
func (w stopwatch) once(s shaders.Variant) (time.Duration, error) {
	a, err := w(s, 1)
	if err != nil {
		return 0, err
	}
	b, err := w(s, 1)
	return min(a, b), err
}

// added is the time that reps further dispatches add to a submission of one, which
// takes `once`: whatever the wait for its end is, it is in both.
func (w stopwatch) added(s shaders.Variant, reps int, once time.Duration) (time.Duration, error) {
	took, err := w(s, 1+reps)
	return took - once, err
}

// slow reports whether a single dispatch takes so long that it is told from the
// wait without repeating it often.
func (w stopwatch) slow(s shaders.Variant) (bool, error) {
	const reps = 4
	if _, err := w(s, 1); err != nil { // the first takes longer, or falls in with a timer
		return false, err
	}
	once, err := w.once(s)
	if err != nil || once < steady {
		return false, err
	}
	added, err := w.added(s, reps, once)
	return added >= max(reps*steady, 2*once), err
}

// fastest returns the candidate whose dispatches take the shortest, by what many in
// one submission take longer than one. ok is false where that cannot be told from
// the wait. sound is asked of each candidate but the first, which is the reference;
// more, whether there is time for a further one.
func (w stopwatch) fastest(candidates []shaders.Variant, slow bool, sound func(shaders.Variant) bool, more func() bool) (best shaders.Variant, ok bool, err error) {
	best = candidates[0]
	once, err := w.once(best)
	if err != nil {
		return best, false, err
	}
	reps, enough := 4, max(steady, louder*once)
	if slow {
		reps, enough = 2, 0
	}
	bar, err := w.added(best, reps, once)
	for err == nil && bar < enough {
		if reps *= 4; reps > most || !more() {
			return best, false, nil
		}
		bar, err = w.added(best, reps, once)
	}
	for _, s := range candidates[1:] {
		if err != nil || ok && !more() {
			break
		}
		if !sound(s) {
			continue
		}
		var took time.Duration
		if took, err = w.added(s, reps, once); err == nil && took < bar {
			best, bar = s, took
		}
		ok = true
	}
	return best, err == nil, err
}

// measured returns the fastest sound candidate; ok is false where it cannot be
// told. A slow adapter is asked for a cropped size and for fewer candidates:
// compiling them takes longest.
func (d *Device) measured(k shaders.Kernel, args []uint32, candidates []shaders.Variant) (best shaders.Variant, ok bool, err error) {
	began, before := time.Now(), d.choices.spent
	defer func() { d.choices.spent = before + time.Since(began) }()
	trial, err := d.newTrial(k, crop(k, args))
	if err != nil {
		return best, false, err
	}
	defer func() { trial.free() }()
	slow, err := stopwatch(trial.time).slow(candidates[0])
	if err != nil {
		return best, false, err
	}
	if !slow { // the whole size, as often as it takes
		trial.free()
		if trial, err = d.newTrial(k, args); err != nil {
			return best, false, err
		}
	}
	return stopwatch(trial.time).fastest(candidates, slow,
		func(s shaders.Variant) bool { return d.isSound(k, s) },
		func() bool { return before+time.Since(began) < patience })
}

// crop returns args with fewer rows, or sequences.
func crop(k shaders.Kernel, args []uint32) []uint32 {
	small := slices.Clone(args)
	if k.Products != nil {
		small[0] = min(small[0], cropped)
	} else {
		small[0] = small[1]
	}
	return small
}

// trial holds the operands of one kernel at one size.
type trial struct {
	dev   *Device
	call  device.Call
	owned []device.Buffer
}

func (d *Device) newTrial(k shaders.Kernel, args []uint32) (*trial, error) {
	t := &trial{dev: d, call: device.New(k.Name, args)}
	for _, b := range k.Bindings() {
		n, err := k.Elements(b, args)
		if err != nil {
			return t, err
		}
		buf, err := d.NewBuffer("trial "+b.Name, device.F32, n)
		if err != nil {
			t.free()
			return t, err
		}
		t.owned = append(t.owned, buf)
		t.call.Views = append(t.call.Views, device.All(buf))
	}
	return t, nil
}

func (t *trial) free() {
	for _, b := range t.owned {
		t.dev.Free(b)
	}
	t.owned = nil
}

// time is a stopwatch.
func (t *trial) time(s shaders.Variant, reps int) (time.Duration, error) {
	d := t.dev
	l, err := d.single(t.call, s)
	if err != nil {
		return 0, err
	}
	defer l.Free()
	l.steps = slices.Repeat(l.steps, reps)
	defer func() { l.steps = l.steps[:1] }()
	one := make([]float32, 1)
	began := time.Now()
	if err := d.Run(l); err != nil {
		return 0, err
	}
	err = d.ReadF32(context.Background(), t.owned[len(t.owned)-1], 0, one)
	return time.Since(began), err
}

// single compiles one call in a given shape.
func (d *Device) single(c device.Call, s shaders.Variant) (*list, error) {
	k, _ := shaders.ByName(c.Kernel)
	if err := d.prepare([]job{{k, s}}); err != nil {
		return nil, err
	}
	l := &list{dev: d, label: "trial", calls: []device.Call{c}}
	if err := d.compile(l, func(shaders.Kernel, []uint32) shaders.Variant { return s }); err != nil {
		l.Free()
		return nil, err
	}
	d.lists[l] = true
	return l, nil
}
