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
	// gpuPatience is how long a GPU may take for what is measured of it, or longer
	// where the CPU would take longer still.
	gpuPatience = 150 * time.Millisecond
	// gpuSteps are the steps that a GPU is measured by, beyond one.
	gpuSteps = 4
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

// CPUFaster reports whether a step of a run like c takes longer on gpu than on cpu,
// by trying both; a GPU that takes too long to try is slower. What it finds is kept
// for later visits with this adapter, processor, size and version of the kernels.
func CPUFaster(ctx context.Context, gpu, cpu device.Device, c Config, base []float32) (bool, error) {
	_, rows := c.stepOf()
	key := fmt.Sprintf("device %+v %d %s", c.Task.Shape(), rows, cpu.Name())
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
	alone, err := stepTime(ctx, cpu, c, base, 1)
	if err != nil {
		return false, err
	}
	onCPU := alone * time.Duration(rows) / time.Duration(c.Batch)
	c.Batch = rows
	limited, cancel := context.WithTimeout(ctx, max(gpuPatience, (gpuSteps+2)*onCPU))
	defer cancel()
	onGPU, err := stepTime(limited, gpu, c, base, gpuSteps)
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		onGPU = time.Hour
	case err != nil:
		return false, err
	}
	if onCPU < onGPU {
		return keep(cpu.Kind()), nil
	}
	return keep(gpu.Kind()), nil
}

// hopelessAt reports whether a product of [M,K] and [K,N], in the shape that every
// GPU can take, is so slow there that no step will be faster.
func hopelessAt(ctx context.Context, gpu, cpu device.Device, M, N, K int) (bool, error) {
	M |= 1 // odd sizes have that shape alone
	onCPU, err := productTime(ctx, cpu, M, N, K)
	if err != nil {
		return false, err
	}
	limited, cancel := context.WithTimeout(ctx, 2*gpuPatience)
	defer cancel()
	onGPU, err := productTime(limited, gpu, M, N, K)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return true, nil
	}
	return onGPU > max(hopeless*onCPU, hopelessFrom), err
}

// productTime returns how long a matrix product takes: what a few further ones in
// one submission add to one.
func productTime(ctx context.Context, dev device.Device, M, N, K int) (time.Duration, error) {
	const more = 4
	var views []device.View
	for _, n := range []int{M * K, N * K, M * N} {
		b, err := dev.NewBuffer("measured product", device.F32, n)
		if err != nil {
			return 0, err
		}
		defer dev.Free(b)
		views = append(views, device.All(b))
	}
	l, err := dev.Compile("measured product", []device.Call{device.New("matmul_nt", device.U(M, N, K, 0), views...)})
	if err != nil {
		return 0, err
	}
	defer l.Free()
	took := func(n int) (time.Duration, error) {
		began := time.Now()
		if err := dev.Run(slices.Repeat([]device.List{l}, n)...); err != nil {
			return 0, err
		}
		err := dev.ReadF32(ctx, views[2].Buf, 0, make([]float32, 1))
		return time.Since(began), err
	}
	if _, err := took(1); err != nil { // the first takes longer
		return 0, err
	}
	once, err := took(1)
	if err != nil {
		return 0, err
	}
	all, err := took(1 + more)
	return max(all-once, 0) / more, err
}

// likely is a run that takes about as long a step as c, whatever its method: SFT.
func likely(c Config) Config {
	l := Default(c.Task, "sft", c.Seed)
	l.Demos, l.Base = c.Demos, c.Base
	return l
}

// stepTime returns how long a step of c takes: what `more` further ones add to one,
// so that the wait for the device is not in it. ctx is asked between steps, and
// ends a wait.
func stepTime(ctx context.Context, dev device.Device, c Config, base []float32, more int) (time.Duration, error) {
	r, err := NewRun(ctx, dev, base, c)
	if err != nil {
		return 0, err
	}
	defer r.Free()
	took := func(n int) (time.Duration, error) {
		from, began := r.At(), time.Now()
		for range n {
			if err := r.Step(ctx); err != nil {
				return 0, err
			}
		}
		_, err := r.Losses(ctx, from)
		return time.Since(began), err
	}
	if _, err := took(1); err != nil { // the first takes longer
		return 0, err
	}
	once, err := took(1)
	if err != nil {
		return 0, err
	}
	all, err := took(1 + more)
	return max(all-once, 0) / time.Duration(more), err
}
