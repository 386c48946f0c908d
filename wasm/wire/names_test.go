package wire

import (
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"testing"

	"softmix/model/method"
	"softmix/model/task"
)

var update = flag.Bool("update", false, "write the names into the scripts")

// Every method and metric has one name, and the scripts have the same:
//
//	go test ./wasm/wire -run Names -update
func TestNamesInScripts(t *testing.T) {
	for _, m := range method.Keys() {
		if methodNames[m].Name == "" {
			t.Errorf("%s has no name", m)
		}
	}
	seen := map[string]string{}
	for _, row := range task.Measures {
		m := row.Key
		n := metricNames[m][0]
		if n == "" || metricNames[m][1] == "" || seen[n] != "" {
			t.Errorf("%s is called %q, as %s", m, n, seen[n])
		}
		seen[n] = m
	}
	long, names := map[string]string{}, map[string]string{}
	for m, n := range methodNames {
		names[m] = n.Name
	}
	for m, n := range metricNames {
		long[m] = n[0]
	}
	for _, file := range []string{"chart.js", "story.js"} {
		name := "../../public/js/" + file
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for constant, want := range map[string]map[string]string{"METHODS": names, "METRICS": long} {
			line := regexp.MustCompile(`const ` + constant + ` = .*;`)
			text, err := json.Marshal(want)
			if err != nil {
				t.Fatal(err)
			}
			now := "const " + constant + " = " + string(text) + ";"
			switch found := line.Find(b); {
			case string(found) == now:
			case *update && found != nil:
				b = line.ReplaceAll(b, []byte(now))
				if err := os.WriteFile(name, b, 0o644); err != nil {
					t.Fatal(err)
				}
			default:
				t.Errorf("%s has other %s than wire: %s", file, constant, found)
			}
		}
	}
}
