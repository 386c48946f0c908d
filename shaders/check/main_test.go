package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"softmix/shaders"
)

// TestRefusal: a translator that refuses Direct3D fails the check once a module, and
// says which; one that takes all passes.
func TestRefusal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the translator of this test is a shell script")
	}
	dir := t.TempDir()
	modules, err := write(dir)
	if err != nil {
		t.Fatal(err)
	}
	variants := 0
	for _, k := range shaders.Kernels {
		variants += len(k.Variants())
	}
	if len(modules) != variants || variants <= len(shaders.Kernels) {
		t.Errorf("%d modules of %d kernels, want %d", len(modules), len(shaders.Kernels), variants)
	}
	script := filepath.Join(dir, "naga")
	if err := os.WriteFile(script, []byte("#!/bin/sh\ncase \"$*\" in *.hlsl) echo not today; exit 1;; esac\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	refused := translate(script, modules)
	if len(refused) != len(modules) || !strings.Contains(refused[0], modules[0].name+" for Direct3D") || !strings.Contains(refused[0], "not today") {
		t.Errorf("%d refusals of %d modules, the first %q", len(refused), len(modules), refused)
	}
	if refused = translate("true", modules); len(refused) > 0 {
		t.Errorf("refused: %q", refused)
	}
}
