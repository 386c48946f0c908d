package worker

import (
	"context"
	"errors"
	"slices"
	"time"

	"softmix/i18n"
	"softmix/model/train"
	"softmix/wasm/wire"
)

// lostTwice is the time within which a second loss ends the use of a GPU.
const lostTwice = time.Minute

// deviceManager opens what computes, and replaces it where it fails.
type deviceManager struct {
	*dependencies
	current    train.Device // nil where none is open
	kind       string       // as asked for
	note       string
	verified   []train.Kind      // what the device was asked and got right
	gpuFailure string            // why the GPU is not used any more; "" = it is
	cpuReasons map[string]string // by size that was measured: why the CPU trains; "" = it does not
	cpuChosen  bool              // the device is the CPU for one of them
	lostAt     time.Time         // when a device was lost last
}

// told is the device as the page is told of it.
func (d *deviceManager) told() *wire.Device {
	return &wire.Device{Kind: d.current.Kind(), Name: d.current.Name(), Note: d.note}
}

// isCPU reports whether what is open for a kind that was asked for is the CPU.
func (d *deviceManager) isCPU(kind string) bool {
	return d.current != nil && d.kind == kind && d.current.Kind() == "cpu"
}

// choose opens what the settings ask for, unless it is open. Where the reader
// leaves the choice, the faster device trains; a GPU that is to train is verified on
// what the runs of configs will do, the given kinds of step. The CPU takes the place of
// one that fails or loses, and the note says why.
func (d *deviceManager) choose(ctx context.Context, kind string, configs []train.Config, kinds []train.Kind, base []float32) error {
	if d.kind != kind { // the reader's word counts anew
		d.kind, d.gpuFailure, d.cpuReasons = kind, "", map[string]string{}
		d.close()
	}
	size := configs[0].Size()
	reason, measured := d.cpuReasons[size]
	if d.gpuFailure != "" {
		reason = ""
	}
	if d.current != nil && d.cpuChosen {
		if reason != "" && reason == d.note {
			return nil
		}
		d.close() // it was chosen at another size
	}
	if d.current == nil && reason == "" {
		if err := d.take(ctx); err != nil {
			return err
		}
	}
	if kind == "auto" && !measured && d.current.Kind() != "cpu" { // before kernels are compiled for one that loses
		var err error
		if reason, err = d.measure(ctx, configs[0], base); err != nil {
			return err
		}
		d.cpuReasons[size] = reason
	}
	if reason != "" {
		d.close()
		if err := d.takeCPU(ctx, reason); err != nil {
			return err
		}
		d.cpuChosen = true
		return nil
	}
	wrong, err := d.verify(ctx, kinds)
	if err != nil || wrong == "" {
		return err
	}
	return d.giveUpGPU(ctx, wrong)
}

// measure returns why the CPU is to train runs like c rather than the device; "" if
// it is not.
func (d *deviceManager) measure(ctx context.Context, c train.Config, base []float32) (reason string, err error) {
	cpu, _, err := d.open(ctx, "cpu")
	if err != nil {
		return "", deviceError(err)
	}
	defer cpu.Close()
	slow, err := train.CPUFaster(ctx, d.current, cpu, c, base)
	switch {
	case errors.Is(err, train.ErrLost) || ctx.Err() != nil:
		return "", err
	case err != nil:
		return cannot(err), nil
	case slow:
		return i18n.WorkerFaster.String(), nil
	}
	return "", nil
}

// cannot is the note of a CPU where a GPU failed.
func cannot(err error) string { return i18n.Say(i18n.WorkerCannotCompute, err) }

// take opens the device that was asked for, or the CPU where that was given up.
func (d *deviceManager) take(ctx context.Context) error {
	if d.gpuFailure != "" {
		return d.takeCPU(ctx, d.gpuFailure)
	}
	return d.opened(d.open(ctx, d.kind))
}

func (d *deviceManager) takeCPU(ctx context.Context, note string) error {
	dev, _, err := d.open(ctx, "cpu")
	return d.opened(dev, note, err)
}

func (d *deviceManager) opened(dev train.Device, note string, err error) error {
	if err != nil {
		return deviceError(err)
	}
	d.current, d.note, d.verified, d.cpuChosen = dev, note, nil, false
	return nil
}

// giveUpGPU has the CPU train from now on, until the reader asks for a device.
func (d *deviceManager) giveUpGPU(ctx context.Context, why string) error {
	d.close()
	d.gpuFailure = why
	return d.take(ctx)
}

func (d *deviceManager) close() {
	if dev := d.current; dev != nil {
		d.current = nil
		dev.Close()
	}
}

// kindsOf are the kinds of step that runs of configs need, after some steps of warm-up.
func kindsOf(configs []train.Config, warm int) (kinds []train.Kind) {
	if warm > 0 { // by SFT
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
func (d *deviceManager) verify(ctx context.Context, kinds []train.Kind) (wrong string, err error) {
	if d.current.Kind() == "cpu" {
		return "", nil
	}
	for _, k := range kinds {
		if slices.Contains(d.verified, k) {
			continue
		}
		kernel, err := k.Verify(ctx, d.current)
		if errors.Is(err, train.ErrLost) || ctx.Err() != nil {
			return "", err
		}
		if err != nil {
			return cannot(err), nil
		}
		if kernel != "" {
			return i18n.Say(i18n.WorkerComputesWrong, kernel), nil
		}
		d.verified = append(d.verified, k)
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
	again := w.devices.wasLost()
	comparison := w.comparison
	kinds := w.devices.verified
	w.abandon()            // closes what is gone; the runs forget it
	if comparison == nil { // they are made anew
		return nil
	}
	if err := w.devices.replace(ctx, kinds); err != nil {
		return err
	}
	said := i18n.WorkerLostOpened
	switch {
	case again:
		said = i18n.WorkerLostAgain
	case w.devices.current.Kind() == "cpu":
		said = i18n.WorkerLostOnce
	}
	err := w.move(ctx, comparison, i18n.Say(said, comparison.Told()))
	if errors.Is(err, train.ErrLost) && !again {
		w.comparison = comparison
		return w.survive(ctx)
	}
	return err
}

// wasLost notes that the device was lost; it reports whether that was so lately.
func (d *deviceManager) wasLost() (again bool) {
	again = !d.lostAt.IsZero() && d.now().Sub(d.lostAt) < lostTwice
	if d.lostAt = d.now(); again {
		d.gpuFailure = i18n.WorkerLostTwice.String()
	}
	d.cpuReasons = map[string]string{} // another adapter may come
	return again
}

// replace opens the device anew after a loss and verifies it on the kinds of step that
// the one before got right; where it is wrong, or slow, or lost too, the CPU goes on.
func (d *deviceManager) replace(ctx context.Context, kinds []train.Kind) error {
	err := d.take(ctx)
	if err != nil && d.gpuFailure == "" { // it does not come back
		d.gpuFailure = i18n.WorkerLost.String()
		err = d.take(ctx)
	}
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, d.verifyAgain)
	defer cancel()
	wrong, err := d.verify(limited, kinds)
	switch {
	case ctx.Err() != nil:
		return err
	case errors.Is(err, train.ErrLost):
		wrong = i18n.WorkerLostTwice.String()
	case err != nil:
		wrong = i18n.WorkerSlowSince.String()
	}
	if wrong == "" {
		return nil
	}
	return d.giveUpGPU(ctx, wrong)
}

// move takes the runs to the device that was opened, and tells the reader.
func (w *worker) move(ctx context.Context, comparison *train.Comparison, said string) error {
	w.comparison = comparison
	if err := comparison.Reopen(ctx, w.devices.current); err != nil {
		return err
	}
	w.post(wire.Event{Type: "device", Device: w.devices.told(), Said: said})
	return nil
}
