//go:build !js && !amd64

package cpu

func platform() (map[string]kernel, string) { return blasKernels() }
