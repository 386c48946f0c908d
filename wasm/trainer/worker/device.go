package worker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// lostTwice is the time within which a second loss ends the use of a GPU.
const lostTwice = time.Minute

// deviceInfo is the device as the page is told of it.
func (w *worker) deviceInfo() *wire.Device {
	return &wire.Device{Kind: w.device.Kind(), Name: w.device.Name(), Note: w.note}
}

// openDevice opens what the settings ask for, unless it is open. Where the reader
// leaves the choice, the faster device trains; a GPU that is to train is verified on
// what the runs of configs will do. The CPU takes the place of one that fails or
// loses, and the note says why.
func (w *worker) openDevice(ctx context.Context, kind string, configs []train.Config, base []float32) error {
	if w.kind != kind { // the reader's word counts anew
		w.kind, w.gpuFailure, w.cpuReasons = kind, "", map[string]string{}
		w.closeDevice()
	}
	size := configs[0].Size()
	reason, measured := w.cpuReasons[size]
	if w.gpuFailure != "" {
		reason = ""
	}
	if w.device != nil && w.cpuChosen {
		if reason != "" && reason == w.note {
			return nil
		}
		w.closeDevice() // it was chosen at another size
	}
	if w.device == nil && reason == "" {
		if err := w.takeDevice(ctx); err != nil {
			return err
		}
	}
	if kind == "auto" && !measured && w.device.Kind() != "cpu" { // before kernels are compiled for one that loses
		var err error
		if reason, err = w.measure(ctx, configs[0], base); err != nil {
			return err
		}
		w.cpuReasons[size] = reason
	}
	if reason != "" {
		w.closeDevice()
		if err := w.takeCPU(ctx, reason); err != nil {
			return err
		}
		w.cpuChosen = true
		return nil
	}
	wrong, err := w.verify(ctx, w.device, w.kinds(configs))
	if err != nil || wrong == "" {
		return err
	}
	return w.giveUpGPU(ctx, wrong)
}

// faster is the note of a CPU that was measured to be.
const faster = "faster here"

// measure returns why the CPU is to train runs like c rather than the device; "" if
// it is not.
func (w *worker) measure(ctx context.Context, c train.Config, base []float32) (reason string, err error) {
	cpu, _, err := w.open(ctx, "cpu")
	if err != nil {
		return "", deviceError(err)
	}
	defer cpu.Close()
	slow, err := train.CPUFaster(ctx, w.device, cpu, c, base)
	switch {
	case errors.Is(err, train.ErrLost) || ctx.Err() != nil:
		return "", err
	case err != nil:
		return cannot(err), nil
	case slow:
		return faster, nil
	}
	return "", nil
}

// cannot is the note of a CPU where a GPU failed.
func cannot(err error) string { return "the GPU cannot compute this: " + err.Error() }

// takeDevice opens the device that was asked for, or the CPU where that was given up.
func (w *worker) takeDevice(ctx context.Context) error {
	if w.gpuFailure != "" {
		return w.takeCPU(ctx, w.gpuFailure)
	}
	dev, note, err := w.open(ctx, w.kind)
	if err != nil {
		return deviceError(err)
	}
	w.device, w.note, w.verified, w.cpuChosen = dev, note, nil, false
	return nil
}

func (w *worker) takeCPU(ctx context.Context, note string) error {
	dev, _, err := w.open(ctx, "cpu")
	if err != nil {
		return deviceError(err)
	}
	w.device, w.note, w.verified, w.cpuChosen = dev, note, nil, false
	return nil
}

// giveUpGPU has the CPU train from now on, until the reader asks for a device.
func (w *worker) giveUpGPU(ctx context.Context, why string) error {
	w.closeDevice()
	w.gpuFailure = why
	return w.takeDevice(ctx)
}

func (w *worker) closeDevice() {
	if w.device != nil {
		w.device.Close()
		w.device = nil
	}
}

// kinds are the kinds of step that runs of configs need.
func (w *worker) kinds(configs []train.Config) (kinds []train.Kind) {
	if w.settings.Warm > 0 { // by SFT
		c := configs[0]
		c.Method = "sft"
		configs = append(configs[:len(configs):len(configs)], c)
	}
	for _, c := range configs {
		kinds = append(kinds, c.Kinds()...)
	}
	return kinds
}

// verify has a GPU train a few steps of each kind, unless it did so before, and says
// what it gets wrong; "" if nothing.
func (w *worker) verify(ctx context.Context, dev train.Device, kinds []train.Kind) (wrong string, err error) {
	if dev.Kind() == "cpu" {
		return "", nil
	}
	for _, k := range kinds {
		if slices.Contains(w.verified, k) {
			continue
		}
		kernel, err := k.Verify(ctx, dev)
		if errors.Is(err, train.ErrLost) || ctx.Err() != nil {
			return "", err
		}
		if err != nil {
			return cannot(err), nil
		}
		if kernel != "" {
			return "the GPU computes " + kernel + " wrong", nil
		}
		w.verified = append(w.verified, k)
	}
	return "", nil
}

// surviving runs f, and again where the device is lost meanwhile: on another one,
// from the step that the reader has seen.
func (w *worker) surviving(ctx context.Context, f func() error) error {
	const tries = 3 // the CPU is not lost
	err := f()
	for n := 0; n < tries && w.lost == nil && errors.Is(err, train.ErrLost); n++ {
		if w.survive(ctx) != nil {
			return err
		}
		err = f()
	}
	return err
}

// verifyAgain is the longest that a device which was lost may take to be verified; one
// that is slower came back as something else.
const verifyAgain = 10 * time.Second

// survive replaces a device that was lost: by the same once more; the second time
// within a minute, or where it does not open or computes otherwise now, by the CPU. The
// runs are restored from their last snapshot and replayed up to the last step that was
// told.
func (w *worker) survive(ctx context.Context) error {
	again := !w.lostAt.IsZero() && w.now().Sub(w.lostAt) < lostTwice
	if w.lostAt = w.now(); again {
		w.gpuFailure = "the GPU was lost twice"
	}
	w.cpuReasons = map[string]string{} // another adapter may come
	comparison := w.comparison
	if comparison == nil { // they are made anew
		w.abandon()
		return nil
	}
	kinds := w.verified
	w.abandon() // closes what is gone; the runs forget it
	err := w.takeDevice(ctx)
	if err != nil && w.gpuFailure == "" { // it does not come back
		w.gpuFailure = "the GPU was lost"
		err = w.takeDevice(ctx)
	}
	if err == nil {
		err = w.trust(ctx, kinds)
	}
	if err != nil {
		return err
	}
	said := fmt.Sprintf("The GPU was lost after step %d and opened again; nothing else changed.", comparison.Told())
	switch {
	case again:
		said = fmt.Sprintf("The GPU was lost again; the CPU goes on from step %d.", comparison.Told())
	case w.device.Kind() == "cpu":
		said = fmt.Sprintf("The GPU was lost; the CPU goes on from step %d.", comparison.Told())
	}
	err = w.move(ctx, comparison, said)
	if errors.Is(err, train.ErrLost) && !again {
		w.comparison = comparison
		return w.survive(ctx)
	}
	return err
}

// trust verifies the device that was opened after a loss on the kinds of step that
// the one before got right; where it is wrong, or slow, or lost too, the CPU goes on.
func (w *worker) trust(ctx context.Context, kinds []train.Kind) error {
	limited, cancel := context.WithTimeout(ctx, w.verifyAgain)
	defer cancel()
	wrong, err := w.verify(limited, w.device, kinds)
	switch {
	case ctx.Err() != nil:
		return err
	case errors.Is(err, train.ErrLost):
		wrong = "the GPU was lost twice"
	case err != nil:
		wrong = "the GPU is too slow since it was lost"
	}
	if wrong == "" {
		return nil
	}
	return w.giveUpGPU(ctx, wrong)
}

// move takes the runs to the device that was opened, and tells the reader.
func (w *worker) move(ctx context.Context, comparison *train.Comparison, said string) error {
	w.comparison = comparison
	if err := comparison.Reopen(ctx, w.device); err != nil {
		return err
	}
	w.post(wire.Event{Type: "device", Device: w.deviceInfo(), Said: said})
	return nil
}
