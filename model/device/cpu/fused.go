package cpu

// fusedKernels are the linear maps with what stands around them, made of the
// kernels in k: of its products, whatever computes them, and of its norm and
// pointwise kernels. Replace those in k before.
func fusedKernels(k map[string]kernel) map[string]kernel {
	nt, nn, tn := k["matmul_nt"], k["matmul_nn"], k["matmul_tn"]
	norm, gelu, geluD := k["rmsnorm"], k["gelu"], k["gelu_d"]
	normLinear := func(v []operand, a []uint32) {
		M, N, K, eps := a[0], a[1], a[2], a[3]
		norm([]operand{v[0], v[1], v[3], v[4]}, []uint32{M, K, eps})
		nt([]operand{v[3], v[2], v[5]}, []uint32{M, N, K, 0})
	}
	return map[string]kernel{
		"linear_add": func(v []operand, a []uint32) {
			M, N, K := a[0], a[1], a[2]
			copy(v[3].F[:M*N], v[2].F)
			nt([]operand{v[0], v[1], v[3]}, []uint32{M, N, K, 1})
		},
		"norm_linear": normLinear,
		"norm_linear_gelu": func(v []operand, a []uint32) {
			normLinear(v[:6], a)
			gelu(v[5:7], []uint32{a[0] * a[1]})
		},
		"linear_d": func(v []operand, a []uint32) {
			M, N, K := a[0], a[1], a[2]
			nn([]operand{v[0], v[2], v[3]}, []uint32{M, K, N, 0})
			tn([]operand{v[0], v[1], v[4]}, []uint32{N, K, M, 0})
		},
		"linear_d_gelu": func(v []operand, a []uint32) {
			M, N, K := a[0], a[1], a[2]
			nn([]operand{v[0], v[2], v[4]}, []uint32{M, K, N, 0})
			geluD([]operand{v[4], v[3], v[4]}, []uint32{M * K})
			tn([]operand{v[0], v[1], v[5]}, []uint32{N, K, M, 0})
		},
	}
}
