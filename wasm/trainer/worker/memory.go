package worker

import (
	"context"
	"errors"
	"fmt"

	"softmix/i18n"
	"softmix/model/train"
	"softmix/wasm/wire"
)

// much is the memory that is worth a word before it is taken, in bytes.
const much = 500 << 20

// checkMemory tells the page what new runs will take where that is much, and what would
// take less. It refuses what cannot fit: an error says so.
func (w *worker) checkMemory(ctx context.Context, s wire.Settings, run int, t train.Task) error {
	need, err := footprint(ctx, s, t)
	if err != nil {
		return runsError(s, err)
	}
	runs := s.Width() * s.Runs()
	if room := w.roomFor(s); room > 0 && need > room {
		return &readerError{code: "settings", advice: i18n.WorkerNothingChanged.String(), refused: true, err: errors.New(i18n.Say(
			i18n.WorkerTooMuchMemory, runs, amount(need), amount(room), lighter(ctx, s, t, room, true)))}
	}
	if need >= w.much {
		w.post(wire.Event{Type: "progress", Run: run, Progress: &wire.Progress{What: "memory", Done: need, Note: i18n.Say(
			i18n.WorkerMuchMemory, runs, amount(need), lighter(ctx, s, t, w.much, false))}})
	}
	return nil
}

// roomFor is the memory that there is for runs, in bytes; 0 where nobody knows, as of
// a GPU.
func (w *worker) roomFor(s wire.Settings) int {
	if s.Device == "cpu" || w.devices.isCPU(s.Device) {
		return w.memory
	}
	return 0
}

// footprint is the memory that all runs of the settings take, in bytes.
func footprint(ctx context.Context, s wire.Settings, t train.Task) (int, error) {
	sum, shared := 0, 0
	for _, arm := range s.Arms[:s.Width()] {
		c, err := ConfigOf(s, t, arm)
		if err != nil {
			return 0, err
		}
		own, all, err := train.Footprint(ctx, train.RandomBase(t, 1), c)
		if err != nil {
			return 0, err
		}
		sum, shared = sum+own, all
	}
	return sum*s.Runs() + shared, nil
}

// lighter names settings by which the runs take no more than some bytes: fewer
// seeds, a smaller batch, or the least of both.
func lighter(ctx context.Context, s wire.Settings, t train.Task, most int, fit bool) string {
	var ways []string
	try := func(s wire.Settings, words string) bool {
		need, err := footprint(ctx, s, t)
		if err == nil && need <= most {
			ways = append(ways, i18n.Say(i18n.WorkerWay, words, amount(need)))
		}
		return err != nil || need <= most
	}
	for n := s.Runs() / 2; n >= 1; n /= 2 {
		less := s
		if less.Seeds = n; try(less, i18n.Say(i18n.WorkerSeeds, n)) {
			break
		}
	}
	for b := s.Batch / 2; b >= 1; b /= 2 {
		less := s
		if less.Batch = b; try(less, i18n.Say(i18n.WorkerBatch, b)) {
			break
		}
	}
	if len(ways) == 0 {
		return i18n.Say(i18n.WorkerWays, i18n.WorkerAllTogether, fit)
	}
	if len(ways) == 2 {
		ways[0] = i18n.Say(i18n.WorkerOrWay, ways[0], ways[1])
	}
	return i18n.Say(i18n.WorkerWays, ways[0], fit)
}

// amount says how much memory is meant, roughly.
func amount(n int) string {
	if n < 1e9 {
		return i18n.Say(i18n.WorkerMegabytes, (n+5e6)/1e7*10)
	}
	return i18n.Say(i18n.WorkerGigabytes, i18n.Spoken().Number(fmt.Sprintf("%.1f", float64(n)/1e9)))
}
