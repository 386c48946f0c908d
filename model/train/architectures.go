package train

import (
	"context"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/gpt"
	"softmix/model/task"
)

// architectures are the families of models that a task can be learned with, by
// what task.Shape calls them.
var architectures = map[string]func(task.Shape) arch.Architecture{
	"": func(s task.Shape) arch.Architecture {
		return gpt.Config{Vocab: s.Vocab, Dim: s.Dim, Layers: s.Layers, Heads: s.Heads, Ctx: s.Ctx}.Defaults()
	},
}

// Architecture returns the model that a task is learned with.
func Architecture(t Task) arch.Architecture {
	s := t.Shape()
	return architectures[s.Arch](s)
}

// architecture is that of a run's model.
func (c Config) architecture() arch.Architecture {
	if c.Arch != nil {
		return c.Arch
	}
	return Architecture(c.Task)
}

// frozen brings what nobody trains of a run's model to dev; nil where there is none.
func (c Config) frozen(ctx context.Context, dev device.Device) (*arch.Frozen, error) {
	return arch.NewFrozen(ctx, dev, c.architecture(), c.Frozen)
}
