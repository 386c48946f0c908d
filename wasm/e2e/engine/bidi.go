//go:build !js

package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/coder/websocket"
)

// bidi is a connection that speaks WebDriver BiDi (https://w3c.github.io/webdriver-bidi/):
// commands with their answers, and events.
type bidi struct {
	conn *websocket.Conn
	hear func(method string, params json.RawMessage) // gets the events, in order

	mu      sync.Mutex
	next    int
	waiting map[int]chan answer
	broken  error
}

// answer is what comes back for a command.
type answer struct {
	Type    string          `json:"type"` // success, error or event
	ID      int             `json:"id"`
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
}

// dial connects to a browser at url.
func dial(ctx context.Context, url string, hear func(string, json.RawMessage)) (*bidi, error) {
	conn, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		return nil, fmt.Errorf("connecting to the browser: %w", err)
	}
	conn.SetReadLimit(-1) // a screenshot is one message
	b := &bidi{conn: conn, hear: hear, waiting: map[int]chan answer{}}
	go b.read()
	return b, nil
}

func (b *bidi) read() {
	for {
		_, text, err := b.conn.Read(context.Background())
		var a answer
		if err == nil {
			err = json.Unmarshal(text, &a)
		}
		b.mu.Lock()
		if err != nil {
			b.broken = fmt.Errorf("the browser's connection ended: %w", err)
			for _, c := range b.waiting {
				close(c)
			}
			clear(b.waiting)
			b.mu.Unlock()
			return
		}
		c := b.waiting[a.ID]
		delete(b.waiting, a.ID)
		b.mu.Unlock()
		switch {
		case a.Type == "event":
			b.hear(a.Method, a.Params)
		case c != nil:
			c <- a
		}
	}
}

// call sends a command and puts its result into result, which may be nil.
func (b *bidi) call(ctx context.Context, method string, params, result any) error {
	c := make(chan answer, 1)
	b.mu.Lock()
	if b.broken != nil {
		b.mu.Unlock()
		return b.broken
	}
	b.next++
	id := b.next
	b.waiting[id] = c
	b.mu.Unlock()
	text, err := json.Marshal(map[string]any{"id": id, "method": method, "params": params})
	if err == nil {
		err = b.conn.Write(ctx, websocket.MessageText, text)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	select {
	case <-ctx.Done():
		b.mu.Lock()
		delete(b.waiting, id)
		b.mu.Unlock()
		return fmt.Errorf("%s: %w", method, ctx.Err())
	case a, ok := <-c:
		if !ok {
			return b.broken
		}
		if a.Type == "error" {
			return fmt.Errorf("%s: %s: %s", method, a.Error, a.Message)
		}
		if result == nil {
			return nil
		}
		if err := json.Unmarshal(a.Result, result); err != nil {
			return fmt.Errorf("%s: reading its answer: %w", method, err)
		}
		return nil
	}
}
