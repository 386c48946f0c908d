//go:build !js

package e2e

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// isRecorded is an expression that tells whether the page says so.
const isRecorded = `softmix.state().recorded === true && /Recorded/.test(document.getElementById("badge").textContent) && /Recorded run/.test(document.getElementById("say").textContent)`

// TestRecordedFirst holds the program and then the trainer back: the page shows a
// recorded run and says so, until live numbers come, from step 0, and none of the
// recorded ones stays.
func TestRecordedFirst(t *testing.T) {
	program, trainer := make(chan bool), make(chan bool)
	p, server := start(t, "?device=cpu&scenario=lake4", View{}, func(s *Server) {
		for path, until := range map[string]chan bool{"/softmix.wasm": program, "/weights/lake4.safetensors": trainer} {
			file, err := os.ReadFile(filepath.Join(dist(t), path))
			if err != nil {
				t.Fatal(err)
			}
			s.Replace(path, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				select {
				case <-until:
				case <-r.Context().Done():
				}
				if strings.HasSuffix(path, ".wasm") {
					w.Header().Set("Content-Type", "application/wasm")
				}
				w.Write(file)
			}))
		}
	})
	if err := p.Until(30*time.Second, isRecorded+` && !!document.querySelector("#charts svg")`); err != nil {
		t.Fatalf("nothing recorded is shown before the program has come: %v %q", err, p.Problems())
	}
	close(program)
	// The program now draws the same.
	if err := p.Until(readyLimit, isRecorded+` && !!document.querySelector("#charts canvas") && softmix.state().step === 100`); err != nil {
		t.Fatalf("the program does not show the recorded run: %v %q", err, p.Problems())
	}
	s := state(t, p)
	if s.Device.Kind != "" || len(s.Runs) != 2 || s.Runs[1].Metrics["success_random"] == 0 {
		t.Errorf("recorded: %+v", s)
	}
	close(trainer)
	ready(t, p)
	if err := p.Until(20*time.Second, `!softmix.state().recorded && softmix.state().runs[0].metrics.success_random !== undefined`); err != nil {
		t.Fatal(err)
	}
	now, err := Eval[struct {
		Step  int
		Steps []int
		Runs  []struct{ Eval []int }
		Text  string
	}](p, 20*time.Second, `new Promise(r => setTimeout(r, 300)).then(() => ({step: softmix.state().step, steps: softmix.metrics().step, runs: softmix.metrics().runs,
		text: document.getElementById("app").innerText}))`)
	if err != nil {
		t.Fatal(err)
	}
	if now.Step != 0 || len(now.Steps) != 0 || !slices.Equal(now.Runs[0].Eval, []int{0}) || strings.Contains(now.Text, "Recorded") {
		t.Errorf("live, but %+v", now)
	}
	do(t, p, "step(2)")
	if n := len(losses(t, p)[0]); n != 2 {
		t.Errorf("%d losses after two steps", n)
	}
	quiet(t, p, server)

	// Settings that were not recorded bring no recording.
	p, server = visit(t, "?device=cpu&scenario=lake4&seed=7", View{})
	ready(t, p)
	if slices.Contains(server.Asked(), "/recorded/lake4.json") {
		t.Error("a recording was fetched for settings that it does not have")
	}
}

// TestStill opens a figure that trains nothing: no trainer is started, and the
// recorded run can be walked through.
func TestStill(t *testing.T) {
	p, server := visit(t, "?static=1", View{})
	ready(t, p)
	if s := state(t, p); s.Step != 200 || s.Failed() {
		t.Fatalf("%+v", s)
	}
	end := losses(t, p)
	do(t, p, "seek(50)")
	if s, l := state(t, p), losses(t, p); s.Step != 50 || !slices.Equal(l[1], end[1][:50]) {
		t.Errorf("step %d, %d losses", s.Step, len(l[1]))
	}
	if err := p.Until(5*time.Second, `document.getElementById("scrub").value === "50"`); err != nil {
		t.Error(err)
	}
	do(t, p, "play()")
	if err := p.Until(20*time.Second, `softmix.state().step > 55 && softmix.state().playing`); err != nil {
		t.Error(err)
	}
	do(t, p, "pause()")
	if err := p.Until(5*time.Second, isRecorded); err != nil {
		t.Error(err)
	}
	if slices.Contains(server.Asked(), "/js/trainer.js") || slices.Contains(server.Asked(), "/weights/treasure.safetensors") {
		t.Errorf("a still figure fetched its trainer: %q", server.Asked())
	}
	quiet(t, p, server)
}

// evil is text that must never be more than text.
const evil = `"><img src=x onerror="window.softmixEvil=1"><script>window.softmixEvil=1</script>`

// TestSavedRun saves a run, as far as the page goes: what it posts is what it
// trained, the saved run's page shows it again without training, texts stay texts,
// and from there the run goes on live.
func TestSavedRun(t *testing.T) {
	const id = "abcdefghijklmnopqrstuvwxyz"
	var posted map[string]json.RawMessage
	p, server := visit(t, "?scenario=lake4&device=cpu&lambda.2=0.5", View{Script: keepFiles})
	answer := func(code int, body string, head ...string) {
		server.Replace("/api/runs", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			b, err := io.ReadAll(r.Body)
			posted = nil
			if err != nil || len(b) > 128<<10 || json.Unmarshal(b, &posted) != nil || r.Header.Get("Content-Type") != "application/json" {
				t.Errorf("posted: %v, %d bytes, %s", err, len(b), r.Header.Get("Content-Type"))
			}
			for _, h := range head {
				name, value, _ := strings.Cut(h, ": ")
				w.Header().Set(name, value)
			}
			w.WriteHeader(code)
			io.WriteString(w, body)
		}))
	}
	ready(t, p)
	do(t, p, "step(20)")
	share(t, p)
	// save presses the button and returns what the dialog says.
	save := func() string {
		said, err := Eval[string](p, 30*time.Second, `(async () => {
			const said = document.getElementById("share-save-said");
			document.getElementById("share-save-go").click();
			for (let i = 0; i < 300 && (!said.textContent || /^Saving/.test(said.textContent)); i++) await new Promise(r => setTimeout(r, 50));
			return said.textContent;
		})()`)
		if err != nil {
			t.Fatal(err)
		}
		return said
	}
	if said := save(); !strings.Contains(said, "keeps no saved runs") { // nobody answers at /api/runs
		t.Errorf("without an API it says %q", said)
	}
	answer(429, `{"error":"too many"}`, "Retry-After: 30")
	if said := save(); !strings.Contains(said, "30 seconds") {
		t.Errorf("refused for now, it says %q", said)
	}
	answer(400, `{"error":"the title holds a <"}`)
	if said := save(); !strings.Contains(said, "the title holds a <") {
		t.Errorf("refused, it says %q", said)
	}
	answer(201, `{"id":"`+id+`","url":"`+server.URL+"/r/"+id+`"}`)
	if _, err := Eval[bool](p, 5*time.Second, `document.getElementById("share-title").value = "A title", document.getElementById("share-caption").value = "Two\nlines", true`); err != nil {
		t.Fatal(err)
	}
	if said := save(); !strings.Contains(said, "Saved") {
		t.Errorf("saved, it says %q", said)
	}
	if link, err := Eval[string](p, 5*time.Second, `document.getElementById("share-saved-url").value`); err != nil || link != server.URL+"/r/"+id {
		t.Errorf("the link is %q (%v)", link, err)
	}
	var failed []string // asked for in vain on purpose
	for _, f := range server.Failed() {
		if !strings.HasPrefix(f, "/api/runs") {
			failed = append(failed, f)
		}
	}
	if len(failed) > 0 {
		t.Errorf("asked in vain for %q", failed)
	}

	// What was posted fits the schema of wasm/edge and is what was trained.
	var body struct {
		Settings, Title, Caption, Thumbnail string
		Steps                               int
		Runs                                []struct {
			Method string
			Points [][2]float64
			Evals  []struct {
				Step    int
				Metrics map[string]float64
			}
			Cost map[string]float64
		}
	}
	text, _ := json.Marshal(posted)
	if err := json.Unmarshal(text, &body); err != nil {
		t.Fatal(err)
	}
	if body.Settings != "scenario=lake4&device=cpu&lambda.2=0.5&v=1" || body.Title != "A title" || body.Caption != "Two\nlines" || body.Steps != 20 || len(body.Runs) != 2 {
		t.Fatalf("posted %.400s", text)
	}
	if png, err := base64.StdEncoding.DecodeString(body.Thumbnail); err != nil || len(body.Thumbnail) > 40<<10 || !strings.HasPrefix(string(png), "\x89PNG") {
		t.Errorf("the thumbnail is %d bytes of text (%v)", len(body.Thumbnail), err)
	}
	trained := losses(t, p)
	for i, r := range body.Runs {
		if len(r.Points) != 20 || r.Cost["flops"] <= 0 || len(r.Evals) == 0 {
			t.Fatalf("run %d: %+v", i, r)
		}
		for k, pt := range r.Points {
			if int(pt[0]) != k+1 || math.Abs(pt[1]-trained[i][k]) > 1e-4*trained[i][k] {
				t.Errorf("run %d: point %v, trained %v", i, pt, trained[i][k])
			}
		}
	}

	// The saved run's page, with texts that past any schema hold scripts.
	posted["title"], posted["caption"] = marshal(evil), marshal(evil)
	posted["id"], posted["created"] = marshal(id), marshal(1795500000)
	delete(posted, "thumbnail")
	saved := marshal(posted)
	server.ReplaceBody("/api/runs/"+id, saved)
	shell, err := os.ReadFile(filepath.Join(dist(t), "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	shell = []byte(strings.Replace(string(shell), "<head>", `<head><base href="/"><meta name="softmix-run" content="`+id+`">`, 1))
	server.Replace("/r/"+id, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(shell)
	}))
	before := len(server.Asked())
	r := open(t, server.URL+"/r/"+id, View{})
	s := ready(t, r)
	if s.Step != 20 || s.Runs[1].Metrics["success_random"] != body.Runs[1].Evals[len(body.Runs[1].Evals)-1].Metrics["success_random"] {
		t.Errorf("the saved run is shown as %+v", s)
	}
	if err := r.Until(5*time.Second, isRecorded); err != nil {
		t.Error(err)
	}
	for i, l := range losses(t, r) {
		for k := range l {
			if l[k] != body.Runs[i].Points[k][1] {
				t.Errorf("run %d: the loss of step %d is %v, saved was %v", i, k+1, l[k], body.Runs[i].Points[k][1])
			}
		}
	}
	do(t, r, "seek(7)")
	if s := state(t, r); s.Step != 7 {
		t.Errorf("sought step 7, at %d", s.Step)
	}
	if err := r.Do("inspect(1)"); err == nil {
		t.Error("a recorded run was taken apart")
	}
	told, err := Eval[[]string](r, 5*time.Second, `[document.querySelector(".saved").innerText, String(window.softmixEvil), String(document.querySelectorAll(".saved img, .saved script").length),
		...[...document.querySelectorAll(".saved a")].map(a => a.href)]`)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(told[0], "onerror") != 2 || !strings.Contains(told[0], "24 November 2026") || told[1] != "undefined" || told[2] != "0" {
		t.Errorf("the saved run's page says %q", told)
	}
	if again := server.URL + "/?" + body.Settings; told[3] != again || told[4] != again+"&step=20" {
		t.Errorf("the saved run leads to %q", told[3:])
	}
	if slices.Contains(server.Asked()[before:], "/js/trainer.js") {
		t.Error("the saved run's page started a trainer")
	}
	// The first "quiet" page may not: its posts failed on purpose.
	for _, text := range r.Problems() {
		t.Errorf("the saved run's page logged %s", text)
	}

	if err := r.Click(".saved a:nth-child(2)"); err != nil { // continue live
		t.Fatal(err)
	}
	if err := r.Until(readyLimit, `window.softmix?.state().step === 20 && !softmix.state().recorded && softmix.state().device?.kind === "cpu"`); err != nil {
		t.Fatalf("it does not continue: %v", err)
	}
	for i, l := range losses(t, r) {
		if !slices.Equal(l, trained[i]) { // the same device
			t.Errorf("run %d was trained again to\n%v, was\n%v", i, l, trained[i])
		}
	}

	// What cannot be shown is said, and the page trains.
	for what, body := range map[string]string{
		"gone": "", "no JSON": "<html>", "another version": `{"v":2}`, "settings of another version": strings.Replace(string(saved), "lake4", "pond", 1),
	} {
		t.Run(what, func(t *testing.T) {
			server.Replace("/api/runs/"+id, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if body == "" {
					http.NotFound(w, r)
					return
				}
				io.WriteString(w, body)
			}))
			r := open(t, server.URL+"/r/"+id, View{})
			if err := r.Until(readyLimit, `window.softmix?.state().device && !softmix.state().recorded && /cannot be shown/.test(document.querySelector(".saved")?.innerText)`); err != nil {
				t.Fatalf("%v: %q", err, r.Problems())
			}
			do(t, r, "step(1)")
		})
	}
}

func marshal(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
