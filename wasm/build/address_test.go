package build

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Only what is a file of the folder, and no page, gets an address by content: in
// pages, in modules, and in the table of what is loaded later.
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
	write("js/a.js", `import{b}from"./b.js"; import { c } from "./none.js";`)
	write("js/b.js", "export const b = 1;")
	write("js/files.js", "self.softmixFiles={},(()=>{})();\n")
	write("js/softmix-demo.js", "")
	write("program.wasm", "")
	write("other.html", "")
	write("index.html", `<meta name="p" content="program.wasm"><meta content="website"><script src="js/a.js" defer></script><script src="js/files.js"></script>
<script src="js/none.js"></script><a href="other.html">a</a><a href="?x=1">b</a><a href="#c">c</a><a href="js">d</a><img src="/js/a.js"><img src="../index.html">`)
	before := ""
	for range 2 { // a second time changes nothing
		if err := Address(dir); err != nil {
			t.Fatal(err)
		}
		hash := map[string]string{}
		for _, name := range []string{"a.js", "b.js", "files.js"} {
			hash[name] = hashOf(t, filepath.Join(dir, "js", name))
		}
		// The first 16 digits of the SHA-256 of nothing.
		const nothing = "e3b0c44298fc1c14"
		for name, want := range map[string]string{
			"js/a.js": `import{b}from"./b.js?h=` + hash["b.js"] + `"; import { c } from "./none.js";`,
			"index.html": `<meta name="p" content="program.wasm?h=` + nothing + `"><meta content="website"><script src="js/a.js?h=` + hash["a.js"] + `" defer></script><script src="js/files.js?h=` + hash["files.js"] + `"></script>
<script src="js/none.js"></script><a href="other.html">a</a><a href="?x=1">b</a><a href="#c">c</a><a href="js">d</a><img src="/js/a.js"><img src="../index.html">`,
		} {
			if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
				t.Fatalf("%s: %v\n%s\nwant\n%s", name, err, got, want)
			}
		}
		got, err := os.ReadFile(filepath.Join(dir, "js/files.js"))
		if err != nil {
			t.Fatal(err)
		}
		table := `self.softmixFiles = {"js/a.js":"` + hash["a.js"] + `","js/b.js":"` + hash["b.js"] + `","program.wasm":"` + nothing + `"}, self.softmixVersion = "`
		if !strings.HasPrefix(string(got), table) || before != "" && string(got) != before {
			t.Fatalf("the table is\n%s\nwant\n%s…, and the second time the same", got, table)
		}
		before = string(got)
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
