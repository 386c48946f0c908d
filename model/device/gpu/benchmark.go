package gpu

import (
	"context"
	"slices"
	"time"

	"softmix/model/device"
	"softmix/shaders"
)

const (
	// budget bounds the time spent measuring on one device. What comes after
	// takes the variant that won before; the largest calls come first.
	budget = 250 * time.Millisecond
	// minAdded is the least time that repeated dispatches should add to a submission,
	// so that the clock's and the queue's own noise does not drown it.
	minAdded = 4 * time.Millisecond
	// minOverWait is how many times the wait for a submission of one dispatch that is: a
	// browser may tell of finished work from a timer, so differences below such a
	// wait say nothing.
	minOverWait = 3
	// maxReps bounds the dispatches of one submission.
	maxReps = 512
	// croppedRows is how many rows of a product a slow adapter measures.
	croppedRows = 32
)

// stopwatch returns how long a submission of reps dispatches in a variant takes by
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
	if err != nil || once < minAdded {
		return false, err
	}
	added, err := w.added(s, reps, once)
	return added >= max(reps*minAdded, 2*once), err
}

// fastest returns the candidate whose dispatches take the shortest, by what many in
// one submission take longer than one. ok is false where that cannot be told from
// the wait. verified is asked of each candidate but the first, which is the
// reference; more, whether there is time for a further one.
func (w stopwatch) fastest(candidates []shaders.Variant, slow bool, verified func(shaders.Variant) bool, more func() bool) (best shaders.Variant, ok bool, err error) {
	best = candidates[0]
	once, err := w.once(best)
	if err != nil {
		return best, false, err
	}
	reps, enough := 4, max(minAdded, minOverWait*once)
	if slow {
		reps, enough = 2, 0
	}
	bar, err := w.added(best, reps, once)
	for err == nil && bar < enough {
		if reps *= 4; reps > maxReps || !more() {
			return best, false, nil
		}
		bar, err = w.added(best, reps, once)
	}
	for _, s := range candidates[1:] {
		if err != nil || ok && !more() {
			break
		}
		if !verified(s) {
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

// benchmark returns the fastest verified candidate; ok is false where it cannot be
// told. A slow adapter is asked for a cropped size and for fewer candidates:
// compiling them takes longest.
func (d *Device) benchmark(k shaders.Kernel, args []uint32, candidates []shaders.Variant) (best shaders.Variant, ok bool, err error) {
	began, before := time.Now(), d.tuning.spent
	defer func() { d.tuning.spent = before + time.Since(began) }()
	work, err := d.newWorkload(k, crop(k, args))
	if err != nil {
		return best, false, err
	}
	defer func() { work.free() }()
	slow, err := stopwatch(work.time).slow(candidates[0])
	if err != nil {
		return best, false, err
	}
	if !slow { // the whole size, as often as it takes
		work.free()
		if work, err = d.newWorkload(k, args); err != nil {
			return best, false, err
		}
	}
	return stopwatch(work.time).fastest(candidates, slow,
		func(s shaders.Variant) bool { return d.isVerified(k, s) },
		func() bool { return before+time.Since(began) < budget })
}

// crop returns args with fewer rows, or sequences.
func crop(k shaders.Kernel, args []uint32) []uint32 {
	small := slices.Clone(args)
	if k.Products != nil {
		small[0] = min(small[0], croppedRows)
	} else {
		small[0] = small[1]
	}
	return small
}

// workload holds the operands of one kernel at one size.
type workload struct {
	dev   *Device
	call  device.Call
	owned []device.Buffer
}

func (d *Device) newWorkload(k shaders.Kernel, args []uint32) (*workload, error) {
	t := &workload{dev: d, call: device.New(k.Name, args)}
	for _, b := range k.Bindings() {
		n, err := k.Elements(b, args)
		if err != nil {
			return t, err
		}
		buf, err := d.NewBuffer("benchmark "+b.Name, device.F32, n)
		if err != nil {
			t.free()
			return t, err
		}
		t.owned = append(t.owned, buf)
		t.call.Views = append(t.call.Views, device.All(buf))
	}
	return t, nil
}

func (t *workload) free() {
	for _, b := range t.owned {
		t.dev.Free(b)
	}
	t.owned = nil
}

// time is a stopwatch.
func (t *workload) time(s shaders.Variant, reps int) (time.Duration, error) {
	d := t.dev
	l, err := d.compileOne(t.call, s)
	if err != nil {
		return 0, err
	}
	defer l.Free()
	l.dispatches = slices.Repeat(l.dispatches, reps)
	defer func() { l.dispatches = l.dispatches[:1] }()
	one := make([]float32, 1)
	began := time.Now()
	if err := d.Run(l); err != nil {
		return 0, err
	}
	err = d.ReadF32(context.Background(), t.owned[len(t.owned)-1], 0, one)
	return time.Since(began), err
}

// compileOne compiles one call in a given variant.
func (d *Device) compileOne(c device.Call, s shaders.Variant) (*list, error) {
	k, _ := shaders.ByName(c.Kernel)
	if err := d.prepare([]job{{k, s}}); err != nil {
		return nil, err
	}
	l := &list{dev: d, label: "benchmark", calls: []device.Call{c}}
	if err := d.compile(l, func(shaders.Kernel, []uint32) shaders.Variant { return s }); err != nil {
		l.Free()
		return nil, err
	}
	d.lists[l] = true
	return l, nil
}
