//go:build !js

package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// TestLinkersProgram holds the program that is served against the hash of its
// content which Go's linker wrote into it: whatever changes the linker's output
// depends on the release that made it.
func TestLinkersProgram(t *testing.T) {
	served, err := os.ReadFile(filepath.Join(dist(t), "softmix.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "softmix.wasm")
	if err := os.WriteFile(file, served, 0o644); err != nil {
		t.Fatal(err)
	}
	// It writes the hash anew.
	if out, err := exec.Command("go", "tool", "buildid", "-w", file).CombinedOutput(); err != nil {
		t.Fatalf("the program has no build ID: %v\n%s", err, out)
	}
	if hashed, err := os.ReadFile(file); err != nil || !bytes.Equal(hashed, served) {
		t.Errorf("the program is not what the linker wrote (%v)", err)
	}
}

// TestTraceback lets a callback of the served program panic: what the console
// says of it names functions, files and lines.
func TestTraceback(t *testing.T) {
	p, _ := visit(t, "?device=cpu", View{Script: `
		window.said = "";
		for (const way of ["log", "error"]) {
			const tell = console[way];
			console[way] = (...all) => { said += all.join(" ") + "\n"; tell.apply(console, all); };
		}
		let boot;
		Object.defineProperty(window, "softmixBoot", {
			get: () => boot,
			set(b) {
				const listen = b.listen;
				b.listen = (take, end) => { window.take = take; listen(take, end); };
				boot = b;
			},
		});`})
	ready(t, p)
	if _, err := Eval[bool](p, 10*time.Second, "try { take() } catch {} true"); err != nil { // a message without its text
		t.Fatal(err)
	}
	if err := p.Until(10*time.Second, `said.includes("goroutine ")`); err != nil {
		t.Fatalf("no traceback: %v", err)
	}
	said, err := Eval[string](p, 10*time.Second, "said")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`index out of range`,
		`softmix/wasm/page\.newWorker\.func\d\(`, `softmix/wasm/page/worker\.go:\d+`,
		`syscall/js\.handleEvent\(`, `syscall/js/func\.go:\d+`,
	} {
		if !regexp.MustCompile(want).MatchString(said) {
			t.Errorf("the traceback has no %s:\n%s", want, said)
		}
	}
}
