package method

import (
	"os"
	"testing"

	"softmix/model/device"
	"softmix/model/device/cpu"
	"softmix/model/device/gpu"
)

// onEveryDevice runs body on the CPU (reference and fast kernels) and on the
// GPU: natively through Vulkan, in the browser through WebGPU. A missing GPU
// skips loudly, and fails where CI is set.
func onEveryDevice(t *testing.T, body func(t *testing.T, dev device.Device)) {
	t.Run("cpu-naive", func(t *testing.T) { body(t, cpu.Naive()) })
	t.Run("cpu", func(t *testing.T) { body(t, cpu.Open()) })
	t.Run("gpu", func(t *testing.T) {
		dev, err := gpu.Open(t.Context())
		if err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("CI needs a GPU adapter: %v", err)
			}
			t.Skipf("NO GPU, NOTHING WAS TESTED ON ONE: %v", err)
		}
		defer dev.Close()
		t.Logf("adapter: %s", dev.Name())
		body(t, dev)
		if err := dev.Err(); err != nil {
			t.Errorf("the device reported: %v", err)
		}
	})
}
