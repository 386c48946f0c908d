package cpu

var naiveHead = map[string]kernel{
	"head":        headScore,
	"head_d":      headD,
	"head_dx":     headDX,
	"loss_reward": lossReward,
}

func headScore(v []operand, a []uint32) {
	N, d := int(a[0]), int(a[1])
	for n := range N {
		v[2].F[n] = dot(v[0].F[n*d:(n+1)*d], v[1].F[:d])
	}
}

func headD(v []operand, a []uint32) {
	N, d := int(a[0]), int(a[1])
	dscore, x, dhead := v[0].F, v[1].F, v[2].F
	clear(dhead[:d])
	for n := range N {
		for j := range d {
			dhead[j] += dscore[n] * x[n*d+j]
		}
	}
}

func headDX(v []operand, a []uint32) {
	N, d := int(a[0]), int(a[1])
	dscore, head, dx := v[0].F, v[1].F, v[2].F
	for n := range N {
		for j := range d {
			dx[n*d+j] = dscore[n] * head[j]
		}
	}
}

// lastAnswer returns the last answer token of a sequence, 0 if there is none.
func lastAnswer(mask []float32) int {
	for t := len(mask) - 1; t > 0; t-- {
		if mask[t] > 0 {
			return t
		}
	}
	return 0
}

func lossReward(v []operand, a []uint32) {
	B, T := int(a[0]), int(a[1])
	score, mask, k, dscore, reward := v[0].F, v[1].F, knobs(v[2].F), v[3].F, v[4].F
	last := make([]int, 2*B)
	for b := range 2 * B {
		last[b] = lastAnswer(mask[b*T : (b+1)*T])
		reward[b] = 0
		if last[b] > 0 {
			reward[b] = score[b*T+last[b]]
		}
	}
	var pairs, sum float32
	for b := range B {
		if last[b] > 0 && last[B+b] > 0 {
			pairs++
		}
	}
	clear(dscore[:2*B*T])
	for b := range B {
		r := B + b
		if last[b] == 0 || last[r] == 0 {
			continue
		}
		z := reward[b] - reward[r]
		sum += softplus(-z) / pairs
		dscore[b*T+last[b]] = -sigmoidNeg(z) / pairs
		dscore[r*T+last[r]] = sigmoidNeg(z) / pairs
	}
	v[5].F[k.slot%int(a[2])] = sum
}
