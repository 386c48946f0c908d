package charts

import (
	"sort"

	"softmix/ui/canvas"
)

// tag is a label beside the playhead.
type tag struct {
	s, short string
	ink      canvas.Token
	y        float64
}

// drawTags sets the labels beside x, far enough from each other.
func (f *figure) drawTags(c canvas.Canvas, p *pane, tags []tag, lx float64) {
	sort.SliceStable(tags, func(i, j int) bool { return tags[i].y < tags[j].y })
	spread(tags, p.Top+4, p.Top+p.H+2)
	name := canvas.Font{Size: 13, Bold: true, Halo: true}
	widest, widestShort := 0.0, 0.0
	for _, t := range tags {
		widest = max(widest, c.TextWidth(t.s, name))
		widestShort = max(widestShort, c.TextWidth(t.short, name))
	}
	if lx+10+widest > p.W && lx-10-widest < 0 { // no room for the long form on either side
		for i := range tags {
			tags[i].s = tags[i].short
		}
		widest = widestShort
	}
	left := lx + 10
	name.Align = "left"
	if left+widest > p.W {
		left, name.Align = lx-10, "right"
	}
	if name.Align == "right" && len(tags) == 2 { // on the lines: the labels step off them
		a, b := &tags[0], &tags[1]
		a.y, b.y = max(a.y-11, p.Top+4), min(b.y+12, p.Top+p.H-3)
	}
	for _, t := range tags {
		name.Color = t.ink
		c.Text(t.s, left, t.y, name)
	}
}

// spread moves labels, sorted from the top, as little as gives each its room
// between lo and hi: those that are too near share the distance.
func spread(tags []tag, lo, hi float64) {
	n := len(tags)
	type block struct {
		sum float64
		n   int
	}
	var bs []block
	for i, t := range tags {
		bs = append(bs, block{t.y - canvas.LabelGap*float64(i), 1})
		for k := len(bs) - 1; k > 0 && bs[k-1].sum/float64(bs[k-1].n) > bs[k].sum/float64(bs[k].n); k-- {
			bs[k-1].sum += bs[k].sum
			bs[k-1].n += bs[k].n
			bs = bs[:k]
		}
	}
	i := 0
	for _, b := range bs {
		at := max(min(b.sum/float64(b.n), hi-canvas.LabelGap*float64(n-1)), lo)
		for range b.n {
			tags[i].y = at + canvas.LabelGap*float64(i)
			i++
		}
	}
}
