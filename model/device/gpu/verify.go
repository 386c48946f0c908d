package gpu

import (
	"context"
	"fmt"
	"math"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/shaders"
)

// isVerified reports whether k in variant s compiles here and computes what the naive
// kernel on the CPU computes, on a size that is no multiple of the variant's tile.
// It is found out once.
func (d *Device) isVerified(k shaders.Kernel, s shaders.Variant) bool {
	name := label(k, s)
	right, known := d.tuning.verified[name]
	if !known {
		right = d.verify(k, s) == nil
		d.tuning.verified[name] = right
	}
	return right
}

// verifySize is the size on which a variant is verified.
func verifySize(k shaders.Kernel) []uint32 {
	if k.Products == nil {
		return device.U(24, 12, 16, 2) // N T d H
	}
	args := device.U(44, 36, 20)
	if len(k.ArgNames()) == 4 {
		args = append(args, device.Bits(1e-5)) // epsilon; as acc it says no
	}
	return args
}

// verify runs k in variant s and says what is wrong with it.
func (d *Device) verify(k shaders.Kernel, s shaders.Variant) error {
	if err := d.prepare([]job{{k, s}}); err != nil {
		return err
	}
	reference := cpu.Naive()
	defer reference.Close()
	args := verifySize(k)
	var want, got []float32
	for _, dev := range []device.Device{reference, d} {
		out, err := d.runOnce(dev, k, s, args)
		if err != nil {
			return err
		}
		want, got = got, out
	}
	for i := range want { // a NaN is never within bounds
		if diff := math.Abs(float64(got[i] - want[i])); !(diff <= 1e-4+1e-3*math.Abs(float64(want[i]))) {
			return fmt.Errorf("kernel %s: value %d is %v, the reference has %v", label(k, s), i, got[i], want[i])
		}
	}
	return nil
}

// runOnce runs k on dev with pseudo-random operands and returns all that it writes. It
// writes to one buffer, so that one readback fetches everything.
func (d *Device) runOnce(dev device.Device, k shaders.Kernel, s shaders.Variant, args []uint32) ([]float32, error) {
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
		buf, err := newFilledBuffer(dev, data)
		if err != nil {
			return nil, err
		}
		defer dev.Free(buf)
		call.Views = append(call.Views, device.All(buf))
	}
	out, err := newFilledBuffer(dev, written)
	if err != nil {
		return nil, err
	}
	defer dev.Free(out)
	for _, i := range owned {
		call.Views[i].Buf = out
	}
	var l device.List
	if dev == device.Device(d) {
		l, err = d.compileOne(call, s)
	} else {
		l, err = dev.Compile("verify", []device.Call{call})
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

// newFilledBuffer returns a new buffer of dev with content.
func newFilledBuffer(dev device.Device, data []float32) (device.Buffer, error) {
	b, err := dev.NewBuffer("verify", device.F32, len(data))
	if err != nil {
		return nil, err
	}
	return b, dev.WriteF32(b, 0, data)
}
