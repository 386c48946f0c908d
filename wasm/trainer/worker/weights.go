package worker

import (
	"context"
	"strconv"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// weightsOf returns the weights that an arm has now, as a safetensors file whose
// metadata tell how they came about. With several seeds they are the first one's.
func (w *worker) weightsOf(ctx context.Context, arm int) ([]byte, error) {
	if arm < 0 || arm >= len(w.pacing.runs) {
		return nil, settingsError("there is no side %d", arm)
	}
	weights, err := w.comparison.Runs()[arm].Weights(ctx)
	if err != nil {
		return nil, err
	}
	return train.EncodeRun(weights, w.task, map[string]string{
		"base": w.task.Pretrain().Base, "settings": wire.Pin(w.settings.WithoutFigure()), "method": w.comparison.Recipe(arm).Method,
		"side": strconv.Itoa(arm + 1), "seed": strconv.Itoa(w.settings.Seed), "step": strconv.Itoa(w.comparison.Told()),
		"device": w.devices.current.Kind(),
	})
}
