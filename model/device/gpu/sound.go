package gpu

import (
	"context"
	"fmt"
	"math"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/shaders"
)

// isSound reports whether k in shape s compiles here and computes what the naive
// kernel on the CPU computes, on a size that is no multiple of the shape's tile.
// It is found out once.
func (d *Device) isSound(k shaders.Kernel, s shaders.Variant) bool {
	name := variant(k, s)
	sound, known := d.choices.sound[name]
	if !known {
		sound = d.prove(k, s) == nil
		d.choices.sound[name] = sound
	}
	return sound
}

// small is the size on which a shape must prove itself.
func small(k shaders.Kernel) []uint32 {
	if k.Products == nil {
		return device.U(24, 12, 16, 2) // N T d H
	}
	args := device.U(44, 36, 20)
	if len(k.ArgNames()) == 4 {
		args = append(args, device.Bits(1e-5)) // epsilon; as acc it says no
	}
	return args
}

// prove runs k in shape s and says what is wrong with it.
func (d *Device) prove(k shaders.Kernel, s shaders.Variant) error {
	if err := d.prepare([]job{{k, s}}); err != nil {
		return err
	}
	judge := cpu.Naive()
	defer judge.Close()
	args := small(k)
	var want, got []float32
	for _, dev := range []device.Device{judge, d} {
		out, err := d.once(dev, k, s, args)
		if err != nil {
			return err
		}
		want, got = got, out
	}
	for i := range want { // a NaN is never within bounds
		if diff := math.Abs(float64(got[i] - want[i])); !(diff <= 1e-4+1e-3*math.Abs(float64(want[i]))) {
			return fmt.Errorf("kernel %s: value %d is %v, the reference has %v", variant(k, s), i, got[i], want[i])
		}
	}
	return nil
}

// once runs k on dev with invented operands and returns all that it writes. It
// writes to one buffer, so that one readback fetches everything.
func (d *Device) once(dev device.Device, k shaders.Kernel, s shaders.Variant, args []uint32) ([]float32, error) {
	call := device.New(k.Name, args)
	var written []float32
	var owned []int // views into written
	state := uint32(1)
	for i, b := range k.Bindings() {
		n, err := k.Elements(b, args)
		if err != nil {
			return nil, err
		}
		data := make([]float32, n)
		for i := range data {
			state = state*1664525 + 1013904223
			data[i] = float32(int32(state)) / (1 << 31)
		}
		if b.Write {
			call.Views = append(call.Views, device.View{Off: len(written), Len: n})
			owned = append(owned, i)
			written = append(append(written, data...), make([]float32, -n&(device.Align-1))...)
			continue
		}
		buf, err := bufferOf(dev, data)
		if err != nil {
			return nil, err
		}
		defer dev.Free(buf)
		call.Views = append(call.Views, device.All(buf))
	}
	out, err := bufferOf(dev, written)
	if err != nil {
		return nil, err
	}
	defer dev.Free(out)
	for _, i := range owned {
		call.Views[i].Buf = out
	}
	var l device.List
	if dev == device.Device(d) {
		l, err = d.single(call, s)
	} else {
		l, err = dev.Compile("proof", []device.Call{call})
	}
	if err != nil {
		return nil, err
	}
	defer l.Free()
	if err := dev.Run(l); err != nil {
		return nil, err
	}
	return written, dev.ReadF32(context.Background(), out, 0, written)
}

// bufferOf returns a new buffer of dev with content.
func bufferOf(dev device.Device, data []float32) (device.Buffer, error) {
	b, err := dev.NewBuffer("proof", device.F32, len(data))
	if err != nil {
		return nil, err
	}
	return b, dev.WriteF32(b, 0, data)
}
