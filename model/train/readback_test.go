package train

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/device/cpu"
)

// late is a device whose reads travel until someone waits for them, and that can
// be lost meanwhile.
type late struct {
	device.Device
	gone    bool
	dropped int
}

type lateRead struct {
	device.PendingRead
	dev  *late
	here bool
}

func (l *late) ReadAsync(views ...device.View) (device.PendingRead, error) {
	r, err := l.Device.ReadAsync(views...)
	return &lateRead{PendingRead: r, dev: l}, err
}

func (r *lateRead) Ready() bool { return r.here }

func (r *lateRead) Wait(ctx context.Context) ([]float32, error) {
	if r.dev.gone {
		return nil, device.ErrLost
	}
	r.here = true
	return r.PendingRead.Wait(ctx)
}

func (r *lateRead) Drop() {
	r.dev.dropped++
	r.PendingRead.Drop()
}

// onLateDevices runs body on the devices as they are, and on a late CPU.
func onLateDevices(t *testing.T, body func(t *testing.T, dev device.Device)) {
	onDevices(t, body)
	t.Run("late", func(t *testing.T) { body(t, &late{Device: cpu.Open()}) })
}

// enqueue steps the comparison and reads nothing but what is too much to carry.
func enqueue(t *testing.T, d *Comparison, slices ...int) {
	t.Helper()
	for _, n := range slices {
		if err := d.Step(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
}

// course returns the losses of n steps of every configuration, each read before
// the next step begins: the naive twin of everything below.
func course(t *testing.T, dev device.Device, n int, configs ...Config) [][]float32 {
	t.Helper()
	out := make([][]float32, len(configs))
	for i, c := range configs {
		r := newRun(t, dev, c)
		for range n {
			out[i] = append(out[i], lossesOf(t, r, 1)...)
		}
	}
	return out
}

func (w *listener) expect(t *testing.T, when string, want [][]float32, n int) {
	t.Helper()
	for i := range want {
		if !slices.Equal(w.losses[i], want[i][:n]) {
			t.Fatalf("%s: run %d was told\n%v, want\n%v", when, i, w.losses[i], want[i][:n])
		}
	}
}

func flush(t *testing.T, d *Comparison) {
	t.Helper()
	if err := d.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Losses and snapshots that travel are those that a blocking read gets.
func TestReadbacksBringWhatBlockingReadsBring(t *testing.T) {
	onLateDevices(t, func(t *testing.T, dev device.Device) {
		want := course(t, dev, 40, sft(), sampled())
		d, w := newComparison(t, dev, sft(), sampled())
		enqueue(t, d, 3, 1, 5)
		for i, r := range d.Runs() { // what they spent is known of the steps told, too
			alone := newRun(t, dev, r.cfg)
			lossesOf(t, alone, 4)
			if got, want := r.SpentAt(4), alone.Spent(); got != want {
				t.Errorf("run %d spent %+v by step 4, want %+v", i, got, want)
			}
		}
		if _, slow := dev.(*late); slow && (d.Told() != 0 || d.Ready() || len(d.pending) != 4) {
			t.Errorf("told %d of %d steps, %d reads under way", d.Told(), d.At(), len(d.pending))
		}
		for told := 0; d.Told() < d.At(); told = d.Told() {
			if err := d.Collect(t.Context()); err != nil {
				t.Fatal(err)
			}
			if d.Told() <= told {
				t.Fatalf("Collect told no losses beyond %d", told)
			}
			w.expect(t, "collected", want, d.Told())
		}
		if !d.Ready() || d.Collect(t.Context()) != nil || d.Told() != 9 {
			t.Errorf("told %d of %d steps", d.Told(), d.At())
		}
		enqueue(t, d, 30, 1)
		if d.crowded() || len(d.pending) > maxPending {
			t.Errorf("%d reads under way", len(d.pending))
		}
		flush(t, d)
		w.expect(t, "flushed", want, 40)

		if len(d.kept) != 6 {
			t.Fatalf("%d snapshots in 40 steps", len(d.kept))
		}
		for i, c := range []Config{sft(), sampled()} {
			r := newRun(t, dev, c)
			for _, k := range d.kept {
				for r.At() < k.step {
					lossesOf(t, r, 1)
				}
				s, err := r.Snapshot(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				same := k.runs[i]
				if same.Step() != s.Step() || !slices.Equal(same.state.W, s.state.W) || !slices.Equal(same.state.M, s.state.M) || !slices.Equal(same.state.V, s.state.V) ||
					!slices.Equal(same.spent, s.spent) || !slices.Equal(same.loader.streams[1], s.loader.streams[1]) {
					t.Errorf("the snapshot of step %d of run %d is not the blocking one", k.step, i)
				}
			}
		}
	})
}

// What goes elsewhere while losses travel gives no loss up that counts, and
// tells none that does not.
func TestReadbacksAndDetours(t *testing.T) {
	onLateDevices(t, func(t *testing.T, dev device.Device) {
		want := course(t, dev, 30, sft(), sampled())
		t.Run("seek", func(t *testing.T) {
			d, w := newComparison(t, dev, sft(), sampled())
			enqueue(t, d, 4, 4, 4)
			if err := d.Seek(t.Context(), 9); err != nil {
				t.Fatal(err)
			}
			w.expect(t, "after seeking", want, 9)
			enqueue(t, d, 3)
			if err := d.Seek(t.Context(), 17); err != nil { // forwards
				t.Fatal(err)
			}
			w.expect(t, "after seeking forwards", want, 17)
		})
		t.Run("reset", func(t *testing.T) {
			d, w := newComparison(t, dev, sft(), sampled())
			enqueue(t, d, 4, 9)
			if err := d.Reset(t.Context()); err != nil || d.At() != 0 || d.Told() != 0 || !d.Ready() {
				t.Fatalf("%v, at %d, told %d", err, d.At(), d.Told())
			}
			w.expect(t, "after the reset", want, 0)
			enqueue(t, d, 2, 10)
			flush(t, d)
			w.expect(t, "trained again", want, 12)
		})
		t.Run("set", func(t *testing.T) {
			d, w := newComparison(t, dev, sft(), sampled())
			enqueue(t, d, 4, 4)
			n := d.Recipe(1)
			n.Lambda = .1
			set(t, d, 1, n)
			enqueue(t, d, 3)
			n.Settings.Passes = 3 // another step, with a history of its own
			set(t, d, 1, n)
			enqueue(t, d, 3)
			flush(t, d)
			if len(w.losses[0]) != 14 || len(w.losses[1]) != 14 {
				t.Fatalf("%d and %d losses", len(w.losses[0]), len(w.losses[1]))
			}
			if !slices.Equal(w.losses[0], want[0][:14]) || !slices.Equal(w.losses[1][:8], want[1][:8]) || w.losses[1][8] == want[1][8] {
				t.Errorf("losses\n%v, without the changes\n%v", w.losses, want)
			}
			hurried := slices.Clone(w.losses[1])
			if err := d.Seek(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			d, w = newComparison(t, dev, sft(), sampled())
			train(t, d, 8)
			n = d.Recipe(1)
			n.Lambda = .1
			set(t, d, 1, n)
			train(t, d, 3)
			n.Settings.Passes = 3
			set(t, d, 1, n)
			train(t, d, 3)
			if !slices.Equal(w.losses[1], hurried) {
				t.Errorf("under way\n%v, read at once\n%v", hurried, w.losses[1])
			}
		})
		t.Run("snapshot", func(t *testing.T) {
			d, w := newComparison(t, dev, sft(), sampled())
			enqueue(t, d, 5)
			s, err := d.runs[1].Snapshot(t.Context())
			if err != nil || s.Step() != 5 {
				t.Fatal(err)
			}
			enqueue(t, d, 5)
			if err := d.Evaluate(t.Context(), true); err != nil {
				t.Fatal(err)
			}
			flush(t, d)
			w.expect(t, "after a snapshot and an evaluation", want, 10)
		})
		t.Run("free", func(t *testing.T) {
			d, w := newComparison(t, dev, sft(), sampled())
			enqueue(t, d, 5, 5)
			d.Free()
			w.expect(t, "after freeing", want, 0)
			if l, ok := dev.(*late); ok && l.dropped == 0 {
				t.Error("nothing was dropped")
			}
			if err := dev.Err(); err != nil {
				t.Error(err)
			}
		})
	})
}

// A loss that is no number ends the run though steps were enqueued beyond it.
func TestNaNUnderWay(t *testing.T) {
	onLateDevices(t, func(t *testing.T, dev device.Device) {
		broken := sampled()
		broken.AfterStep = func(step int, m *arch.Model) error {
			if step != 13 {
				return nil
			}
			q, _ := m.Layout.Find("0_qkv")
			row := make([]float32, m.Shape.Dim)
			for i := range row {
				row[i] = math.MaxFloat32
			}
			return m.Dev.WriteF32(m.W, q.Off, row)
		}
		want := course(t, dev, 12, sft(), sampled())
		d, w := newComparison(t, dev, sft(), broken)
		enqueue(t, d, 4, 4, 4, 4, 4)
		var err error
		for err == nil && len(d.pending) > 0 {
			err = d.Collect(t.Context())
		}
		var nan *NaNError
		if !errors.As(err, &nan) || nan.Step != 14 || nan.Run != 1 || nan.Kernel != "norm_linear" {
			t.Fatalf("%v, expected a NaNError of step 14 in norm_linear", err)
		}
		if d.At() != 8 || d.Told() != 8 || len(d.pending) != 0 || !slices.Equal(w.rewind, []int{8}) {
			t.Errorf("left at %d, told %d, %d reads under way, rewound to %v", d.At(), d.Told(), len(d.pending), w.rewind)
		}
		w.expect(t, "after the fault", want, 8)
		if d.kept[len(d.kept)-1].step > 8 {
			t.Error("a snapshot beyond the fault was kept")
		}
		enqueue(t, d, 4)
		flush(t, d)
		w.expect(t, "trained again", want, 12)
	})
}

// A device that is lost while losses travel ends the run after the last loss
// told; on another one it goes on from there.
func TestLostUnderWay(t *testing.T) {
	want := course(t, cpu.Open(), 20, sft(), sampled())
	dev := &late{Device: cpu.Open()}
	d, w := newComparison(t, dev, sft(), sampled())
	enqueue(t, d, 4, 4, 4)
	if err := d.Collect(t.Context()); err != nil {
		t.Fatal(err)
	}
	dev.gone = true
	for range 2 {
		err := d.Collect(t.Context())
		var lost *LostError
		if !errors.As(err, &lost) || !errors.Is(err, device.ErrLost) || lost.Step != 4 {
			t.Fatalf("expected a LostError after step 4, got %v", err)
		}
	}
	if err := d.Reopen(t.Context(), cpu.Open()); err != nil || d.At() != 4 || len(d.pending) != 0 {
		t.Fatalf("%v, at %d", err, d.At())
	}
	enqueue(t, d, 16)
	flush(t, d)
	w.expect(t, "on another device", want, 20)
}

// A context that ends while losses travel leaves them to be collected.
func TestCancelledUnderWay(t *testing.T) {
	d, w := newComparison(t, &late{Device: cpu.Open()}, sft())
	enqueue(t, d, 5)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Collect(ctx); !errors.Is(err, context.Canceled) || d.Told() != 0 {
		t.Errorf("%v, told %d", err, d.Told())
	}
	flush(t, d)
	w.expect(t, "afterwards", course(t, cpu.Open(), 5, sft()), 5)
}
