package cpu

import (
	"context"
	"errors"
	"fmt"
	"math"

	"softmix/model/device"
)

// arrivedRead is a readback that has arrived: on the CPU there is nothing to wait for.
type arrivedRead []float32

// ReadAsync copies the views at once.
func (d *Device) ReadAsync(views ...device.View) (device.PendingRead, error) {
	n := 0
	for _, v := range views {
		n += v.Len
	}
	out := make(arrivedRead, 0, n)
	for _, v := range views {
		if v.Buf == nil {
			return nil, errors.New("reading: no buffer")
		}
		own, err := span(v.Buf, v.Buf.Type(), v.Off, v.Len)
		if err != nil {
			return nil, fmt.Errorf("reading: %w", err)
		}
		if own.typ == device.F32 {
			out = append(out, own.F[v.Off:v.Off+v.Len]...)
			continue
		}
		for _, w := range own.U[v.Off : v.Off+v.Len] {
			out = append(out, math.Float32frombits(w))
		}
	}
	return out, nil
}

// Ready implements device.PendingRead.
func (r arrivedRead) Ready() bool { return true }

// Wait implements device.PendingRead.
func (r arrivedRead) Wait(ctx context.Context) ([]float32, error) { return r, ctx.Err() }

// Drop implements device.PendingRead.
func (r arrivedRead) Drop() {}
