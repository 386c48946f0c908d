package train

import (
	"context"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/method"
)

// Kind is a way in which a step is put together: the method of the step, and the
// settings that matter to it. Steps of one kind differ in sizes and numbers alone.
type Kind struct {
	Arch     arch.Architecture // small
	Method   string
	Settings Settings
}

// Kinds returns the kinds of step that a run of c trains with.
func (c Config) Kinds() []Kind {
	name, _ := c.stepOf()
	small := c.architecture().Small()
	k := Kind{Arch: small, Method: name, Settings: Settings{Tokens: c.Settings.Tokens}}
	if name == "ift" {
		k.Settings = c.Settings
	}
	if method.Of(c.Method).RewardModel {
		return []Kind{{Arch: small, Method: "reward"}, k}
	}
	return []Kind{k}
}

// Verify trains a few steps of one kind on a tiny model on dev and on the CPU's
// reference kernels, and returns the first kernel that computes something else on
// dev, "" where all agree: see method.Verify.
func (k Kind) Verify(ctx context.Context, dev device.Device) (kernel string, err error) {
	reference := cpu.Naive()
	defer reference.Close()
	return method.Verify(ctx, dev, reference, k.Arch, k.Method, k.Settings)
}
