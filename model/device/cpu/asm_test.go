//go:build !js

package cpu

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The assembler in the repository is what its generator writes.
func TestGeneratedAssembler(t *testing.T) {
	to := t.TempDir()
	files := []string{"simd_amd64.s", "simd_stubs_amd64.go"}
	cmd := exec.Command("go", "run", "./asm", "-pkg", "cpu", "-out", filepath.Join(to, files[0]), "-stubs", filepath.Join(to, files[1]))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("generating: %v\n%s", err, out)
	}
	for _, name := range files {
		if !bytes.Equal(body(t, name), body(t, filepath.Join(to, name))) {
			t.Errorf("%s differs from what asm generates: run go generate ./model/device/cpu and commit it", name)
		}
	}
}

// body is a generated file without its first line, which names the command.
func body(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(b, []byte("\n"))
	return rest
}
