package worker

import (
	"context"
	"strconv"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// weightsOf returns the weights that a side has now, as a safetensors file whose
// metadata tell how they came about. With several seeds they are the first one's.
func (w *worker) weightsOf(ctx context.Context, side int) ([]byte, error) {
	if side < 0 || side >= len(w.devices) {
		return nil, settingsError("there is no side %d", side)
	}
	weights, err := w.comparison.Runs()[side].Weights(ctx)
	if err != nil {
		return nil, err
	}
	return train.EncodeRun(weights, w.task, map[string]string{
		"base": w.task.Pretrain().Base, "settings": wire.Pin(w.settings.WithoutFigure()), "method": w.comparison.Recipe(side).Method,
		"side": strconv.Itoa(side + 1), "seed": strconv.Itoa(w.settings.Seed), "step": strconv.Itoa(w.comparison.Told()),
		"device": w.device.Kind(),
	})
}
