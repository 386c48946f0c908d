package api

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Limit says how much one client may post: Burst at once, and one more after
// each Every. The zero value lets nobody post.
type Limit struct {
	Burst int
	Every time.Duration
}

// maxClients is how many clients are remembered; beyond it, those who could post
// a whole burst again are forgotten, and then everyone is.
const maxClients = 10_000

// limiter counts in memory: what it knows is lost with the process, and each
// instance of the Worker counts for itself.
type limiter struct {
	Limit
	now   func() time.Time
	mu    sync.Mutex
	until map[string]time.Time // when a client's burst is whole again
}

// wait returns how long client must wait before it may post, 0 if it may now,
// which then counts.
func (l *limiter) wait(client string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	whole := l.until[client]
	if whole.Before(now) {
		whole = now
	}
	whole = whole.Add(l.Every)
	if over := whole.Sub(now) - time.Duration(l.Burst)*l.Every; over > 0 {
		return over
	}
	if len(l.until) >= maxClients {
		for c, t := range l.until {
			if t.Before(now) {
				delete(l.until, c)
			}
		}
		if len(l.until) >= maxClients {
			clear(l.until)
		}
	}
	l.until[client] = whole
	return 0
}

// client names who sent a request: an address, or of IPv6 the network that one
// household is given. Headers that anyone can send do not count.
func client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return ""
	}
	if ip = ip.Unmap(); ip.Is6() {
		if p, err := ip.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
