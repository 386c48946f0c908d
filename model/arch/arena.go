package arch

import "softmix/model/device"

// Arena makes buffers on one device, remembers them by name and frees them
// together. After the first error it makes nothing more; Err tells.
type Arena struct {
	dev   device.Device
	named map[string]device.Buffer
	err   error
}

// NewArena returns an empty arena on dev.
func NewArena(dev device.Device) *Arena {
	return &Arena{dev: dev, named: map[string]device.Buffer{}}
}

// F32 returns a new f32 buffer of n elements, U32 one of u32 elements.
func (a *Arena) F32(name string, n int) device.View { return a.make(name, device.F32, n) }

// U32 returns a new u32 buffer of n elements.
func (a *Arena) U32(name string, n int) device.View { return a.make(name, device.U32, n) }

func (a *Arena) make(name string, t device.Type, n int) device.View {
	if a.err != nil {
		return device.View{}
	}
	b, err := a.dev.NewBuffer(name, t, n)
	if err != nil {
		a.err = err
		return device.View{}
	}
	a.named[name] = b
	return device.All(b)
}

// Find returns the buffer called name.
func (a *Arena) Find(name string) (device.Buffer, bool) {
	b, ok := a.named[name]
	return b, ok
}

// Err returns the first error of making a buffer.
func (a *Arena) Err() error { return a.err }

// Free releases all buffers.
func (a *Arena) Free() {
	for _, b := range a.named {
		a.dev.Free(b)
	}
	clear(a.named)
}

// Fail records an error that stands between the arena's buffers and their use.
func (a *Arena) Fail(err error) {
	if a.err == nil {
		a.err = err
	}
}
