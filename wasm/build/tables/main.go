//go:build !js

// Command tables writes as JSON what the page's scripts know of the tables of methods,
// metrics, scenarios and settings. It is a program of its own because packer makes
// what those tables are compiled with.
package main

import (
	"encoding/json"
	"log"
	"os"
	"slices"
	"strings"

	"softmix/model/method"
	"softmix/model/task"
	"softmix/wasm/wire"
)

func main() {
	if err := json.NewEncoder(os.Stdout).Encode(newTables()); err != nil {
		log.Fatal(err)
	}
}

// tables is what the page's scripts know of the tables of methods, metrics, scenarios
// and settings. The build puts each part of it, as JSON in a string, in the place of
// TABLES and its name here: see ../minify.mjs.
type tables struct {
	Methods   map[string]methodRow `json:"methods"`
	Metrics   map[string]string    `json:"metrics"`   // by key: the name
	Scenarios []scenarioRow        `json:"scenarios"` // in the order of the page, which opens with the first
	Opening   string               `json:"opening"`   // that first one
	Arms      []string             `json:"arms"`      // as settings and sentences call them, from left to right
	Settings  string               `json:"settings"`  // all names that an address may have, in small letters
	Capitals  string               `json:"capitals"`  // those that have some, as they are
	Figure    map[string][]string  `json:"figure"`    // settings of figures alone, and the words that they take

	// Settings by what scripts do with them: see wire.Use.
	Screen  string `json:"screen"`
	Usual   string `json:"usual"`
	Redrawn string `json:"redrawn"`
	Unsaved string `json:"unsaved"`
	Anew    string `json:"anew"`
}

// methodRow is a method.
type methodRow struct {
	Name        string `json:"name"`
	Hue         string `json:"hue,omitempty"`         // of its lines; grey where it has none
	Judged      bool   `json:"judged,omitempty"`      // it learns from a judge
	RewardModel bool   `json:"rewardModel,omitempty"` // through a reward model
}

// scenarioRow is a scenario.
type scenarioRow struct {
	Key   string `json:"key"`
	About string `json:"about"`           // its metric
	Grid  int    `json:"grid,omitempty"`  // cells a side of its board
	Lines bool   `json:"lines,omitempty"` // its board is lines of text
}

// newTables reads the tables.
func newTables() tables {
	t := tables{Methods: map[string]methodRow{}, Metrics: map[string]string{}, Figure: map[string][]string{}, Opening: wire.Scenarios()[0], Arms: wire.ArmNames()}
	for _, m := range method.Methods {
		t.Methods[m.Key] = methodRow{wire.MethodName(m.Key), m.Hue, m.Learns == method.Judge, m.RewardModel}
	}
	for _, m := range task.Measures {
		t.Metrics[m.Key], _ = wire.MetricName(m.Key)
	}
	for _, r := range task.Tasks {
		t.Scenarios = append(t.Scenarios, scenarioRow{r.Key, r.Metrics[0], r.Grid, r.Lines})
	}
	for _, p := range wire.Params() {
		if p.Shown {
			t.Figure[p.Name] = append([]string{}, p.Choices...)
		}
	}
	known := wire.Known()
	t.Settings = strings.ToLower(strings.Join(known, " "))
	t.Capitals = strings.Join(slices.DeleteFunc(known, func(name string) bool { return name == strings.ToLower(name) }), " ")
	used := func(use wire.Use) string { return strings.Join(wire.Used(use), " ") }
	t.Screen, t.Usual, t.Redrawn, t.Unsaved, t.Anew = used(wire.Screen), used(wire.Usual), used(wire.Redrawn), used(wire.Unsaved), used(wire.Anew)
	return t
}
