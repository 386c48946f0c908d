package device

import "softmix/shaders"

// NoToken marks "no token forced here" and "no end-of-sequence token".
const NoToken = shaders.NoToken

// The knobs, by their place in the knob buffer of KnobCount f32 elements: what
// may change between two steps without rebuilding a list. See package shaders.
const (
	KnobLR           = shaders.KnobLR
	KnobBeta1        = shaders.KnobBeta1
	KnobBeta2        = shaders.KnobBeta2
	KnobEps          = shaders.KnobEps
	KnobWD           = shaders.KnobWD
	KnobBias1        = shaders.KnobBias1
	KnobBias2        = shaders.KnobBias2
	KnobClip         = shaders.KnobClip
	KnobLambda       = shaders.KnobLambda
	KnobGamma        = shaders.KnobGamma
	KnobTau          = shaders.KnobTau
	KnobSlot         = shaders.KnobSlot
	KnobSamplingProb = shaders.KnobSamplingProb
	KnobAlpha        = shaders.KnobAlpha
	KnobBeta         = shaders.KnobBeta
	KnobClipRange    = shaders.KnobClipRange
	KnobValueCoef    = shaders.KnobValueCoef
	KnobCount        = shaders.KnobCount
)
