package cpu

import (
	"slices"
	"testing"

	"golang.org/x/sys/cpu"
)

// others are the sets of kernels that Open would take on another processor: where
// there is AVX2, those of processors without it.
func others() []table {
	k, name := plain()
	return []table{{name, k}}
}

// Where the processor has AVX2, its kernels are taken.
func TestAVX2IsTaken(t *testing.T) {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		t.Skip("NO AVX2, ITS KERNELS WERE NOT TESTED")
	}
	if name := Open().Name(); name != "amd64, AVX2" {
		t.Errorf("the device is %q", name)
	}
	if !slices.ContainsFunc(tables(), func(t table) bool { return t.name == "AVX2" }) {
		t.Error("its kernels are compared with none")
	}
}
