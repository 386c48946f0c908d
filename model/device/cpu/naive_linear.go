package cpu

import "math"

var naiveLinear = map[string]kernel{
	"linear_add":       linearAdd,
	"norm_linear":      normLinear,
	"norm_linear_gelu": normLinearGELU,
	"linear_d":         linearD,
	"linear_d_gelu":    linearDGELU,
}

func linearAdd(v []operand, a []uint32) {
	M, N, K := int(a[0]), int(a[1]), int(a[2])
	x, W, h, y := v[0].F, v[1].F, v[2].F, v[3].F
	for m := range M {
		for n := range N {
			y[m*N+n] = h[m*N+n] + dot(x[m*K:(m+1)*K], W[n*K:(n+1)*K])
		}
	}
}

func normLinear(v []operand, a []uint32) {
	M, N, K, eps := int(a[0]), int(a[1]), int(a[2]), math.Float32frombits(a[3])
	x, g, W, b, r, y := v[0].F, v[1].F, v[2].F, v[3].F, v[4].F, v[5].F
	for m := range M {
		row := x[m*K : (m+1)*K]
		r[m] = 1 / sqrt(dot(row, row)/float32(K)+eps)
		for k := range K {
			b[m*K+k] = g[k] * row[k] * r[m]
		}
		for n := range N {
			y[m*N+n] = dot(b[m*K:(m+1)*K], W[n*K:(n+1)*K])
		}
	}
}

func normLinearGELU(v []operand, a []uint32) {
	u, y := v[5].F, v[6].F
	normLinear(v[:6], a)
	for i := range int(a[0] * a[1]) {
		y[i] = gelu(u[i])
	}
}

func linearD(v []operand, a []uint32) {
	M, N, K := int(a[0]), int(a[1]), int(a[2])
	dy, x, W, dx, dW := v[0].F, v[1].F, v[2].F, v[3].F, v[4].F
	clear(dx[:M*K])
	clear(dW[:N*K])
	for m := range M {
		for n := range N {
			for k := range K {
				dx[m*K+k] += dy[m*N+n] * W[n*K+k]
				dW[n*K+k] += dy[m*N+n] * x[m*K+k]
			}
		}
	}
}

func linearDGELU(v []operand, a []uint32) {
	u, du := v[3].F, v[4].F
	linearD([]operand{v[0], v[1], v[2], v[4], v[5]}, a)
	for i := range int(a[0] * a[2]) {
		du[i] *= geluGrad(u[i])
	}
}
