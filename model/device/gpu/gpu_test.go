package gpu

import (
	"os"
	"runtime"
	"testing"

	"softmix/model/device"
)

// openGPU opens the GPU for a test and closes it afterwards. Without one it
// skips, except where CI is set or in a browser: there a GPU must be.
func openGPU(t testing.TB) *Device {
	t.Helper()
	d, err := Open(t.Context())
	if err != nil {
		if os.Getenv("CI") == "true" || runtime.GOOS == "js" {
			t.Fatal(err)
		}
		t.Skip("NOT RUN ON A GPU: ", err)
	}
	t.Cleanup(d.Close)
	return d.(*Device)
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// f32 makes a buffer with content.
func f32(t testing.TB, d device.Device, label string, data ...float32) device.Buffer {
	t.Helper()
	b := must(d.NewBuffer(label, device.F32, len(data)))(t)
	ok(t, d.WriteF32(b, 0, data))
	return b
}

// u32 makes a buffer with content.
func u32(t testing.TB, d device.Device, label string, data ...uint32) device.Buffer {
	t.Helper()
	b := must(d.NewBuffer(label, device.U32, len(data)))(t)
	ok(t, d.WriteU32(b, 0, data))
	return b
}

// compileList compiles calls under the name of the test.
func compileList(t testing.TB, d device.Device, calls ...device.Call) device.List {
	t.Helper()
	return must(d.Compile(t.Name(), calls))(t)
}

// readF32 reads the whole of b.
func readF32(t testing.TB, d device.Device, b device.Buffer) []float32 {
	t.Helper()
	out := make([]float32, b.Len())
	ok(t, d.ReadF32(t.Context(), b, 0, out))
	return out
}
