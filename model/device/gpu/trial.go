package gpu

import (
	"context"
	"slices"
	"time"

	"softmix/model/device"
	"softmix/shaders"
)

// measured returns the fastest sound candidate. A slow adapter is asked for a
// cropped size, once, and for fewer candidates: compiling them takes longest.
func (d *Device) measured(k shaders.Kernel, args []uint32, candidates []shaders.Shape) (shaders.Shape, error) {
	began, before := time.Now(), d.choices.spent
	defer func() { d.choices.spent = before + time.Since(began) }()
	small := crop(k, args)
	trial, err := d.newTrial(k, small)
	if err != nil {
		return shaders.Shape{}, err
	}
	defer func() { trial.free() }()
	reps := 1
	bar, err := trial.time(candidates[0], reps)
	if err != nil {
		return shaders.Shape{}, err
	}
	if bar < steady { // not a slow adapter: the whole size, as often as it takes
		trial.free()
		if trial, err = d.newTrial(k, args); err != nil {
			return shaders.Shape{}, err
		}
		for bar, err = trial.time(candidates[0], reps); err == nil && bar < steady && reps < 128; bar, err = trial.time(candidates[0], reps) {
			reps *= 4
		}
		if err != nil {
			return shaders.Shape{}, err
		}
	}
	best := candidates[0]
	for i, s := range candidates[1:] {
		if i > 0 && before+time.Since(began) > patience {
			break
		}
		if !d.isSound(k, s) {
			continue
		}
		took, err := trial.time(s, reps)
		if err != nil {
			return shaders.Shape{}, err
		}
		if took < bar {
			best, bar = s, took
		}
	}
	return best, nil
}

// crop returns args with fewer rows, or sequences.
func crop(k shaders.Kernel, args []uint32) []uint32 {
	small := slices.Clone(args)
	if k.Product != "" {
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
			return nil, err
		}
		buf, err := d.NewBuffer("trial "+b.Name, device.F32, n)
		if err != nil {
			t.free()
			return nil, err
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

// time returns how long reps dispatches in shape s take, the better of two
// submissions, by the clock around submission and readback.
func (t *trial) time(s shaders.Shape, reps int) (time.Duration, error) {
	d := t.dev
	l, err := d.single(t.call, s)
	if err != nil {
		return 0, err
	}
	defer l.Free()
	l.steps = slices.Repeat(l.steps, reps)
	defer func() { l.steps = l.steps[:1] }()
	best, one := time.Duration(0), make([]float32, 1)
	for i := range 2 {
		began := time.Now()
		if err := d.Run(l); err != nil {
			return 0, err
		}
		if err := d.ReadF32(context.Background(), t.owned[len(t.owned)-1], 0, one); err != nil {
			return 0, err
		}
		if took := time.Since(began); i == 0 || took < best {
			best = took
		}
	}
	return best, nil
}

// single compiles one call in a given shape.
func (d *Device) single(c device.Call, s shaders.Shape) (*list, error) {
	k, _ := shaders.ByName(c.Kernel)
	if err := d.prepare([]job{{k, s}}); err != nil {
		return nil, err
	}
	l := &list{dev: d, label: "trial", calls: []device.Call{c}}
	if err := d.compile(l, func(shaders.Kernel, []uint32) shaders.Shape { return s }); err != nil {
		l.Free()
		return nil, err
	}
	d.lists[l] = true
	return l, nil
}
