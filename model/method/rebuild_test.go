package method

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"softmix/model/arch"
)

// rebuilt is a model as somebody reads it from a saved file who knows nothing of
// this program: public/rebuild.py, line by line, in float64.
type rebuilt struct {
	Width, Layers, Heads int
	Eps                  float64
	Tokens               []string
	w                    map[string][][]float64 // [rows][columns]; a vector is one row
}

// reread reads a saved file.
func reread(file []byte) (*rebuilt, error) {
	size := int(binary.LittleEndian.Uint64(file))
	var head map[string]json.RawMessage
	if err := json.Unmarshal(file[8:8+size], &head); err != nil {
		return nil, err
	}
	var meta map[string]string
	if err := json.Unmarshal(head["__metadata__"], &meta); err != nil {
		return nil, err
	}
	if meta["format"] != "pt" {
		return nil, fmt.Errorf("the format is %q", meta["format"])
	}
	m := &rebuilt{w: map[string][][]float64{}}
	if err := json.Unmarshal([]byte(meta["config"]), m); err != nil {
		return nil, err
	}
	for name, text := range head {
		if name == "__metadata__" {
			continue
		}
		var t struct {
			Shape   []int
			Offsets []int `json:"data_offsets"`
		}
		if err := json.Unmarshal(text, &t); err != nil {
			return nil, err
		}
		at, columns := file[8+size+t.Offsets[0]:8+size+t.Offsets[1]], t.Shape[len(t.Shape)-1]
		for i := 0; i < len(at); i += 4 {
			if i/4%columns == 0 {
				m.w[name] = append(m.w[name], nil)
			}
			row := &m.w[name][len(m.w[name])-1]
			*row = append(*row, float64(math.Float32frombits(binary.LittleEndian.Uint32(at[i:]))))
		}
	}
	return m, nil
}

// dot is x · y.
func dot(x, y []float64) (sum float64) {
	for i := range x {
		sum += x[i] * y[i]
	}
	return sum
}

// norm is RMSNorm.
func (m *rebuilt) norm(x []float64, gain string) []float64 {
	r := math.Sqrt(dot(x, x)/float64(len(x)) + m.Eps)
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] * m.w[gain][0][i] / r
	}
	return out
}

// times is W x.
func (m *rebuilt) times(name string, x []float64) []float64 {
	out := make([]float64, len(m.w[name]))
	for i, row := range m.w[name] {
		out[i] = dot(row, x)
	}
	return out
}

// logits are [T][V] after tokens [T].
func (m *rebuilt) logits(tokens []uint32) [][]float64 {
	each := m.Width / m.Heads
	h := make([][]float64, len(tokens))
	for t, token := range tokens {
		for i, e := range m.w["E"][token] {
			h[t] = append(h[t], e+m.w["P"][t][i])
		}
	}
	add := func(x, y []float64) {
		for i := range x {
			x[i] += y[i]
		}
	}
	for l := range m.Layers {
		p := fmt.Sprint(l, "_")
		var qkv [][]float64
		for _, x := range h {
			qkv = append(qkv, m.times(p+"qkv", m.norm(x, p+"g1")))
		}
		for t, x := range h {
			y := make([]float64, m.Width)
			for head := range m.Heads {
				at := head * each
				var a []float64
				sum := 0.0
				for s := range t + 1 {
					a = append(a, math.Exp(dot(qkv[t][at:at+each], qkv[s][m.Width+at:m.Width+at+each])/math.Sqrt(float64(each))))
					sum += a[s]
				}
				for s := range a {
					for i := range each {
						y[at+i] += a[s] / sum * qkv[s][2*m.Width+at+i]
					}
				}
			}
			add(x, m.times(p+"o", y))
			u := m.times(p+"up", m.norm(x, p+"g2"))
			for i, v := range u {
				u[i] = v * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(v+.044715*v*v*v))) / 2
			}
			add(x, m.times(p+"down", u))
		}
	}
	var out [][]float64
	for _, x := range h {
		out = append(out, m.times("E", m.norm(x, "gf")))
	}
	return out
}

// A saved file holds all that it takes to rebuild its model: who knows nothing else
// gets the golden logits from it, in Go here, and where SOFTMIX_PYTHON names a Python
// with numpy (./build.sh check weights) from the lines that the page gives out.
func TestSavedModelIsRebuilt(t *testing.T) {
	python := os.Getenv("SOFTMIX_PYTHON")
	if python == "" {
		t.Log("the lines of Python are not run: ./build.sh check weights runs them")
	}
	for _, f := range folders(t) {
		t.Run(f.name, func(t *testing.T) {
			g := open(t, f)
			var names []string
			for i := range g.config.Vocab {
				names = append(names, fmt.Sprint("token ", i))
			}
			file, err := arch.EncodeExact(g.weights, g.config, names, map[string]string{"step": "3"})
			if err != nil {
				t.Fatal(err)
			}
			m, err := reread(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(m.Tokens) != g.config.Vocab || m.Tokens[1] != "token 1" {
				t.Errorf("its tokens are %q", m.Tokens)
			}
			compare := func(who string, b int, got [][]float64) {
				for i, row := range got {
					for v, x := range row {
						if want := float64(g.logits[(b*g.T+i)*g.config.Vocab+v]); math.Abs(x-want) > 1e-4 {
							t.Fatalf("%s: sequence %d, position %d, token %d: %v, want %v", who, b, i, v, x, want)
						}
					}
				}
			}
			for b := range g.B {
				compare("Go", b, m.logits(g.tokens[b*g.T:(b+1)*g.T]))
			}
			if python == "" {
				return
			}
			at := filepath.Join(t.TempDir(), "weights.safetensors")
			if err := os.WriteFile(at, file, 0o644); err != nil {
				t.Fatal(err)
			}
			for b := range g.B {
				script := fmt.Sprintf("import sys, json; sys.argv = ['', %q]; exec(open('../../public/rebuild.py').read()); print(json.dumps(logits(%s).tolist()))", at, list(g.tokens[b*g.T:(b+1)*g.T]))
				out, err := exec.Command(python, "-c", script).Output()
				if err != nil {
					t.Fatalf("%s: %v", python, err)
				}
				var got [][]float64
				if err := json.Unmarshal(out, &got); err != nil {
					t.Fatalf("it says %s: %v", out, err)
				}
				if len(got) != g.T {
					t.Fatalf("%d rows of logits", len(got))
				}
				compare("Python", b, got)
			}
		})
	}
}

// list writes numbers as Python does.
func list(v []uint32) string {
	b, _ := json.Marshal(v) // numbers always can be
	return string(b)
}
