package pack

import (
	"os"
	"path/filepath"
	"testing"
)

// Only what is a file of the folder, and no page, gets an address by content.
func TestAddress(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("js/a.js", "alert()")
	write("program.wasm", "")
	write("other.html", "")
	write("index.html", `<meta name="p" content="program.wasm"><meta content="website"><script src="js/a.js" defer></script>
<script src="js/none.js"></script><a href="other.html">a</a><a href="?x=1">b</a><a href="#c">c</a><a href="js">d</a><img src="/js/a.js"><img src="../index.html">`)
	// The first 16 digits of the SHA-256 of nothing, and of what the table says.
	want := `<meta name="p" content="program.wasm?h=e3b0c44298fc1c14"><meta content="website"><script src="js/a.js?h=` + hashOf(t, filepath.Join(dir, "js/a.js")) + `" defer></script>
<script src="js/none.js"></script><a href="other.html">a</a><a href="?x=1">b</a><a href="#c">c</a><a href="js">d</a><img src="/js/a.js"><img src="../index.html">`
	for range 2 { // a second time changes nothing
		if err := Address(dir, "index.html"); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, "index.html"))
		if err != nil || string(got) != want {
			t.Fatalf("%v\n%s\nwant\n%s", err, got, want)
		}
	}
	if err := Address(dir, "missing.html"); err == nil {
		t.Error("a page that is not there was addressed")
	}
}

// hashOf returns a file's hash as the table of sizes has it.
func hashOf(t *testing.T, file string) string {
	t.Helper()
	sizes, err := Pack(filepath.Dir(file), 1)
	if err != nil {
		t.Fatal(err)
	}
	return sizes.Files[filepath.Base(file)].Hash
}
