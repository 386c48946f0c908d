package gpu

import (
	"fmt"

	"softmix/model/device"
)

// Run enqueues the lists in order, in one submission: one command encoder, one
// compute pass a list. WebGPU orders the dispatches of a pass.
func (d *Device) Run(lists ...device.List) error {
	if d.closed {
		return errClosed
	}
	for _, l := range lists {
		if err := d.runnable(l); err != nil {
			return fmt.Errorf("running: %w", err)
		}
	}
	if err := d.submit(lists); err != nil {
		return d.fail("running", err)
	}
	return nil
}

func (d *Device) runnable(l device.List) error {
	own, ok := l.(*list)
	switch {
	case !ok || own.dev != d:
		return fmt.Errorf("a list of another device")
	case own.freed:
		return fmt.Errorf("list %s was freed", own.label)
	}
	for _, b := range own.buffers {
		if b.raw == nil {
			return fmt.Errorf("list %s uses buffer %s, which was freed", own.label, b.label)
		}
	}
	return nil
}

func (d *Device) submit(lists []device.List) error {
	if err := d.flush(); err != nil {
		return err
	}
	encoder, err := d.gpu.CreateCommandEncoder(nil)
	if err != nil {
		return err
	}
	for _, l := range lists {
		pass, err := encoder.BeginComputePass(nil)
		if err != nil {
			return err
		}
		var bound *pipeline
		for _, s := range l.(*list).dispatches {
			if s.pipeline != bound {
				bound = s.pipeline
				pass.SetPipeline(bound.compute)
			}
			pass.SetBindGroup(0, s.bind, nil)
			pass.Dispatch(s.x, s.y, 1)
		}
		if err := pass.End(); err != nil {
			return err
		}
	}
	commands, err := encoder.Finish()
	if err != nil {
		return err
	}
	_, err = d.queue.Submit(commands)
	return err
}
