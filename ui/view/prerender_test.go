package view

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/staticrender"

	"softmix/ui/control"
	"softmix/ui/state"
	"softmix/ui/words"
	"softmix/wasm/wire"
)

var update = flag.Bool("update", false, "write the rendered shell into public/index.html")

// render gives the HTML of the shell.
func render(t *testing.T, c *control.Control) string {
	t.Helper()
	_, res := build(t, c)
	var b bytes.Buffer
	if err := staticrender.New(&b).Render(res); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// build builds the tree of components and returns its root node.
func build(t *testing.T, c *control.Control) (*vugu.VGNode, *vugu.BuildResults) {
	t.Helper()
	env, err := vugu.NewBuildEnv()
	if err != nil {
		t.Fatal(err)
	}
	root := &Root{Ctl: c}
	if c.Formulas.Done {
		root.Formulas = &words.Formulas{}
	}
	res := env.RunBuild(root)
	return res.Out.Out[0], res
}

// index.html holds the shell as it looks before any program has come, so that a
// reader sees the page at once. This test keeps it true.
func TestIndexHoldsTheShell(t *testing.T) {
	const file, begin, end = "../../public/index.html", "<!-- shell -->\n", "\n<!-- /shell -->"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	from, to := strings.Index(page, begin)+len(begin), strings.Index(page, end)
	if from < len(begin) || to < from {
		t.Fatalf("%s has no place for the shell", file)
	}
	want := render(t, control.New(state.NewStore(wire.Defaults("")), ""))
	if *update {
		if err := os.WriteFile(file, []byte(page[:from]+want+page[to:]), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if page[from:to] != want {
		t.Errorf("the shell in %s is not what the components render; go test ./ui/view -run Shell -update writes it", file)
	}
}
