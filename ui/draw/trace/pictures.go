// Package trace draws one training step, taken apart.
package trace

import (
	"softmix/ui/canvas"
	"softmix/ui/draw"
	"softmix/ui/state"
	"softmix/ui/words"
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
			k := stepKey{s.Trace, s.Injection, s.Lake, "", s.Settings.Token, [2]string{draw.ArmAt(s, 0).Name, draw.ArmAt(s, 1).Name}}
			if phased {
				k.phase = s.Settings.Phase
			}
			return k
		},
		Height: height, Paint: paint, Label: label,
	}
}

// Lane is the lane of one side (0 left, 1 right) in the step that is taken
// apart, and over it a slider by which a token is chosen: choose is called with the
// position of the answer token that the reader points at.
func Lane(s *state.Store, side int, choose func(token int)) canvas.Picture {
	phase := func() int { return state.PhaseIndex(s.Settings.Phase) }
	of := func() words.LaneSide {
		l := words.LaneSide{Side: side, Who: draw.ArmAt(s, side).ArmName, Phase: phase(), Chosen: -1}
		l.Method = state.UntracedMethod(s, side)
		if s.Trace != nil {
			l.Chosen = state.ChosenToken(s.Trace, s.Settings.Token)
		}
		return l
	}
	p := stepPicture(s, true,
		func(w float64) float64 { return LayLane(w, s.Trace, phase()).H },
		func(c canvas.Canvas) { DrawLane(c, s.Trace, of(), draw.ArmAt(s, side)) },
		func() string { return of().Label(s.Trace) })
	p.Slider = &canvas.Slider{
		Name: func() string { return words.SliderName(draw.ArmAt(s, side).ArmName) },
		State: func() (now, most int, text string) {
			if x := words.SceneOf(s); x != nil {
				return x.T, len(x.A.Tokens) - 1, x.Where() + ", " + x.Called(x.Token)
			}
			return 0, 0, ""
		},
		At:     func(x, w float64) int { return LayLane(w, s.Trace, phase()).tokenAt(x) },
		Choose: choose,
	}
	return p
}

// Strips is the chosen token's input as embeddings, and what the step does to
// its chances.
func Strips(s *state.Store) canvas.Picture {
	return stepPicture(s, false,
		func(float64) float64 { return newStrips(s.Trace, draw.BothArms(s)).height() },
		func(c canvas.Canvas) { DrawStrips(c, s.Trace, draw.BothArms(s)) },
		func() string { return words.StripsLabel(s.Trace, draw.NamesOf(draw.BothArms(s))) })
}

// Attention is what each position reads, in the layer and head looked at.
func Attention(s *state.Store) canvas.Picture {
	return stepPicture(s, false,
		func(w float64) float64 { return layAttention(w, s.Trace).h },
		func(c canvas.Canvas) { DrawAttention(c, s.Trace, draw.BothArms(s)) },
		func() string { return words.AttentionLabel(s.Trace, draw.NamesOf(draw.BothArms(s))) })
}

// Stream is the residual stream's length at the chosen token, by layer.
func Stream(s *state.Store) canvas.Picture {
	return stepPicture(s, false,
		func(float64) float64 { return streamH },
		func(c canvas.Canvas) { DrawStream(c, s.Trace, draw.BothArms(s)) },
		func() string { return words.StreamLabel(s.Trace, draw.NamesOf(draw.BothArms(s))) })
}

// Move is the chosen move on the lake.
func Move(s *state.Store) canvas.Picture {
	phase := func() int { return state.PhaseIndex(s.Settings.Phase) }
	return stepPicture(s, true,
		func(w float64) float64 {
			if s.Trace == nil || s.Lake == nil {
				return 60
			}
			return LayPair(w).H
		},
		func(c canvas.Canvas) { DrawMove(c, s.Trace, s.Lake, draw.BothArms(s), phase()) },
		func() string { return words.MoveLabel(s.Trace, s.Lake, draw.NamesOf(draw.BothArms(s)), phase()) })
}

// Injection is the error that was put in last, and how both runs go on.
func Injection(s *state.Store) canvas.Picture {
	return stepPicture(s, false,
		func(w float64) float64 { return injectHeight(w, s.Injection, s.Lake) },
		func(c canvas.Canvas) { drawInject(c, s.Injection, s.Lake, draw.BothArms(s)) },
		func() string { return words.InjectLabel(s.Injection, s.Lake, draw.NamesOf(draw.BothArms(s))) })
}
