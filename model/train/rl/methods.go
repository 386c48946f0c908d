package rl

import (
	"slices"

	"softmix/model/method"
	"softmix/model/task"
)

// Methods lists the methods that learn from a task's reward function.
func Methods() []string {
	return slices.DeleteFunc(method.Keys(), func(name string) bool { return !Learns(name) })
}

// Learns reports whether a method learns from a reward function.
func Learns(name string) bool { return method.Of(name).Learns == method.Judge }

// CanLearn reports whether these methods can learn a task: it has a reward function.
func CanLearn(t task.Task) bool {
	_, ok := t.(task.Rewarder)
	return ok
}
