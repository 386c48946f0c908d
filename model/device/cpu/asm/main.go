// Program asm writes the AVX2 kernels of package cpu: assembler for amd64, and
// the Go declarations that belong to it. See the go:generate line of simd_amd64.go.
//
// Its functions are those of the SIMD module (folder simd): the same arguments,
// the same arithmetic, eight elements at a time where that has four. They take
// any count; what is left over of eight is loaded and stored under a mask.
package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	masks()
	panel(avx2)
	panel(avx512)
	pack()
	softmaxes()
	decode()
	norms()
	pointwise()
	Generate()
}

// A table of 16 words of ones, then 16 of zeros: masks begin inside it.
func masks() {
	GLOBL("tails", RODATA|NOPTR)
	for i := range 16 {
		DATA(8*i, U64(uint64(i/8)-1))
	}
}

// count of labels, so that each is new.
var labels int

// label returns a new label that begins with name.
func label(name string) string {
	labels++
	return fmt.Sprintf("%s%d", name, labels)
}

// table returns the address at which a constant of the same eight floats stands.
func table(x float32) Mem {
	if m, ok := tables[x]; ok {
		return m
	}
	m := GLOBL(fmt.Sprintf("f%d", len(tables)), RODATA|NOPTR)
	for i := range 8 {
		DATA(4*i, U32(math.Float32bits(x))) // the assembler knows no infinity
	}
	tables[x] = m
	return m
}

var tables = map[float32]Mem{}

// lanes are the elements that one step of a loop works on: eight, or those of a mask.
type lanes struct{ mask reg.VecVirtual }

func (l lanes) load(from Mem) reg.VecVirtual {
	v := YMM()
	if l.mask == nil {
		VMOVUPS(from, v)
	} else {
		VMASKMOVPS(from, l.mask, v)
	}
	return v
}

func (l lanes) store(v reg.VecVirtual, to Mem) {
	if l.mask == nil {
		VMOVUPS(v, to)
	} else {
		VMASKMOVPS(v, l.mask, to)
	}
}

// only clears what of v lies outside the lanes.
func (l lanes) only(v reg.VecVirtual) {
	if l.mask != nil {
		VANDPS(l.mask, v, v)
	}
}

// at is the memory that p points to.
func at(p reg.GPVirtual) Mem { return Mem{Base: p} }

// maskOf returns the mask of n < 16 elements, its first eight or, at 32, the others.
func maskOf(n reg.GPVirtual) Mem {
	m, back := GP64(), GP64()
	LEAQ(NewDataAddr(Symbol{Name: "tails", Static: true}, 64), m)
	MOVQ(n, back)
	NEGQ(back)
	LEAQ(Mem{Base: m, Index: back, Scale: 4}, m)
	return at(m)
}

// each calls step for n elements, eight at a time and then the rest, and moves the
// pointers on. n ends at 0 or below.
func each(n reg.GPVirtual, step func(l lanes), pointers ...reg.GPVirtual) {
	loop, tail, end := label("eight"), label("tail"), label("end")
	Label(loop)
	CMPQ(n, Imm(8))
	JLT(LabelRef(tail))
	step(lanes{})
	for _, p := range pointers {
		ADDQ(Imm(32), p)
	}
	SUBQ(Imm(8), n)
	JMP(LabelRef(loop))
	Label(tail)
	CMPQ(n, Imm(0))
	JLE(LabelRef(end))
	mask := YMM()
	VMOVUPS(maskOf(n), mask)
	step(lanes{mask})
	for _, p := range pointers {
		LEAQ(Mem{Base: p, Index: n, Scale: 4}, p)
	}
	Label(end)
}

// times emits a loop that runs body n > 0 times. n ends at 0.
func times(n reg.GPVirtual, body func()) {
	loop := label("loop")
	Label(loop)
	body()
	DECQ(n)
	JNE(LabelRef(loop))
}

// whole returns the parameter called name, an int32, as a 64-bit register.
func whole(name string) reg.GPVirtual { return Load(Param(name), GP64()).(reg.GPVirtual) }

// bytes returns the parameter called name, a count of floats, in bytes.
func bytes(name string) reg.GPVirtual {
	n := whole(name)
	SHLQ(Imm(2), n)
	return n
}

// slot is where the parameter called name stands.
func slot(name string) Mem {
	p, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return p.Addr
}

// splat returns the float parameter called name in every lane.
func splat(name string) reg.VecVirtual {
	v := YMM()
	VBROADCASTSS(slot(name), v)
	return v
}

// same returns a copy of p.
func same(p reg.GPVirtual) reg.GPVirtual {
	c := GP64()
	MOVQ(p, c)
	return c
}

// zero returns zeros.
func zero() reg.VecVirtual {
	v := YMM()
	VXORPS(v, v, v)
	return v
}

// fold returns the eight elements of v joined by an instruction, in every lane.
func fold(v reg.VecVirtual, join func(a, b, c Op)) reg.VecVirtual {
	t := YMM()
	VPERM2F128(Imm(1), v, v, t)
	join(t, v, v)
	VPERMILPS(Imm(0x4e), v, t)
	join(t, v, v)
	VPERMILPS(Imm(0xb1), v, t)
	join(t, v, v)
	return v
}

// total returns the sum of v's elements, in every lane.
func total(v reg.VecVirtual) reg.VecVirtual {
	return fold(v, func(a, b, c Op) { VADDPS(a, b, c) })
}

// done ends a function.
func done() {
	VZEROUPPER()
	RET()
}
