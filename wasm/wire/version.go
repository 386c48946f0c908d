package wire

import (
	"slices"
	"strings"
)

// former is a default as it was: settings up to version until had value where
// nothing else was said. Links, embeds and saved runs of those versions keep it.
type former struct {
	until    int
	scenario string // "": in all of them
	method   string // of a method's knob: "": of all methods
	name     string // of the table, or a side: left, right, third, fourth
	value    string // as a URL has it
}

// formers are all defaults that were ever changed, the latest change last. Who
// changes a default adds the old one here, until the version that newest gives
// before; one row, and newest is one more. Rows of one release share a version.
var formers = []former{
	{1, "", "dpo", "beta", "0.1"}, {1, "", "orpo", "beta", "0.25"},
	{1, "", "dpo", "pairs", "512"}, {1, "", "orpo", "pairs", "512"},
	{1, "", "rlhf", "kl", "0.02"}, {1, "", "rlhf", "rmsteps", "60"},
}

// newest is the version of the settings that this program speaks, and writes.
func newest() int {
	if n := len(formers); n > 0 {
		return formers[n-1].until + 1
	}
	return 1
}

// Version returns it.
func Version() int { return newest() }

// versionOf is the version that a query means: the one that it names, the first
// where it names none, as all links did before there was a second, and the newest
// where it says nothing at all.
func versionOf(pairs []Pair) int {
	s := Settings{Version: 1}
	for _, p := range pairs {
		if Canonical(p.Name) == "v" {
			s.Set("v", p.Value)
		}
	}
	if len(pairs) == 0 {
		return newest()
	}
	return s.Version
}

// defaultsAt are the defaults of a scenario as a version had them.
func defaultsAt(version int, scenario string) Settings {
	s := defaults(scenario)
	var methods [MaxArms]string
	for i := range s.Arms {
		methods[i] = s.Arms[i].Method
	}
	for _, f := range slices.Backward(formers) { // the older the later: it counts
		if f.counts(version, s.Scenario) {
			s.setDefault(f.name, f.value, &methods)
		}
	}
	for i, m := range methods {
		s.Arms[i] = sideAt(version, s.Scenario, m)
	}
	return s
}

// sideAt is a method with its default knobs in a scenario, as a version had them.
func sideAt(version int, scenario, method string) Arm {
	s := Settings{Scenario: scenario}
	s.Arms[0] = defaultSide(scenario, method)
	for _, f := range slices.Backward(formers) {
		if p, ok := Find(f.name); ok && p.PerArm && f.counts(version, scenario) && (f.method == "" || f.method == method) {
			p.put(&s, 0, f.value)
		}
	}
	return s.Arms[0]
}

// counts reports whether the default was that of a version, in a scenario. Version
// 0 is none: the newest.
func (f former) counts(version int, scenario string) bool {
	return version > 0 && version <= f.until && (f.scenario == "" || f.scenario == scenario)
}

// Pin writes settings as a query that means the same for ever: Encode, always with
// the version.
func Pin(s Settings) string {
	switch q := Encode(s); {
	case q == "":
		return "v=" + short(float64(newest()))
	case !strings.Contains("&"+q, "&v="):
		return q + "&v=1" // as which it is read
	default:
		return q
	}
}
