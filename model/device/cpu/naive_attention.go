package cpu

var naiveAttention = map[string]kernel{
	"attention":   attention,
	"attn_dprobs": attnDProbs,
	"attn_dqkv":   attnDQKV,
}

// head returns the slices of q, k and v of position n and head h in qkv [N,3d].
func head(qkv []float32, n, d, hd, h int) (q, k, v []float32) {
	row := qkv[n*3*d : (n+1)*3*d]
	return row[h*hd : (h+1)*hd], row[d+h*hd : d+(h+1)*hd], row[2*d+h*hd : 2*d+(h+1)*hd]
}

func dot(a, b []float32) float32 {
	var s float32
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

// eachRow calls f for every sequence b, head h and query position i with the
// row A[b,h,i,:] of an attention matrix [B,H,T,T].
func eachRow(A []float32, N, T, H int, f func(b, h, i int, row []float32)) {
	for b := range N / T {
		for h := range H {
			for i := range T {
				o := ((b*H+h)*T + i) * T
				f(b, h, i, A[o:o+T])
			}
		}
	}
}

func attention(v []operand, a []uint32) {
	N, T, d, H := int(a[0]), int(a[1]), int(a[2]), int(a[3])
	qkv, y, hd := v[0].F, v[2].F, d/H
	scale := 1 / sqrt(float32(hd))
	eachRow(v[1].F, N, T, H, func(b, h, i int, row []float32) {
		q, _, _ := head(qkv, b*T+i, d, hd, h)
		clear(row)
		for j := range i + 1 {
			_, k, _ := head(qkv, b*T+j, d, hd, h)
			row[j] = dot(q, k) * scale
		}
		softmax(row[:i+1], row[:i+1], 1)
		out := y[(b*T+i)*d+h*hd:][:hd]
		clear(out)
		for j := range i + 1 {
			_, _, val := head(qkv, b*T+j, d, hd, h)
			for c := range out {
				out[c] += row[j] * val[c]
			}
		}
	})
}

func attnDProbs(v []operand, a []uint32) {
	N, T, d, H := int(a[0]), int(a[1]), int(a[2]), int(a[3])
	dy, qkv, dS, hd := v[0].F, v[1].F, v[3].F, d/H
	eachRow(v[2].F, N, T, H, func(b, h, i int, row []float32) {
		g := dy[(b*T+i)*d+h*hd:][:hd]
		out := dS[((b*H+h)*T+i)*T:][:T]
		clear(out)
		var mean float32
		for j := range i + 1 {
			_, _, val := head(qkv, b*T+j, d, hd, h)
			out[j] = dot(g, val)
			mean += row[j] * out[j]
		}
		for j := range i + 1 {
			out[j] = row[j] * (out[j] - mean)
		}
	})
}

func attnDQKV(v []operand, a []uint32) {
	N, T, d, H := int(a[0]), int(a[1]), int(a[2]), int(a[3])
	dy, qkv, A, dqkv, hd := v[0].F, v[1].F, v[2].F, v[4].F, d/H
	scale := 1 / sqrt(float32(hd))
	clear(dqkv[:N*3*d])
	eachRow(v[3].F, N, T, H, func(b, h, i int, dS []float32) {
		q, _, _ := head(qkv, b*T+i, d, hd, h)
		dq, _, _ := head(dqkv, b*T+i, d, hd, h)
		g := dy[(b*T+i)*d+h*hd:][:hd]
		row := A[((b*H+h)*T+i)*T:][:T]
		for j := range i + 1 {
			_, k, _ := head(qkv, b*T+j, d, hd, h)
			_, dk, dv := head(dqkv, b*T+j, d, hd, h)
			for c := range hd {
				dq[c] += dS[j] * k[c] * scale
				dk[c] += dS[j] * q[c] * scale
				dv[c] += row[j] * g[c]
			}
		}
	})
}
