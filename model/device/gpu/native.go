//go:build !js

package gpu

import (
	"context"
	"fmt"
	"time"

	"github.com/gogpu/gputypes"
	"github.com/gogpu/wgpu"
	// Registers Vulkan and nothing else: the library's own software backend
	// computes wrong results without an error.
	_ "github.com/gogpu/wgpu/hal/vulkan"
)

// platform holds the buffers that were written since the last submission.
//
// gogpu/wgpu collects writes in a command buffer of their own and puts no
// barrier behind a copy to a storage buffer. Consecutive submissions are
// ordered, so writes are submitted by themselves, and two writes to the same
// buffer never share a submission.
type platform struct {
	written map[*wgpu.Buffer]bool
}

func available() error { return nil }

func preference() *wgpu.RequestAdapterOptions {
	return &wgpu.RequestAdapterOptions{PowerPreference: gputypes.PowerPreferenceHighPerformance}
}

// attach names the device after its adapter.
func (d *Device) attach() error {
	info := d.adapter.Info()
	if info.Backend != gputypes.BackendVulkan {
		return fmt.Errorf("adapter %s is not a Vulkan one", info.Name)
	}
	d.name = info.Name
	d.platform.written = map[*wgpu.Buffer]bool{}
	return nil
}

// hasSubgroups is false: the library does not say whether the adapter has subgroups,
// nor can it ask for them, though its compiler knows their words.
func (d *Device) hasSubgroups() bool { return false }

// prepare compiles the jobs, one after the other.
func (d *Device) prepare(jobs []job) error {
	for _, j := range jobs {
		if _, err := d.pipeline(j.kernel, j.variant); err != nil {
			return err
		}
	}
	return nil
}

// Remembered and Remember are for browsers, where a visit is short.
func (d *Device) Remembered(string) (value string, known bool) { return "", false }

// cachedVariant and cacheVariant are for them too.
func (d *Device) cachedVariant(string) (name string, known bool) { return "", false }

func (d *Device) cacheVariant(key, name string) {}

// Remember does nothing.
func (d *Device) Remember(key, value string) {}

// reported is for what comes out of band; natively every call returns its error.
func (d *Device) reported() error { return nil }

// errorAfterRead returns what is known about a readback that failed.
func (d *Device) errorAfterRead() error { return d.Err() }

// upload enqueues a copy of data to raw from byte off on.
func (d *Device) upload(raw *wgpu.Buffer, off uint64, data []byte) error {
	if d.platform.written[raw] {
		if err := d.flush(); err != nil {
			return err
		}
	}
	d.platform.written[raw] = true
	growStack(len(data))
	return d.queue.WriteBuffer(raw, off, data)
}

// growStack makes sure of 16 KiB of stack. The library hands the address of a local
// variable to the driver as an integer: where the stack has to grow, and so to
// move, on the way there, the answer is written where the variable was before,
// and it says that vkMapMemory returned a null pointer.
//
//go:noinline
func growStack(i int) byte {
	var room [16 << 10]byte
	room[i%len(room)] = 1 // or the compiler does without
	return room[len(room)/2]
}

// flush submits the collected writes.
func (d *Device) flush() error {
	if len(d.platform.written) == 0 {
		return nil
	}
	clear(d.platform.written)
	_, err := d.queue.Submit()
	return err
}

// release frees raw once the GPU is done: the library does not count a copy
// from WriteBuffer as a use, and would free the memory below it.
func (d *Device) release(raw *wgpu.Buffer) {
	if err := d.flush(); err != nil {
		d.fail("freeing a buffer", err)
	}
	d.gpu.Poll(wgpu.PollWait)
	raw.Release()
}

// mapAndWait waits until raw's first size bytes are mapped. ctx is asked only when
// the GPU is done: the library's own Map would leave a wait for the whole device
// behind in another goroutine, where it races with the next submission.
func (d *Device) mapAndWait(ctx context.Context, raw *wgpu.Buffer, size uint64) error {
	pending, err := raw.MapAsync(wgpu.MapModeRead, 0, size)
	if err != nil {
		return err
	}
	defer pending.Release()
	d.gpu.Poll(wgpu.PollWait)
	if err := pending.Wait(context.Background()); err != nil {
		return err
	}
	return ctx.Err()
}

// zero clears b: Vulkan gives memory as it was left.
func (d *Device) zero(b *buffer) error {
	const chunk = 4 << 20
	zeros := make([]byte, min(chunk, b.n*word))
	for off := 0; off < b.n*word; off += chunk {
		part := zeros[:min(chunk, b.n*word-off)]
		if err := d.upload(b.raw, uint64(off), part); err != nil {
			return err
		}
	}
	return nil
}

// startMapping asks for the mapping of raw's first size bytes.
func (d *Device) startMapping(raw *wgpu.Buffer, size uint64) (*wgpu.MapPending, error) {
	return raw.MapAsync(wgpu.MapModeRead, 0, size)
}

// poll lets mappings arrive whose submission is done.
func (d *Device) poll() { d.gpu.Poll(wgpu.PollPoll) }

// awaitMapping waits until a mapping succeeded or failed. The library can only wait
// for all that was enqueued, so this asks again and again instead.
func (d *Device) awaitMapping(ctx context.Context, pending *wgpu.MapPending) error {
	const pause = 100 * time.Microsecond
	for {
		d.poll()
		if ready, err := pending.Status(); ready {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}
