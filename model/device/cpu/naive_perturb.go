package cpu

var naivePerturb = map[string]kernel{
	"scheduled_sample": scheduledSample,
	"noise":            noise,
	"add_noise":        addNoise,
}

func scheduledSample(v []operand, a []uint32) {
	N, T, V := int(a[0]), int(a[1]), int(a[2])
	logits, tok, mask, k, u, coin, to := v[0].F, v[1].U, v[2].F, knobs(v[3].F), v[4].F, v[5].F, v[6].U
	p := make([]float32, V)
	for n := range N {
		to[n] = tok[n]
		if n%T > 0 && coin[n] < k.samplingProb*mask[n] {
			softmax(p, logits[(n-1)*V:n*V], k.tau)
			to[n] = uint32(draw(p, u[n]))
		}
	}
}

// hash is one of 32-bit integers: every bit of x decides about half of
// the result's bits.
func hash(x uint32) uint32 {
	x = (x ^ x>>16) * 0x7feb352d
	x = (x ^ x>>15) * 0x846ca68b
	return x ^ x>>16
}

func noise(v []operand, a []uint32) {
	seed, z := v[0].F, v[1].F
	k0, k1 := uint32(seed[0]*(1<<24)), uint32(seed[1]*(1<<24))
	for i := range a[0] {
		h := hash(hash(i^k0) + k1)
		z[i] = float32(h>>8)/(1<<23) - 1
	}
}

func addNoise(v []operand, a []uint32) {
	N, d, T := int(a[0]), int(a[1]), int(a[2])
	z, k, h := v[0].F, knobs(v[1].F), v[2].F
	scale := k.alpha / sqrt(float32(T*d))
	for i := range N * d {
		h[i] += scale * z[i]
	}
}
