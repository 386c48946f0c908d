//go:build !js

package e2e

import (
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestEmbedHeight: parents that follow the height, in the manner of AMP and of
// Embedly, give the frame as much as the figure needs, and it stays so.
func TestEmbedHeight(t *testing.T) {
	server := Serve(dist(t))
	defer server.Close()
	// On the same origin the test can look into the frames.
	server.Replace("/around", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!doctype html><meta name=viewport content="width=device-width"><link rel=icon href="data:,">
		<iframe id=amp width=680 height=100 src="/embed.html?scenario=lake4&device=cpu"></iframe>
		<iframe id=embedly width=340 height=900 src="/embed.html?loading=click&caption=Some+words"></iframe>
		<iframe id=fixed width=340 height=300 src="/embed.html?loading=click&height=300"></iframe>
		<script>
		window.count = 0;
		addEventListener("message", e => {
			const d = e.data;
			if (d && d.sentinel === "amp" && d.type === "embed-size") {
				for (const id of ["amp", "fixed"]) if (e.source === document.getElementById(id).contentWindow) document.getElementById(id).height = d.height;
				count++;
			} else if (typeof d === "string" && d.startsWith("{")) {
				const m = JSON.parse(d);
				if (m.context === "iframe.resize") for (const f of document.querySelectorAll("#embedly")) if (f.src === m.src) f.height = m.height;
			}
		});
		window.off = id => { const f = document.getElementById(id), d = f.contentDocument; return d.documentElement.scrollHeight - f.clientHeight; };
		window.size = id => document.getElementById(id).contentDocument.getElementById("figure").getBoundingClientRect().height - document.getElementById(id).clientHeight;
		</script>`)
	}))
	p := open(t, server.URL+"/around", View{})
	must(t, p.Until(readyLimit, `document.getElementById("amp").contentDocument?.documentElement?.dataset.state === "live"`))
	must(t, p.Until(10*time.Second, `Math.abs(size("amp")) <= 1 && Math.abs(size("embedly")) <= 1`))
	time.Sleep(600 * time.Millisecond)
	got, err := Eval[map[string]float64](p, 5*time.Second, `({amp: size("amp"), embedly: size("embedly"), scroll: off("amp"),
		live: +document.getElementById("amp").height, picture: +document.getElementById("embedly").height, fixed: +document.getElementById("fixed").height, count})`)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%v", got)
	if math.Abs(got["amp"]) > 1 || math.Abs(got["embedly"]) > 1 || got["scroll"] > 0 {
		t.Errorf("the frames do not fit: %v", got)
	}
	if got["live"] > 420 {
		t.Errorf("the figure takes %v px of height at 680 px of width, want 420 at most", got["live"])
	}
	if got["fixed"] != 300 || got["count"] > 8 {
		t.Errorf("a figure of 300 px became %v; %v messages of height for three figures", got["fixed"], got["count"])
	}
	quiet(t, p, server)
}

// TestDemoElement: a page drives a figure of another origin through the element,
// without access to its document, and nothing of the page moves.
func TestDemoElement(t *testing.T) {
	s := around(t, false, `<style>body{margin:0}</style><p id=intruder-sent></p><script>
		window.shifts = 0;
		new PerformanceObserver(l => l.getEntries().forEach(e => shifts += e.value)).observe({type: "layout-shift", buffered: true});
		window.told = {};
		for (const type of ["ready", "step", "done", "error"]) addEventListener("softmix-" + type, e => (told[type] ||= []).push(e.detail));
		</script><script src="SITE/js/softmix-demo.js"></script>
		<h1>Before</h1><softmix-demo id=demo scenario=lake4 device=cpu batch=1 steps=12><a href="/else">Elsewhere</a></softmix-demo><p>After</p>
		<iframe id=intruder srcdoc="<script>
			addEventListener('message', e => top.answered = e.data);
			window.attack = () => top.document.getElementById('demo').shadowRoot.querySelector('iframe').contentWindow.postMessage({softmix: 1, id: 1, do: 'play'}, '*');
		</script>"></iframe>`, nil)
	p := open(t, s.parent, View{})
	must(t, p.Until(readyLimit, `told.ready || told.error`))
	got, err := Eval[struct {
		Lambda, After, Steps, Loss float64
		Closed, Played             bool
		Done                       int
		Wrong                      string
	}](p, stepLimit, `(async () => {
		const demo = document.getElementById("demo"), frame = demo.shadowRoot.querySelector("iframe");
		document.getElementById("intruder").contentWindow.attack();
		await demo.set({lambda: .3});
		await demo.step(10);
		const lambda = (await demo.state()).settings.lambda;
		demo.setAttribute("lambda", ".5");
		await new Promise(r => setTimeout(r, 100));
		const state = await demo.state(), m = await demo.metrics();
		const wrong = await demo.step(-1).catch(e => e.message);
		await demo.play();
		while (!told.done) await new Promise(r => setTimeout(r, 50));
		return {lambda, after: state.settings.lambda, steps: m.step.length, loss: m.runs[1].loss[9], closed: frame.contentDocument === null,
			played: state.playing || state.step !== 10 || !!window.answered, done: told.done.at(-1).step, wrong};
	})()`)
	if err != nil {
		t.Fatal(err, p.Problems())
	}
	t.Logf("%+v", got)
	if got.Lambda != .3 || got.After != .5 || got.Steps != 10 || got.Loss <= 0 || !got.Closed || got.Done != 12 || !strings.Contains(got.Wrong, "whole number") {
		t.Errorf("the parent got %+v", got)
	}
	if got.Played {
		t.Error("a message of another frame was heeded")
	}
	if shifts, err := Eval[float64](p, 5*time.Second, "shifts"); err != nil || shifts != 0 {
		t.Errorf("the page was shifted by %v (%v)", shifts, err)
	}
	for _, text := range p.Problems() {
		t.Errorf("logged: %s", text)
	}
}

// TestDemoBlocked: where frames are forbidden, what stands in the element is shown;
// the script also comes as a module, and finds its own site.
func TestDemoBlocked(t *testing.T) {
	s := around(t, false, `<script type=module src="SITE/js/softmix-demo.js"></script>
		<softmix-demo scenario=lake6 lambda=.3 height=300><a id=in href="/else">Elsewhere</a></softmix-demo><softmix-demo stopat=5 title="A &amp; B"></softmix-demo>`,
		map[string]string{"Content-Security-Policy": "default-src 'none'; script-src SITE; img-src data:; frame-src 'none'"})
	p := open(t, s.parent, View{})
	must(t, p.Until(20*time.Second, `document.querySelectorAll("softmix-demo[data-blocked]").length === 2`))
	got, err := Eval[[]string](p, 5*time.Second, `(() => {
		const [a, b] = document.querySelectorAll("softmix-demo"), link = b.shadowRoot.querySelector("a"), shown = el => String(el.getClientRects().length > 0);
		return [shown(document.getElementById("in")), shown(link), link.href, a.shadowRoot.querySelector("iframe").src, String(a.clientHeight)];
	})()`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"true", "true", s.URL + "/?stopAt=5&title=A+%26+B", s.URL + "/embed.html?scenario=lake6&lambda=.3", "300"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestEmbedPlain: without JavaScript there is a picture and a way to the page, and
// the picture is small.
func TestEmbedPlain(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root, "public", "embed.html"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	from, to := strings.Index(page, "<svg"), strings.Index(page, "</svg>")
	if from < 0 || to-from > 3000 {
		t.Errorf("the picture takes %d bytes, want 1 to 3000", to-from)
	}
	if _, rest, ok := strings.Cut(page, "<noscript>"); !ok || !strings.Contains(strings.Split(rest, "</noscript>")[0], `href="./"`) {
		t.Error("there is no link where JavaScript is missing")
	}
}
