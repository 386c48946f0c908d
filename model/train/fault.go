package train

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"softmix/i18n"
	"softmix/model/device"
)

// Weights is NaNError.Kernel where no kernel is to blame.
const Weights = "weights"

// NaNError reports that a loss stopped being a finite number.
type NaNError struct {
	Step   int    // the first step that computed one
	Run    int    // index of the run
	Method string // the run's method
	Seed   uint64 // and seed
	Kernel string // the first kernel whose output was not finite; Weights if the
	// weights were bad before any kernel ran; "" if a replay stayed finite
}

// Error says what happened, where, and what may help.
func (e *NaNError) Error() string {
	where := i18n.TrainReplayFinite.String()
	switch e.Kernel {
	case "":
	case Weights:
		where = i18n.TrainWeightsNotFinite.String()
	default:
		where = i18n.Say(i18n.TrainKernelNotFinite, e.Kernel)
	}
	return i18n.Say(i18n.TrainNotFinite, e.Method, e.Seed, e.Step, where)
}

// LostError reports that the device is gone. It wraps device.ErrLost.
type LostError struct {
	Step int // the last step whose loss was read
	Err  error
}

// Error says what happened, where, and the device's own words for why; not what
// was being read when it showed.
func (e *LostError) Error() string {
	text := fmt.Sprintf("%v after step %d", device.ErrLost, e.Step)
	if _, why, ok := strings.Cut(e.Err.Error(), device.ErrLost.Error()+": "); ok {
		text += " (" + why + ")"
	}
	return text
}

// Unwrap returns the cause.
func (e *LostError) Unwrap() error { return e.Err }

// Lost gives an error of a lost device its type; others pass.
func (c *Comparison) Lost(err error) error {
	var typed *LostError
	if errors.Is(err, device.ErrLost) && !errors.As(err, &typed) {
		return &LostError{Step: c.read, Err: err}
	}
	return err
}

// diagnose finds the kernel that made the loss of run i at step bad, or what its
// update left, not finite. The culprit is in that step or in the backward half of
// the one before: both are replayed kernel by kernel. All runs end at the last
// snapshot before them.
func (c *Comparison) diagnose(ctx context.Context, i, bad int) error {
	c.drop() // steps beyond are undone
	c.inconsistent = true
	r := c.runs[i]
	found := &NaNError{Step: bad, Run: i, Method: c.inForce(bad)[i].Method, Seed: r.cfg.Seed}
	from := max(bad-2, 0)
	safe := c.latest(from)
	if err := r.Restore(safe.runs[i]); err != nil {
		return c.Lost(err)
	}
	if _, err := c.replay(ctx, i, from); err != nil {
		return c.Lost(err)
	}
	if err := r.forgetLosses(); err != nil {
		return c.Lost(err)
	}
	for step := from + 1; step <= bad && found.Kernel == ""; step++ {
		kernel, err := c.firstBadKernel(ctx, i, step)
		if errors.Is(err, device.ErrNotFinite) { // no model could answer or read any more
			kernel, err = Weights, nil
		}
		if err != nil {
			return c.Lost(fmt.Errorf("looking for the kernel behind a loss that is no number: %w", err))
		}
		if kernel != "" {
			found.Step, found.Kernel = step, kernel
		}
	}
	if _, _, err := c.rewind(ctx, safe.step); err != nil {
		return c.Lost(err)
	}
	c.tellRewound(safe.step)
	return found
}

// firstBadKernel trains step of run i, then repeats it kernel by kernel from the same
// state and names the first whose output is not finite. Where there is none the
// run stays after the step.
func (c *Comparison) firstBadKernel(ctx context.Context, i, step int) (string, error) {
	r := c.runs[i]
	if err := r.Set(ctx, c.inForce(step)[i]); err != nil {
		return "", err
	}
	before, err := r.Snapshot(ctx)
	if err != nil {
		return "", err
	}
	if _, err := c.replay(ctx, i, step); err != nil { // uploads the batch and the knobs
		return "", err
	}
	after, err := r.Snapshot(ctx)
	if err != nil {
		return "", err
	}
	if err := r.step.SetState(before.state); err != nil {
		return "", err
	}
	kernel, err := r.step.FirstBad(ctx)
	if err != nil {
		return "", err
	}
	return kernel, r.Restore(after)
}

// forgetLosses zeroes the loss history on the device: a loss that is no number
// must not be found again when earlier steps are examined.
func (r *Run) forgetLosses() error {
	hist, ok := r.step.Buffer("hist")
	if !ok {
		return errors.New("the step has no loss history")
	}
	return r.model.Dev.WriteF32(hist, 0, make([]float32, hist.Len()))
}
