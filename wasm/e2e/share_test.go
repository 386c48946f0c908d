//go:build !js

package e2e

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// keepFiles is a script that keeps what the page would have the browser download,
// and what it copies, as softmixFiles and softmixCopied.
const keepFiles = `
window.softmixFiles = {};
const blobs = {}, make = URL.createObjectURL; // the page's policy lets nobody fetch them
URL.createObjectURL = b => { const u = make(b); blobs[u] = b; return u; };
const click = HTMLAnchorElement.prototype.click;
HTMLAnchorElement.prototype.click = function () {
	if (!this.download) return click.call(this);
	window.softmixFiles[this.download] = blobs[this.href];
};
window.softmixCopied = [];
Object.defineProperty(navigator, "clipboard", {value: {writeText: async t => {
	if (window.softmixRefuse) throw new Error("refused");
	softmixCopied.push(t);
}}});
`

// fileOf presses a button of the dialog and returns the file that comes.
func fileOf(t *testing.T, p *Page, button string) (name string, data []byte) {
	t.Helper()
	text, err := Eval[[]string](p, time.Minute, fmt.Sprintf(`(async () => {
		window.softmixFiles = {};
		[...document.querySelectorAll("#share-files button")].find(b => b.textContent === %q).click();
		for (let i = 0; i < 400 && !Object.keys(softmixFiles).length; i++) await new Promise(r => setTimeout(r, 50));
		const [name, blob] = Object.entries(softmixFiles)[0] ?? [document.getElementById("share-data-said").textContent, new Blob()];
		const bytes = new Uint8Array(await (await blob).arrayBuffer());
		let text = "";
		for (const b of bytes) text += String.fromCharCode(b);
		return [name, btoa(text)];
	})()`, button))
	if err != nil {
		t.Fatal(err)
	}
	data, err = base64.StdEncoding.DecodeString(text[1])
	if err != nil || len(data) == 0 {
		t.Fatalf("%s gave no file: %q (%v)", button, text[0], err)
	}
	return text[0], data
}

// share opens the dialog as a reader does.
func share(t *testing.T, p *Page) {
	t.Helper()
	if err := p.Click("#share"); err != nil {
		t.Fatal(err)
	}
	if err := p.Until(20*time.Second, `!!document.querySelector("dialog.share[open] #share-files button")`); err != nil {
		t.Fatalf("the dialog does not open: %v\n%q", err, p.Problems())
	}
}

// TestExport compares the files of a run with what the page itself says of it.
func TestExport(t *testing.T) {
	p, server := visit(t, "?scenario=lake4&device=cpu&lambda.2=0.5", View{Script: keepFiles})
	ready(t, p)
	do(t, p, "step(20)")
	share(t, p)
	m, err := Eval[map[string]json.RawMessage](p, 10*time.Second, "softmix.metrics()")
	if err != nil {
		t.Fatal(err)
	}
	var runs []map[string]json.RawMessage
	if err := json.Unmarshal(m["runs"], &runs); err != nil {
		t.Fatal(err)
	}
	number := func(run int, name string) (v []float64) {
		if err := json.Unmarshal(runs[run][name], &v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return v
	}

	name, data := fileOf(t, p, "CSV")
	if name != "softmix-lake4-sft-ift-step20.csv" {
		t.Errorf("the file is called %s", name)
	}
	r := csv.NewReader(strings.NewReader(string(data)))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	if head := string(data[:strings.Index(string(data), "\r\nrun,")]); !strings.Contains(head, server.URL+"/?scenario=lake4&device=cpu&lambda.2=0.5") || !strings.Contains(head, `"lambda.2":0.5`) {
		t.Errorf("the file does not say where it comes from:\n%s", head)
	}
	column := func(run int, name string) (v []float64) {
		i := slices.Index(rows[0], name)
		if i < 0 {
			t.Fatalf("no column %s among %q", name, rows[0])
		}
		for _, row := range rows[1:] {
			if row[0] == itoa(run+1) && row[i] != "" {
				x, err := strconv.ParseFloat(row[i], 64)
				if err != nil {
					t.Fatal(err)
				}
				v = append(v, x)
			}
		}
		return v
	}
	for run := range 2 {
		if got, want := column(run, "loss_nats"), number(run, "loss"); !slices.Equal(got, want) || len(got) != 20 {
			t.Errorf("run %d: losses %v, metrics() has %v", run, got, want)
		}
		if got, want := column(run, "success_random"), number(run, "success_random"); !slices.Equal(got, want) {
			t.Errorf("run %d: successes %v, metrics() has %v", run, got, want)
		}
		flops := column(run, "flops")
		if len(flops) != 20 || !slices.IsSorted(flops) || flops[0] <= 0 {
			t.Errorf("run %d: flops %v", run, flops)
		}
	}

	_, data = fileOf(t, p, "JSON")
	var all struct {
		URL   string `json:"url"`
		Query string `json:"query"`
		Runs  []struct {
			Method string
			Points []struct {
				Step int
				Loss float64
				FL   float64 `json:"fl"`
			}
			Cost struct{ FLOPs float64 }
		}
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Runs) != 2 || !strings.HasSuffix(all.URL, all.Query) || all.Query == "" {
		t.Fatalf("%+v", all)
	}
	for i, run := range all.Runs {
		want := number(i, "loss")
		for k, pt := range run.Points {
			if pt.Step != k+1 || pt.Loss != want[k] {
				t.Errorf("run %d: point %+v, want the loss %v", i, pt, want[k])
			}
		}
		if last := run.Points[len(run.Points)-1]; last.FL != run.Cost.FLOPs {
			t.Errorf("run %d: %g FLOPs at the last point, %g in all", i, last.FL, run.Cost.FLOPs)
		}
	}

	tensors, meta := safetensors(t, p, "Weights of IFT")
	if meta["step"] != "20" || meta["method"] != "ift" || meta["settings"] != all.Query {
		t.Errorf("metadata %v", meta)
	}
	again, _ := safetensors(t, p, "Weights of IFT")
	other, _ := safetensors(t, p, "Weights of SFT")
	if !slices.Equal(tensors, again) || slices.Equal(tensors, other) || len(tensors) == 0 {
		t.Error("the weights are not the same twice, or the same on both sides")
	}
	if got := state(t, p); got.Step != 20 {
		t.Errorf("the weights moved the run to step %d", got.Step)
	}

	for _, theme := range []string{"", ", dark"} {
		_, data = fileOf(t, p, "Chart, SVG"+theme)
		found, err := Eval[string](p, 10*time.Second, fmt.Sprintf(`(() => {
			const d = new DOMParser().parseFromString(%q, "image/svg+xml");
			return d.querySelector("parsererror")?.textContent ?? [...d.querySelectorAll("text")].map(t => t.textContent).join("|");
		})()`, data))
		if err != nil || !strings.Contains(found, "SFT and IFT on lake4|") || !strings.Contains(found, "Success from random cells") || !strings.Contains(found, "training step") {
			t.Errorf("the chart%s says %q (%v)", theme, found, err)
		}
		if _, data = fileOf(t, p, "Chart, PNG"+theme); binary.BigEndian.Uint32(data[16:]) != 1440 || binary.BigEndian.Uint32(data[20:]) != 920 {
			t.Error("the picture has another size")
		}
	}
	quiet(t, p, server)
}

// safetensors reads a file of weights: all its floats, which must be finite and as
// many as its header announces, and its metadata.
func safetensors(t *testing.T, p *Page, button string) (all []float32, meta map[string]string) {
	t.Helper()
	_, data := fileOf(t, p, button)
	n := binary.LittleEndian.Uint64(data)
	var head map[string]json.RawMessage
	if err := json.Unmarshal(data[8:8+n], &head); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(head["__metadata__"], &meta); err != nil {
		t.Fatal(err)
	}
	count := 0
	for name, text := range head {
		var tensor struct {
			DType string
			Shape []int
		}
		if name == "__metadata__" {
			continue
		}
		if err := json.Unmarshal(text, &tensor); err != nil || tensor.DType != "F32" {
			t.Fatalf("%s: %s (%v)", name, text, err)
		}
		size := 1
		for _, d := range tensor.Shape {
			size *= d
		}
		count += size
	}
	body := data[8+n:]
	if len(body) != 4*count {
		t.Fatalf("%d bytes for %d floats", len(body), count)
	}
	for i := range count {
		v := math.Float32frombits(binary.LittleEndian.Uint32(body[4*i:]))
		if v != v || math.IsInf(float64(v), 0) {
			t.Fatalf("float %d is %v", i, v)
		}
		all = append(all, v)
	}
	return all, meta
}

// TestShareDialog opens the dialog with the keyboard, on two screens: axe-core has
// nothing against it, what is copied is what is seen, Escape leads back.
func TestShareDialog(t *testing.T) {
	for _, v := range []View{{Width: 1280, Height: 860, Reduced: true}, {Width: 360, Height: 740, Dark: true, Reduced: true}} {
		t.Run(itoa(v.Width), func(t *testing.T) {
			v.Script = keepFiles
			p, server := visit(t, "?device=cpu&scenario=lake6", v)
			ready(t, p)
			do(t, p, "step(3)")
			if err := p.Keys("#share", "\r"); err != nil {
				t.Fatal(err)
			}
			if err := p.Until(20*time.Second, `!!document.querySelector("dialog.share[open] #share-files button")`); err != nil {
				t.Fatal(err)
			}
			readable(t, p, "dialog")

			said, err := Eval[[]string](p, 20*time.Second, `(async () => {
				const wait = () => new Promise(r => setTimeout(r, 50)), q = s => document.querySelector("dialog.share " + s);
				q("#share-controls").value = "none";
				q("#share-height").value = "300";
				q("#share-height").dispatchEvent(new Event("input"));
				for (const b of document.querySelectorAll("dialog.share .copy .btn")) if (b.offsetParent && !b.closest("details:not([open])")) b.click(), await wait();
				const out = [...softmixCopied, q("#share-link-said").textContent];
				softmixRefuse = true;
				q("#share-url + .btn").click();
				await wait();
				const f = document.activeElement;
				return [...out, q("#share-link-said").textContent, f.value.slice(f.selectionStart, f.selectionEnd)];
			})()`)
			if err != nil {
				t.Fatal(err)
			}
			address := server.URL + "/?scenario=lake6&device=cpu&v=1"
			figure := server.URL + "/embed.html?scenario=lake6&v=1&controls=none&height=300"
			if link := `</iframe>` + "\n" + `<p><a href="` + server.URL + `/?scenario=lake6&amp;v=1">`; len(said) > 2 && !strings.Contains(said[2], link) {
				t.Errorf("the frame has no link behind it: %s", said[2])
			}
			for i, want := range []string{
				address, `<softmix-demo scenario="lake6" v="1" controls="none" height="300">`,
				`<iframe src="` + strings.ReplaceAll(figure, "&", "&amp;") + `"`, "](" + address + ")", figure,
				"copied", "selected", address,
			} {
				if i >= len(said) || !strings.Contains(said[i], want) {
					t.Errorf("%d: %q, want %q", i, said, want)
				}
			}
			if err := p.Press("\x1b"); err != nil {
				t.Fatal(err)
			}
			if err := p.Until(5*time.Second, `!document.querySelector("dialog.share[open]") && document.activeElement.id === "share"`); err != nil {
				t.Errorf("Escape does not lead back: %v", err)
			}
			quiet(t, p, server)
		})
	}
}
