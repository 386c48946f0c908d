package gpu

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"softmix/model/device"
	"softmix/shaders"
)

// What wins on one adapter loses on another, so the shape of a kernel is chosen
// by measuring, once for each of its sizes: a choice stays for the life of the
// device, so that a run repeats bit for bit. Browsers keep it for later visits.
type choices struct {
	made   map[string]string // by key; the shape's name
	won    []win             // what was measured, in order
	sound  map[string]bool   // by variant: compiled, and its results are right
	spent  time.Duration     // on measuring so far, compiling candidates included
	shapes func(shaders.Kernel) []shaders.Variant
	source func(shaders.Kernel, shaders.Variant) (string, error)
}

// win is the shape that was the fastest for a kernel at some size.
type win struct{ kernel, shape string }

func newChoices() choices {
	return choices{
		made: map[string]string{}, sound: map[string]bool{},
		shapes: shaders.Kernel.Variants, source: shaders.Kernel.Source,
	}
}

// key names a kernel at a size; what only changes its numbers is left out.
func key(k shaders.Kernel, args []uint32) string {
	n := 3 // M N K
	if k.Products == nil {
		n = len(args)
	}
	return k.Name + strings.Trim(strings.ReplaceAll(fmt.Sprint(args[:n]), " ", "x"), "[]")
}

// variant names a kernel in a shape: the label of its module and pipeline.
func variant(k shaders.Kernel, s shaders.Variant) string {
	if s.Name == "" {
		return k.Name
	}
	return k.Name + " " + s.Name
}

// shape returns the choice made for c, or the reference.
func (d *Device) shape(k shaders.Kernel, args []uint32) shaders.Variant {
	name, ok := d.choices.made[key(k, args)]
	if !ok {
		return shaders.Variant{}
	}
	shapes := d.choices.shapes(k)
	i := slices.IndexFunc(shapes, func(s shaders.Variant) bool { return s.Name == name })
	return shapes[max(i, 0)]
}

// choose settles the shape of every call that has several.
func (d *Device) choose(calls []device.Call) error {
	type open struct {
		kernel shaders.Kernel
		args   []uint32
		work   float64
	}
	var todo []open
	seen := map[string]bool{}
	for _, c := range calls {
		k, _ := shaders.ByName(c.Kernel)
		if len(d.choices.shapes(k)) < 2 {
			continue
		}
		name := key(k, c.Args)
		if _, done := d.choices.made[name]; done || seen[name] {
			continue
		}
		seen[name] = true
		todo = append(todo, open{k, c.Args, k.Work(c.Args)})
	}
	slices.SortStableFunc(todo, func(a, b open) int { return cmp.Compare(b.work, a.work) })
	var later []open
	for _, o := range todo {
		if _, known := d.inherited(key(o.kernel, o.args)); known || d.choices.spent >= patience {
			later = append(later, o)
			continue
		}
		candidates := d.candidates(o.kernel, o.args)
		if len(candidates) == 1 {
			d.settle(o.kernel, o.args, candidates[0])
			continue
		}
		s, ok, err := d.measured(o.kernel, o.args, candidates)
		if err != nil {
			return fmt.Errorf("choosing the shape of kernel %s: %w", o.kernel.Name, err)
		}
		if !ok {
			later = append(later, o)
			continue
		}
		d.choices.won = append(d.choices.won, win{o.kernel.Name, s.Name})
		d.settle(o.kernel, o.args, s)
		d.keep(o.kernel, o.args, s)
	}
	var jobs []job
	for _, o := range later {
		jobs = append(jobs, job{o.kernel, d.wanted(o.kernel, o.args)[0]})
	}
	_ = d.prepare(jobs) // all at once; what fails fails again below, alone
	for _, o := range later {
		for _, s := range d.wanted(o.kernel, o.args) {
			// What an earlier visit chose is proven anew: drivers change.
			if s.Name == "" || d.isSound(o.kernel, s) {
				d.settle(o.kernel, o.args, s)
				break
			}
		}
	}
	return nil
}

// settle makes a choice, for the life of the device and of those that take its
// place: what was trained on one repeats on another.
func (d *Device) settle(k shaders.Kernel, args []uint32, s shaders.Variant) {
	d.choices.made[key(k, args)] = s.Name
	if d.Err() == nil {
		d.bequeath(key(k, args), s.Name)
	}
}

// keep keeps a choice that was measured for later visits; not what a failing device
// led to.
func (d *Device) keep(k shaders.Kernel, args []uint32, s shaders.Variant) {
	if d.Err() == nil {
		d.Remember(key(k, args), s.Name)
	}
}

// candidates returns the shapes that k can take here, the reference first.
func (d *Device) candidates(k shaders.Kernel, args []uint32) []shaders.Variant {
	return slices.DeleteFunc(slices.Clone(d.choices.shapes(k)), func(s shaders.Variant) bool {
		return !k.Fits(s, args) || s.Quads && !d.hasQuads()
	})
}

// wanted returns the candidates of a kernel that is not measured, most wanted
// first: what an earlier visit chose, or what won here so far; the reference
// comes last, unless it is what won.
func (d *Device) wanted(k shaders.Kernel, args []uint32) []shaders.Variant {
	name, known := d.inherited(key(k, args))
	if !known {
		name = d.favourite(k)
	}
	all := d.candidates(k, args)
	if name == "" {
		return all[:1]
	}
	order := append(slices.Clone(all[1:]), all[0])
	if i := slices.IndexFunc(order, func(s shaders.Variant) bool { return s.Name == name }); i > 0 {
		order[0], order[i] = order[i], order[0]
	}
	return order
}

// favourite is the shape that won last for k, or else most often.
func (d *Device) favourite(k shaders.Kernel) string {
	votes, best := map[string]int{}, ""
	for _, w := range slices.Backward(d.choices.won) {
		if w.kernel == k.Name {
			return w.shape
		}
		votes[w.shape]++
		if votes[w.shape] > votes[best] {
			best = w.shape
		}
	}
	return best
}
