//go:build !amd64

package cpu

// others are the sets of kernels that Open would take on another processor: here
// there is one only.
func others() []table { return nil }
