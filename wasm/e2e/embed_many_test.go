//go:build !js

package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestEmbedTen: ten figures on one page cost next to nothing until they are
// scrolled to, never train off screen, and not more than two at once.
func TestEmbedTen(t *testing.T) {
	var frames strings.Builder
	for i := range 10 {
		fmt.Fprintf(&frames, `<iframe width=680 height=240 style="display:block" src="SITE/embed.html?scenario=lake4&device=cpu&batch=1&steps=2000&speed=4&autoplay=1&seed=%d"></iframe>`, i)
		if i > 1 {
			frames.WriteString(`<div style="height:900px"></div>`)
		}
	}
	s := around(t, false, ear+`<style>body{margin:0}</style><div style="height:2500px"></div>`+frames.String()+`<script nonce=ours>
		window.steps = () => Array.from({length: 10}, (_, i) => heard.filter(h => h.from === i && h.data.type === "step").length);
	</script>`, nil)
	p := open(t, s.parent, View{Width: 800, Height: 800})
	must(t, p.Until(20*time.Second, `new Set(heard.filter(h => h.data.type === "height").map(h => h.from)).size === 10`))
	time.Sleep(time.Second)
	s.mu.Lock()
	t.Logf("ten figures out of view: %d bytes in %v", s.bytes, s.paths)
	if s.bytes > 10*12_000 {
		t.Errorf("they cost %d bytes, want 12 kB each at most", s.bytes)
	}
	for path := range s.paths {
		if path != "/embed.html" && path != "/js/files.js" && path != "/js/embed.js" && !strings.HasPrefix(path, "/css/") {
			t.Errorf("they asked for %s", path)
		}
	}
	s.mu.Unlock()

	// Three in view.
	if _, err := Eval[bool](p, 5*time.Second, `(scrollTo(0, 2450), true)`); err != nil {
		t.Fatal(err)
	}
	must(t, p.Until(readyLimit, `heard.filter(h => h.data.type === "ready").length === 3 && steps().filter(n => n > 3).length >= 2`))
	count := func() (n []int) {
		n, err := Eval[[]int](p, 5*time.Second, `steps()`)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	// The third begins with the others, and is told to wait at once; what it is
	// doing then it ends.
	var before, after, moved []int
	for try := 0; try < 10 && len(moved) != 2; try++ {
		before = count()
		time.Sleep(1500 * time.Millisecond)
		after, moved = count(), nil
		for i := range after {
			if after[i] > before[i] {
				moved = append(moved, i)
			}
		}
	}
	t.Logf("steps told: %v, then %v", before, after)
	if len(moved) != 2 || moved[1] > 2 {
		t.Fatalf("figures %v trained at once, want two of the three in view", moved)
	}
	// One that pauses makes room for the one that waits.
	waits := 3
	for _, i := range moved {
		waits -= i
	}
	pause := fmt.Sprintf(`ask({do: "pause"}, document.querySelectorAll("iframe")[%d]).then(() => true)`, moved[0])
	if _, err := Eval[bool](p, 20*time.Second, pause); err != nil {
		t.Fatal(err)
	}
	if err := p.Until(20*time.Second, fmt.Sprintf(`steps()[%d] > %d`, waits, after[waits])); err != nil {
		t.Errorf("figure %d, which waited, does not train: %v, steps %v", waits, err, count())
	}

	// Out of view they rest.
	if _, err := Eval[bool](p, 5*time.Second, `(scrollTo(0, 0), true)`); err != nil {
		t.Fatal(err)
	}
	for try := 0; try < 15 && (try == 0 || !slices.Equal(before, after)); try++ {
		before = count()
		time.Sleep(time.Second)
		after = count()
	}
	if !slices.Equal(before, after) {
		t.Errorf("off screen they train on: %v, then %v", before, after)
	}
	for i, n := range after {
		if i > 2 && n > 0 {
			t.Errorf("figure %d was never in view and trained", i)
		}
	}
	for _, text := range p.Problems() {
		t.Errorf("logged: %s", text)
	}
}
