package ui

import (
	"softmix/ui/canvas"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// stepKey is what the pictures of a step depend on.
type stepKey struct {
	trace     *wire.Trace
	injection *wire.Injection
	lake      *wire.Lake
	phase     string
	token     int
	names     [2]string
}

// stepPicture is a picture of the step that is taken apart. Only what is phased
// shows each phase in another way.
func stepPicture(s *state.Store, phased bool, height func(w float64) float64, paint func(c canvas.Canvas), label func() string) canvas.Picture {
	return canvas.Picture{
		Key: func() any {
			k := stepKey{s.Trace, s.Injection, s.Lake, "", s.Settings.Token, [2]string{ArmAt(s, 0).Name, ArmAt(s, 1).Name}}
			if phased {
				k.phase = s.Settings.Phase
			}
			return k
		},
		Height: height, Paint: paint, Label: label,
	}
}

// LanePicture is the lane of one side (0 left, 1 right) in the step that is taken
// apart, and over it a slider by which a token is chosen: choose is called with the
// position of the answer token that the reader points at.
func LanePicture(s *state.Store, side int, choose func(token int)) canvas.Picture {
	phase := func() int { return phaseIndex(s.Settings.Phase) }
	of := func() laneSide {
		l := laneSide{side: side, who: ArmAt(s, side).ArmName, phase: phase(), chosen: -1}
		l.method = untracedMethod(s, side)
		if s.Trace != nil {
			l.chosen = chosenToken(s.Trace, s.Settings.Token)
		}
		return l
	}
	p := stepPicture(s, true,
		func(w float64) float64 { return layLane(w, s.Trace, phase()).h },
		func(c canvas.Canvas) { drawLane(c, s.Trace, of(), ArmAt(s, side)) },
		func() string { return of().Label(s.Trace) })
	p.Slider = &canvas.Slider{
		Name: func() string { return sliderName(ArmAt(s, side).ArmName) },
		State: func() (now, most int, text string) {
			if x := sceneOf(s); x != nil {
				return x.t, len(x.a.Tokens) - 1, x.where() + ", " + x.called(x.token)
			}
			return 0, 0, ""
		},
		At:     func(x, w float64) int { return layLane(w, s.Trace, phase()).tokenAt(x) },
		Choose: choose,
	}
	return p
}

// StripPicture is the chosen token's input as embeddings, and what the step does to
// its chances.
func StripPicture(s *state.Store) canvas.Picture {
	return stepPicture(s, false,
		func(float64) float64 { return newStrips(s.Trace, bothArms(s)).height() },
		func(c canvas.Canvas) { drawStrips(c, s.Trace, bothArms(s)) },
		func() string { return stripsLabel(s.Trace, namesOf(bothArms(s))) })
}

// AttentionPicture is what each position reads, in the layer and head looked at.
func AttentionPicture(s *state.Store) canvas.Picture {
	return stepPicture(s, false,
		func(w float64) float64 { return layAttention(w, s.Trace).h },
		func(c canvas.Canvas) { drawAttention(c, s.Trace, bothArms(s)) },
		func() string { return attentionLabel(s.Trace, namesOf(bothArms(s))) })
}

// StreamPicture is the residual stream's length at the chosen token, by layer.
func StreamPicture(s *state.Store) canvas.Picture {
	return stepPicture(s, false,
		func(float64) float64 { return streamH },
		func(c canvas.Canvas) { drawStream(c, s.Trace, bothArms(s)) },
		func() string { return streamLabel(s.Trace, namesOf(bothArms(s))) })
}

// MovePicture is the chosen move on the lake.
func MovePicture(s *state.Store) canvas.Picture {
	phase := func() int { return phaseIndex(s.Settings.Phase) }
	return stepPicture(s, true,
		func(w float64) float64 {
			if s.Trace == nil || s.Lake == nil {
				return 60
			}
			return layPair(w).h
		},
		func(c canvas.Canvas) { drawMove(c, s.Trace, s.Lake, bothArms(s), phase()) },
		func() string { return moveLabel(s.Trace, s.Lake, namesOf(bothArms(s)), phase()) })
}

// InjectionPicture is the error that was put in last, and how both runs go on.
func InjectionPicture(s *state.Store) canvas.Picture {
	return stepPicture(s, false,
		func(w float64) float64 { return injectHeight(w, s.Injection, s.Lake) },
		func(c canvas.Canvas) { drawInject(c, s.Injection, s.Lake, bothArms(s)) },
		func() string { return injectLabel(s.Injection, s.Lake, namesOf(bothArms(s))) })
}
