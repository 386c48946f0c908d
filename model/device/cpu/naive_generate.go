package cpu

import "softmix/shaders"

var naiveGenerate = map[string]kernel{
	"embed_step":     embedStep,
	"step_attention": stepAttention,
	"sample_token":   sampleToken(softmax),
	"store_logits":   storeLogits,
	"advance":        func(v []operand, a []uint32) { v[0].U[0] += a[0] },
}

func embedStep(v []operand, a []uint32) {
	R, C, d, V := int(a[0]), int(a[1]), int(a[2]), int(a[3])
	seq, E, P, pos, h := v[0].U, v[1].F, v[2].F, int(v[3].U[0]), v[4].F
	for r := range R {
		for j := range d {
			h[r*d+j] = P[pos*d+j]
			if k := int(seq[r*C+pos]); k < V {
				h[r*d+j] += E[k*d+j]
			}
		}
	}
}

func stepAttention(v []operand, a []uint32) {
	R, C, d, H := int(a[0]), int(a[1]), int(a[2]), int(a[3])
	qkv, pos, cache, A, y, hd := v[0].F, int(v[1].U[0]), v[2].F, v[3].F, v[4].F, d/H
	scale := 1 / sqrt(float32(hd))
	for r := range R {
		copy(cache[(r*C+pos)*2*d:][:2*d], qkv[r*3*d+d:])
		for h := range H {
			q, _, _ := head(qkv, r, d, hd, h)
			row := A[(r*H+h)*C:][:pos+1]
			for j := range row {
				row[j] = dot(q, cache[(r*C+j)*2*d+h*hd:][:hd]) * scale
			}
			softmax(row, row, 1)
			out := y[r*d+h*hd:][:hd]
			clear(out)
			for j := range row {
				val := cache[(r*C+j)*2*d+d+h*hd:]
				for c := range out {
					out[c] += row[j] * val[c]
				}
			}
		}
	}
}

func storeLogits(v []operand, a []uint32) {
	R, C, V := int(a[0]), int(a[1]), int(a[2])
	for r := range R {
		copy(v[2].F[(r*C+int(v[1].U[0]))*V:][:V], v[0].F[r*V:])
	}
}

// sampleToken returns the kernel of that name over a softmax of logits/temp.
func sampleToken(softmax func(p, x []float32, temp float32)) kernel {
	return func(v []operand, a []uint32) {
		R, C, V, eos := int(a[0]), int(a[1]), int(a[2]), a[3]
		logits, forced, draws, temp, pos, seq := v[0].F, v[1].U, v[2].F, v[3].F[0], int(v[4].U[0]), v[5].U
		p := make([]float32, V)
		for r := range R {
			row := logits[r*V : (r+1)*V]
			if pos+1 == C {
				continue
			}
			next := forced[r*C+pos+1]
			switch {
			case !finite(row):
				next = shaders.NoToken
			case next != shaders.NoToken:
			case temp == 0:
				next = uint32(argmax(row))
			default:
				softmax(p, row, temp)
				next = uint32(draw(p, draws[r*C+pos+1]))
			}
			for _, t := range seq[r*C : r*C+pos+1] {
				if t == eos && eos != shaders.NoToken {
					next = 0
				}
			}
			seq[r*C+pos+1] = next
		}
	}
}
