package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// gate emits 1/(1+e^(-2z)) = (1+tanh z)/2 with GELU's z = sqrt(2/pi) (u + 0.044715 u³),
// from u and its square.
func gate(u, square reg.VecVirtual) reg.VecVirtual {
	x := YMM()
	VMOVUPS(table(1), x)
	VFMADD231PS(table(0.044715), square, x)
	VMULPS(u, x, x)
	VMULPS(table(-1.5957691216), x, x)
	exp(x)
	one := YMM()
	VMOVUPS(table(1), one)
	VADDPS(one, x, x)
	VDIVPS(x, one, x)
	return x
}

func pointwise() {
	function("simdGELU", "(u, y *float32, n int32)", "computes y = gelu(u).")
	u, y := pointer("u"), pointer("y")
	each(whole("n"), func(l lanes) {
		x, square := l.load(at(u)), YMM()
		VMULPS(x, x, square)
		s := gate(x, square)
		VMULPS(x, s, s)
		l.store(s, at(y))
	}, u, y)
	done()

	function("simdGELUD", "(dy, u, du *float32, n int32)", "computes du = dy gelu'(u) = dy (s + 2 u s (1-s) z'), s the gate.")
	dy, u, du := pointer("dy"), pointer("u"), pointer("du")
	each(whole("n"), func(l lanes) {
		x, square, one, slope := l.load(at(u)), YMM(), YMM(), YMM()
		VMULPS(x, x, square)
		s := gate(x, square)
		VMOVUPS(table(1.5957691216), slope)
		VFMADD231PS(table(0.2140644494), square, slope)
		VMOVUPS(table(1), one)
		VMULPS(slope, x, x)
		VSUBPS(s, one, slope)
		VFMADD213PS(one, slope, x) // 1 + 2 u (1-s) z'
		VMULPS(s, x, x)
		d := l.load(at(dy))
		VMULPS(d, x, x)
		l.store(x, at(du))
	}, dy, u, du)
	done()

	function("simdAdd", "(x, y, out *float32, n int32)", "computes out = x + y.")
	x, y, out := pointer("x"), pointer("y"), pointer("out")
	each(whole("n"), func(l lanes) {
		a, b := l.load(at(x)), l.load(at(y))
		VADDPS(b, a, a)
		l.store(a, at(out))
	}, x, y, out)
	done()

	function("simdSumSq", "(x *float32, n int32, part *float32, parts int32)", "adds to part[j] the squares of x[i], i mod parts = j; n > 0 is a multiple of parts.")
	x, n := pointer("x"), whole("n")
	Label("block")
	part := pointer("part")
	each(whole("parts"), func(l lanes) {
		a, sum := l.load(at(x)), l.load(at(part))
		VFMADD231PS(a, a, sum)
		l.store(sum, at(part))
	}, x, part)
	parts := whole("parts")
	SUBQ(parts, n)
	JGT(LabelRef("block"))
	done()

	function("simdAdamW", "(grad, p, m, v *float32, n int32, s, beta1, beta2, keep, rate, root, eps float32)", "is AdamW on gradients times s: keep = 1 - lr wd, rate = lr/bias1, root = 1/bias2.")
	g, p, m, v := pointer("grad"), pointer("p"), pointer("m"), pointer("v")
	s, beta1, beta2, keep, rate, root, eps := splat("s"), splat("beta1"), splat("beta2"), splat("keep"), splat("rate"), splat("root"), splat("eps")
	new1, new2 := YMM(), YMM()
	VMOVUPS(table(1), new1)
	VSUBPS(beta2, new1, new2)
	VSUBPS(beta1, new1, new1)
	each(whole("n"), func(l lanes) {
		x, mi, vi, t := l.load(at(g)), l.load(at(m)), l.load(at(v)), YMM()
		VMULPS(s, x, x)
		VMULPS(beta1, mi, mi)
		VMULPS(new1, x, t)
		VADDPS(t, mi, mi)
		l.store(mi, at(m))
		VMULPS(beta2, vi, vi)
		VMULPS(new2, x, t)
		VMULPS(x, t, t)
		VADDPS(t, vi, vi)
		l.store(vi, at(v))
		VMULPS(root, vi, vi)
		VSQRTPS(vi, vi)
		VADDPS(eps, vi, vi)
		VMULPS(rate, mi, mi)
		VDIVPS(vi, mi, mi)
		w := l.load(at(p))
		VMULPS(keep, w, w)
		VSUBPS(mi, w, w)
		l.store(w, at(p))
	}, g, p, m, v)
	done()
}

// norms emits RMSNorm, forward and backward, of N > 0 rows.
func norms() {
	function("simdRMSNorm", "(x, gain, y, r *float32, N, d int32, eps float32)", "computes r = 1/sqrt(mean(x²) + eps) and y = gain x r.")
	x, y, r := pointer("x"), pointer("y"), pointer("r")
	times(whole("N"), func() {
		sum, from := zero(), same(x)
		each(whole("d"), func(l lanes) {
			v := l.load(at(from))
			VFMADD231PS(v, v, sum)
		}, from)
		k, d := mean(sum), splat("eps")
		VADDPS(d, k, k)
		VSQRTPS(k, k)
		VMOVUPS(table(1), d)
		VDIVPS(k, d, k)
		VMOVSS(k.AsX(), at(r))
		ADDQ(Imm(4), r)
		g := pointer("gain")
		each(whole("d"), func(l lanes) {
			v, w := l.load(at(x)), l.load(at(g))
			VMULPS(v, w, w)
			VMULPS(k, w, w)
			l.store(w, at(y))
		}, g, x, y)
	})
	done()

	function("simdRMSNormD", "(dy, x, gain, r, dx *float32, N, d, acc int32)", "computes dx (+)= r (gain dy - x r² mean(gain dy x)).")
	dy, x, r, dx := pointer("dy"), pointer("x"), pointer("r"), pointer("dx")
	times(whole("N"), func() {
		dot, from, grad, g := zero(), same(x), same(dy), pointer("gain")
		each(whole("d"), func(l lanes) {
			u, v, w := l.load(at(g)), l.load(at(grad)), l.load(at(from))
			VMULPS(v, u, u)
			VFMADD231PS(w, u, dot)
		}, g, grad, from)
		k, c := YMM(), mean(dot)
		VBROADCASTSS(at(r), k)
		ADDQ(Imm(4), r)
		VMULPS(k, c, c)
		VMULPS(k, c, c)
		g = pointer("gain")
		each(whole("d"), func(l lanes) {
			u, v, w := l.load(at(g)), l.load(at(dy)), l.load(at(x))
			VMULPS(v, u, u)
			VMULPS(c, w, w)
			VSUBPS(w, u, u)
			VMULPS(k, u, u)
			set := label("set")
			CMPL(slot("acc"), Imm(0))
			JEQ(LabelRef(set))
			VADDPS(l.load(at(dx)), u, u)
			Label(set)
			l.store(u, at(dx))
		}, g, dy, x, dx)
	})
	done()

	function("simdRMSNormDG", "(dy, x, r, dg *float32, N, d int32)", "adds dy x r, summed over rows, to dg.")
	dy, x, r = pointer("dy"), pointer("x"), pointer("r")
	times(whole("N"), func() {
		k, dg := YMM(), pointer("dg")
		VBROADCASTSS(at(r), k)
		ADDQ(Imm(4), r)
		each(whole("d"), func(l lanes) {
			u, v, w := l.load(at(dy)), l.load(at(x)), l.load(at(dg))
			VMULPS(v, u, u)
			VFMADD231PS(k, u, w)
			l.store(w, at(dg))
		}, dy, x, dg)
	})
	done()
}

// mean divides the sum of v's elements by d.
func mean(v reg.VecVirtual) reg.VecVirtual {
	v = total(v)
	d := YMM()
	VCVTSI2SSL(slot("d"), d.AsX(), d.AsX())
	VBROADCASTSS(d.AsX(), d)
	VDIVPS(d, v, v)
	return v
}
