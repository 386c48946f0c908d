//go:build !js

package e2e

import (
	"os"
	"regexp"
	"slices"
	"testing"
	"time"
)

// The golden tests and the parity tests of both drivers must pass in the browser
// too: as wasm on the CPU, with the SIMD module, and on WebGPU. The runner's word is not
// enough: what should have run is looked for among what did.
func TestWasm(t *testing.T) {
	dist(t) // has the SIMD module
	parity := []string{
		`^TestFastKernels/SIMD/matmul_nt`, `^TestFastKernels/SIMD/attn_dqkv`, `^TestFastKernels/SIMD/gelu_d`, `^TestFastKernels/SIMD/adamw`, `^TestFastKernels/SIMD/step_attention`,
		`^TestFastKernels/Go/matmul_tn`, `^TestExponentials`,
	}
	for _, c := range []struct {
		pkg   string
		plain bool     // without relaxed SIMD
		run   string   // which tests; "" = all
		want  []string // each must match a test that passed
	}{
		{"./model/method", false, "", []string{
			`^TestGolden/small/cpu(-naive)?/(.*/)?ift_`, `^TestGolden/odd/cpu(-naive)?/(.*/)?ift_`,
			`^TestGolden/small/gpu/(.*/)?forward`, `^TestGolden/small/gpu/(.*/)?adamw`, `^TestGolden/small/gpu/(.*/)?pt$`, `^TestGolden/small/gpu/(.*/)?sft$`,
			`^TestGolden/small/gpu/(.*/)?ift_soft`, `^TestGolden/odd/gpu/(.*/)?ift_sampled`,
			`^TestInspect/small/cpu/(.*/)?sft$`, `^TestInspect/odd/gpu/(.*/)?ift_soft_K3`, `^TestInspect/small/gpu/(.*/)?after$`,
			`^TestGolden/odd/cpu/scheduled_sampling$`, `^TestGolden/odd/cpu/neftune$`, `^TestGolden/odd/cpu/dpo$`, `^TestGolden/odd/cpu/orpo$`, `^TestGolden/odd/cpu/reward_model$`, `^TestGolden/odd/cpu/ppo$`,
			`^TestGolden/odd/gpu/scheduled_sampling$`, `^TestGolden/odd/gpu/neftune$`, `^TestGolden/odd/gpu/dpo$`, `^TestGolden/odd/gpu/orpo$`, `^TestGolden/odd/gpu/reward_model$`, `^TestGolden/odd/gpu/ppo$`,
		}},
		{"./model/device/cpu", false, "", parity},
		{"./model/device/cpu", true, "", parity},
		{"./model/device/gpu", false, "", []string{`^TestParity/`, `^TestLost$`, `^TestOrder`}},
		{"./model/train", false, "^TestLostAtAnyMoment$", []string{`^TestLostAtAnyMoment$`}},
	} {
		name := c.pkg
		if c.plain {
			name += " without relaxed SIMD"
		}
		t.Run(name, func(t *testing.T) {
			w := WasmTest{Root: root, Package: c.pkg, Run: c.run, Plain: c.plain, Golden: os.Getenv("GOLDEN_DIR"), Limit: 5 * time.Minute}
			if inCI {
				w.Env = append(w.Env, "CI=true")
			}
			r, err := browser.RunWasm(w)
			if err != nil {
				t.Fatal(err)
			}
			if r.Exit != 0 || len(r.Fail) > 0 {
				t.Errorf("exit code %d, failed: %q\n%s", r.Exit, r.Fail, r.Output)
			}
			if len(r.Skip) > 0 {
				t.Errorf("skipped in a browser with WebGPU: %q", r.Skip)
			}
			for _, want := range c.want {
				re := regexp.MustCompile(want)
				if !slices.ContainsFunc(r.Pass, re.MatchString) {
					t.Errorf("no passed test matches %s among %d", want, len(r.Pass))
				}
			}
			t.Logf("%d tests passed in Chromium", len(r.Pass))
		})
	}
}
