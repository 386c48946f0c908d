package method

import (
	"context"
	"fmt"
	"math"

	"softmix/model/device"
)

// State is everything a Step changes: with the model's random streams it
// restores a run exactly.
type State struct {
	Done    int       // steps so far
	W, M, V []float32 // weights and AdamW's moments, laid out like the model's
	E0      []float32 // the frozen table [V,d]; nil where there is none
	Head    []float32 // a head and its moments; nil where there is none
}

// StateViews returns where the state of the steps so far lies on the device: W, M,
// V and, where there is one, E0 and the head.
func (s *Step) StateViews() []device.View {
	views := []device.View{device.All(s.m.W), s.m1, s.m2}
	if s.freeze != nil && s.frozen {
		views = append(views, s.e0)
	}
	if s.head != nil {
		views = append(views, s.head.all)
	}
	return views
}

// StateOf makes a state after done steps of what was read from its StateViews,
// and keeps the data.
func (s *Step) StateOf(done int, data []float32) (State, error) {
	n := s.m.Layout.Len
	st := State{Done: done}
	head := 0
	if s.head != nil {
		head = s.head.all.Len
	}
	switch rest := len(data) - 3*n - head; {
	case rest == 0:
	case s.freeze != nil && rest == s.e0.Len:
		st.E0 = data[3*n : 3*n+rest : 3*n+rest]
	default:
		return st, fmt.Errorf("taking a snapshot: %d numbers for a model of %d weights", len(data), n)
	}
	if head > 0 {
		st.Head = data[len(data)-head:]
	}
	st.W, st.M, st.V = data[:n:n], data[n:2*n:2*n], data[2*n:3*n:3*n]
	return st, nil
}

// State waits for all enqueued steps and returns a copy. To go on without
// waiting, read StateViews later.
func (s *Step) State(ctx context.Context) (State, error) {
	views, n := s.StateViews(), 0
	for _, v := range views {
		n += v.Len
	}
	data, at := make([]float32, n), 0
	for _, v := range views {
		if err := s.m.Dev.ReadF32(ctx, v.Buf, v.Off, data[at:at+v.Len]); err != nil {
			return State{}, fmt.Errorf("taking a snapshot: %w", err)
		}
		at += v.Len
	}
	return s.StateOf(s.done, data)
}

// SetState restores a copy. A state without a frozen table freezes the table as
// it stands in the state's weights, at the next Run; one without a head starts
// the head anew.
func (s *Step) SetState(st State) error {
	n := s.m.Layout.Len
	if len(st.W) != n || len(st.M) != n || len(st.V) != n {
		return fmt.Errorf("restoring a snapshot: it has %d weights, the model %d", len(st.W), n)
	}
	dev := s.m.Dev
	for _, w := range []struct {
		b   device.Buffer
		src []float32
	}{{s.m.W, st.W}, {s.m1.Buf, st.M}, {s.m2.Buf, st.V}} {
		if err := dev.WriteF32(w.b, 0, w.src); err != nil {
			return fmt.Errorf("restoring a snapshot: %w", err)
		}
	}
	if s.head != nil {
		h := st.Head
		if len(h) == 0 {
			h = make([]float32, s.head.all.Len)
		}
		if len(h) != s.head.all.Len {
			return fmt.Errorf("restoring a snapshot: it has a head of %d elements, the method one of %d", len(h), s.head.all.Len)
		}
		if err := dev.WriteF32(s.head.all.Buf, 0, h); err != nil {
			return fmt.Errorf("restoring a snapshot: %w", err)
		}
	}
	s.done, s.frozen = st.Done, false
	s.turns++
	if s.freeze != nil && len(st.E0) == s.e0.Len {
		if err := dev.WriteF32(s.e0.Buf, 0, st.E0); err != nil {
			return fmt.Errorf("restoring a snapshot: %w", err)
		}
		s.frozen = true
	}
	return nil
}

// FirstBad runs the calls of a step one by one, on the inputs uploaded last and
// the weights as they are, and returns the first kernel that puts out a number
// that is not finite: "weights" if they were bad before, "" if all is well. It
// changes the weights like a step; the caller restores a snapshot.
func (s *Step) FirstBad(ctx context.Context) (kernel string, err error) {
	bad, err := s.notFinite(ctx, device.All(s.m.W))
	if err != nil || bad {
		return "weights", err
	}
	for _, c := range s.list.Calls() {
		one, err := s.m.Dev.Compile(c.Kernel, []device.Call{c})
		if err != nil {
			return "", fmt.Errorf("tracing %s: %w", c.Kernel, err)
		}
		err = s.m.Dev.Run(one)
		one.Free()
		if err != nil {
			return "", fmt.Errorf("tracing %s: %w", c.Kernel, err)
		}
		for _, v := range device.Outputs(c) {
			bad, err := s.notFinite(ctx, v)
			if err != nil {
				return "", fmt.Errorf("tracing %s: %w", c.Kernel, err)
			}
			if bad {
				return c.Kernel, nil
			}
		}
	}
	return "", nil
}

func (s *Step) notFinite(ctx context.Context, v device.View) (bool, error) {
	if v.Buf.Type() != device.F32 {
		return false, nil
	}
	x := make([]float32, v.Len)
	if err := s.m.Dev.ReadF32(ctx, v.Buf, v.Off, x); err != nil {
		return false, err
	}
	for _, f := range x {
		if f64 := float64(f); math.IsNaN(f64) || math.IsInf(f64, 0) {
			return true, nil
		}
	}
	return false, nil
}
