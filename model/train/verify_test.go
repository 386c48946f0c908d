package train

import (
	"testing"

	"softmix/model/device"
	"softmix/model/train/rl"
)

// Every method's steps are of kinds that a device is asked for, and every device
// here is right about them.
func TestKindsAreVerified(t *testing.T) {
	onDevices(t, func(t *testing.T, dev device.Device) {
		seen := map[Kind]bool{}
		for _, name := range MethodNames() {
			c := sft()
			if rl.Learns(name) {
				c = rlConfig(name)
			}
			c.Method = name
			kinds := c.Kinds()
			if step, _ := c.stepOf(); kinds[len(kinds)-1].Method != step {
				t.Errorf("%s trains with %v", name, kinds)
			}
			if name == "rlhf" && kinds[0].Method != "reward" {
				t.Errorf("%s trains with %v, without its reward model", name, kinds)
			}
			for _, k := range kinds {
				if seen[k] {
					continue
				}
				seen[k] = true
				if kernel, err := k.Verify(t.Context(), dev); kernel != "" || err != nil {
					t.Errorf("%v: %q, %v", k, kernel, err)
				}
			}
		}
	})
}
