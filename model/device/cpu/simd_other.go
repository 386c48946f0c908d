//go:build !js

package cpu

// vectors returns nil: the SIMD module is for browsers.
func vectors() map[string]kernel { return nil }
