//go:build !js

package e2e

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestSiteWithoutAPI: served as plain files, below another site's root, the page
// offers nothing that only the server of wasm/edge can do, finds all its files, and
// its preview has its picture. Where there is the server, runs can be saved.
func TestSiteWithoutAPI(t *testing.T) {
	files := httptest.NewServer(http.StripPrefix("/some/where", http.FileServer(http.Dir(dist(t)))))
	t.Cleanup(files.Close)
	origin, _ := edge(t)
	for _, c := range []struct {
		site  string
		saves bool
	}{{files.URL + "/some/where/", false}, {origin.String() + "/", true}} {
		p := open(t, c.site+"?scenario=lake4&batch=1&device=cpu", View{})
		ready(t, p)
		do(t, p, "step(1)")
		share(t, p)
		time.Sleep(500 * time.Millisecond)
		got, err := Eval[[]any](p, 20*time.Second, `fetch(new URL(document.querySelector('meta[property="og:image"]').content, location)).then(r =>
			[document.getElementById("share-save-go").getClientRects().length > 0, r.status, r.headers.get("content-type")])`)
		if err != nil || got[0] != c.saves || got[1] != 200. || got[2] != "image/png" {
			t.Errorf("%s: saving is offered, and the preview's picture: %v (%v)", c.site, got, err)
		}
		if !c.saves {
			lines, err := Eval[string](p, 20*time.Second, `(async () => {
				document.querySelector(".share details").open = true;
				for (let i = 0; i < 100 && !document.getElementById("share-python").value; i++) await new Promise(r => setTimeout(r, 50));
				return document.getElementById("share-python").value;
			})()`)
			if err != nil || len(lines) < 1000 {
				t.Errorf("the Python beside the weights is %q (%v)", lines, err)
			}
			keepShot(t, p, "share")
		}
		for _, text := range p.Problems() {
			t.Errorf("%s: logged: %s", c.site, text)
		}
	}
}

// TestShareTriesAgain: a dialog that did not load opens when it is asked for again.
func TestShareTriesAgain(t *testing.T) {
	p, server := visit(t, "?scenario=lake4&batch=1&device=cpu", View{Script: `window.alert = text => (window.alerted = text)`})
	ready(t, p)
	server.Replace("/js/share.js", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Error(w, "gone", http.StatusServiceUnavailable) }))
	must(t, p.Click("#share"))
	must(t, p.Until(10*time.Second, `!!window.alerted`))
	server.Replace("/js/share.js", nil)
	share(t, p)
}
