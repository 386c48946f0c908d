package cpu

var naivePPO = map[string]kernel{
	"loss_ppo":   lossPPO,
	"loss_value": lossValue,
}

func lossPPO(v []operand, a []uint32) {
	B, T := int(a[0]), int(a[1])
	nll, mask, k, old, adv, w, coef := v[0].F, v[1].F, knobs(v[2].F), v[3].F, v[4].F, v[5].F, v[6].F
	var n, sum float32
	for b := range B {
		n += answers(w[b*T:(b+1)*T], mask[b*T:(b+1)*T])
	}
	for i := range B * T {
		coef[i] = 0
		if w[i] == 0 {
			continue
		}
		r := exp(min(-nll[i]-old[i], 80))
		plain, clipped := r*adv[i], min(max(r, 1-k.clipRange), 1+k.clipRange)*adv[i]
		sum -= w[i] * min(plain, clipped) / n
		if plain <= clipped {
			coef[i] = w[i] * plain / n
		}
	}
	v[7].F[k.slot%int(a[2])] = sum
}

func lossValue(v []operand, a []uint32) {
	B, T := int(a[0]), int(a[1])
	score, mask, k, ret, dscore := v[0].F, v[1].F, knobs(v[2].F), v[3].F, v[4].F
	var n, sum float32
	for i := range B * T {
		if i%T > 0 {
			n += mask[i]
		}
	}
	clear(dscore[:B*T])
	for i := range B * T {
		if i%T == 0 || mask[i] == 0 {
			continue
		}
		off := score[i-1] - ret[i]
		c := k.valueCoef * mask[i] / n
		sum += c * off * off
		dscore[i-1] = 2 * c * off
	}
	v[5].F[k.slot%int(a[2])] += sum
}
