package softmix

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading  = regexp.MustCompile(`(?m)^#+ (.*)$`)
	unslug   = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	named    = regexp.MustCompile("`((?:model|wasm|ui|public|shaders|docs|vjson)/[\\w./-]*)`")
	packaged = regexp.MustCompile(`go (?:run|test|vet|build) [^` + "`" + `\n]*?(\./[\w/]+)`)
	door     = regexp.MustCompile(`\./build\.sh ([a-z]+)`)
	door2    = regexp.MustCompile(`(?m)^  ([a-z]+)(?: \|[^)]*)?\)`)
)

// TestDocs follows what the documents say: every relative link and its heading,
// every file and folder that they name, every command of build.sh.
func TestDocs(t *testing.T) {
	files, err := filepath.Glob("docs/*.md")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	read := func(name string) string {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	script := read("build.sh")
	var commands []string
	for _, c := range door2.FindAllStringSubmatch(script[strings.LastIndex(script, "\ncase "):], -1) {
		commands = append(commands, c[1])
	}
	for _, name := range append(files, "README.md", "public/weights/README.md") {
		text := read(name)
		for _, found := range link.FindAllStringSubmatch(text, -1) {
			to, anchor, _ := strings.Cut(found[1], "#")
			if strings.Contains(to, ":") {
				continue
			}
			target := name
			if to != "" {
				target = filepath.Join(filepath.Dir(name), to)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links %s, which is not there", name, found[1])
			} else if anchor != "" && !slices.Contains(anchors(read(target)), anchor) {
				t.Errorf("%s links %s, and there is no such heading", name, found[1])
			}
		}
		for _, found := range append(named.FindAllStringSubmatch(text, -1), packaged.FindAllStringSubmatch(text, -1)...) {
			if strings.Contains(found[1], "NAME") || strings.Contains(found[1], "FILE") {
				continue // of what is to be added
			}
			if _, err := os.Stat(strings.TrimSuffix(found[1], "/...")); err != nil {
				t.Errorf("%s names %s, which is not there", name, found[1])
			}
		}
		for _, found := range door.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(commands, found[1]) {
				t.Errorf("%s names %s; build.sh has %v", name, found[0], commands)
			}
		}
	}
}

// anchors are the names of a document's headings in links.
func anchors(text string) (names []string) {
	for _, h := range heading.FindAllStringSubmatch(text, -1) {
		names = append(names, strings.ReplaceAll(unslug.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-"))
	}
	return names
}
