package build

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

func write(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	p := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestPack(t *testing.T) {
	dir := t.TempDir()
	text := bytes.Repeat([]byte("let the model read its own guesses; "), 100)
	write(t, dir, "js/app.js", text)
	write(t, dir, "tiny.css", []byte("a{}"))
	write(t, dir, "shot.png", text)
	write(t, dir, "gone.js.br", []byte("an orphan"))

	s, err := Pack(dir, 11)
	if err != nil {
		t.Fatal(err)
	}
	twin, err := os.ReadFile(filepath.Join(dir, "js/app.js.br"))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(brotli.NewReader(bytes.NewReader(twin)))
	if err != nil || !bytes.Equal(plain, text) {
		t.Errorf("the twin does not decode to its file (%v)", err)
	}
	if got := s.Files["js/app.js"]; got.Raw != len(text) || got.Brotli != len(twin) {
		t.Errorf("sizes %+v, want %d and %d", got, len(text), len(twin))
	}
	for _, none := range []string{"tiny.css.br", "shot.png.br", "gone.js.br"} {
		if _, err := os.Stat(filepath.Join(dir, none)); err == nil {
			t.Errorf("%s is there", none)
		}
	}
	if len(s.Files) != 3 {
		t.Errorf("the table has %d files, want 3: %v", len(s.Files), s.Files)
	}
}

// The second Pack must leave an unchanged file alone and follow a changed one.
func TestPackAgain(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.js", bytes.Repeat([]byte("unchanged "), 100))
	write(t, dir, "b.js", bytes.Repeat([]byte("before "), 100))
	if _, err := Pack(dir, 5); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-time.Hour)
	for _, n := range []string{"a.js.br", "b.js.br"} {
		if err := os.Chtimes(filepath.Join(dir, n), past, past); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, "b.js", bytes.Repeat([]byte("beyond "), 100)) // same length
	if _, err := Pack(dir, 5); err != nil {
		t.Fatal(err)
	}
	for name, rewritten := range map[string]bool{"a.js.br": false, "b.js.br": true} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.ModTime().After(past.Add(time.Minute)); got != rewritten {
			t.Errorf("%s rewritten: %v, want %v", name, got, rewritten)
		}
	}
}

// table is a folder that has all the page needs, softmix.wasm of n bytes.
func table(n int) Sizes {
	return Sizes{Files: map[string]Size{
		"index.html": {Raw: 900, Brotli: 300}, "softmix.wasm": {Raw: 3 * n, Brotli: n},
		"wasm_exec.js": {Raw: 20, Brotli: 10}, "embed.html": {Raw: 5e6, Brotli: 5e6}, "screenshot.png": {Raw: 5e6, Brotli: 5e6},
		opening: {Raw: 100, Brotli: 90}, "weights/text.safetensors": {Raw: 1000, Brotli: 890},
	}}
}

func TestReport(t *testing.T) {
	var out strings.Builder
	if err := Report(&out, table(1_000_000)); err != nil {
		t.Error(err)
	}
	sum := 1_000_000 + 300 + 10 + 90
	for _, want := range []string{strconv.Itoa(sum), strconv.Itoa(sum + 800), "softmix.wasm"} { // 800 more with text
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, out.String())
		}
	}
	// 500 bytes below the limit with the opening weights, above it with others.
	if err := Report(io.Discard, table(Limit-400-500)); err == nil {
		t.Error("a page too heavy with another scenario's weights passed")
	}
	s := table(1000)
	delete(s.Files, "softmix.wasm")
	if err := Report(io.Discard, s); err == nil {
		t.Error("a folder without softmix.wasm passed")
	}
}
