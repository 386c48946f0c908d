//go:build !js

package e2e

import (
	"context"
	"fmt"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"
)

// Counts is what one step asked of WebGPU, as public/js/bench.count.js counts it.
type Counts struct {
	Dispatches   float64 `json:"dispatches"`
	Passes       float64 `json:"passes"`
	Submits      float64 `json:"submits"`
	BindGroups   float64 `json:"bindGroups"`
	Buffers      float64 `json:"buffers"`
	Pipelines    float64 `json:"pipelines"`
	Writes       float64 `json:"writes"`
	BytesWritten float64 `json:"bytesWritten"`
	Reads        float64 `json:"reads"`
	BytesRead    float64 `json:"bytesRead"`
}

func (c Counts) String() string {
	return fmt.Sprintf("%g dispatches, %g passes, %g submits, %g bind groups, %g buffers and %g pipelines made, %g writes (%g bytes), %g reads (%g bytes)",
		c.Dispatches, c.Passes, c.Submits, c.BindGroups, c.Buffers, c.Pipelines, c.Writes, c.BytesWritten, c.Reads, c.BytesRead)
}

// BenchInfo is window.info of bench.html; of a peer's page only some of it.
type BenchInfo struct {
	Device   string  `json:"device"`
	Adapter  string  `json:"adapter"`
	Note     string  `json:"note"`
	Params   int     `json:"params"`
	ScriptMS float64 `json:"scriptMs"` // script of a step until it was handed to the device
	Prepared Counts  `json:"prepared"` // all in all, until it was ready
	Counts           // by step, of the last RunSteps
}

// BenchRun is what runSteps(n) gave, the contract of bench.html and the peers.
type BenchRun struct {
	MS     []float64 `json:"msPerStep"`
	Losses []float64 `json:"losses"`
	First  float64   `json:"first"` // ms from navigation to the end of the first step
	Info   BenchInfo `json:"info"`
}

// benchLimit bounds runSteps; a peer on the CPU takes 10 s for one large step.
const benchLimit = 5 * time.Minute

// RunSteps waits until the page is ready and lets it train n steps.
func RunSteps(p *Page, n int) (BenchRun, error) {
	return Eval[BenchRun](p, benchLimit, fmt.Sprintf(`(async () => {
		for (let i = 0; i < 600 && !window.ready; i++) await new Promise(r => setTimeout(r, 20));
		await window.ready;
		const ran = await runSteps(%d);
		return {msPerStep: ran.msPerStep, losses: ran.losses, first: window.tFirstStep, info: window.info};
	})()`, n))
}

// Front brings the page's tab to the front.
func (p *Page) Front() error {
	return p.within(20*time.Second, func(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
		_, err = cdp.Call(ctx, t, page.BringToFront, cdp.Empty{})
		return none, err
	})
}

// CPU is the processor time, user and system, that the browser's processes have
// used so far.
type CPU struct {
	All   time.Duration // of all processes
	Pages time.Duration // of the renderers: scripts and wasm
	GPU   time.Duration // of the GPU process; with SwiftShader also the shaders
}

// Sub returns what was used since before.
func (c CPU) Sub(before CPU) CPU {
	return CPU{c.All - before.All, c.Pages - before.Pages, c.GPU - before.GPU}
}

// CPU asks the browser. Its clock ticks every 10 ms on Linux.
func (b *Browser) CPU() (CPU, error) {
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	r, err := chromedp.CallBrowser(ctx, systeminfo.GetProcessInfo, cdp.Empty{})
	if err != nil {
		return CPU{}, fmt.Errorf("asking for the browser's processor time: %w", err)
	}
	var c CPU
	for _, p := range r.ProcessInfo {
		used := time.Duration(p.CPUTime * float64(time.Second))
		c.All += used
		switch p.Type {
		case "renderer":
			c.Pages += used
		case "GPU":
			c.GPU += used
		}
	}
	return c, nil
}

// Version is the browser's name and version.
func (b *Browser) Version() (string, error) {
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	r, err := chromedp.CallBrowser(ctx, cdpbrowser.GetVersion, cdp.Empty{})
	if err != nil {
		return "", fmt.Errorf("asking for the browser's version: %w", err)
	}
	return r.Product, nil
}
