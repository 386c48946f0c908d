package worker

import (
	"errors"
	"fmt"

	"softmix/i18n"
	"softmix/model/train"
	"softmix/wasm/wire"
)

// coded is an error that knows which kind of fault it is to a reader.
type readerError struct {
	code    string
	advice  string // what now
	err     error
	refused bool // nothing was changed
}

func (c *readerError) Error() string { return c.err.Error() }
func (c *readerError) Unwrap() error { return c.err }

func weightsError(err error) error {
	return &readerError{code: "weights", advice: i18n.WorkerResetTriesAgain.String(), err: err}
}

func deviceError(err error) error {
	return &readerError{code: "device", advice: i18n.WorkerChooseDevice.String(), err: err}
}

// runsError tells that the runs could not be made; most likely they are too much
// for the device.
func runsError(s wire.Settings, err error) error {
	if errors.Is(err, train.ErrLost) || errors.Is(err, train.ErrInterrupted) {
		return err
	}
	fewer := ""
	switch {
	case s.Runs() > 1:
		fewer = "seeds"
	case s.Width() > 2:
		fewer = "methods"
	}
	return &readerError{code: "device", advice: i18n.Say(i18n.WorkerLess, fewer), err: fmt.Errorf("%s: %w", i18n.Say(i18n.WorkerNotPrepared, s.Width()*s.Runs()), err)}
}

// settingsError refuses a command.
func settingsError(format string, args ...any) error {
	return &readerError{code: "settings", advice: i18n.WorkerNothingChanged.String(), err: fmt.Errorf(format, args...), refused: true}
}

// refusal makes an error of making new runs one that refuses them, where there are
// runs that stay; where there are none it says so.
func refusal(err error, stay bool) error {
	var c *readerError
	if !errors.As(err, &c) {
		return err
	}
	switch {
	case stay:
		c.advice = i18n.WorkerRunBefore.String()
	case c.refused: // something was changed
		c.advice = i18n.WorkerNoRunNow.String()
	}
	c.refused = stay
	return err
}

// faultOf says to a reader what happened, where, and what now.
func faultOf(err error) *wire.Fault {
	var nan *train.NaNError
	var c *readerError
	f := &wire.Fault{Code: "internal"}
	advice := i18n.WorkerResetOrReload
	switch {
	case errors.As(err, &nan):
		f.Code, f.Kernel = "nan", nan.Kernel
		advice = i18n.WorkerResetStartsOver
	case errors.Is(err, train.ErrLost):
		f.Code = "lost"
		advice = i18n.WorkerResetOpens
	case errors.As(err, &c):
		f.Code, f.Refused = c.code, c.refused
		f.Text = sentence(err.Error()) + " " + c.advice
		return f
	}
	f.Text = sentence(err.Error()) + " " + advice.String()
	return f
}

// sentence gives an error's text a capital letter and an end.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	if s[0] >= 'a' && s[0] <= 'z' {
		s = string(s[0]-'a'+'A') + s[1:]
	}
	if last := s[len(s)-1]; last != '.' && last != '!' && last != '?' {
		s += "."
	}
	return s
}
