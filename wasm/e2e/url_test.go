//go:build !js

package e2e

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"softmix/wasm/wire"
)

func itoa(n int) string { return strconv.Itoa(n) }

// TestURL changes settings, and opens the URL that results: the settings are
// the same. What does not differ from its default does not stand in it.
func TestURL(t *testing.T) {
	p, server := visit(t, "?device=cpu", View{})
	ready(t, p)
	do(t, p, `set({scenario: "sort", seed: 7, lr: 0.003})`)
	do(t, p, `set({"lambda.2": 0.35, gamma: 0.5, "feedback.2": "argmax", log: true, x: "tokens"})`)
	want := state(t, p)
	var query string
	// The address bar may follow a moment later.
	if err := p.Until(10*time.Second, `location.search.includes("argmax")`); err != nil {
		t.Fatal(err)
	}
	query, err := Eval[string](p, 10*time.Second, "location.search")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"scenario=sort", "seed=7", "lambda.2=0.35", "device=cpu", "x=tokens"} {
		if !strings.Contains(query, part) {
			t.Errorf("the URL %q lacks %s", query, part)
		}
	}
	for _, part := range []string{"batch", "tau", "steps"} {
		if strings.Contains(query, part) {
			t.Errorf("the URL %q names the default %s", query, part)
		}
	}
	quiet(t, p, server)

	again := open(t, server.URL+"/"+query, View{})
	got := ready(t, again)
	var a, b any
	if json.Unmarshal(want.Settings, &a) != nil || json.Unmarshal(got.Settings, &b) != nil || a == nil {
		t.Fatalf("settings %s and %s", want.Settings, got.Settings)
	}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("settings %s\nbecame through the URL %q\n%s", want.Settings, query, got.Settings)
	}
	quiet(t, again, server)
}

// TestCorrections opens URLs with mistakes: the page puts them right, says so
// in the words of the table of settings, and trains.
func TestCorrections(t *testing.T) {
	for _, query := range []string{"?scenario=pond&device=cpu", "?colour=red&lambda=3&device=cpu"} {
		t.Run(query, func(t *testing.T) {
			_, corrections := wire.Parse(query)
			if len(corrections) == 0 {
				t.Fatal("the table finds nothing wrong with it")
			}
			p, server := visit(t, query, View{})
			ready(t, p)
			body, err := Eval[string](p, 10*time.Second, "document.body.innerText")
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range corrections {
				if !strings.Contains(body, c.Text) {
					t.Errorf("the page does not say %q; it says\n%s", c.Text, body)
				}
			}
			do(t, p, "step(1)")
			quiet(t, p, server)
		})
	}
}
