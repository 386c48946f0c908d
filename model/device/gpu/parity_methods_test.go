package gpu

import (
	"softmix/model/device"
	"softmix/shaders"
)

// methodParities are the comparisons of the kernels that one method alone needs.
func methodParities() []parity {
	u := device.U
	knob := func(i int, v float32) map[string]any {
		k := knobs()
		k[i] = v
		return map[string]any{"knobs": k}
	}
	cases := []parity{
		{"scheduled_sample", u(210, 7, 13), nil},
		{"scheduled_sample", u(21, 7, 13), knob(shaders.KnobSamplingProb, 1)},
		{"scheduled_sample", u(21, 7, 13), map[string]any{"draw": filled(21, 1), "coin": filled(21, 0), "mask": filled(21, 1)}}, // beyond the sum: the last
		{"noise", u(421), nil},
		{"noise", u(421), map[string]any{"seed": []float32{0, 0}}},
		{"noise", u(70000), map[string]any{"seed": []float32{1 - 1.0/(1<<24), 0.5}}},
		{"add_noise", u(21, 20, 7), nil},
		{"add_noise", u(6, 3, 3), knob(shaders.KnobAlpha, 0.5)},
		{"head", u(21, 20), nil},
		{"head", u(130, 3), nil},
		{"head_d", u(21, 70), nil},
		{"head_dx", u(21, 20), nil},
		{"loss_dpo", u(3, 7, 10), map[string]any{"ref": random(6, 80)}}, // exp would overflow
		{"loss_orpo", u(3, 7, 10), map[string]any{"nll": filled(42, 1e-4)}},
		{"loss_orpo", u(3, 7, 10), map[string]any{"nll": filled(42, 0)}},
		{"loss_reward", u(3, 7, 10), map[string]any{"score": random(42, 80)}},
		{"loss_ppo", u(3, 7, 10), knob(shaders.KnobClipRange, 0)},
		{"loss_ppo", u(3, 7, 10), map[string]any{"old": filled(21, -200)}}, // exp would overflow
		{"loss_value", u(3, 7, 10), knob(shaders.KnobSlot, 37)},
	}
	for _, k := range []string{"loss_dpo", "loss_orpo", "loss_reward", "loss_ppo", "loss_value"} {
		empty := make([]float32, 12)
		copy(empty, []float32{1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 1, 1}) // [4,3]: second empty, third only where nothing predicts
		cases = append(cases,
			parity{k, u(3, 7, 10), nil},
			parity{k, u(70, 9, 10), nil}, // more sequences than lanes
			parity{k, u(1, 2, 10), map[string]any{"mask": filled(4, 1)}},
			parity{k, u(3, 7, 10), map[string]any{"mask": make([]float32, 42)}})
		if k != "loss_ppo" && k != "loss_value" {
			cases = append(cases, parity{k, u(2, 3, 10), map[string]any{"mask": empty}})
		}
	}
	return cases
}
