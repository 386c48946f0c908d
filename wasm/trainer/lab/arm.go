package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"softmix/model/train"
	"softmix/wasm/wire"
)

// arm is one method of a comparison.
type arm struct {
	wire.Arm
	label string  // as given: ift:passes=3
	lr    float64 // 0 = the task's, or that of what learns from a judge
}

// untrained is the arm that trains nothing.
const untrained = "base"

// asPublished are the knobs in which the lab departs from the page: IFT as the
// paper has it, and everywhere the scheduled sampling of the study.
var asPublished = []wire.Pair{{Name: "lambda", Value: "0.2"}, {Name: "gamma", Value: "0.95"}, {Name: "feedback", Value: "soft"}, {Name: "passes", Value: "1"}, {Name: "p", Value: "0.2"}}

// newArm reads name[:knob=value]…. What is not set there is as in given, in
// asPublished, or as the page has it in the scenario, in this order.
func newArm(scenario, spec string, given []wire.Pair) (arm, error) {
	spec = strings.TrimSpace(spec)
	method, own, _ := strings.Cut(spec, ":")
	a := arm{Arm: wire.DefaultSide(scenario, method), label: spec}
	if all := train.MethodNames(); method != untrained && !slices.Contains(all, method) {
		return a, fmt.Errorf("-methods: unknown method %q (there are %s, %s)", method, untrained, strings.Join(all, ", "))
	}
	knobs := slices.Concat(asPublished, given)
	if own != "" {
		if method == untrained {
			return a, fmt.Errorf("-methods: %s has no knobs", untrained)
		}
		for part := range strings.SplitSeq(own, ":") {
			key, value, _ := strings.Cut(part, "=")
			knobs = append(knobs, wire.Pair{Name: key, Value: value})
		}
	}
	for _, k := range knobs {
		if err := a.set(k); err != nil {
			return a, fmt.Errorf("-methods: %s: %w", method, err)
		}
	}
	return a, nil
}

// knobs are the settings that every arm has its own of, but for the method and
// its learning rate, which has a flag for all arms.
func knobs() []wire.Param {
	return slices.DeleteFunc(wire.Params(), func(p wire.Param) bool { return !p.PerArm || p.Name == "method" || p.Name == "rate" })
}

// set sets a knob. Whether the value is legal says train.Config.
func (a *arm) set(k wire.Pair) (err error) {
	p, ok := wire.Find(k.Name)
	at := p.In(&a.Arm)
	switch {
	case k.Name == "lr":
		at = &a.lr
	case !ok || at == nil || k.Name == "method" || k.Name == "rate":
		return fmt.Errorf("there is no knob %q", k.Name)
	}
	switch at := at.(type) {
	case *int:
		*at, err = strconv.Atoi(k.Value)
	case *float64:
		*at, err = strconv.ParseFloat(k.Value, 64)
	case *string:
		*at = k.Value
	}
	if err != nil {
		return fmt.Errorf("%s=%s is no number", k.Name, k.Value)
	}
	return nil
}

// told says the knobs that count for the arm.
func (a arm) told() string {
	s := wire.Settings{Arms: [wire.MaxArms]wire.Arm{a.Arm}}
	var parts []string
	for _, p := range knobs() {
		if p.Applies(s, 0) {
			parts = append(parts, p.Name+" "+p.Text(s, 0))
		}
	}
	return strings.Join(parts, ", ")
}

// usage says of a knob which methods it counts for, with which value if nothing is
// said.
func usage(p wire.Param) string {
	var of []string
	for _, method := range train.MethodNames() {
		a, err := newArm("", method, nil)
		s := wire.Settings{Arms: [wire.MaxArms]wire.Arm{a.Arm}}
		if err == nil && p.Applies(s, 0) {
			of = append(of, fmt.Sprintf("%s (%s)", method, p.Text(s, 0)))
		}
	}
	text := p.Label.String()
	if len(p.Choices) > 0 {
		text += ", " + strings.Join(p.Choices, " or ")
	}
	return text + ", a `knob` of " + strings.Join(of, ", ")
}
