package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// tall is how many rows of C a tile has at most: two registers each, two for B
// and one for A.
const tall = 6

// panel emits w ≤ 16 columns of C[M,·] (+)= alpha A[M,K] B[K,·]. Element (i,k) of A
// stands at i·am + k·ak, the columns of B and C are adjacent, their rows bk and cm
// apart. form is that of product.go; the first row of A counts as row 0, so that
// what it says of a triangle holds of whole matrices.
//
// Rows go in tiles of six, at the end of fewer of about the same height. An
// element is one chain of fused multiply-adds over k, whatever tile it is in: how
// a product is cut up does not show in its result.
func panel() {
	TEXT("simdPanel", NOSPLIT, "func(A *float32, am, ak int32, B *float32, bk int32, C *float32, cm, M, K, w int32, alpha float32, form uint32)")
	Pragma("noescape")
	Doc("simdPanel computes w <= 16 columns of C[M,w] (+)= alpha A[M,K] B[K,w]; see asm/product.go.")
	p := &tiles{
		A: Load(Param("A"), GP64()).(reg.GPVirtual), am: bytes("am"), ak: bytes("ak"), bk: bytes("bk"),
		C: Load(Param("C"), GP64()).(reg.GPVirtual), cm: bytes("cm"), M: whole("M"), m: GP64(),
		a: GP64(), b: GP64(), k: GP64(), mask: maskOf(whole("w")),
	}
	XORQ(p.m, p.m)

	Label("tile")
	h := same(p.M) // the height: M, a half, or six
	CMPQ(p.M, Imm(tall))
	JLE(LabelRef("begin"))
	INCQ(h)
	SHRQ(Imm(1), h)
	CMPQ(p.M, Imm(2*tall))
	JLT(LabelRef("begin"))
	MOVQ(U32(tall), h)
	Label("begin")
	MOVQ(p.A, p.a)
	Load(Param("B"), p.b)
	Load(Param("K"), p.k)
	triangle(p, h)
	for r := tall; r > 0; r-- {
		CMPQ(h, U32(r))
		JEQ(LabelRef(fmt.Sprintf("height%d", r)))
	}
	for r := 1; r <= tall; r++ {
		Label(fmt.Sprintf("height%d", r))
		CMPL(slot("w"), Imm(16))
		JNE(LabelRef(fmt.Sprintf("narrow%d", r)))
		p.tile(r, false)
		Label(fmt.Sprintf("narrow%d", r))
		p.tile(r, true)
	}
	Label("end")
	done()
}

// tiles are the registers of panel. A, C, M and m belong to the tile at hand and
// move on after it, a, b and k to its loop.
type tiles struct {
	A, am, ak, bk, C, cm, M, m reg.GPVirtual
	a, b, k                    reg.GPVirtual
	mask                       Mem
}

// triangle leaves out of a tile of height h the k where A is 0.
func triangle(p *tiles, h reg.GPVirtual) {
	form, t := GP32(), GP64()
	MOVL(slot("form"), form)
	TESTL(U32(4), form)
	JEQ(LabelRef("notlow"))
	LEAQ(Mem{Base: p.m, Index: h, Scale: 1}, t)
	CMPQ(t, p.k)
	CMOVQLT(t, p.k)
	Label("notlow")
	TESTL(U32(8), form)
	JEQ(LabelRef("notup"))
	SUBQ(p.m, p.k)
	MOVQ(p.m, t)
	IMULQ(p.ak, t)
	ADDQ(t, p.a)
	MOVQ(p.m, t)
	IMULQ(p.bk, t)
	ADDQ(t, p.b)
	Label("notup")
}

// tile emits a tile of h rows, and the way to the next one.
func (p *tiles) tile(h int, narrow bool) {
	var acc [tall][2]reg.VecVirtual
	for r := range h {
		acc[r] = [2]reg.VecVirtual{zero(), zero()}
	}
	low := GP64() // the fourth row
	if h > 3 {
		LEAQ(Mem{Base: p.a, Index: p.am, Scale: 2}, low)
		ADDQ(p.am, low)
	}
	loop, write := label("k"), label("write")
	b, x := [2]reg.VecVirtual{YMM(), YMM()}, YMM()
	CMPQ(p.k, Imm(0))
	JLE(LabelRef(write))
	Label(loop)
	for i, v := range b {
		if narrow {
			VMOVUPS(p.mask.Offset(32*i), v)
			VMASKMOVPS(at(p.b).Offset(32*i), v, v)
		} else {
			VMOVUPS(at(p.b).Offset(32*i), v)
		}
	}
	for r := range h {
		base := p.a
		if r >= 3 {
			base = low
		}
		from := Mem{Base: base}
		if r%3 > 0 {
			from.Index, from.Scale = p.am, uint8(r%3)
		}
		VBROADCASTSS(from, x)
		VFMADD231PS(b[0], x, acc[r][0])
		VFMADD231PS(b[1], x, acc[r][1])
	}
	ADDQ(p.ak, p.a)
	if h > 3 {
		ADDQ(p.ak, low)
	}
	ADDQ(p.bk, p.b)
	DECQ(p.k)
	JNE(LabelRef(loop))

	Label(write)
	VBROADCASTSS(slot("alpha"), x)
	l := [2]lanes{}
	if narrow {
		for i, v := range b {
			VMOVUPS(p.mask.Offset(32*i), v)
			l[i].mask = v
		}
	}
	add, next := label("add"), label("next")
	TESTL(U32(1), slot("form"))
	JNE(LabelRef(add))
	for r := range h {
		for i, v := range acc[r] {
			VMULPS(x, v, v)
			l[i].store(v, at(p.C).Offset(32*i))
		}
		ADDQ(p.cm, p.C)
	}
	JMP(LabelRef(next))
	Label(add)
	for r := range h {
		for i, v := range acc[r] {
			c := l[i].load(at(p.C).Offset(32 * i))
			VFMADD231PS(x, v, c)
			l[i].store(c, at(p.C).Offset(32*i))
		}
		ADDQ(p.cm, p.C)
	}
	Label(next)
	for range h {
		ADDQ(p.am, p.A)
	}
	ADDQ(U32(h), p.m)
	SUBQ(U32(h), p.M)
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
