package train

import (
	"context"
	"fmt"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/device/gpu"
)

// OpenDevice opens what computes. kind is "cpu", "webgpu" (or "gpu", the same),
// or "auto": WebGPU if it opens, otherwise the CPU with a note that says why, in
// words. An adapter that was asked for by name and does not open is an error.
func OpenDevice(ctx context.Context, kind string) (dev device.Device, note string, err error) {
	switch kind {
	case "cpu":
		return cpu.Open(), "", nil
	case "webgpu", "gpu":
		dev, err := gpu.Open(ctx)
		if err != nil {
			return nil, "", fmt.Errorf("WebGPU did not open: %w", err)
		}
		return dev, "", nil
	case "auto", "":
		dev, err := gpu.Open(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return nil, "", ctx.Err()
			}
			return cpu.Open(), "no WebGPU here: " + err.Error(), nil
		}
		return dev, "", nil
	}
	return nil, "", fmt.Errorf("unknown device %q (there are auto, webgpu, cpu)", kind)
}
