package train

import (
	"testing"

	"softmix/model/device"
	"softmix/model/train/rl"
)

// tally counts what is made on a device.
type tally struct {
	device.Device
	buffers, freed, lists int
}

func (d *tally) NewBuffer(label string, t device.Type, n int) (device.Buffer, error) {
	d.buffers++
	return d.Device.NewBuffer(label, t, n)
}

func (d *tally) Free(b device.Buffer) {
	d.freed++
	d.Device.Free(b)
}

func (d *tally) Compile(label string, calls []device.Call) (device.List, error) {
	d.lists++
	return d.Device.Compile(label, calls)
}

// Once each method has made a rollout or two and was evaluated, nothing more is
// made on the device: no buffer, no bind group, no pipeline.
func TestJudgedStepsMakeNothing(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		var configs []Config
		for _, name := range append([]string{"sft"}, rl.Methods()...) {
			c := judgedBy(name)
			c.Batch, c.RL.Pairs, c.RL.RewardSteps = 4, 12, 3
			configs = append(configs, c)
		}
		counted := &tally{Device: dev}
		d, _ := newDuel(t, counted, configs...)
		further := func(n int) {
			train(t, d, n)
			for _, r := range d.Runs() {
				if r.rl == nil {
					continue
				}
				if _, err := r.rl.Metrics(t.Context(), func() {}); err != nil {
					t.Fatal(err)
				}
			}
			if err := d.Evaluate(t.Context(), true); err != nil {
				t.Fatal(err)
			}
		}
		further(3) // PPO: two rollouts
		before := *counted
		if before.buffers == 0 || before.lists == 0 || before.freed == 0 {
			t.Fatalf("nothing was counted: %+v", before)
		}
		further(6)
		if err := d.Seek(t.Context(), 5); err != nil {
			t.Fatal(err)
		}
		further(2)
		if *counted != before {
			t.Errorf("made %d buffers and %d lists, freed %d, after the second rollout", counted.buffers-before.buffers, counted.lists-before.lists, counted.freed-before.freed)
		}
	})
}
