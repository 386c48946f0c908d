package gpu

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"softmix/model/device"
	"softmix/shaders"
)

// A read that travels brings what the blocking read, its naive twin, brought at
// the same place in the queue, whatever is enqueued behind it.
func TestReadAsync(t *testing.T) {
	d := openGPU(t)
	x, y, one := f32(t, d, "x", 0, 10, 20, 30), f32(t, d, "y", 5, 6, 7), f32(t, d, "one", 1, 1, 1, 1)
	next := f32(t, d, "next", 0, 0, 0, 0)
	l := compileList(t, d,
		device.New("residual", device.U(4), device.All(x), device.All(one), device.All(next)),
		device.New("residual", device.U(4), device.All(next), device.All(one), device.All(x))) // x += 2
	views := []device.View{{Buf: x, Off: 1, Len: 3}, {Buf: y, Off: 2, Len: 1}, {Buf: x, Off: 0, Len: 1}}
	var reads []device.PendingRead
	var want [][]float32
	for i := range 12 {
		ok(t, d.Run(l))
		reads = append(reads, must(d.ReadAsync(views...))(t))
		if i%5 == 4 { // the twin waits
			all := readF32(t, d, x)
			want = append(want, append(all[1:], 7, all[0]))
		} else {
			want = append(want, nil)
		}
	}
	for i, r := range reads {
		got := must(r.Wait(t.Context()))(t)
		n := float32(2 * (i + 1))
		if !slices.Equal(got, []float32{10 + n, 20 + n, 30 + n, 7, n}) || want[i] != nil && !slices.Equal(got, want[i]) {
			t.Errorf("read %d: %v, the blocking read %v", i, got, want[i])
		}
		if !r.Ready() {
			t.Errorf("read %d is not ready after Wait", i)
		}
		if again := must(r.Wait(t.Context()))(t); !slices.Equal(again, got) {
			t.Errorf("read %d, asked again: %v", i, again)
		}
	}
}

// No buffer is made once as many reads were under way as ever will be, and
// dropped reads give theirs back.
func TestReadAsyncKeepsItsRing(t *testing.T) {
	d := openGPU(t)
	x := must(d.NewBuffer("x", device.F32, 3000))(t)
	cycle := func() {
		t.Helper()
		a, b := must(d.ReadAsync(device.View{Buf: x, Len: 8}))(t), must(d.ReadAsync(device.All(x)))(t)
		c := must(d.ReadAsync(device.View{Buf: x, Off: 7, Len: 20}))(t)
		must(a.Wait(t.Context()))(t)
		b.Drop()
		b.Drop()
		must(c.Wait(t.Context()))(t)
		if _, err := b.Wait(t.Context()); !errors.Is(err, errDropped) || !b.Ready() {
			t.Error("a dropped read:", err)
		}
		readF32(t, d, x) // by now the dropped one has arrived
	}
	cycle()
	cycle()
	ring := slices.Clone(d.stagingRing)
	for range 20 {
		cycle()
	}
	if !slices.Equal(d.stagingRing, ring) || len(ring) > 4 {
		t.Errorf("the ring had %d buffers, now it has %d", len(ring), len(d.stagingRing))
	}
}

// Ready becomes true by itself, and a Wait whose context ends can be repeated.
func TestReadAsyncWaits(t *testing.T) {
	d := openGPU(t)
	const n = 1 << 20
	x := must(d.NewBuffer("x", device.F32, n))(t)
	ok(t, d.Run(compileList(t, d, slices.Repeat([]device.Call{device.New("zero", device.U(n), device.All(x))}, 60)...)))
	ok(t, d.WriteF32(x, 3, []float32{4}))
	r := must(d.ReadAsync(device.View{Buf: x, Off: 3, Len: 1}))(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := r.Wait(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	for deadline := time.Now().Add(20 * time.Second); !r.Ready(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("never ready")
		}
	}
	if got := must(r.Wait(t.Context()))(t); got[0] != 4 {
		t.Error(got)
	}
}

func TestReadAsyncRejects(t *testing.T) {
	d := openGPU(t)
	x, i := f32(t, d, "x", 1, 2, 3), u32(t, d, "i", 7, shaders.NoToken)
	for _, v := range []device.View{{Buf: x, Off: 1, Len: 3}, {}} {
		if _, err := d.ReadAsync(v); err == nil {
			t.Errorf("no error: %+v", v)
		}
	}
	both := must(device.ReadOnce(t.Context(), d, device.All(x), device.All(i)))(t)
	if both[2] != 3 || !slices.Equal(device.Words(both[3:]), []uint32{7, shaders.NoToken}) {
		t.Error("of both types:", both)
	}
	none := must(d.ReadAsync())(t)
	if got := must(none.Wait(t.Context()))(t); len(got) != 0 || !none.Ready() {
		t.Error("a read of nothing:", got)
	}
	r := must(d.ReadAsync(device.All(x)))(t)
	d.Close()
	if _, err := r.Wait(t.Context()); !errors.Is(err, errClosed) || !r.Ready() {
		t.Error("after Close:", err)
	}
	if _, err := d.ReadAsync(device.All(x)); !errors.Is(err, errClosed) {
		t.Error("after Close:", err)
	}
}
