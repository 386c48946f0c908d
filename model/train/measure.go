package train

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"softmix/model/device"
)

const (
	// measuredRows bounds the batch that the CPU is measured with: there a step takes
	// time in proportion to it.
	measuredRows = 4
	// gpuPatience is how long a GPU may take for a round of what is measured of it, or
	// longer where the CPU would take longer still.
	gpuBudget = 150 * time.Millisecond
	// warmUp is how long the first time may take, for which a driver may still compile.
	warmUp = time.Second
	// gpuSteps and cpuSteps are the steps that a device is measured by, beyond one.
	gpuSteps = 4
	cpuSteps = 2
	// hopeless is how many times the CPU's a GPU's matrix product may take before it
	// is not asked for whole steps, whose kernels would have to be compiled first; a
	// product below hopelessFrom may be noise.
	hopeless     = 2
	hopelessFrom = 2 * time.Millisecond
)

// memory is a device that remembers on later visits what was measured; see gpu.Device.
type memory interface {
	Remembered(key string) (value string, known bool)
	Remember(key, value string)
}

// Size names what the time of a step of a run like c depends on: the model's shape
// and the sequences of a step.
func (c Config) Size() string {
	_, rows := c.stepOf()
	return fmt.Sprintf("%+v %d", c.Task.Shape(), rows)
}

// CPUFaster reports whether a step of a run like c takes longer on gpu than on cpu,
// by trying both; a GPU that takes too long to try is slower. What it finds is kept
// for later visits with this adapter, processor, size and version of the kernels,
// unless the two are too close to tell.
func CPUFaster(ctx context.Context, gpu, cpu device.Device, c Config, base []float32) (bool, error) {
	_, rows := c.stepOf()
	key := "device " + c.Size() + " " + cpu.Name()
	m, keeps := gpu.(memory)
	if keeps {
		if kind, known := m.Remembered(key); known {
			return kind == "cpu", nil
		}
	}
	keep := func(kind string) bool {
		if keeps {
			m.Remember(key, kind)
		}
		return kind == cpu.Kind()
	}
	c = likely(c)
	slow, err := hopelessAt(ctx, gpu, cpu, rows*c.Task.Shape().Ctx, 4*c.Task.Shape().Dim, c.Task.Shape().Dim)
	if err != nil {
		return false, err
	}
	if slow {
		return keep(cpu.Kind()), nil
	}
	c.Batch = min(rows, measuredRows)
	onCPU, err := stepTime(ctx, cpu, c, base, cpuSteps, time.Hour)
	if err != nil {
		return false, err
	}
	whole := func(d time.Duration) time.Duration { return d * time.Duration(rows) / time.Duration(c.Batch) }
	onCPU = timing{whole(onCPU.each), whole(onCPU.noise)}
	c.Batch = rows
	onGPU, err := stepTime(ctx, gpu, c, base, gpuSteps, max(gpuBudget, (gpuSteps+2)*onCPU.each))
	if err != nil {
		return false, err
	}
	faster := gpu.Kind()
	if onCPU.each < onGPU.each {
		faster = cpu.Kind()
	}
	if (onCPU.each - onGPU.each).Abs() <= onCPU.noise+onGPU.noise {
		return faster == cpu.Kind(), nil
	}
	return keep(faster), nil
}

// hopelessAt reports whether a product of [M,K] and [K,N], in the shape that every
// GPU can take, is so slow there that no step will be faster.
func hopelessAt(ctx context.Context, gpu, cpu device.Device, M, N, K int) (bool, error) {
	M |= 1 // odd sizes have that shape alone
	onCPU, err := productTime(ctx, cpu, M, N, K, time.Hour)
	if err != nil {
		return false, err
	}
	onGPU, err := productTime(ctx, gpu, M, N, K, gpuBudget)
	return onGPU.each-onGPU.noise > max(hopeless*(onCPU.each+onCPU.noise), hopelessFrom), err
}

// timing is how long something takes, and by how much that may be wrong.
type timing struct{ each, noise time.Duration }

// timed returns how long that takes which took does n times before it waits for the
// end: what `more` further times add to one, so that the wait is not in it. Each is
// the better of two, so that one hiccup does not decide; noise is what the two differ
// by, and the wait, from which a timer may round. A round that takes longer than
// budget does not count; if none does, each is an hour.
func timed(ctx context.Context, more int, budget time.Duration, took func(ctx context.Context, n int) error) (timing, error) {
	late := func(err error) bool { return errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil }
	round := func(budget time.Duration, counts ...int) (spans []time.Duration, err error) {
		limited, cancel := context.WithTimeout(ctx, budget)
		defer cancel()
		for _, n := range counts {
			began := time.Now()
			if err := took(limited, n); err != nil {
				return nil, err
			}
			spans = append(spans, time.Since(began))
		}
		return spans, nil
	}
	if _, err := round(max(warmUp, budget), 1); err != nil && !late(err) {
		return timing{}, err
	}
	var once, all []time.Duration
	for range 2 {
		spans, err := round(budget, 1, 1+more)
		if late(err) {
			continue
		}
		if err != nil {
			return timing{}, err
		}
		once, all = append(once, spans[0]), append(all, spans[1])
	}
	if len(once) == 0 {
		return timing{each: time.Hour}, nil
	}
	each := max(slices.Min(all)-slices.Min(once), 0) / time.Duration(more)
	if len(once) == 1 {
		return timing{each, time.Hour}, nil
	}
	wait := max(slices.Min(once)-each, 0)
	return timing{each, (wait + (once[0] - once[1]).Abs() + (all[0] - all[1]).Abs()) / time.Duration(more)}, nil
}

// productTime returns how long a matrix product takes.
func productTime(ctx context.Context, dev device.Device, M, N, K int, budget time.Duration) (timing, error) {
	const more = 4
	var views []device.View
	for _, n := range []int{M * K, N * K, M * N} {
		b, err := dev.NewBuffer("measured product", device.F32, n)
		if err != nil {
			return timing{}, err
		}
		defer dev.Free(b)
		views = append(views, device.All(b))
	}
	l, err := dev.Compile("measured product", []device.Call{device.New("matmul_nt", device.U(M, N, K, 0), views...)})
	if err != nil {
		return timing{}, err
	}
	defer l.Free()
	return timed(ctx, more, budget, func(ctx context.Context, n int) error {
		if err := dev.Run(slices.Repeat([]device.List{l}, n)...); err != nil {
			return err
		}
		return dev.ReadF32(ctx, views[2].Buf, 0, make([]float32, 1))
	})
}

// likely is a run that takes about as long a step as c, whatever its method: SFT.
func likely(c Config) Config {
	l := Default(c.Task, "sft", c.Seed)
	l.Demos, l.Base = c.Demos, c.Base
	return l
}

// stepTime returns how long a step of c takes, by some further ones; compiling does
// not count. ctx is asked between steps, and ends a wait.
func stepTime(ctx context.Context, dev device.Device, c Config, base []float32, more int, budget time.Duration) (timing, error) {
	r, err := NewRun(ctx, dev, base, c)
	if err != nil {
		return timing{}, err
	}
	defer r.Free()
	return timed(ctx, more, budget, func(ctx context.Context, n int) error {
		from := r.At()
		for range n {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := r.Step(ctx); err != nil {
				return err
			}
		}
		_, err := r.Losses(ctx, from)
		return err
	})
}
