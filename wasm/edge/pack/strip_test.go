package pack

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// victim builds the program in testdata for the browser.
func victim(t *testing.T) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "victim.wasm")
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", file, "./testdata/victim")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	module, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return module
}

// execute runs a module under node and returns what it prints, and its status.
func execute(t *testing.T, module []byte, argument string) (string, int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "module.wasm")
	if err := os.WriteFile(file, module, 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	node := exec.Command("node", "--stack-size=8192", filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/wasm_exec_node.js"), file, argument)
	node.Env = append(os.Environ(), "GOGC=20")
	out, err := node.CombinedOutput()
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		t.Fatal(err)
	}
	return string(out), node.ProcessState.ExitCode()
}

func TestStrip(t *testing.T) {
	before := victim(t)
	after, err := Strip(before, "main.")
	if err != nil {
		t.Fatal(err)
	}
	for argument, status := range map[string]int{"": 0, "exit": 7, "panic": 2, "deadlock": 2} {
		was, wasStatus := execute(t, before, argument)
		is, isStatus := execute(t, after, argument)
		if wasStatus != status || isStatus != status {
			t.Errorf("%q: status %d, before %d, want %d", argument, isStatus, wasStatus, status)
		}
		was, trace := split(was)
		is, stripped := split(is)
		if was != is || !strings.Contains(is, "collected: true") {
			t.Errorf("%q: it prints\n%s\nand before\n%s", argument, is, was)
		}
		if status != 2 {
			continue
		}
		if !strings.Contains(trace, "victim/main.go:") || strings.Contains(stripped, "main.go") || !strings.Contains(stripped, "main.main") || !strings.Contains(stripped, "?:0") {
			t.Errorf("%q: the traceback is\n%s\nand was\n%s", argument, stripped, trace)
		}
	}
}

// split parts what a program prints from its traceback.
func split(out string) (printed, traceback string) {
	printed, traceback, _ = strings.Cut(out, "\ngoroutine ")
	return printed, traceback
}

func TestStripRefuses(t *testing.T) {
	good := victim(t)
	change := func(old, new string) []byte {
		t.Helper()
		if !bytes.Contains(good, []byte(old)) {
			t.Fatalf("the program has no %q", old)
		}
		return bytes.Replace(good, []byte(old), []byte(new), 1)
	}
	stripped, err := Strip(good)
	if err != nil {
		t.Fatal(err)
	}
	version := runtime.Version()
	header := "\xf1\xff\xff\xff\x00\x00\x01\x08"
	for name, bad := range map[string][]byte{
		"text":             []byte("<!doctype html>"),
		"no data":          []byte("\x00asm\x01\x00\x00\x00"),
		"cut short":        good[:len(good)-1000],
		"another release":  bytes.ReplaceAll(good, []byte(version), []byte(strings.Replace(version, "1.26", "1.99", 1))),
		"another magic":    change(header, "\xf0\xff\xff\xff\x00\x00\x01\x08"),
		"another quantum":  change(header, "\xf1\xff\xff\xff\x00\x00\x04\x08"),
		"another number":   afterHeader(good, header, 0),
		"other offsets":    afterHeader(good, header, 3),
		"a start function": stripped,
		"no Go's producer": module(segment{100, []byte(header)}),
	} {
		if _, err := Strip(bad); err == nil {
			t.Errorf("%s: no error", name)
		} else {
			t.Logf("%s: %v", name, err)
		}
	}
}

// afterHeader changes a word behind the start of the table of functions.
func afterHeader(module []byte, header string, word int) []byte {
	module = bytes.Clone(module)
	at := module[bytes.Index(module, []byte(header))+len(header)+8*word:]
	binary.LittleEndian.PutUint16(at, binary.LittleEndian.Uint16(at)+1)
	return module
}

func TestShortName(t *testing.T) {
	for name, want := range map[string]string{
		"runtime.mallocgc":                         "runtime.?",
		"runtime.gopanic":                          "runtime.gopanic",
		"reflect.makeFuncStub":                     "reflect.makeFuncStub",
		"reflect.Value.Len":                        "reflect.?",
		"encoding/json.(*Decoder).Decode":          "encoding/json.(*?).?",
		"github.com/x/y%2ez.(*T[...]).M.func1":     "github.com/x/y%2ez.(*?).?",
		"slices.SortFunc[go.shape.[]a/b.c,go.x]":   "slices.?",
		"type:.eq.github.com/x/y.T":                "type:.?",
		"memeqbody":                                "memeqbody",
		"softmix/model/gpt.(*Model).Forward.func2": "softmix/model/gpt.(*Model).Forward.func2",
	} {
		if got := shortName(name, []string{"softmix/"}); got != want {
			t.Errorf("shortName(%q) = %q, want %q", name, got, want)
		}
	}
}
