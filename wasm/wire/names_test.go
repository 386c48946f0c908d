package wire

import (
	"testing"

	"softmix/model/method"
	"softmix/model/task"
)

// Every row of the tables of methods and metrics has its words, and none has
// another's.
func TestNamesOfRows(t *testing.T) {
	seen := map[string]string{}
	for _, m := range method.Methods {
		_, ok := methodNames[m.Key]
		n := NameOf(m.Key)
		if !ok || n.Name == "" || n.Short == "" || n.Tagline == "" || seen[n.Name] != "" {
			t.Errorf("%s is called %+v, as %s", m.Key, n, seen[n.Name])
		}
		seen[n.Name] = m.Key
	}
	for _, m := range task.Measures {
		_, ok := metricNames[m.Key]
		name, short := MetricName(m.Key)
		if !ok || name == "" || short == "" || seen[name] != "" {
			t.Errorf("%s is called %q, as %s", m.Key, name, seen[name])
		}
		seen[name] = m.Key
	}
	if len(methodNames) != len(method.Methods) || len(metricNames) != len(task.Measures) {
		t.Error("there are names of no row")
	}
}
