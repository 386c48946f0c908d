// Command check has naga, the WGSL compiler of Firefox and of wgpu, translate every
// kernel in every variant into what the drivers of other systems take: Metal's
// language, Direct3D's and SPIR-V. So kernels are known to be portable where there
// is no such system at hand. (Tint, Chromium's compiler, is asked by the tests of
// package shaders.)
//
//	go run ./shaders/check -naga build/naga/bin/naga
//
// It prints how many modules went through, and fails where one was refused.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"softmix/shaders"
)

// target is a language that naga writes.
type target struct {
	name, extension string
	options         []string
}

// Each as Firefox and wgpu ask for it. Subgroups, which one variant uses, need
// Metal 2.1, shader model 6.0 and SPIR-V 1.3.
var targets = []target{
	{"Metal", "metal", []string{"--metal-version", "2.1"}},
	{"Direct3D", "hlsl", []string{"--shader-model", "60"}},
	{"SPIR-V", "spv", []string{"--spirv-version", "1.3"}},
}

func main() {
	naga := flag.String("naga", "naga", "the program of naga-cli")
	flag.Parse()
	if err := run(*naga); err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(1)
	}
}

// module is one kernel in one variant, as a file.
type module struct{ name, path string }

func run(naga string) error {
	dir, err := os.MkdirTemp("", "softmix-shaders-")
	if err != nil {
		return fmt.Errorf("making a folder for the modules: %w", err)
	}
	defer os.RemoveAll(dir)
	modules, err := write(dir)
	if err != nil {
		return err
	}
	refused := translate(naga, modules)
	for _, text := range refused {
		fmt.Println(text)
	}
	fmt.Printf("%d kernels, %d modules with their variants\n", len(shaders.Kernels), len(modules))
	if len(refused) > 0 {
		return fmt.Errorf("%d of %d translations were refused", len(refused), len(modules)*len(targets))
	}
	for _, t := range targets {
		fmt.Printf("%-9s %d translated\n", t.name, len(modules))
	}
	return nil
}

// write puts every kernel in every variant into dir.
func write(dir string) ([]module, error) {
	var all []module
	for _, k := range shaders.Kernels {
		for _, v := range k.Variants() {
			source, err := k.Source(v)
			if err != nil {
				return nil, err
			}
			m := module{name: k.Name + " (" + v.String() + ")"}
			m.path = filepath.Join(dir, fmt.Sprintf("%d.wgsl", len(all)))
			// naga knows subgroups without the directive, and not yet with it. Browsers
			// that stand on it have no such feature, and so do not take this variant.
			source = strings.Replace(source, "enable subgroups;\n", "\n", 1)
			if err := os.WriteFile(m.path, []byte(source), 0o644); err != nil {
				return nil, fmt.Errorf("writing %s: %w", m.name, err)
			}
			all = append(all, m)
		}
	}
	return all, nil
}

// translate lets naga translate every module into every language, several at a
// time, and returns what it refused and why, in order.
func translate(naga string, modules []module) []string {
	answers := make([]string, len(modules)*len(targets))
	var group sync.WaitGroup
	lanes := make(chan struct{}, runtime.NumCPU())
	for i := range answers {
		m, t := modules[i/len(targets)], targets[i%len(targets)]
		lanes <- struct{}{}
		group.Go(func() {
			defer func() { <-lanes }()
			// Indices stay within their arrays, as a browser has it.
			options := append([]string{"--index-bounds-check-policy", "Restrict"}, t.options...)
			out, err := exec.Command(naga, append(options, m.path, m.path+"."+t.extension)...).CombinedOutput()
			if err != nil {
				answers[i] = fmt.Sprintf("%s for %s: %v\n%s", m.name, t.name, err, out)
			}
		})
	}
	group.Wait()
	var refused []string
	for _, a := range answers {
		if a = strings.TrimSpace(a); a != "" {
			refused = append(refused, a)
		}
	}
	return refused
}
