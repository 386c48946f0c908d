//go:build !js

package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"
)

// Memory is how much of the machine's memory the browser's processes hold, in
// bytes: the resident set without mapped files, such as the browser's own code,
// where the system tells them apart.
type Memory struct {
	Pages int // of the renderers: scripts, wasm and what they draw
	GPU   int // of the GPU process; with SwiftShader also the GPU's buffers
}

// Memory asks the browser for its processes and the system for their size.
func (b *Browser) Memory() (Memory, error) {
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	r, err := chromedp.CallBrowser(ctx, systeminfo.GetProcessInfo, cdp.Empty{})
	if err != nil {
		return Memory{}, fmt.Errorf("asking for the browser's processes: %w", err)
	}
	var m Memory
	for _, p := range r.ProcessInfo {
		if p.Type != "renderer" && p.Type != "GPU" {
			continue
		}
		size, err := resident(int(p.ID))
		if err != nil {
			return Memory{}, fmt.Errorf("reading the size of a %s process: %w", p.Type, err)
		}
		if p.Type == "GPU" {
			m.GPU += size
		} else {
			m.Pages += size
		}
	}
	return m, nil
}

// resident returns what a process holds in memory, in bytes: of /proc where there
// is one, else of ps, then with mapped files.
func resident(pid int) (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err == nil {
		sum := 0
		for line := range strings.Lines(string(text)) {
			name, size, _ := strings.Cut(line, ":")
			if name != "RssAnon" && name != "RssShmem" {
				continue
			}
			n, err := kilobytes(strings.TrimSuffix(strings.TrimSpace(size), " kB"))
			if err != nil {
				return 0, err
			}
			sum += n
		}
		if sum == 0 {
			return 0, fmt.Errorf("/proc does not tell the size of process %d", pid)
		}
		return sum, nil
	}
	text, err = exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0, fmt.Errorf("asking ps for process %d: %w", pid, err)
	}
	return kilobytes(strings.TrimSpace(string(text)))
}

func kilobytes(s string) (int, error) {
	kb, err := strconv.Atoi(s)
	return kb << 10, err
}

// Sweep has the page's garbage collected, so that what remains is in use.
func (p *Page) Sweep() error {
	return p.within(60*time.Second, func(ctx context.Context, t *chromedp.Target) (none chromedp.Void, err error) {
		_, err = cdp.Call(ctx, t, heapprofiler.CollectGarbage, cdp.Empty{})
		return none, err
	})
}
