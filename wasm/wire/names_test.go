package wire

import (
	"testing"

	"softmix/i18n"
	"softmix/model/method"
	"softmix/model/task"
	build "softmix/wasm/build/words"
)

// Every row of the tables of methods, metrics and tasks has its words, none has
// another's, and there are words of no row that is not there.
func TestNamesOfRows(t *testing.T) {
	var methods, metrics, tasks []string
	for _, m := range method.Methods {
		methods = append(methods, m.Key)
	}
	for _, m := range task.Measures {
		metrics = append(metrics, m.Key)
	}
	for _, r := range task.Tasks {
		tasks = append(tasks, r.Key)
	}
	seen := map[string]string{}
	rows := map[string]int{}
	for section, keys := range map[string][]string{
		"method": methods, "methodShort": methods, "tagline": methods, "metric": metrics, "metricShort": metrics,
		"scenario": tasks, "scenarioShort": tasks, "scenarioIntro": tasks, "scenarioCompare": tasks, "scenarioStart": tasks, "scenarioLook": tasks, "scenarioTests": tasks,
	} {
		rows[section] = len(keys)
		for _, key := range keys {
			k, ok := i18n.Of(section, key)
			name := k.String()
			if !ok || name == "" {
				t.Errorf("en.json has no %s of %s", section, key)
			}
			if of := seen[name]; (section == "method" || section == "metric") && of != "" {
				t.Errorf("%s is called %q, as %s", key, name, of)
			} else if section == "method" || section == "metric" {
				seen[name] = key
			}
		}
	}
	english, err := build.Read("../../i18n/en.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range english.Sections {
		if n, ok := rows[s.Name]; ok && n != len(s.Messages) {
			t.Errorf("en.json has %d messages in %s, for %d rows", len(s.Messages), s.Name, n)
		}
	}
}
