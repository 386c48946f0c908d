package shaders

// methodKernels are those that a single training method needs. Symbols as in
// Kernels, and A = the number of sequences in a batch of pairs, 2B: first the B
// chosen ones, then the B rejected ones in the same order. score[n] is a vector's
// reading of the hidden state n.
var methodKernels = []Kernel{
	// perturb.wgsl: inputs that are not what the data says
	// to[n] = tok[n], or where coin[n] < p mask[n] and n mod T > 0 the first v with cumulated softmax(logits[n-1]/tau) > draw[n] (the last v if none)
	{Name: "scheduled_sample", File: "perturb.wgsl", Bind: "logits[N,V] tok:u32[N] mask[N] knobs[20] draw[N] coin[N] *to:u32[N]", Args: "N T V", Group: line, Threads: mul(0)},
	// z[i] = uniform in [-1,1) from a hash of i and the two seeds in [0,1), the same on every device
	{Name: "noise", File: "perturb.wgsl", Bind: "seed[2] *z[n]", Args: "n", Group: line, Threads: mul(0)},
	// h += alpha/sqrt(T d) z
	{Name: "add_noise", File: "perturb.wgsl", Bind: "z[N,d] knobs[20] *h[N,d]", Args: "N d T", Group: line, Threads: mul(0, 1)},

	// preference.wgsl: s[b] = sum_t m log p, n[b] = sum_t m over the answer tokens t >= 1; a pair in which
	// either is empty does not count; the loss is the mean over the others
	// logp = s; loss = -log sigmoid(beta ((s_c - ref_c) - (s_r - ref_r))); w = mask (0 at t = 0); coef = dloss/dnll; hist[slot mod cap] = loss
	{Name: "loss_dpo", File: "preference.wgsl", Bind: "nll[2.B.T] mask[2.B.T] knobs[20] *w[2.B.T] *coef[2.B.T] *logp[2.B] *hist[cap] ref[2.B]", Args: "B T cap", Group: line, Threads: one(64)},
	// logp = a = min(s/n, -1e-6); loss = -a_c - beta log sigmoid(g(a_c) - g(a_r)), g(a) = a - log(1 - e^a); the rest as in loss_dpo, coef 0 where a is cut off
	{Name: "loss_orpo", File: "preference.wgsl", Bind: "nll[2.B.T] mask[2.B.T] knobs[20] *w[2.B.T] *coef[2.B.T] *logp[2.B] *hist[cap]", Args: "B T cap", Group: line, Threads: one(64)},

	// head.wgsl: a vector on the hidden state
	// score[n] = x[n] . head
	{Name: "head", File: "head.wgsl", Bind: "x[N,d] head[d] *score[N]", Args: "N d", Group: line, Threads: mul(0)},
	// dhead = sum_n dscore[n] x[n]
	{Name: "head_d", File: "head.wgsl", Bind: "dscore[N] x[N,d] *dhead[d]", Args: "N d", Group: line, Threads: mul(1)},
	// dx[n] = dscore[n] head
	{Name: "head_dx", File: "head.wgsl", Bind: "dscore[N] head[d] *dx[N,d]", Args: "N d", Group: line, Threads: mul(0, 1)},
	// reward = score at the last answer token (0 if there is none); loss = mean of -log sigmoid(reward_c - reward_r) over the pairs with two answers; dscore its derivative; hist[slot mod cap] = loss
	{Name: "loss_reward", File: "head.wgsl", Bind: "score[2.B.T] mask[2.B.T] knobs[20] *dscore[2.B.T] *reward[2.B] *hist[cap]", Args: "B T cap", Group: line, Threads: one(64)},

	// ppo.wgsl: n = number of answer tokens (t >= 1) of the batch
	// r = exp(-nll - old); loss = -sum m min(r adv, clip(r, 1-range, 1+range) adv)/n; w = mask (0 at t = 0); coef = dloss/dnll; hist[slot mod cap] = loss
	{Name: "loss_ppo", File: "ppo.wgsl", Bind: "nll[B.T] mask[B.T] knobs[20] old[B.T] adv[B.T] *w[B.T] *coef[B.T] *hist[cap]", Args: "B T cap", Group: line, Threads: one(64)},
	// loss = value/n sum m_t (score[t-1] - ret_t)^2; dscore its derivative; hist[slot mod cap] += loss
	{Name: "loss_value", File: "ppo.wgsl", Bind: "score[B.T] mask[B.T] knobs[20] ret[B.T] *dscore[B.T] *hist[cap]", Args: "B T cap", Group: line, Threads: one(64)},
}
