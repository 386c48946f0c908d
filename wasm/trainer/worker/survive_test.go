package worker

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"softmix/i18n"
	"softmix/model/device"
	"softmix/model/train"
	"softmix/wasm/wire"
)

// fragile is a GPU, computed by the CPU, that is lost at some call. calls is how
// many it has answered.
type fragile struct {
	train.Device
	at, calls int    // lost with call number at; 0 = never
	without   string // a kernel that does nothing
	slow      time.Duration
	stuck     bool            // reads end with their time
	broken    error           // of what it is measured by
	compiled  map[string]bool // kernels
}

func (f *fragile) Kind() string { return "webgpu" }

func (f *fragile) call() error {
	f.calls++
	if f.at > 0 && f.calls >= f.at {
		return train.ErrLost
	}
	return nil
}

// hollow is a list of which one kernel does nothing.
type hollow struct {
	device.List
	calls []device.Call
}

func (h hollow) Calls() []device.Call { return h.calls }

func (f *fragile) Compile(label string, calls []device.Call) (device.List, error) {
	if f.broken != nil && label == "measured product" {
		return nil, f.broken
	}
	for _, c := range calls {
		f.compiled[c.Kernel] = true
	}
	l, err := f.Device.Compile(label, slices.DeleteFunc(slices.Clone(calls), func(c device.Call) bool { return c.Kernel == f.without }))
	return hollow{l, calls}, err
}

func (f *fragile) Run(lists ...device.List) error {
	time.Sleep(f.slow)
	if err := f.call(); err != nil {
		return err
	}
	lists = slices.Clone(lists)
	for i := range lists {
		lists[i] = lists[i].(hollow).List
	}
	return f.Device.Run(lists...)
}

func (f *fragile) WriteF32(b device.Buffer, off int, data []float32) error {
	if err := f.call(); err != nil {
		return err
	}
	return f.Device.WriteF32(b, off, data)
}

func (f *fragile) ReadF32(ctx context.Context, b device.Buffer, off int, dst []float32) error {
	if err := f.call(); err != nil {
		return err
	}
	return f.Device.ReadF32(ctx, b, off, dst)
}

func (f *fragile) ReadAsync(views ...device.View) (device.PendingRead, error) {
	if err := f.call(); err != nil {
		return nil, err
	}
	r, err := f.Device.ReadAsync(views...)
	if f.stuck {
		r = stuck{r}
	}
	return r, err
}

// stuck is a read that never ends.
type stuck struct{ device.PendingRead }

func (stuck) Wait(ctx context.Context) ([]float32, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// onGPUs opens a page whose GPUs are these, one after the other; the last stays.
// Asked for the CPU it gets one.
func onGPUs(t *testing.T, gpus ...*fragile) *page {
	p := open(t)
	for _, g := range gpus {
		g.Device, _, _ = train.OpenDevice(t.Context(), "cpu")
		g.compiled = map[string]bool{}
	}
	asked := 0
	p.limits.open = func(ctx context.Context, kind string) (train.Device, string, error) {
		p.opened = append(p.opened, kind)
		if kind == "cpu" {
			return train.OpenDevice(ctx, "cpu")
		}
		if asked++; asked > len(gpus) && len(gpus) == 1 && gpus[0].at > 0 {
			return nil, "", errors.New("there is none any more")
		}
		return gpus[min(asked, len(gpus))-1], "", nil
	}
	return p
}

// gpuSettings are small settings on the GPU.
func gpuSettings() wire.Settings {
	s := small()
	s.Device = "webgpu"
	return s
}

// script is what a reader does: twenty steps, with pauses and a step back.
func (p *page) script() (losses [2][]float64) {
	for _, c := range []wire.Command{{Do: "step", N: 7}, {Do: "step", N: 6}, {Do: "pause"}, {Do: "seek", N: 11}, {Do: "step", N: 9}} {
		p.do(c)
	}
	for i := range losses {
		losses[i], _ = p.course(i)
	}
	return losses
}

func (p *page) told() (said []string, devices []wire.Device) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events {
		if e.Type == "device" {
			said, devices = append(said, e.Said), append(devices, *e.Device)
		}
		if e.Error != nil {
			p.t.Errorf("an error: %+v", e.Error)
		}
	}
	return said, devices
}

// A GPU that is lost at any moment is opened again, and the losses are those of an
// undisturbed run; the reader hears one sentence.
func TestLossIsSurvivedAtAnyMoment(t *testing.T) {
	sound := &fragile{}
	p := onGPUs(t, sound)
	p.init(gpuSettings())
	built := sound.calls
	want := p.script()
	r := rand.New(rand.NewPCG(11, 7))
	for range 20 {
		at := 1 + r.IntN(sound.calls)
		p := onGPUs(t, &fragile{at: at}, &fragile{})
		p.init(gpuSettings())
		if got := p.script(); !slices.Equal(got[0], want[0]) || !slices.Equal(got[1], want[1]) {
			t.Errorf("lost at call %d of %d:\n%v, undisturbed\n%v", at, sound.calls, got, want)
		}
		said, devices := p.told()
		if at > built && (len(said) != 1 || devices[0].Kind != "webgpu" || !strings.HasPrefix(said[0], "The GPU was lost after step ")) || len(said) > 1 {
			t.Errorf("lost at call %d: the reader hears %q of %v", at, said, devices)
		}
		if !slices.Equal(p.opened, []string{"webgpu", "webgpu"}) {
			t.Errorf("lost at call %d: opened %v", at, p.opened)
		}
	}
}

// A GPU that is lost twice within a minute is given up: the CPU goes on from the
// same step. After a minute a loss counts as the first again.
func TestLostTwiceTheCPUGoesOn(t *testing.T) {
	sound := &fragile{}
	p := onGPUs(t, sound)
	p.init(gpuSettings())
	built := sound.calls
	want := p.script()
	for _, late := range []bool{false, true} {
		p := onGPUs(t, &fragile{at: built + 40}, &fragile{at: built + 60}, &fragile{})
		if now := time.Now(); late {
			ticks := 0
			p.limits.now = func() time.Time { ticks++; return now.Add(time.Duration(ticks) * time.Minute) }
		}
		p.init(gpuSettings())
		if got := p.script(); !slices.Equal(got[0], want[0]) || !slices.Equal(got[1], want[1]) {
			t.Errorf("late %v:\n%v, undisturbed\n%v", late, got, want)
		}
		said, devices := p.told()
		if len(said) != 2 {
			t.Fatalf("late %v: the reader hears %q", late, said)
		}
		if onCPU := devices[1].Kind == "cpu" && strings.Contains(said[1], "the CPU goes on from step") && devices[1].Note != ""; onCPU == late {
			t.Errorf("late %v: %q on %v", late, said, devices)
		}
		// Nor is it opened again for other runs, until the reader asks for a device.
		if s := gpuSettings(); !late {
			s.Seed = 9
			p.do(wire.Command{Do: "set", Settings: &s})
			if p.opened[len(p.opened)-1] != "cpu" {
				t.Errorf("opened %v", p.opened)
			}
			s.Device = "auto"
			p.do(wire.Command{Do: "set", Settings: &s})
			if !slices.Contains(p.opened, "auto") {
				t.Errorf("opened %v", p.opened)
			}
		}
	}
}

// A GPU that does not come back leaves the CPU to go on.
func TestLostForGood(t *testing.T) {
	sound := &fragile{}
	p := onGPUs(t, sound)
	p.init(gpuSettings())
	built := sound.calls
	want := p.script()
	p = onGPUs(t, &fragile{at: built + 40})
	p.init(gpuSettings())
	if got := p.script(); !slices.Equal(got[0], want[0]) || !slices.Equal(got[1], want[1]) {
		t.Errorf("%v, undisturbed\n%v", got, want)
	}
	said, devices := p.told()
	if len(said) != 1 || !strings.HasPrefix(said[0], "The GPU was lost; the CPU goes on from step ") || devices[0].Kind != "cpu" {
		t.Errorf("the reader hears %q of %v", said, devices)
	}
}

// A GPU that comes back as another one, which is wrong, hangs or is lost at once, is
// found out before anything is computed on it: the CPU goes on.
func TestWhatComesBackIsVerified(t *testing.T) {
	sound := &fragile{}
	p := onGPUs(t, sound)
	p.init(gpuSettings())
	built := sound.calls
	want := p.script()
	for note, second := range map[string]*fragile{
		"the GPU computes adamw wrong":          {without: "adamw"},
		"the GPU is too slow since it was lost": {stuck: true},
		"the GPU was lost twice":                {at: 1},
	} {
		p := onGPUs(t, &fragile{at: built + 40}, second)
		p.limits.verifyAgain = time.Second
		p.init(gpuSettings())
		if got := p.script(); !slices.Equal(got[0], want[0]) || !slices.Equal(got[1], want[1]) {
			t.Errorf("%s:\n%v, undisturbed\n%v", note, got, want)
		}
		said, devices := p.told()
		if len(said) != 1 || !strings.HasPrefix(said[0], "The GPU was lost; the CPU goes on from step ") || devices[0].Kind != "cpu" || devices[0].Note != note {
			t.Errorf("%s: the reader hears %q of %v", note, said, devices)
		}
	}
}

// A kernel that does nothing is found out before the first step of the
// methods that need it; the CPU trains, and the reader is told why.
func TestWrongKernelIsFoundOut(t *testing.T) {
	p := onGPUs(t, &fragile{})
	p.init(gpuSettings())
	want := p.script()
	for _, kernel := range []string{"adamw", "norm_linear", "loss_sft", "loss_drp", "embed_step"} {
		p := onGPUs(t, &fragile{without: kernel})
		p.init(gpuSettings())
		ready := p.wait("ready", func(e wire.Event) bool { return e.Type == "ready" })
		if ready.Device.Kind != "cpu" || ready.Device.Note != "the GPU computes "+kernel+" wrong" {
			t.Errorf("without %s: %+v", kernel, ready.Device)
		}
		if got := p.script(); !slices.Equal(got[0], want[0]) || !slices.Equal(got[1], want[1]) {
			t.Errorf("without %s:\n%v, right\n%v", kernel, got, want)
		}
	}
	// A change of method makes other runs, whose kernels are asked for then.
	p = onGPUs(t, &fragile{without: "scheduled_sample"})
	s := gpuSettings()
	p.init(s)
	s.Arms[1].Method = "ss"
	p.do(wire.Command{Do: "set", Settings: &s})
	var kinds, notes []string
	for _, e := range p.events {
		if e.Type == "ready" {
			kinds, notes = append(kinds, e.Device.Kind), append(notes, e.Device.Note)
		}
	}
	if !slices.Equal(kinds, []string{"webgpu", "cpu"}) || notes[1] != "the GPU computes scheduled_sample wrong" {
		t.Errorf("ready on %v, notes %q", kinds, notes)
	}
}

// slowCPU is a CPU that takes some time for each submission.
type slowCPU struct {
	train.Device
	work time.Duration
}

func (s slowCPU) Run(lists ...device.List) error {
	time.Sleep(s.work)
	return s.Device.Run(lists...)
}

// last is the last ready event.
func (p *page) last() (ready wire.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events {
		if e.Type == "ready" {
			ready = e
		}
	}
	return ready
}

// Where the reader leaves the choice, the faster device trains, and says so.
func TestAutoTakesTheFaster(t *testing.T) {
	for _, c := range []struct {
		gpu, cpu   time.Duration
		kind, note string
	}{
		{0, 20 * time.Millisecond, "webgpu", ""},
		{100 * time.Millisecond, 0, "cpu", i18n.WorkerFaster.String()},
	} {
		p := onGPUs(t, &fragile{slow: c.gpu})
		opens := p.limits.open
		p.limits.open = func(ctx context.Context, kind string) (train.Device, string, error) {
			dev, note, err := opens(ctx, kind)
			if kind == "cpu" {
				dev = slowCPU{dev, c.cpu}
			}
			return dev, note, err
		}
		s := gpuSettings()
		s.Device = "auto"
		p.init(s)
		if ready := p.last(); ready.Device.Kind != c.kind || ready.Device.Note != c.note {
			t.Errorf("a GPU that takes %v a submission, a CPU that takes %v: %+v", c.gpu, c.cpu, ready.Device)
		}
		if u := p.do(wire.Command{Do: "step", N: 3}); u.Step != 3 {
			t.Errorf("at step %d", u.Step)
		}
	}
	p := onGPUs(t, &fragile{slow: 20 * time.Millisecond})
	p.init(gpuSettings())
	if ready := p.last(); ready.Device.Kind != "webgpu" || ready.Device.Note != "" {
		t.Errorf("a GPU that was asked for: %+v", ready.Device)
	}
}

// A GPU that loses is asked for no kernel but those of what is measured, and is not
// opened again for other runs of that size.
func TestAGPUThatLosesIsLeftAlone(t *testing.T) {
	gpu := &fragile{slow: 100 * time.Millisecond}
	p := onGPUs(t, gpu)
	s := gpuSettings()
	s.Device = "auto"
	p.init(s)
	opened := []string{"auto", "cpu", "cpu"} // measured with, trained on
	for _, change := range []func(){func() {}, func() { s.Seed = 9 }, func() { s.Arms[1].Method = "ss" }} {
		change()
		p.do(wire.Command{Do: "set", Settings: &s, Run: p.last().Run + 1})
		if ready := p.last(); ready.Device.Kind != "cpu" || ready.Device.Note != i18n.WorkerFaster.String() || !slices.Equal(p.opened, opened) {
			t.Fatalf("%+v, opened %v", ready.Device, p.opened)
		}
	}
	for _, kernel := range []string{"loss_drp", "scheduled_sample"} {
		if gpu.compiled[kernel] {
			t.Errorf("kernel %s was compiled for a device that does not train", kernel)
		}
	}
	if s.Batch *= 2; p.do(wire.Command{Do: "set", Settings: &s, Run: p.last().Run + 1}).Step != 0 || !slices.Equal(p.opened, append(opened, "auto", "cpu", "cpu")) {
		t.Errorf("at another size: opened %v", p.opened)
	}
	s.Device = "webgpu" // the reader's word
	p.do(wire.Command{Do: "set", Settings: &s, Run: p.last().Run + 1})
	if ready := p.last(); ready.Device.Kind != "webgpu" || !gpu.compiled["scheduled_sample"] {
		t.Errorf("asked for: %+v", ready.Device)
	}
}

// A GPU that fails while it is measured leaves the CPU to train.
func TestAGPUThatCannotBeMeasured(t *testing.T) {
	p := onGPUs(t, &fragile{broken: errors.New("no such pipeline")})
	s := gpuSettings()
	s.Device = "auto"
	p.init(s)
	if ready := p.last(); ready.Device.Kind != "cpu" || !strings.HasPrefix(ready.Device.Note, "the GPU cannot compute this: ") || !strings.Contains(ready.Device.Note, "no such pipeline") {
		t.Errorf("%+v", ready.Device)
	}
	if u := p.do(wire.Command{Do: "step", N: 2}); u.Step != 2 {
		t.Errorf("at step %d", u.Step)
	}
}
