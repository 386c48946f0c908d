//go:build !js

package e2e

import (
	"net"
	"sync"
	"time"
)

// Link is the way between server and reader, of all of the server's connections
// together. (What a browser emulates holds for a page, not for its workers.)
type Link struct {
	Rate    float64       // bits a second, towards the reader
	Latency time.Duration // from a request to the first bytes of its answer
}

// ServeOver starts a server over the folder dir, at the other end of a link.
func ServeOver(l Link, dir string) *Server {
	return serve(dir, func(plain net.Listener) net.Listener { return &linked{Listener: plain, link: l} })
}

type linked struct {
	net.Listener
	link Link
	mu   sync.Mutex
	free time.Time // when the link has sent what it was given
}

func (l *linked) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &slowConn{Conn: c, link: l}, nil
}

// send waits until the link has sent n bytes more.
func (l *linked) send(n int) {
	l.mu.Lock()
	if now := time.Now(); l.free.Before(now) {
		l.free = now
	}
	l.free = l.free.Add(time.Duration(float64(8*n) / l.link.Rate * float64(time.Second)))
	free := l.free
	l.mu.Unlock()
	time.Sleep(time.Until(free))
}

// slowConn is a connection over the link. One goroutine writes at a time; the
// server reads from another one.
type slowConn struct {
	net.Conn
	link  *linked
	mu    sync.Mutex
	asked bool // since the last answer began
}

func (c *slowConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.mu.Lock()
	c.asked = c.asked || n > 0
	c.mu.Unlock()
	return n, err
}

func (c *slowConn) Write(b []byte) (int, error) {
	c.mu.Lock()
	asked := c.asked
	c.asked = false
	c.mu.Unlock()
	if asked {
		time.Sleep(c.link.link.Latency)
	}
	const piece = 4 << 10 // bytes that arrive together
	for sent := 0; ; {
		part := b[sent:min(len(b), sent+piece)]
		c.link.send(len(part))
		n, err := c.Conn.Write(part)
		if sent += n; err != nil || sent == len(b) {
			return sent, err
		}
	}
}
