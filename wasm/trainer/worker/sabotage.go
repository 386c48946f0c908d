package worker

import (
	"context"
	"math"

	"softmix/model/train"
)

// sabotageAt is the step after which an injected fault strikes.
const sabotageAt = 5

// sabotage returns what breaks run i where a test asked for it; a reset ends it.
func (w *worker) sabotage(i int) func(int, *train.Model) error {
	if w.fault == "" || i != 1 {
		return nil
	}
	return func(step int, m *train.Model) error {
		if step != sabotageAt {
			return nil
		}
		switch w.fault {
		case "nan": // weights that are finite, of which a sum of products is not
			q, _ := m.Layout.Find("0_qkv")
			row := make([]float32, m.Config.Dim)
			for j := range row {
				row[j] = math.MaxFloat32
			}
			return m.Dev.WriteF32(m.W, q.Off, row)
		case "lost":
			if l, ok := w.device.(*losable); ok {
				l.gone = true
			} else {
				w.destroy()
			}
		case "panic":
			panic("as a test asked")
		}
		return nil
	}
}

// losable is a CPU that can be lost, as a GPU can.
type losable struct {
	train.Device
	gone bool
}

// Run implements device.Device.
func (l *losable) Run(lists ...train.List) error {
	if l.gone {
		return train.ErrLost
	}
	return l.Device.Run(lists...)
}

// ReadF32 implements device.Device.
func (l *losable) ReadF32(ctx context.Context, b train.Buffer, off int, dst []float32) error {
	if l.gone {
		return train.ErrLost
	}
	return l.Device.ReadF32(ctx, b, off, dst)
}

// ReadLater implements device.Device.
func (l *losable) ReadLater(views ...train.View) (train.Read, error) {
	if l.gone {
		return nil, train.ErrLost
	}
	return l.Device.ReadLater(views...)
}
