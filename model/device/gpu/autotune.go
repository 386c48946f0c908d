package gpu

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"softmix/model/device"
	"softmix/shaders"
)

// tuning is what autotuning found out. What wins on one adapter loses on another, so
// the variant of a kernel is chosen by measuring, once for each of its sizes: a choice
// stays for the life of the device, so that a run repeats bit for bit. Browsers keep
// it for later visits.
type tuning struct {
	chosen   map[string]string // by tuningKey; the variant's name
	winners  []winner          // what was measured, in order
	verified map[string]bool   // by label: compiled, and its results are right
	spent    time.Duration     // on measuring so far, compiling candidates included
	variants func(shaders.Kernel) []shaders.Variant
	source   func(shaders.Kernel, shaders.Variant) (string, error)
}

// winner is the variant that was the fastest for a kernel at some size.
type winner struct{ kernel, variant string }

func newTuning() tuning {
	return tuning{
		chosen: map[string]string{}, verified: map[string]bool{},
		variants: shaders.Kernel.Variants, source: shaders.Kernel.Source,
	}
}

// tuningKey names a kernel at a size; what only changes its numbers is left out.
func tuningKey(k shaders.Kernel, args []uint32) string {
	n := 3 // M N K
	if k.Products == nil {
		n = len(args)
	}
	return k.Name + strings.Trim(strings.ReplaceAll(fmt.Sprint(args[:n]), " ", "x"), "[]")
}

// label names a kernel in a variant: the label of its module and pipeline.
func label(k shaders.Kernel, s shaders.Variant) string {
	if s.Name == "" {
		return k.Name
	}
	return k.Name + " " + s.Name
}

// variant returns the choice made for a call, or the reference.
func (d *Device) variant(k shaders.Kernel, args []uint32) shaders.Variant {
	name, ok := d.tuning.chosen[tuningKey(k, args)]
	if !ok {
		return shaders.Variant{}
	}
	variants := d.tuning.variants(k)
	i := slices.IndexFunc(variants, func(s shaders.Variant) bool { return s.Name == name })
	return variants[max(i, 0)]
}

// autotune sets the variant of every call that has several.
func (d *Device) autotune(calls []device.Call) error {
	type open struct {
		kernel shaders.Kernel
		args   []uint32
		work   float64
	}
	var todo []open
	seen := map[string]bool{}
	for _, c := range calls {
		k, _ := shaders.ByName(c.Kernel)
		if len(d.tuning.variants(k)) < 2 {
			continue
		}
		name := tuningKey(k, c.Args)
		if _, done := d.tuning.chosen[name]; done || seen[name] {
			continue
		}
		seen[name] = true
		todo = append(todo, open{k, c.Args, k.Work(c.Args)})
	}
	sort.SliceStable(todo, func(i, j int) bool { return todo[i].work > todo[j].work })
	var later []open
	for _, o := range todo {
		if _, known := d.cachedVariant(tuningKey(o.kernel, o.args)); known || d.tuning.spent >= budget {
			later = append(later, o)
			continue
		}
		candidates := d.candidates(o.kernel, o.args)
		if len(candidates) == 1 {
			d.setVariant(o.kernel, o.args, candidates[0])
			continue
		}
		s, ok, err := d.benchmark(o.kernel, o.args, candidates)
		if err != nil {
			return fmt.Errorf("autotuning kernel %s: %w", o.kernel.Name, err)
		}
		if !ok {
			later = append(later, o)
			continue
		}
		d.tuning.winners = append(d.tuning.winners, winner{o.kernel.Name, s.Name})
		d.setVariant(o.kernel, o.args, s)
		d.saveVariant(o.kernel, o.args, s)
	}
	var jobs []job
	for _, o := range later {
		jobs = append(jobs, job{o.kernel, d.preferred(o.kernel, o.args)[0]})
	}
	_ = d.prepare(jobs) // all at once; what fails fails again below, alone
	for _, o := range later {
		for _, s := range d.preferred(o.kernel, o.args) {
			// What an earlier visit chose is verified anew: drivers change.
			if s.Name == "" || d.isVerified(o.kernel, s) {
				d.setVariant(o.kernel, o.args, s)
				break
			}
		}
	}
	return nil
}

// setVariant makes a choice, for the life of the device and of those that take its
// place: what was trained on one repeats on another.
func (d *Device) setVariant(k shaders.Kernel, args []uint32, s shaders.Variant) {
	d.tuning.chosen[tuningKey(k, args)] = s.Name
	if d.Err() == nil {
		d.cacheVariant(tuningKey(k, args), s.Name)
	}
}

// saveVariant keeps a choice that was measured for later visits; not what a failing device
// led to.
func (d *Device) saveVariant(k shaders.Kernel, args []uint32, s shaders.Variant) {
	if d.Err() == nil {
		d.Remember(tuningKey(k, args), s.Name)
	}
}

// candidates returns the variants that k can take here, the reference first.
func (d *Device) candidates(k shaders.Kernel, args []uint32) []shaders.Variant {
	return slices.DeleteFunc(slices.Clone(d.tuning.variants(k)), func(s shaders.Variant) bool {
		return !k.Fits(s, args) || s.Subgroups && !d.hasSubgroups()
	})
}

// preferred returns the candidates of a kernel that is not measured, best
// first: what an earlier visit chose, or what won here so far; the reference
// comes last, unless it is what won.
func (d *Device) preferred(k shaders.Kernel, args []uint32) []shaders.Variant {
	name, known := d.cachedVariant(tuningKey(k, args))
	if !known {
		name = d.lastWinner(k)
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

// lastWinner is the variant that won last for k, or else most often.
func (d *Device) lastWinner(k shaders.Kernel) string {
	votes, best := map[string]int{}, ""
	for _, w := range slices.Backward(d.tuning.winners) {
		if w.kernel == k.Name {
			return w.variant
		}
		votes[w.variant]++
		if votes[w.variant] > votes[best] {
			best = w.variant
		}
	}
	return best
}
