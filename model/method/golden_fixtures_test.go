package method

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"testing"

	"softmix/model/arch"
	"softmix/model/gpt"
)

//go:embed testdata/golden
var shipped embed.FS

// folder is one golden configuration: file name -> JSON, as the oracle wrote it.
type folder struct {
	name  string
	files map[string][]byte
}

// folders returns the shipped configurations and those under $GOLDEN_DIR.
func folders(t *testing.T) []folder {
	t.Helper()
	sub, err := fs.Sub(shipped, "testdata/golden")
	if err != nil {
		t.Fatal(err)
	}
	out, err := foldersIn(sub)
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 2 {
		t.Fatalf("only %d shipped golden folders", len(out))
	}
	more, err := extraFolders()
	if err != nil {
		t.Fatalf("reading $GOLDEN_DIR: %v", err)
	}
	return append(out, more...)
}

// foldersIn reads every folder of fsys that holds a params.json.
func foldersIn(fsys fs.FS) ([]folder, error) {
	var out []folder
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || path.Base(p) != "params.json" {
			return err
		}
		f := folder{name: path.Dir(p), files: map[string][]byte{}}
		entries, err := fs.ReadDir(fsys, path.Dir(p))
		if err != nil {
			return err
		}
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), ".json") {
				if f.files[e.Name()], err = fs.ReadFile(fsys, path.Join(path.Dir(p), e.Name())); err != nil {
					return err
				}
			}
		}
		out = append(out, f)
		return nil
	})
	return out, err
}

// matching lists the fixtures with the given prefix, without ".json".
func (f folder) matching(prefix string) []string {
	var out []string
	for n := range f.files {
		if strings.HasPrefix(n, prefix) {
			out = append(out, strings.TrimSuffix(n, ".json"))
		}
	}
	sort.Strings(out)
	return out
}

// load decodes the fixture called name.
func load[T any](t *testing.T, f folder, name string) T {
	t.Helper()
	var v T
	b, ok := f.files[name+".json"]
	if !ok {
		t.Fatalf("%s has no %s.json", f.name, name)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%s/%s.json: %v", f.name, name, err)
	}
	return v
}

// tensor is a nested JSON array of numbers, flattened row by row.
type tensor []float64

func (x *tensor) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*x = (*x)[:0]
	return x.flatten(v)
}

func (x *tensor) flatten(v any) error {
	switch v := v.(type) {
	case float64:
		*x = append(*x, v)
	case []any:
		for _, e := range v {
			if err := x.flatten(e); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("a %T in a tensor", v)
	}
	return nil
}

func (x tensor) f32() []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32(v)
	}
	return out
}

func (x tensor) u32() []uint32 {
	out := make([]uint32, len(x))
	for i, v := range x {
		out[i] = uint32(v)
	}
	return out
}

// golden is a configuration ready to run.
type golden struct {
	folder
	config       gpt.Config
	B, T         int
	weights      []float32 // flat
	tokens       []uint32
	mask         []float32
	pairTokens   []uint32  // [2B,T] the tokens, then the rejected ones
	pairMask     []float32 // [2B,T]
	logits       tensor    // of the clean pass
	logp, hidden tensor
}

func open(t *testing.T, f folder) golden {
	t.Helper()
	p := load[struct {
		Config struct {
			Vocab, D, Layers, Heads, Ctx, T, Batch, MLP int
			Eps                                         float32
		}
		Params map[string]tensor
	}](t, f, "params")
	in := load[struct {
		Tokens, Mask tensor
		Rejected     tensor `json:"rejected_tokens"`
		RejectedMask tensor `json:"rejected_mask"`
	}](t, f, "inputs")
	fw := load[struct {
		Logits, Logp tensor
		Final        tensor `json:"final_hidden"`
	}](t, f, "forward")
	c := p.Config
	g := golden{folder: f, B: c.Batch, T: c.T, tokens: in.Tokens.u32(), mask: in.Mask.f32(),
		config:     gpt.Config{Vocab: c.Vocab, Dim: c.D, Layers: c.Layers, Heads: c.Heads, Ctx: c.Ctx, MLP: c.MLP, Eps: c.Eps},
		pairTokens: append(in.Tokens, in.Rejected...).u32(), pairMask: append(in.Mask, in.RejectedMask...).f32(),
		logits: fw.Logits, logp: fw.Logp, hidden: fw.Final}
	g.weights = flat(t, g.config, p.Params)
	return g
}

// flat lays named parameters out like the weights buffer.
func flat(t *testing.T, c gpt.Config, params map[string]tensor) []float32 {
	t.Helper()
	l := arch.LayoutOf(c)
	w := make([]float32, l.Len)
	if len(params) != len(l.Tensors) {
		t.Fatalf("%d parameters in the fixture, %d in the model", len(params), len(l.Tensors))
	}
	for _, x := range l.Tensors {
		v, ok := params[x.Name]
		if !ok || len(v) != x.Len {
			t.Fatalf("parameter %s: %d numbers in the fixture, %d in the model", x.Name, len(v), x.Len)
		}
		copy(w[x.Off:], v.f32())
	}
	return w
}
