// Package softmix has no code of its own: its one test keeps the order of the rooms.
package softmix

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms are the packages from the cellar to the roof. A room may import what stands
// behind it, which must stand above it in this table, and nothing else of this
// module; "a/..." is a and all below it, which may import one another.
var rooms = []struct{ name, imports string }{
	{"vjson", ""},
	{"i18n", ""},
	{"shaders", ""},
	{"shaders/check", "shaders"},

	{"model/stats", ""},
	{"model/device/...", "shaders"},
	{"model/arch", "vjson model/device"},
	{"model/gpt", "vjson model/device model/arch"},
	{"model/method", "model/device model/arch"},
	{"model/task", "model/stats"},
	{"model/train/ledger", ""},
	{"model/train/rl", "model/stats model/device model/arch model/method model/task model/train/ledger"},
	{"model/train", "i18n model/stats model/device/... model/arch model/gpt model/method model/task model/train/ledger model/train/rl"},
	{"model/train/trace", "model/arch model/method model/task model/train"},
	{"model/train/internal/toy", "model/stats model/device model/arch model/task"}, // a second architecture, of the tests

	{"wasm/wire", "vjson i18n model/stats model/method model/task"},
	{"wasm/trainer/worker", "vjson i18n model/stats model/train/... wasm/wire"},
	{"wasm/trainer/bench", "model/train"},
	{"wasm/trainer/lab", "model/stats model/task model/train/... wasm/wire wasm/trainer/worker"},

	{"ui/canvas", ""},
	{"ui/state", "vjson model/stats model/method wasm/wire"},
	{"ui/words", "i18n model/stats model/method model/task wasm/wire ui/state"},
	{"ui/draw", "model/method ui/canvas ui/state ui/words"},
	{"ui/draw/boards", "wasm/wire ui/canvas ui/state ui/words ui/draw"},
	{"ui/draw/charts", "model/method model/task wasm/wire ui/canvas ui/state ui/words ui/draw"},
	{"ui/draw/cost", "ui/canvas ui/state ui/words ui/draw"},
	{"ui/draw/trace", "model/method wasm/wire ui/canvas ui/state ui/words ui/draw ui/draw/boards"},
	{"ui/canvas/canvastest", "ui/canvas"}, // of the drawings' tests
	{"ui/state/statetest", "model/method wasm/wire ui/state"},
	{"ui/control", "i18n wasm/wire ui/state"},
	{"ui/view", "vjson i18n model/stats model/method model/task wasm/wire ui/canvas ui/state ui/words ui/draw ui/draw/... ui/control"},

	{"wasm/page", "vjson i18n wasm/wire ui/view ui/canvas ui/state ui/words ui/draw/... ui/control"},
	{"wasm/app", "i18n wasm/trainer/worker wasm/trainer/bench wasm/page"},

	{"wasm/edge/static", "i18n"},
	{"wasm/edge/store", ""},
	{"wasm/edge/api", "i18n wasm/edge/static wasm/edge/store"},
	{"wasm/edge", "wasm/edge/static wasm/edge/store wasm/edge/api"},
	{"wasm/build/...", "model/method model/task wasm/wire wasm/edge/static"},
	{"wasm/e2e/...", "model/train wasm/edge/static"},
}

// TestNoImportRunsAgainstTheOrder reads the imports of all packages, for whatever
// target a file is; those of tests do not count.
func TestNoImportRunsAgainstTheOrder(t *testing.T) {
	row := func(pkg string) int {
		return slices.IndexFunc(rooms, func(r struct{ name, imports string }) bool { return matches(r.name, pkg) })
	}
	for i, r := range rooms {
		for _, below := range strings.Fields(r.imports) {
			if k := row(strings.TrimSuffix(below, "/...")); k < 0 || k >= i {
				t.Errorf("%s may import %s, which does not stand above it", r.name, below)
			}
		}
	}
	seen := map[int]bool{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (name == "node_modules" || name == "dist" || name == "build" || name != "." && d.Name()[0] == '.') {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		pkg := path.Dir(name)
		at := row(pkg)
		if at < 0 {
			t.Errorf("%s has no row: which rooms is it above, and which below?", pkg)
			return fs.SkipDir
		}
		seen[at] = true
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			other, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			other, ours := strings.CutPrefix(strings.Replace(other, "github.com/vugu/vjson", "softmix/vjson", 1), "softmix/")
			allowed := append(strings.Fields(rooms[at].imports), rooms[at].name)
			if ours && !slices.ContainsFunc(allowed, func(pattern string) bool { return matches(pattern, other) }) {
				t.Errorf("%s imports %s, against the order", name, other)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rooms {
		if !seen[i] {
			t.Errorf("there is no %s", r.name)
		}
	}
}

// matches says of a package whether a pattern of the table means it.
func matches(pattern, pkg string) bool {
	folder, below := strings.CutSuffix(pattern, "/...")
	return pkg == folder || below && strings.HasPrefix(pkg, folder+"/")
}
