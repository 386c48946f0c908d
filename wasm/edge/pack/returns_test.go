package pack

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// restored returns the module as public/js/program.js passes it on when it comes
// in pieces of so many bytes.
func restored(t *testing.T, module []byte, piece string) []byte {
	t.Helper()
	script, err := os.ReadFile("../../../public/js/program.js")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.wasm"), filepath.Join(dir, "out.wasm")
	if err := os.WriteFile(in, module, 0o600); err != nil {
		t.Fatal(err)
	}
	run := "globalThis.self = globalThis;" + string(script) + `
		const fs = require("fs"), [from, to, piece] = process.argv.slice(1), all = fs.readFileSync(from);
		const pieces = function* () { for (let at = 0; at < all.length; at += +piece) yield all.subarray(at, at + +piece) };
		let told = 0;
		const stream = ReadableStream.from(pieces()).pipeThrough(softmixProgram.restore(n => (told = n)));
		new Response(stream).arrayBuffer().then(b => {
			if (told !== all.length) throw Error(told + " bytes told of " + all.length);
			fs.writeFileSync(to, new Uint8Array(b));
		})`
	if text, err := exec.Command("node", "-e", run, in, out, piece).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	module, err = os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return module
}

func TestTakeReturns(t *testing.T) {
	stripped, err := Strip(victim(t), "main.")
	if err != nil {
		t.Fatal(err)
	}
	taken, err := TakeReturns(stripped)
	if err != nil {
		t.Fatal(err)
	}
	want := widened(t, stripped)
	if calls := bytes.Count(taken, mark); calls < 10_000 || len(taken) != len(want) || bytes.Equal(taken, want) {
		t.Fatalf("%d return addresses were taken", calls)
	}
	for _, piece := range []string{"997", "65536", "100000000"} {
		if got := restored(t, taken, piece); !bytes.Equal(got, want) {
			t.Fatalf("in pieces of %s bytes: the return addresses did not come back", piece)
		}
	}
	for _, argument := range []string{"", "panic"} {
		was, wasStatus := execute(t, stripped, argument)
		is, isStatus := execute(t, want, argument)
		was, _ = split(was)
		if is, _ = split(is); is != was || isStatus != wasStatus {
			t.Errorf("%q: it prints\n%s\nand before\n%s", argument, is, was)
		}
	}
}

// widened is the module with return addresses as long as TakeReturns leaves them.
func widened(t *testing.T, module []byte) []byte {
	t.Helper()
	sections, err := readModule(module)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range sections {
		if s.id == codeSection {
			all, err := readCode(s.body)
			if err != nil {
				t.Fatal(err)
			}
			for number, f := range all {
				widen(f, number)
			}
			sections[i].body = writeCode(all)
		}
	}
	return writeModule(sections)
}

// What is no program of ours passes as it is, for the compiler to judge.
func TestProgramPassesOthers(t *testing.T) {
	for name, module := range map[string][]byte{
		"with its addresses": victim(t),
		"text":               []byte("<!doctype html><p>Not found"),
		"broken":             []byte("\x00asm\x01\x00\x00\x00\xff"),
		"nothing":            {},
	} {
		if got := restored(t, module, "1000"); !bytes.Equal(got, module) {
			t.Errorf("%s: %d bytes became %d others", name, len(module), len(got))
		}
	}
}
