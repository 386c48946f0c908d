//go:build !js

package e2e

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sabotage is put into the worker from outside, after its first script: on the word
// of a test a fault strikes, until it is mended. "nan" makes the weights so large
// that a kernel overflows, again and again; "lost" takes the device away; "panic"
// has a call of the program fail that never does.
const sabotage = `
{
  let fault = null;
  const weights = new Set();
  new BroadcastChannel("sabotage").onmessage = e => {
    fault = e.data;
    if (fault === "lost") softmixGPU.device.destroy();
  };
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (...what) {
    if (fault === "panic") throw new Error("struck down");
    return post.apply(this, what);
  };
  if (self.GPUDevice) {
    const make = GPUDevice.prototype.createBuffer, end = GPUBuffer.prototype.destroy, submit = GPUQueue.prototype.submit;
    GPUDevice.prototype.createBuffer = function (d) {
      const b = make.call(this, d);
      if (d.label === "weights") weights.add(b);
      return b;
    };
    GPUBuffer.prototype.destroy = function () {
      weights.delete(this);
      end.call(this);
    };
    GPUQueue.prototype.submit = function (lists) {
      if (fault === "nan") for (const b of weights) this.writeBuffer(b, 0, new Float32Array(b.size / 4).fill(3.4e38));
      submit.call(this, lists);
    };
  }
}
`

// sabotaged opens the page with a worker that can be broken.
func sabotaged(t *testing.T, query string) (*Page, *Server) {
	t.Helper()
	shim, err := os.ReadFile(filepath.Join(dist(t), "js/gpu-shim.js"))
	if err != nil {
		t.Fatal(err)
	}
	return start(t, query, View{}, func(s *Server) { s.ReplaceBody("/js/gpu-shim.js", append(shim, sabotage...)) })
}

// strike has a fault strike while the page trains, or mends it again ("").
func strike(t *testing.T, p *Page, fault string) {
	t.Helper()
	if _, err := Eval[bool](p, 10*time.Second, fmt.Sprintf("(new BroadcastChannel('sabotage').postMessage(%q), true)", fault)); err != nil {
		t.Fatal(err)
	}
}

// What breaks the program for a test is no part of what readers are served.
func TestNoSabotageShips(t *testing.T) {
	words := []string{"sabotage", "as a test asked", "struck down", "losable", "softmixBreak"}
	root := dist(t)
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".wasm") && !strings.HasSuffix(path, ".js") {
			return err
		}
		b, err := os.ReadFile(filepath.Join(root, path))
		for _, w := range words {
			if bytes.Contains(bytes.ToLower(b), bytes.ToLower([]byte(w))) {
				t.Errorf("%s holds %q", path, w)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
