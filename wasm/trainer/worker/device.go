package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// lostTwice is the time within which a second loss ends the use of a GPU.
const lostTwice = time.Minute

// face is the device as the page is told of it.
func (w *worker) face() *wire.Device {
	return &wire.Device{Kind: w.device.Kind(), Name: w.device.Name(), Note: w.note}
}

// openDevice opens what the settings ask for, unless it is open, and has it prove
// itself on what the runs of configs will do. Where it fails, or where the reader
// leaves the choice and the CPU is faster, the CPU trains and the note says why.
func (w *worker) openDevice(ctx context.Context, kind string, configs []train.Config, base []float32) error {
	if w.kind != kind { // the reader's word counts anew
		w.kind, w.given = kind, ""
		w.closeDevice()
	}
	if kind == "auto" && w.note == faster {
		w.closeDevice() // at another size it may be otherwise
	}
	if w.device == nil {
		if err := w.takeDevice(ctx); err != nil {
			return err
		}
	}
	wrong, err := w.verify(ctx, w.device, configs)
	if err != nil {
		return err
	}
	if wrong == "" && kind == "auto" && w.device.Kind() != "cpu" {
		cpu, _, err := w.open(ctx, "cpu")
		if err != nil {
			return deviceError(err)
		}
		slow, err := train.CPUFaster(ctx, w.device, cpu, configs[0], base)
		if err != nil {
			return fmt.Errorf("measuring the devices: %w", err)
		}
		if slow {
			w.closeDevice()
			return w.takeCPU(ctx, faster)
		}
	}
	if wrong != "" {
		w.closeDevice()
		w.given = wrong
		return w.takeDevice(ctx)
	}
	return nil
}

// faster is the note of a CPU that was measured to be.
const faster = "faster here"

// takeDevice opens the device that was asked for, or the CPU where that was given up.
func (w *worker) takeDevice(ctx context.Context) error {
	if w.given != "" {
		return w.takeCPU(ctx, w.given)
	}
	dev, note, err := w.open(ctx, w.kind)
	if err != nil {
		return deviceError(err)
	}
	w.device, w.note, w.verified = dev, note, map[train.Kind]bool{}
	return nil
}

func (w *worker) takeCPU(ctx context.Context, note string) error {
	dev, _, err := w.open(ctx, "cpu")
	if err != nil {
		return deviceError(err)
	}
	w.device, w.note, w.verified = dev, note, map[train.Kind]bool{}
	return nil
}

func (w *worker) closeDevice() {
	if w.device != nil {
		w.device.Close()
		w.device = nil
	}
}

// verify has a GPU train a few steps of each kind that the runs of configs need,
// unless it did so before, and says what it gets wrong; "" if nothing.
func (w *worker) verify(ctx context.Context, dev train.Device, configs []train.Config) (wrong string, err error) {
	if dev.Kind() == "cpu" {
		return "", nil
	}
	if w.settings.Warm > 0 { // by SFT
		c := configs[0]
		c.Method = "sft"
		configs = append(configs[:len(configs):len(configs)], c)
	}
	for _, c := range configs {
		for _, k := range c.Kinds() {
			if w.verified[k] {
				continue
			}
			kernel, err := k.Verify(ctx, dev)
			if errors.Is(err, train.ErrLost) || ctx.Err() != nil {
				return "", err
			}
			if err != nil {
				return "the GPU cannot compute this: " + err.Error(), nil
			}
			if kernel != "" {
				return "the GPU computes " + kernel + " wrong", nil
			}
			w.verified[k] = true
		}
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

// survive replaces a device that was lost: by the same once more; the second time
// within a minute, or where it does not open, by the CPU. The runs are restored from their last snapshot and
// replayed up to the last step that was told.
func (w *worker) survive(ctx context.Context) error {
	again := !w.lostAt.IsZero() && w.now().Sub(w.lostAt) < lostTwice
	if w.lostAt = w.now(); again {
		w.given = "the GPU was lost twice"
	}
	duel := w.duel
	if duel == nil { // they are made anew
		w.abandon()
		return nil
	}
	w.abandon() // closes what is gone; the runs forget it
	err := w.takeDevice(ctx)
	if err != nil && w.given == "" { // it does not come back
		w.given = "the GPU was lost"
		err = w.takeDevice(ctx)
	}
	if err != nil {
		return err
	}
	said := fmt.Sprintf("The GPU was lost after step %d and opened again; nothing else changed.", duel.Told())
	switch {
	case again:
		said = fmt.Sprintf("The GPU was lost again; the CPU goes on from step %d.", duel.Told())
	case w.given != "":
		said = fmt.Sprintf("The GPU was lost; the CPU goes on from step %d.", duel.Told())
	}
	err = w.move(ctx, duel, said)
	if errors.Is(err, train.ErrLost) && !again {
		w.duel = duel
		return w.survive(ctx)
	}
	return err
}

// move takes the runs to the device that was opened, and tells the reader.
func (w *worker) move(ctx context.Context, duel *train.Duel, said string) error {
	w.duel = duel
	if err := duel.Reopen(ctx, w.device); err != nil {
		return err
	}
	w.post(wire.Event{Type: "device", Device: w.face(), Said: said})
	return nil
}
