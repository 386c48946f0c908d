//go:build !js

package engine

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// process is a program that runs until it is stopped, and what it has said.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended

	mu    sync.Mutex
	lines []string
	more  chan struct{} // closed, and made anew, when a line comes
}

// start starts a program with further variables in its environment.
func start(path string, args, environment []string) (*process, error) {
	p := &process{cmd: exec.Command(path, args...), done: make(chan struct{}), more: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), environment...)
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.cmd.Stdout, p.cmd.Stderr = write, write
	err = p.cmd.Start()
	write.Close()
	if err != nil {
		read.Close()
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	go p.listen(read)
	go func() {
		p.cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

func (p *process) listen(from io.ReadCloser) {
	defer from.Close()
	for in := bufio.NewReader(from); ; {
		line, err := in.ReadString('\n')
		if line != "" {
			p.mu.Lock()
			p.lines = append(p.lines, strings.TrimRight(line, "\n"))
			close(p.more)
			p.more = make(chan struct{})
			p.mu.Unlock()
		}
		if err != nil {
			return
		}
	}
}

// said returns the lines from the one numbered from on.
func (p *process) said(from int) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.lines[min(from, len(p.lines)):]...)
}

// says waits for a line with this prefix and returns what follows it.
func (p *process) says(prefix string, limit time.Duration) (string, error) {
	late := time.After(limit)
	for {
		p.mu.Lock()
		more := p.more
		for _, line := range p.lines {
			if rest, ok := strings.CutPrefix(line, prefix); ok {
				p.mu.Unlock()
				return rest, nil
			}
		}
		p.mu.Unlock()
		select {
		case <-more:
		case <-p.done:
			return "", fmt.Errorf("%s ended: %s", p.cmd.Path, strings.Join(p.said(0), "\n"))
		case <-late:
			return "", fmt.Errorf("%s did not say %q within %v: %s", p.cmd.Path, prefix, limit, strings.Join(p.said(0), "\n"))
		}
	}
}

// stop ends the program, gently first.
func (p *process) stop() {
	p.cmd.Process.Signal(os.Interrupt)
	select {
	case <-p.done:
	case <-time.After(5 * time.Second):
		p.cmd.Process.Kill()
		<-p.done
	}
}
