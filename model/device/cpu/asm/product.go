package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A shape is how a processor cuts up a panel of 16 columns: in tiles of at most
// tall rows, each a row of vectors.
type shape struct {
	name, cpu string
	tall      int
	each      int // elements of a vector
}

var (
	avx2   = shape{"simdPanel", "AVX2", 6, 8}         // 12 registers of 16 are C's, 2 B's, 1 A's
	avx512 = shape{"simdPanel512", "AVX-512", 12, 16} // few enough rows for small matrices
)

// panel emits w ≤ 16 columns of C[M,·] (+)= alpha A[M,K] B[K,·]. Element (i,k) of A
// stands at i·am + k·ak, the columns of B and C are adjacent, their rows bk and cm
// apart. form holds the flags of gemm.go; the first row of A counts as row 0, so that
// what it says of a triangle holds of whole matrices.
//
// Rows go in the tallest tiles, at the end in fewer rows of about the same height.
// An element is one chain of fused multiply-adds over k, whatever tile it is in:
// how a product is cut up, and by which processor, does not show in its result.
func panel(s shape) {
	TEXT(s.name, NOSPLIT, "func(A *float32, am, ak int32, B *float32, bk int32, C *float32, cm, M, K, w int32, alpha float32, form uint32)")
	Pragma("noescape")
	Doc(s.name + " computes w <= 16 columns of C[M,w] (+)= alpha A[M,K] B[K,w] by " + s.cpu + "; see asm/product.go.")
	p := &tiles{
		shape: s,
		A:     pointer("A"), am: bytes("am"), am3: GP64(), ak: bytes("ak"), bk: bytes("bk"),
		C: pointer("C"), cm: bytes("cm"), M: whole("M"),
		a: GP64(), b: GP64(), k: GP64(),
	}
	if s.each == 16 {
		p.some = K()
		w, all := Load(Param("w"), GP32()).(reg.GPVirtual), GP32()
		MOVL(U32(0xffff), all)
		BZHIL(w, all, all)
		KMOVW(all, p.some)
	} else {
		p.mask = maskOf(whole("w"))
	}
	LEAQ(Mem{Base: p.am, Index: p.am, Scale: 2}, p.am3)

	Label("tile")
	h := same(p.M) // the height: M, a half, or the tallest
	CMPQ(p.M, U32(uint32(s.tall)))
	JLE(LabelRef("begin"))
	INCQ(h)
	SHRQ(Imm(1), h)
	CMPQ(p.M, U32(uint32(2*s.tall)))
	JLT(LabelRef("begin"))
	MOVQ(U32(uint32(s.tall)), h)
	Label("begin")
	MOVQ(p.A, p.a)
	Load(Param("B"), p.b)
	Load(Param("K"), p.k)
	triangle(p, h)
	for r := s.tall; r > 0; r-- {
		CMPQ(h, U32(uint32(r)))
		JEQ(LabelRef(fmt.Sprintf("height%d", r)))
	}
	for r := 1; r <= s.tall; r++ {
		Label(fmt.Sprintf("height%d", r))
		if s.each == 8 {
			CMPL(slot("w"), Imm(16))
			JNE(LabelRef(fmt.Sprintf("narrow%d", r)))
			p.tile(r, false)
			Label(fmt.Sprintf("narrow%d", r))
		}
		p.tile(r, true)
	}
	Label("end")
	done()
}

// tiles are the registers of panel. A, C and M belong to the tile at hand and
// move on after it, a, b and k to its loop.
type tiles struct {
	shape
	A, am, am3, ak, bk, C, cm, M reg.GPVirtual
	a, b, k                      reg.GPVirtual
	mask                         Mem               // of w elements, where a vector has 8
	some                         reg.OpmaskVirtual // the same, where it has 16
}

// triangle leaves out of a tile of height h the k where A is 0.
func triangle(p *tiles, h reg.GPVirtual) {
	done := func() reg.GPVirtual { // how many rows stand above the tile
		m := whole("M")
		SUBQ(p.M, m)
		return m
	}
	TESTL(U32(4), slot("form"))
	JEQ(LabelRef("notlow"))
	last := done()
	ADDQ(h, last)
	CMPQ(last, p.k)
	CMOVQLT(last, p.k)
	Label("notlow")
	TESTL(U32(8), slot("form"))
	JEQ(LabelRef("notup"))
	m := done()
	SUBQ(m, p.k)
	IMULQ(p.ak, m)
	ADDQ(m, p.a)
	m = done()
	IMULQ(p.bk, m)
	ADDQ(m, p.b)
	Label("notup")
}

// vector returns a register of the shape.
func (s shape) vector() reg.VecVirtual {
	if s.each == 16 {
		return ZMM()
	}
	return YMM()
}

// load emits vector i of the row at from into v, which may hold its mask.
func (p *tiles) load(i int, from Mem, v reg.VecVirtual, mask reg.VecVirtual) {
	from = from.Offset(4 * p.each * i)
	switch {
	case p.each == 16:
		VMOVUPS_Z(from, p.some, v)
	case mask != nil:
		VMASKMOVPS(from, mask, v)
	default:
		VMOVUPS(from, v)
	}
}

// store emits v as vector i of the row at to.
func (p *tiles) store(i int, v reg.VecVirtual, to Mem, mask reg.VecVirtual) {
	to = to.Offset(4 * p.each * i)
	switch {
	case p.each == 16:
		VMOVUPS(v, p.some, to)
	case mask != nil:
		VMASKMOVPS(v, mask, to)
	default:
		VMOVUPS(v, to)
	}
}

// tile emits a tile of h rows, and the way to the next one.
func (p *tiles) tile(h int, narrow bool) {
	n := 16 / p.each // vectors of a row
	b, mask := make([]reg.VecVirtual, n), make([]reg.VecVirtual, n)
	acc := make([][]reg.VecVirtual, h)
	for r := range h {
		for range n {
			v := p.vector()
			VXORPS(v, v, v)
			acc[r] = append(acc[r], v)
		}
	}
	for i := range b {
		b[i] = p.vector()
		if narrow && p.each == 8 {
			mask[i] = b[i]
		}
	}
	x := p.vector()
	rows := []reg.GPVirtual{p.a} // every fourth
	for r := 4; r < h; r += 4 {
		low := GP64()
		LEAQ(Mem{Base: rows[r/4-1], Index: p.am, Scale: 4}, low)
		rows = append(rows, low)
	}
	loop, write := label("k"), label("write")
	CMPQ(p.k, Imm(0))
	JLE(LabelRef(write))
	Label(loop)
	for i, v := range b {
		if mask[i] != nil {
			VMOVUPS(p.mask.Offset(32*i), v)
		}
		p.load(i, at(p.b), v, mask[i])
	}
	for r := range h {
		from := Mem{Base: rows[r/4]}
		switch r % 4 {
		case 1, 2:
			from.Index, from.Scale = p.am, uint8(r%4)
		case 3:
			from.Index, from.Scale = p.am3, 1
		}
		if p.each == 16 {
			VFMADD231PS_BCST(from, b[0], acc[r][0])
			continue
		}
		VBROADCASTSS(from, x)
		for i, v := range b {
			VFMADD231PS(v, x, acc[r][i])
		}
	}
	for _, row := range rows {
		ADDQ(p.ak, row)
	}
	ADDQ(p.bk, p.b)
	DECQ(p.k)
	JNE(LabelRef(loop))

	Label(write)
	VBROADCASTSS(slot("alpha"), x)
	for i, v := range mask {
		if v != nil {
			VMOVUPS(p.mask.Offset(32*i), v)
		}
	}
	add, next := label("add"), label("next")
	TESTL(U32(1), slot("form"))
	JNE(LabelRef(add))
	for r := range h {
		for i, v := range acc[r] {
			VMULPS(x, v, v)
			p.store(i, v, at(p.C), mask[i])
		}
		ADDQ(p.cm, p.C)
	}
	JMP(LabelRef(next))
	Label(add)
	for r := range h {
		for i, v := range acc[r] {
			c := p.vector()
			p.load(i, at(p.C), c, mask[i])
			VFMADD231PS(x, v, c)
			p.store(i, c, at(p.C), mask[i])
		}
		ADDQ(p.cm, p.C)
	}
	Label(next)
	for range h {
		ADDQ(p.am, p.A)
	}
	SUBQ(U32(uint32(h)), p.M)
	JNE(LabelRef("tile"))
	JMP(LabelRef("end"))
}

// pack emits the transposition of a panel: row k of dst [K,16] gets element k of
// each of eight rows of src, stride apart. Where there are fewer, w, the last one
// is repeated. K ≥ 8.
func pack() {
	TEXT("simdPack", NOSPLIT, "func(src *float32, stride int32, dst *float32, K, w int32)")
	Pragma("noescape")
	Doc("simdPack writes eight columns of dst [K,16]: w <= 8 rows of src, the last one again for those that are missing. K >= 8.")
	src, stride, w := Load(Param("src"), GP64()).(reg.GPVirtual), bytes("stride"), whole("w")
	var rows [8]reg.GPVirtual
	none := GP64()
	XORQ(none, none)
	for i := range rows {
		rows[i] = same(src)
		if i == 7 {
			break
		}
		DECQ(w)
		CMOVQLE(none, stride) // past the last row
		ADDQ(stride, src)
	}
	dst, k, K := Load(Param("dst"), GP64()).(reg.GPVirtual), GP64(), whole("K")
	SUBQ(Imm(8), K) // where the last step begins
	XORQ(k, k)
	Label("step")
	transpose(rows, k, dst)
	CMPQ(k, K)
	JEQ(LabelRef("packed"))
	ADDQ(Imm(8), k)
	CMPQ(k, K)
	CMOVQGT(K, k) // overlaps the one before
	JMP(LabelRef("step"))
	Label("packed")
	done()
}

// transpose emits the 8×8 block of eight rows at k into rows k to k+7 of dst [·,16].
func transpose(rows [8]reg.GPVirtual, k, dst reg.GPVirtual) {
	var v, pair, quad [8]reg.VecVirtual
	for i, p := range rows {
		v[i] = YMM()
		VMOVUPS(Mem{Base: p, Index: k, Scale: 4}, v[i])
	}
	for i := 0; i < 8; i += 2 {
		pair[i], pair[i+1] = YMM(), YMM()
		VUNPCKLPS(v[i+1], v[i], pair[i])
		VUNPCKHPS(v[i+1], v[i], pair[i+1])
	}
	for i := 0; i < 8; i += 4 {
		for j := range 4 {
			quad[i+j] = YMM()
			VSHUFPS(Imm([]uint64{0x44, 0xee}[j%2]), pair[i+2+j/2], pair[i+j/2], quad[i+j])
		}
	}
	row := same(k)
	SHLQ(Imm(6), row)
	ADDQ(dst, row)
	out := YMM()
	for j := range 8 {
		VPERM2F128(Imm([]uint64{0x20, 0x31}[j/4]), quad[4+j%4], quad[j%4], out)
		VMOVUPS(out, at(row).Offset(64*j))
	}
}
