package train

import (
	"math/rand/v2"

	"softmix/model/arch"
	"softmix/model/device"
	"softmix/model/method"
	"softmix/model/task"
)

// What a program that trains needs of the houses below this one, so that it
// depends on this one alone.
type (
	// Settings are the structure of a method.
	Settings = method.Settings
	// Task is a thing to learn.
	Task = task.Task
	// TaskOptions are the settings of a task that are not the model's.
	TaskOptions = task.Options
	// Result is an evaluation, of which Metric is a number and Reference what an exact
	// method reaches.
	Result    = task.Result
	Metric    = task.Metric
	Reference = task.Reference
	// Device computes.
	Device = device.Device
	// Model is a model on a device.
	Model = arch.Model
)

// ErrLost reports that the device is gone.
var ErrLost = device.ErrLost

// NewTask returns the task called name.
func NewTask(name string, o TaskOptions) (Task, error) { return task.New(name, o) }

// TaskNames lists the tasks.
func TaskNames() []string { return task.Names() }

// MethodNames lists the methods that a Run can train with: those that learn from
// demonstrations alone, then those that learn from rewards.
func MethodNames() []string { return method.Keys() }

// DecodeBase reads the base weights of a task from a safetensors file.
func DecodeBase(b []byte, t Task) ([]float32, error) {
	return arch.DecodeWeights(b, Architecture(t))
}

// EncodeBase writes the base weights of a task as a safetensors file of half
// floats with the given metadata.
func EncodeBase(w []float32, t Task, meta map[string]string) ([]byte, error) {
	return arch.EncodeWeights(w, Architecture(t), true, meta)
}

// EncodeRun writes the weights of a run as a safetensors file that loses nothing
// of them, with the given metadata and all that rebuilding the model takes.
func EncodeRun(w []float32, t Task, meta map[string]string) ([]byte, error) {
	return arch.EncodeExact(w, Architecture(t), t.Names(), meta)
}

// FreshBase draws the weights that pre-training starts from.
func FreshBase(t Task, r *rand.Rand) []float32 { return arch.Init(Architecture(t), r) }
