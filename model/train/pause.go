package train

import "errors"

// ErrInterrupted reports that Step or Evaluate gave way because Events.Interrupt
// asked for it. Nothing is lost: called again, it goes on where it was.
var ErrInterrupted = errors.New("interrupted")

// pause is what is done between two parts of something long, as rl.Turns. Its zero
// does nothing.
type pause struct {
	yield     func()
	interrupt func() bool
	tell      func(what string, done, total int)
}

// firm returns p without interruptions.
func (p pause) firm() pause {
	p.interrupt = nil
	return p
}

// Yield lets others have their turn where it cannot be interrupted.
func (p pause) Yield() {
	if p.yield != nil {
		p.yield()
	}
}

// Interrupted lets others have their turn; it reports whether they want more.
func (p pause) Interrupted() bool {
	p.Yield()
	return p.interrupt != nil && p.interrupt()
}

// Preparing tells how far a preparation is.
func (p pause) Preparing(what string, done, total int) {
	if p.tell != nil {
		p.tell(what, done, total)
	}
}

// pause returns the pauses of run i.
func (c *Comparison) pause(i int) pause {
	p := pause{yield: c.on.Yield, interrupt: c.on.Interrupt}
	if c.on.Preparing != nil {
		p.tell = func(what string, done, total int) { c.on.Preparing(i, what, done, total) }
	}
	return p
}
