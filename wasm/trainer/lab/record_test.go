package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"softmix/wasm/wire"
)

// A recording holds the whole run in few digits: every loss, an evaluation at
// every stop, pictures with their costs.
func TestRecord(t *testing.T) {
	s := wire.Defaults("lake4")
	s.Device, s.Steps, s.Batch = "cpu", 30, 2
	weights := func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join("../../../public/weights", name))
	}
	r, err := recordRun(t.Context(), s, weights)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	check(t, string(b), s)
	again, err := recordRun(t.Context(), s, weights)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Runs[1].Loss, again.Runs[1].Loss) {
		t.Error("the same run was recorded differently")
	}
	s.Scenario = "lake6" // whose weights these are not
	if _, err := recordRun(t.Context(), s, func(string) ([]byte, error) { return nil, os.ErrNotExist }); err == nil {
		t.Error("recorded without weights")
	}
}

// Every scenario has a recording of what the page opens with now.
func TestRecordings(t *testing.T) {
	if out, err := exec.Command("node", "pictures.mjs", "-check").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	for _, name := range wire.Scenarios() {
		b, err := os.ReadFile(filepath.Join("../../../public/recorded", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		if len(b) > 40_000 {
			t.Errorf("%s: %d bytes", name, len(b))
		}
		check(t, string(b), wire.Defaults(name))
	}
}

// check reads a recording as the page does.
func check(t *testing.T, text string, s wire.Settings) {
	t.Helper()
	var r struct {
		V        int
		Settings string
		Date     string
		Device   string
		Steps    int
		Params   int
		Picture  wire.Update
		Runs     []struct {
			Method string
			Loss   []float64
			Costs  map[string]any
			Evals  []wire.Eval
			Frames []struct {
				Step int
				Cost wire.Cost
				wire.RunUpdate
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	p := &r.Picture
	drawn := p.Treasure != nil || p.Lake != nil || p.Text != nil || p.Maze != nil
	if r.V != 1 || r.Steps != s.Steps || r.Params < 10000 || !strings.HasPrefix(r.Device, "cpu") || !drawn || len(r.Runs) != s.Width() {
		t.Fatalf("%s: %+v", s.Scenario, r)
	}
	if to, fixes := wire.Parse(r.Settings); r.Settings != "" && (len(fixes) > 0 || to.Scenario != s.Scenario) {
		t.Errorf("%s: settings %q", s.Scenario, r.Settings)
	}
	for i, run := range r.Runs {
		if run.Method != s.Arms[i].Method || len(run.Loss) != s.Steps || run.Costs["tok"] == nil || run.Costs["fl"] == nil {
			t.Errorf("%s, %s: %d losses, costs %v", s.Scenario, run.Method, len(run.Loss), run.Costs)
		}
		at := []int{0}
		at = append(at, stops(s.Steps)...)
		var evals []int
		for _, e := range run.Evals {
			evals = append(evals, e.Step)
			if len(e.Metrics) == 0 {
				t.Errorf("%s: no metrics at step %d", s.Scenario, e.Step)
			}
		}
		if !slices.Equal(evals, at) {
			t.Errorf("%s: evaluated at %v, want %v", s.Scenario, evals, at)
		}
		if n := len(run.Frames); n < pictures || n > 2*pictures+2 || run.Frames[0].Step != 0 || run.Frames[n-1].Step != s.Steps {
			t.Errorf("%s: %d pictures", s.Scenario, n)
		}
		for _, f := range run.Frames {
			if f.Treasure == nil && f.Lake == nil && f.Text == nil && f.Maze == nil {
				t.Errorf("%s: no picture at step %d", s.Scenario, f.Step)
			}
		}
	}
}

func TestDigits(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1.23456: "1.235", .000123456: "0.0001235", 123456789: "123500000", 256: "256", 9999.9: "1e+04"} {
		if got := digits(v, 4); string(got) != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}
