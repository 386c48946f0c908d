package worker

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// The file of an arm's weights loads back, is the run's own to the last bit, and
// says how it came about; asking for it changes nothing.
func TestWeights(t *testing.T) {
	p := open(t)
	s := small()
	p.init(s)
	task, err := TaskOf(s)
	if err != nil {
		t.Fatal(err)
	}
	fetch := func(arm int) ([]byte, []float32) {
		e := p.ask(wire.Command{Do: "weights", N: arm})
		if e.Type != "done" {
			t.Fatalf("%+v", e.Error)
		}
		w, err := train.DecodeBase(e.File, task)
		if err != nil {
			t.Fatal(err)
		}
		return e.File, w
	}
	_, base := fetch(0)
	if _, other := fetch(1); !slices.Equal(base, other) {
		t.Error("before the first step the arms differ")
	}
	p.do(wire.Command{Do: "step", N: 6})
	before, _ := p.course(1)
	file, left := fetch(0)
	_, right := fetch(1)
	if slices.Equal(left, base) || slices.Equal(left, right) {
		t.Error("the weights did not move, or moved alike")
	}
	for _, v := range left {
		if math.IsNaN(float64(v)) {
			t.Fatal("a weight is no number")
		}
	}
	var head struct {
		Meta map[string]string `json:"__metadata__"`
	}
	if err := json.Unmarshal(file[8:8+binary.LittleEndian.Uint64(file)], &head); err != nil {
		t.Fatal(err)
	}
	if m := head.Meta; m["step"] != "6" || m["method"] != "sft" || m["settings"] != wire.Pin(s) || m["seed"] != "3" {
		t.Errorf("metadata %v", m)
	}
	var config struct {
		Vocab, Width, Layers, Heads, Context int
		Tokens                               []string
	}
	if err := json.Unmarshal([]byte(head.Meta["config"]), &config); err != nil || head.Meta["format"] != "pt" {
		t.Fatalf("metadata %v: %v", head.Meta, err)
	}
	if shape := task.Shape(); config.Vocab != shape.Vocab || config.Width != shape.Dim || config.Layers != shape.Layers || config.Heads != shape.Heads ||
		config.Context != shape.Ctx || !slices.Equal(config.Tokens, task.Names()) {
		t.Errorf("the file tells of the model %+v, which is %+v with the tokens %q", config, shape, task.Names())
	}
	p.do(wire.Command{Do: "step", N: 6})
	after, _ := p.course(1)
	if !slices.Equal(before, after[:6]) || len(after) != 12 {
		t.Error("asking for the weights changed the course")
	}
	p.fails("settings", wire.Command{Do: "weights", N: 2})
	p.fails("settings", wire.Command{Do: "weights", N: -1})
	p.once()
}
