package train

import "errors"

// ErrInterrupted reports that Step or Evaluate gave way because Events.Interrupt
// asked for it. Nothing is lost: called again, it goes on where it was.
var ErrInterrupted = errors.New("interrupted")

// pause is what is done between two parts of something long. Its zero does nothing.
type pause struct {
	breathe   func()
	interrupt func() bool
	tell      func(what string, done, total int)
}

// firm returns p without interruptions.
func (p pause) firm() pause {
	p.interrupt = nil
	return p
}

// take lets others have their turn; it fails with ErrInterrupted where they want more.
func (p pause) take() error {
	p.rest()
	if p.interrupt != nil && p.interrupt() {
		return ErrInterrupted
	}
	return nil
}

// rest lets others have their turn where it cannot be interrupted.
func (p pause) rest() {
	if p.breathe != nil {
		p.breathe()
	}
}

// preparing tells how far a preparation is.
func (p pause) preparing(what string, done, total int) {
	if p.tell != nil {
		p.tell(what, done, total)
	}
}

// pause returns the pauses of run i.
func (d *Comparison) pause(i int) pause {
	p := pause{breathe: d.on.Breathe, interrupt: d.on.Interrupt}
	if d.on.Preparing != nil {
		p.tell = func(what string, done, total int) { d.on.Preparing(i, what, done, total) }
	}
	return p
}
