//go:build !js

package e2e

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"softmix/model/stats"
)

// TestSeeds trains several seeds at once: the page's losses are the means of as
// many single visits', going back and on repeats them, and nothing is too wide on
// a phone.
func TestSeeds(t *testing.T) {
	for device, k := range map[string]int{"cpu": 3, "webgpu": 2} {
		t.Run(device, func(t *testing.T) { seeds(t, device, k) })
	}
}

func seeds(t *testing.T, device string, k int) {
	const steps = 5
	// Each visit chooses its kernels' shapes by measuring, and other shapes round
	// otherwise: on WebGPU two visits need not agree to the last digit.
	loose := 0.
	if device == "webgpu" {
		loose = 1e-5
	}
	same := func(a, b float64) bool { return math.Abs(a-b) <= loose*math.Abs(b) }
	var single [][2][]float64
	for i := range k {
		p, server := visit(t, fmt.Sprintf("?scenario=lake6&device=%s&seed=%d", device, 4+i), View{})
		ready(t, p)
		do(t, p, "step("+itoa(steps)+")")
		single = append(single, losses(t, p))
		quiet(t, p, server)
		p.Close()
	}
	p, server := visit(t, fmt.Sprintf("?scenario=lake6&device=%s&seed=4&seeds=%d", device, k), View{Width: 360, Height: 740})
	ready(t, p)
	do(t, p, "step("+itoa(steps)+")")
	all := losses(t, p)
	std, err := Eval[[2][]float64](p, 10*time.Second, "softmix.metrics().runs.map(r => r.std.loss)")
	if err != nil {
		t.Fatal(err)
	}
	for side := range all {
		for i := range all[side] {
			var x []float64
			for _, s := range single {
				x = append(x, s[side][i])
			}
			mean, spread := stats.MeanStd(x)
			if !same(all[side][i], mean) || math.Abs(std[side][i]-spread) > loose*mean+1e-12 || spread == 0 {
				t.Errorf("side %d, step %d: %v ± %v, single visits say %v", side, i+1, all[side][i], std[side][i], x)
			}
		}
		if len(all[side]) != steps {
			t.Errorf("side %d has %d losses", side, len(all[side]))
		}
	}
	do(t, p, "seek(2)")
	do(t, p, "step(3)")
	if again := losses(t, p); !slices.Equal(again[0], all[0]) || !slices.Equal(again[1], all[1]) {
		t.Errorf("after going back:\n%v\nbefore\n%v", again, all)
	}

	// What a reader sees and hears. Too few seeds for a verdict are told as what they
	// came to.
	say := `.includes("over %d seeds")`
	if k < stats.MinSeeds {
		say = `.includes("in these runs on average") && document.getElementById("say").textContent.includes("%[1]d × ")`
	}
	for what, condition := range map[string]string{
		"the sentence":      `document.getElementById("say").textContent` + say,
		"the charts' label": `document.querySelector("#charts [role=img]").getAttribute("aria-label").includes("means over %d seeds")`,
		"a board's label":   `document.querySelector("#board-1 [role=img]").getAttribute("aria-label").includes("This is seed 4, the first of %d.")`,
		"the field":         `document.getElementById("seeds").value === "%d"`,
		"the state":         `softmix.state().seeds === %d && softmix.state().difference.success_random.mean !== undefined`,
	} {
		if err := p.Until(10*time.Second, fmt.Sprintf(condition, k)); err != nil {
			t.Errorf("%s does not tell of %d seeds: %v", what, k, err)
		}
	}
	wide, err := Eval[[]string](p, 20*time.Second, tooWide)
	if err != nil || len(wide) > 0 {
		t.Errorf("wider than a phone: %q (%v)", wide, err)
	}
	do(t, p, "set({seeds: 1})")
	if s := state(t, p); s.Step != 0 {
		t.Errorf("fewer seeds went on at step %d", s.Step)
	}
	do(t, p, "step(1)")
	if one := losses(t, p); !same(one[0][0], single[0][0][0]) {
		t.Errorf("the first loss with one seed is %v, alone it was %v", one[0][0], single[0][0][0])
	}
	quiet(t, p, server)
}
