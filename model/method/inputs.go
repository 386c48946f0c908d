package method

import (
	"fmt"

	"softmix/model/device"
)

// Input is what a method needs for each step beside tokens, mask and draws.
type Input struct {
	Name string
	Len  int // elements
}

// input is an Input's buffer on the device.
type input struct {
	name  string
	view  device.View
	given bool // since the last Run
}

// input makes the buffer of an Input of n elements.
func (s *Step) input(name string, n int) device.View {
	x := &input{name: name, view: s.arena.F32(name, n)}
	s.inputs = append(s.inputs, x)
	return x.view
}

// Inputs lists what Give must upload before each Run: the reference's
// log-probabilities of DPO, the estimates of PPO. Most methods need nothing.
func (s *Step) Inputs() []Input {
	var out []Input
	for _, x := range s.inputs {
		out = append(out, Input{x.name, x.view.Len})
	}
	return out
}

// Give uploads an Input for the next Run, which uses it up: what belongs to one
// batch cannot slip into the step of another.
func (s *Step) Give(name string, data []float32) error {
	for _, x := range s.inputs {
		if x.name != name {
			continue
		}
		if len(data) != x.view.Len {
			return fmt.Errorf("step %d: %s has %d elements, must have %d", s.done+1, name, len(data), x.view.Len)
		}
		if err := s.m.Dev.WriteF32(x.view.Buf, 0, data); err != nil {
			return fmt.Errorf("step %d: %s: %w", s.done+1, name, err)
		}
		x.given = true
		return nil
	}
	return fmt.Errorf("step %d: the method has no input %s", s.done+1, name)
}

// takeInputs uses up what was given, and reports what was not.
func (s *Step) takeInputs() error {
	for _, x := range s.inputs {
		if !x.given {
			return fmt.Errorf("input %s was not given", x.name)
		}
	}
	for _, x := range s.inputs {
		x.given = false
	}
	return nil
}
