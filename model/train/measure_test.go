package train

import (
	"context"
	"testing"
	"time"

	"softmix/model/device"
	"softmix/model/device/cpu"
)

// paced is a GPU that takes some time for each list, tells of its end late,
// and remembers.
type paced struct {
	device.Device
	work, wait time.Duration
	due        time.Time
	runs       int
	reads      int
	hiccup     int // the number of the read that takes far longer; 0 = none
	kept       map[string]string
}

func (p *paced) Kind() string { return "webgpu" }

func (p *paced) Run(lists ...device.List) error {
	p.runs++
	if now := time.Now(); p.due.Before(now) {
		p.due = now
	}
	p.due = p.due.Add(time.Duration(len(lists)) * p.work)
	return p.Device.Run(lists...)
}

func (p *paced) ReadF32(ctx context.Context, b device.Buffer, off int, dst []float32) error {
	if p.reads++; p.reads == p.hiccup {
		p.due = time.Now().Add(120 * time.Millisecond)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Until(p.due) + p.wait):
	}
	return p.Device.ReadF32(ctx, b, off, dst)
}

func (p *paced) Remembered(key string) (string, bool) { v, ok := p.kept[key]; return v, ok }
func (p *paced) Remember(key, value string)           { p.kept[key] = value }

// slowCPU takes some time for each list.
type slowCPU struct {
	device.Device
	work   time.Duration
	runs   int
	hiccup int // the number of the submission that takes far longer; 0 = none
}

func (s *slowCPU) Run(lists ...device.List) error {
	if s.runs++; s.runs == s.hiccup {
		time.Sleep(120 * time.Millisecond)
	}
	time.Sleep(time.Duration(len(lists)) * s.work)
	return s.Device.Run(lists...)
}

// The faster device is taken, however late a GPU tells that it is done; one that is
// very slow is given up early; and what was measured once is not measured again.
func TestTheFasterDeviceIsTaken(t *testing.T) {
	const ms = time.Millisecond
	for name, c := range map[string]struct {
		gpu, wait, cpu time.Duration
		want           bool
	}{
		"a fast GPU":                 {2 * ms, 0, 20 * ms, false},
		"a fast GPU that tells late": {2 * ms, 25 * ms, 20 * ms, false},
		"a software adapter":         {80 * ms, 0, 5 * ms, true},
		"a hopeless one":             {20 * time.Second, 0, 5 * ms, true},
	} {
		t.Run(name, func(t *testing.T) {
			gpu := &paced{Device: cpu.Open(), work: c.gpu, wait: c.wait, kept: map[string]string{}}
			began := time.Now()
			got, err := CPUFaster(t.Context(), gpu, &slowCPU{Device: cpu.Open(), work: c.cpu}, sampled(), baseOf(counting{}))
			if err != nil || got != c.want {
				t.Errorf("the CPU is faster: %v, %v", got, err)
			}
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("measured for %v", took)
			}
			runs := gpu.runs
			again, err := CPUFaster(t.Context(), gpu, cpu.Open(), sampled(), baseOf(counting{}))
			if err != nil || again != got || gpu.runs != runs {
				t.Errorf("the second time: %v, %v, %d further submissions", again, err, gpu.runs-runs)
			}
			other := sampled()
			other.Batch *= 2
			if _, err := CPUFaster(t.Context(), gpu, cpu.Open(), other, baseOf(counting{})); err != nil || gpu.runs == runs {
				t.Errorf("another size was not measured (%v)", err)
			}
		})
	}
}

// One hiccup, whenever it comes, on whichever device, does not decide.
func TestAHiccupDoesNotDecide(t *testing.T) {
	const ms = time.Millisecond
	for n := 1; n <= 12; n++ {
		for _, on := range []string{"cpu", "webgpu"} {
			gpu := &paced{Device: cpu.Open(), work: ms, wait: ms, kept: map[string]string{}}
			faster := &slowCPU{Device: cpu.Open(), work: 10 * ms}
			if on == "cpu" {
				faster.hiccup = n
			} else {
				gpu.hiccup = n
			}
			slow, err := CPUFaster(t.Context(), gpu, faster, sampled(), baseOf(counting{}))
			if err != nil || slow {
				t.Errorf("a hiccup on %s, number %d: the CPU is faster: %v, %v", on, n, slow, err)
			}
			for key, kind := range gpu.kept {
				if kind != "webgpu" {
					t.Errorf("a hiccup on %s, number %d: kept %s for %s", on, n, kind, key)
				}
			}
		}
	}
}

// Where the two differ by less than the wait for the GPU, which a timer may round,
// nothing is kept for later visits.
func TestWhatIsTooCloseIsNotKept(t *testing.T) {
	const ms = time.Millisecond
	gpu := &paced{Device: cpu.Open(), work: 2 * ms, wait: 40 * ms, kept: map[string]string{}}
	if _, err := CPUFaster(t.Context(), gpu, &slowCPU{Device: cpu.Open(), work: 2 * ms}, sampled(), baseOf(counting{})); err != nil || len(gpu.kept) > 0 {
		t.Errorf("kept %v, %v", gpu.kept, err)
	}
}
