package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// decode emits attention at one position of a whole batch, over the cache
// [R,C,2d] of keys and values; hd is the width of a head, d = H hd.
func decode() {
	function("simdStepProbs", "(q, cache, A *float32, R, C, H, hd, n int32, s float32)", "computes A[r,h,j] = softmax over j < n of s q.k_j; the rows of A are C long.")
	q, cache, A, s, one := pointer("q"), pointer("cache"), pointer("A"), splat("s"), YMM()
	VMOVUPS(table(1), one)
	times(whole("R"), func() {
		keys := same(cache)
		times(whole("H"), func() {
			key, out := same(keys), same(A)
			times(whole("n"), func() {
				sum, a, b := zero(), same(q), same(key)
				each(whole("hd"), func(l lanes) {
					x, y := l.load(at(a)), l.load(at(b))
					VFMADD231PS(x, y, sum)
				}, a, b)
				VMOVSS(total(sum).AsX(), at(out))
				ADDQ(Imm(4), out)
				ADDQ(position(), key)
			})
			soften(A, A, whole("n"), s, one)
			step := bytes("C")
			ADDQ(step, A)
			hd := bytes("hd")
			ADDQ(hd, q)
			ADDQ(hd, keys)
		})
		ADDQ(position(), q) // past k and v
		nextSequence(cache)
	})
	done()

	function("simdStepMix", "(cache, A, y *float32, R, C, H, hd, n int32)", "computes y = sum over j < n of A[r,h,j] v_j.")
	cache, A, y := pointer("cache"), pointer("A"), pointer("y")
	times(whole("R"), func() {
		values := position() // v follows k
		SHRQ(Imm(1), values)
		ADDQ(cache, values)
		times(whole("H"), func() {
			each(whole("hd"), func(l lanes) {
				sum, v, p := zero(), same(values), same(A)
				times(whole("n"), func() {
					x, w := l.load(at(v)), YMM()
					VBROADCASTSS(at(p), w)
					VFMADD231PS(x, w, sum)
					ADDQ(Imm(4), p)
					ADDQ(position(), v)
				})
				l.store(sum, at(y))
			}, values, y)
			step := bytes("C")
			ADDQ(step, A)
		})
		nextSequence(cache)
	})
	done()
}

// position is the size of a position in the cache, 2d floats.
func position() reg.GPVirtual {
	d := bytes("hd")
	IMULQ(whole("H"), d)
	SHLQ(Imm(1), d)
	return d
}

// nextSequence moves the cache on by C positions.
func nextSequence(cache reg.GPVirtual) {
	all := position()
	IMULQ(whole("C"), all)
	ADDQ(all, cache)
}
