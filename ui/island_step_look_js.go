//go:build js

package ui

import "softmix/wasm/wire"

import (
	"softmix/ui/canvas"
)

// looker is an island on the anatomy of the last step. Only what is phased shows
// each phase in another way.
func looker(store *Store, phased bool, height func(w float64) float64, paint func(c canvas.Canvas), words func() string) canvas.Island {
	b := newBoard()
	b.height, b.paint, b.words = height, paint, words
	b.picture = func() any { // last: only then may it be drawn
		p := lookOf(store)
		if !phased {
			p.phase = ""
		}
		return p
	}
	return b
}

// NewStrip is the chosen token's input as embeddings, and what the step does to
// its chances.
func NewStrip(store *Store) canvas.Island {
	return looker(store, false,
		func(float64) float64 { return newStrips(store.Trace, bothActors(store)).height() },
		func(c canvas.Canvas) { drawStrips(c, store.Trace, bothActors(store)) },
		func() string { return stripsLabel(store.Trace, bothActors(store)) })
}

// NewAttention is what each position reads, in the layer and head looked at.
func NewAttention(store *Store) canvas.Island {
	return looker(store, false,
		func(w float64) float64 { return layAttention(w, store.Trace).h },
		func(c canvas.Canvas) { drawAttention(c, store.Trace, bothActors(store)) },
		func() string { return attentionLabel(store.Trace, bothActors(store)) })
}

// NewStream is the residual stream's length at the chosen token, by layer.
func NewStream(store *Store) canvas.Island {
	return looker(store, false,
		func(float64) float64 { return streamH },
		func(c canvas.Canvas) { drawStream(c, store.Trace, bothActors(store)) },
		func() string { return streamLabel(store.Trace, bothActors(store)) })
}

// NewLookBoard is the chosen move on the lake.
func NewLookBoard(store *Store) canvas.Island {
	phase := func() int { return phaseIndex(store.Settings.Phase) }
	return looker(store, true,
		func(w float64) float64 {
			if store.Trace == nil || store.Lake == nil {
				return 60
			}
			return layLook(w).h
		},
		func(c canvas.Canvas) { drawLookBoard(c, store.Trace, store.Lake, bothActors(store), phase()) },
		func() string { return lookBoardLabel(store.Trace, store.Lake, bothActors(store), phase()) })
}

// NewInjectBoard is the error that was put in last, and how both runs go on.
func NewInjectBoard(store *Store) canvas.Island {
	type picture struct {
		in    *wire.Injection
		lake  *wire.Lake
		names [2]string
	}
	b := newBoard()
	b.height = func(w float64) float64 { return injectHeight(w, store.Injection, store.Lake) }
	b.paint = func(c canvas.Canvas) { drawInject(c, store.Injection, store.Lake, bothActors(store)) }
	b.words = func() string { return injectLabel(store.Injection, store.Lake, bothActors(store)) }
	b.picture = func() any {
		return picture{store.Injection, store.Lake, [2]string{who(store, 0).Name, who(store, 1).Name}}
	}
	return b
}
