package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// exp emits e^x in place: 2^n e^r with n whole and |r| ≤ ln 2 / 2, e^r by the
// polynomial of Cephes' expf (Moshier): relative error below 2e-7. x is held
// between -87.3 and 88, where 2^n is a normal number; NaN stays NaN.
func exp(x reg.VecVirtual) {
	n, y := YMM(), YMM()
	VMOVUPS(table(-87.3), n)
	VMAXPS(x, n, x) // the operand that stands first here is the result where one is NaN
	VMOVUPS(table(88), n)
	VMINPS(x, n, x)
	VMULPS(table(math.Log2E), x, n)
	VROUNDPS(Imm(8), n, n)
	VFMADD231PS(table(-0.693359375), n, x)
	VFMADD231PS(table(2.12194440e-4), n, x)
	VMOVUPS(table(1.9875691500e-4), y)
	for _, c := range []float32{1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1} {
		VFMADD213PS(table(c), x, y)
	}
	t := YMM()
	VMULPS(x, x, t)
	VADDPS(table(1), x, x)
	VFMADD231PS(y, t, x)
	VCVTPS2DQ(n, n)
	VPSLLD(Imm(23), n, n)
	VPADDD(n, x, x) // times 2^n: e^r is between .7 and 1.5
}

// top emits the largest of n elements at x, in every lane. x and n are left as they were.
func top(x, n reg.GPVirtual) reg.VecVirtual {
	most, from, left := YMM(), same(x), same(n)
	VMOVUPS(table(float32(math.Inf(-1))), most)
	each(left, func(l lanes) {
		v := l.load(at(from))
		if l.mask != nil {
			none := YMM()
			VMOVUPS(table(float32(math.Inf(-1))), none)
			VBLENDVPS(l.mask, v, none, v)
		}
		VMAXPS(v, most, most)
	}, from)
	return fold(most, func(a, b, c Op) { VMAXPS(a, b, c) })
}

// expSum emits p = e^(s (x - top)) for n elements and returns their sum, in every
// lane; where p is nil, the sum alone. The registers are left as they were.
func expSum(p, x, n reg.GPVirtual, top, s reg.VecVirtual) reg.VecVirtual {
	sum, from, to, left := zero(), same(x), same(p), same(n)
	each(left, func(l lanes) {
		v := l.load(at(from))
		VSUBPS(top, v, v)
		VMULPS(s, v, v)
		exp(v)
		l.only(v)
		VADDPS(v, sum, sum)
		skip := label("skip")
		TESTQ(p, p)
		JEQ(LabelRef(skip))
		l.store(v, at(to))
		Label(skip)
	}, from, to)
	return total(sum)
}

// scale emits y = c x for n elements and moves x and y behind them.
func scale(y, x, n reg.GPVirtual, c reg.VecVirtual) {
	each(n, func(l lanes) {
		v := l.load(at(x))
		VMULPS(c, v, v)
		l.store(v, at(y))
	}, x, y)
}

// soften emits p = alpha softmax(s x) for n elements, perhaps in place.
func soften(p, x, n reg.GPVirtual, s, alpha reg.VecVirtual) {
	sum := expSum(p, x, n, top(x, n), s)
	VDIVPS(sum, alpha, sum)
	scale(same(p), same(p), same(n), sum)
}

// pointer returns the pointer parameter called name.
func pointer(name string) reg.GPVirtual { return Load(Param(name), GP64()).(reg.GPVirtual) }

// function begins a function that keeps none of its pointers.
func function(name, signature, doc string) {
	TEXT(name, NOSPLIT, "func"+signature)
	Pragma("noescape")
	Doc(name + " " + doc)
}

func softmaxes() {
	function("simdTop", "(x *float32, n int32) float32", "returns the largest of n >= 1 elements.")
	Store(top(pointer("x"), whole("n")).AsX(), ReturnIndex(0))
	done()

	function("simdExpSum", "(p, x *float32, n int32, top, s float32) float32", "computes p = e^(s (x - top)) and returns the sum; with p nil, the sum alone.")
	Store(expSum(pointer("p"), pointer("x"), whole("n"), splat("top"), splat("s")).AsX(), ReturnIndex(0))
	done()

	function("simdScale", "(y, x *float32, n int32, c float32)", "computes y = c x.")
	scale(pointer("y"), pointer("x"), whole("n"), splat("c"))
	done()

	function("simdSoftmax", "(p, x *float32, n int32, s, alpha float32)", "computes p = alpha softmax(s x), perhaps in place.")
	soften(pointer("p"), pointer("x"), whole("n"), splat("s"), splat("alpha"))
	done()

	function("simdSoftmaxCausal", "(A *float32, rows, T int32, s float32)", "makes row i of every matrix [T,T] the softmax of s times its first i+1 elements, and zeros.")
	A, i, s, one := pointer("A"), GP64(), splat("s"), YMM()
	VMOVUPS(table(1), one)
	XORQ(i, i)
	times(whole("rows"), func() {
		nextRow(i)
		soften(A, A, i, s, one)
		LEAQ(Mem{Base: A, Index: i, Scale: 4}, A)
		clearRest(A, i)
	})
	done()

	function("simdSoftmaxCausalD", "(A, D *float32, rows, T int32)", "makes D the gradient of the scores: A (D - sum A D) on the first i+1 elements of row i, 0 on the others.")
	A, D, i := pointer("A"), pointer("D"), GP64()
	XORQ(i, i)
	times(whole("rows"), func() {
		nextRow(i)
		sum, a, d := zero(), same(A), same(D)
		each(same(i), func(l lanes) {
			v, w := l.load(at(a)), l.load(at(d))
			VFMADD231PS(v, w, sum)
		}, a, d)
		mean := total(sum)
		each(same(i), func(l lanes) {
			v, w := l.load(at(A)), l.load(at(D))
			VSUBPS(mean, w, w)
			VMULPS(v, w, w)
			l.store(w, at(D))
		}, A, D)
		rest := whole("T")
		SUBQ(i, rest)
		LEAQ(Mem{Base: A, Index: rest, Scale: 4}, A)
		clearRest(D, i)
	})
	done()
}

// nextRow counts i from 1 to T and begins again.
func nextRow(i reg.GPVirtual) {
	same := label("row")
	T := whole("T")
	CMPQ(i, T)
	JNE(LabelRef(same))
	XORQ(i, i)
	Label(same)
	INCQ(i)
}

// clearRest clears the T-i elements at p and moves p behind them.
func clearRest(p, i reg.GPVirtual) {
	rest, none := whole("T"), zero()
	SUBQ(i, rest)
	each(rest, func(l lanes) { l.store(none, at(p)) }, p)
}
