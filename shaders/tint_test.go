//go:build !js

package shaders

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// job is one module for tint.mjs, result what it answers.
type job struct {
	Name     string   `json:"name"`
	WGSL     string   `json:"wgsl"`
	Entry    string   `json:"entry"`
	Bindings []string `json:"bindings"`
}

type result struct {
	Name   string   `json:"name"`
	Errors []string `json:"errors"`
}

// tint compiles the jobs. Without node and the npm package it skips the test,
// or fails it where CI is set.
func tint(t *testing.T, jobs []job) []result {
	t.Helper()
	missing := ""
	if _, err := exec.LookPath("node"); err != nil {
		missing = "node is not installed"
	} else if _, err := os.Stat(filepath.Join("..", "node_modules", "webgpu")); err != nil {
		missing = "npm package webgpu is not installed (npm ci)"
	}
	if missing != "" {
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip("NOT CHECKED BY TINT: " + missing)
	}
	in, err := json.Marshal(jobs)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "tint.mjs")
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("node tint.mjs: %v\n%s", err, &stderr)
	}
	var out []result
	if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
		t.Fatalf("reading the answer of tint.mjs: %v\n%s", err, &stdout)
	}
	if len(out) != len(jobs) {
		t.Fatalf("tint.mjs answered for %d of %d modules", len(out), len(jobs))
	}
	return out
}

// jobOf describes kernel k in variant v with the bind-group layout that the driver
// gives it.
func jobOf(t *testing.T, k Kernel, v Variant) job {
	t.Helper()
	src, err := k.Source(v)
	if err != nil {
		t.Fatal(err)
	}
	types := []string{"uniform"}
	for _, b := range k.Bindings() {
		if b.Write {
			types = append(types, "storage")
		} else {
			types = append(types, "read-only-storage")
		}
	}
	return job{Name: k.Name + " " + v.Name, WGSL: src, Entry: k.Entry(v), Bindings: types}
}

// TestTint compiles every kernel in every variant, with its layout, as Chromium would.
func TestTint(t *testing.T) {
	var jobs []job
	for _, k := range Kernels {
		for _, v := range k.Variants() {
			jobs = append(jobs, jobOf(t, k, v))
		}
	}
	for _, r := range tint(t, jobs) {
		for _, e := range r.Errors {
			t.Errorf("%s: %s", r.Name, e)
		}
	}
}

// TestTintRejects breaks a good kernel in four ways, each of which must be
// noticed: otherwise TestTint could not fail.
func TestTintRejects(t *testing.T) {
	k, ok := ByName("residual")
	if !ok {
		t.Fatal("no kernel residual")
	}
	good := jobOf(t, k, Variant{})
	broken := func(name string, change func(*job)) job {
		j := good
		j.Name = name
		j.Bindings = append([]string(nil), good.Bindings...)
		change(&j)
		return j
	}
	replace := func(old, new string) func(*job) {
		return func(j *job) {
			if !strings.Contains(j.WGSL, old) {
				t.Fatalf("residual has no %q to break", old)
			}
			j.WGSL = strings.Replace(j.WGSL, old, new, 1)
		}
	}
	results := tint(t, []job{
		good,
		broken("unknown name", replace("x[i] + y[i]", "x[i] + z[i]")),
		broken("write to a read binding", replace("out[i] =", "x[i] =")),
		broken("missing entry point", func(j *job) { j.Entry = "nobody" }),
		broken("layout with another access", func(j *job) { j.Bindings[3] = "read-only-storage" }),
	})
	for i, r := range results {
		if wrong := len(r.Errors) > 0; wrong != (i > 0) {
			t.Errorf("%s: errors %q", r.Name, r.Errors)
		}
	}
}
