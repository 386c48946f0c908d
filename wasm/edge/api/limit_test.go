package api

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"
)

func TestLimiter(t *testing.T) {
	now := time.Unix(1e9, 0)
	l := &limiter{Limit: Limit{Burst: 3, Every: 6 * time.Second}, now: func() time.Time { return now }, until: map[string]time.Time{}}
	may := func(client string) bool { return l.wait(client) == 0 }
	for i := range 3 {
		if !may("a") {
			t.Fatalf("post %d of a burst of 3 was refused", i+1)
		}
	}
	if wait := l.wait("a"); wait != 6*time.Second {
		t.Errorf("the fourth post must wait %v, want 6s", wait)
	}
	if !may("b") {
		t.Error("another client was refused")
	}
	now = now.Add(6 * time.Second)
	if !may("a") || may("a") {
		t.Error("after 6 s one more post is due, and no second one")
	}
	now = now.Add(time.Hour)
	for range 3 {
		may("a")
	}
	if may("a") {
		t.Error("an hour's silence allowed more than a burst")
	}
	for i := range 2 * maxClients {
		may(fmt.Sprint(i))
	}
	if len(l.until) > maxClients {
		t.Errorf("%d clients are remembered, want at most %d", len(l.until), maxClients)
	}
}

func TestClient(t *testing.T) {
	for address, want := range map[string]string{
		"10.1.2.3:99": "10.1.2.3", "10.1.2.3": "10.1.2.3", "[::ffff:10.1.2.3]:9": "10.1.2.3",
		"[2001:db8:1:2:3:4:5:6]:9": "2001:db8:1:2::/64", "2001:db8:1:2::7": "2001:db8:1:2::/64", "[fe80::1%eth0]:9": "fe80::/64", "": "", "nonsense": "",
	} {
		r := httptest.NewRequest("POST", "/api/runs", nil)
		r.RemoteAddr = address
		r.Header.Set("X-Forwarded-For", "10.9.9.9")
		if got := client(r); got != want {
			t.Errorf("client at %q is %q, want %q", address, got, want)
		}
	}
}
