package worker

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"softmix/model/train/trace"
	"softmix/wasm/wire"
)

func TestNumbersOfATrace(t *testing.T) {
	nan := float32(math.NaN())
	a := trace.Trace{Tokens: []int{1, 2}, Runs: []trace.RunTrace{{
		Mix: [][]float32{{0, 1, 0}, {.123456789, 0, .876543211}}, Train: [][]float32{{0, 0, 0}, {.2, .7, .1}}, After: [][]float32{{0, 0, 0}, {nan, nan, nan}},
	}}}
	got, err := traceOf(&a, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := got.Runs[0]
	want := wire.RunTrace{
		Mix:   [][]wire.Share{{{Token: 1, P: 1}}, {{Token: 2, P: .876543}, {Token: 0, P: .123457}}},
		Train: [][]wire.Share{{}, {{Token: 1, P: .7}, {Token: 0, P: .2}, {Token: 2, P: .1}}},
		After: [][]wire.Share{{}, {}}, // what is no number is not told
	}
	if !reflect.DeepEqual([]any{r.Mix, r.Train, r.After}, []any{want.Mix, want.Train, want.After}) {
		t.Errorf("%+v\n%+v", r, want)
	}
	a.Runs[0].LogitGradNorm = []float64{0, math.Inf(1)}
	if _, err := traceOf(&a, nil); err == nil || !strings.Contains(err.Error(), "gradient at the logits") {
		t.Errorf("an infinite gradient: %v", err)
	}
	// The true token is told though others are larger.
	row := make([]float32, 20)
	for i := range row {
		row[i] = float32(i) / 190
	}
	if k := largest(row, 4, 3); !reflect.DeepEqual(k, []int{19, 18, 17, 3}) {
		t.Errorf("largest %v", k)
	}
	if k := largest([]float32{0, 0, 1}, 4, 0); !reflect.DeepEqual(k, []int{2, 0}) {
		t.Errorf("largest %v", k)
	}
	for x, want := range map[float64]float64{0: 0, 1.0 / 3: .333333, -123456.7: -123457, 1234567: 1234570, 1.23456789e-9: 1.23457e-9, 2: 2} {
		if got := short(x); got != want {
			t.Errorf("short(%v) = %v, want %v", x, got, want)
		}
	}
}
