package worker

import (
	"context"
	"math"

	"softmix/model/device"
	"softmix/model/train"
)

// sabotageAt is the step after which an injected fault strikes.
const sabotageAt = 5

// sabotage breaks the right run after its fifth step, until it is ended: "nan" (a
// weight becomes so large that a kernel overflows), "lost" (the device goes away),
// "panic" (a bug).
type sabotage struct {
	fault string
	dev   *losable
}

// spoil is a dependencies.afterStep.
func (s *sabotage) spoil(run int) func(int, *train.Model) error {
	if s.fault == "" || run != 1 {
		return nil
	}
	return func(step int, m *train.Model) error {
		if step != sabotageAt {
			return nil
		}
		switch s.fault {
		case "nan": // weights that are finite, of which a sum of products is not
			q, _ := m.Layout.Find("0_qkv")
			row := make([]float32, m.Shape.Dim)
			for j := range row {
				row[j] = math.MaxFloat32
			}
			return m.Dev.WriteF32(m.W, q.Off, row)
		case "lost": // once: those who survive come here again
			s.dev.gone, s.fault = true, ""
		case "panic":
			panic("as a test asked")
		}
		return nil
	}
}

// wrap makes a device one that can be lost, where that is the fault.
func (s *sabotage) wrap(dev train.Device) train.Device {
	if s.fault != "lost" {
		return dev
	}
	s.dev = &losable{Device: dev}
	return s.dev
}

// losable is a CPU that can be lost, as a GPU can.
type losable struct {
	train.Device
	gone bool
}

// Run implements device.Device.
func (l *losable) Run(lists ...device.List) error {
	if l.gone {
		return train.ErrLost
	}
	return l.Device.Run(lists...)
}

// ReadF32 implements device.Device.
func (l *losable) ReadF32(ctx context.Context, b device.Buffer, off int, dst []float32) error {
	if l.gone {
		return train.ErrLost
	}
	return l.Device.ReadF32(ctx, b, off, dst)
}

// ReadAsync implements device.Device.
func (l *losable) ReadAsync(views ...device.View) (device.PendingRead, error) {
	if l.gone {
		return nil, train.ErrLost
	}
	return l.Device.ReadAsync(views...)
}
