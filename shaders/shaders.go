// Package shaders holds the WGSL compute kernels, forward beside backward, and
// states for each kernel what it binds. It imports nothing of ours: the devices
// read the table, whether they run the WGSL or stand in for it on the CPU.
package shaders

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

//go:embed *.wgsl
var files embed.FS

// NoToken marks "no token forced here" and "no end-of-sequence token".
const NoToken = ^uint32(0)

// Knobs are the numbers that may change between two steps without rebuilding a
// dispatch list. They stand in one f32 buffer of KnobCount elements; WGSL and
// Go address them by these indices.
const (
	KnobLR           = iota // learning rate of this step, schedule applied
	KnobBeta1               // AdamW first-moment decay
	KnobBeta2               // AdamW second-moment decay
	KnobEps                 // AdamW epsilon
	KnobWD                  // AdamW decoupled weight decay
	KnobBias1               // 1 - beta1^t
	KnobBias2               // 1 - beta2^t
	KnobClip                // global gradient-norm bound; 0 = no clipping
	KnobLambda              // TRC: share of the model's own prediction in an input
	KnobGamma               // DRP: discount of later losses
	KnobTau                 // TRC: temperature of the prediction
	KnobSlot                // index of this step's loss in the loss history
	KnobSamplingProb        // scheduled sampling: how likely an answer input is replaced
	KnobAlpha               // NEFTune: size of the noise
	KnobBeta                // DPO, ORPO: weight of the preference
	KnobClipRange           // PPO: how far a ratio may leave 1
	KnobValueCoef           // PPO: weight of the value loss
	KnobCount        = 20
)

// Kernel is the contract of one compute kernel.
//
// Bind lists its storage bindings in order, one field each: `name[dims]`, with
// a leading `*` where the kernel writes and `:u32` after the name where the
// elements are not f32. A dimension is the product of argument names and
// numbers joined by `.`; a buffer may be longer than its dimensions say.
//
// Args lists the words of the uniform, in order; `:f32` marks a float, passed
// as its bits. The uniform is binding 0 of group 0 and the storage buffers
// follow as bindings 1, 2, …
type Kernel struct {
	Name    string // also the WGSL entry point
	File    string // the WGSL file that holds it
	Bind    string
	Args    string
	Group   [2]uint32                      // workgroup size (x, y)
	Threads func(a []uint32) (x, y uint32) // invocations needed, from Args

	// Products are the results of a kernel that is made of matrix products and so has
	// the variants of product.wgsl. Blocks is Threads for a kernel whose file has a
	// section of its second variant.
	Products []Product
	Blocks   func(a []uint32) (x, y uint32)
}

// Product is the result of a matrix product: the arguments that are its size.
type Product struct{ Rows, Cols int }

// Binding is one parsed field of Kernel.Bind.
type Binding struct {
	Name  string
	Write bool
	U32   bool
	dims  []string
}

// Bindings parses Bind.
func (k Kernel) Bindings() []Binding {
	var out []Binding
	for _, f := range strings.Fields(k.Bind) {
		var b Binding
		if f[0] == '*' {
			b.Write, f = true, f[1:]
		}
		name, dims, _ := strings.Cut(strings.TrimSuffix(f, "]"), "[")
		if n, ok := strings.CutSuffix(name, ":u32"); ok {
			b.U32, name = true, n
		}
		b.Name, b.dims = name, strings.Split(dims, ",")
		out = append(out, b)
	}
	return out
}

// ArgNames returns the names in Args without their types.
func (k Kernel) ArgNames() []string {
	names := strings.Fields(k.Args)
	for i, n := range names {
		names[i] = strings.TrimSuffix(n, ":f32")
	}
	return names
}

// Elements returns how many elements binding b needs under the given arguments.
func (k Kernel) Elements(b Binding, args []uint32) (int, error) {
	names, n := k.ArgNames(), 1
	for _, dim := range b.dims {
		for _, factor := range strings.Split(dim, ".") {
			if v, err := strconv.Atoi(factor); err == nil {
				n *= v
				continue
			}
			i := slices.Index(names, factor)
			if i < 0 {
				return 0, fmt.Errorf("kernel %s: binding %s has unknown dimension %q", k.Name, b.Name, factor)
			}
			n *= int(args[i])
		}
	}
	return n, nil
}

// Contract is the comment line that opens k's section: its bindings, numbered.
func (k Kernel) Contract() string {
	line := "// kernel " + k.Name + ":"
	for i, f := range strings.Fields(k.Bind) {
		line += fmt.Sprintf(" g%d=%s", i+1, f)
	}
	return line
}

// ByName returns the kernel called name.
func ByName(name string) (Kernel, bool) {
	k, ok := byName[name]
	return k, ok
}

var byName = func() map[string]Kernel {
	m := make(map[string]Kernel, len(Kernels))
	for _, k := range Kernels {
		m[k.Name] = k
	}
	return m
}()

// line gives kernels with one thread per element the same one-dimensional group.
var line = [2]uint32{64, 1}

// mul returns a Threads function: the product of the arguments at the given indices.
func mul(idx ...int) func([]uint32) (uint32, uint32) {
	return func(a []uint32) (uint32, uint32) {
		n := uint32(1)
		for _, i := range idx {
			n *= a[i]
		}
		return n, 1
	}
}

// quarter is mul for threads that take four rows each; the first argument is a
// multiple of 4.
func quarter(idx ...int) func([]uint32) (uint32, uint32) {
	return func(a []uint32) (uint32, uint32) {
		x, y := mul(idx...)(a)
		return x / 4, y
	}
}

// one returns a Threads function of exactly one workgroup of n threads.
func one(n uint32) func([]uint32) (uint32, uint32) {
	return func([]uint32) (uint32, uint32) { return n, 1 }
}

// oneProduct is C[M,N] or y[M,N], twoProducts dx[M,K] and dW[N,K]; the arguments begin with M N K.
var (
	oneProduct  = []Product{{Rows: 0, Cols: 1}}
	twoProducts = []Product{{Rows: 0, Cols: 2}, {Rows: 1, Cols: 2}}
)

// tiles4 is the grid of matmul: every thread owns a 4×4 block of C[M,N].
func tiles4(a []uint32) (uint32, uint32) { return (a[1] + 3) / 4, (a[0] + 3) / 4 }

// tilesD is the grid of linear_d: 4×4 blocks of dx[M,K], below them those of dW[N,K].
func tilesD(a []uint32) (uint32, uint32) { return (a[2] + 3) / 4, (a[0]+3)/4 + (a[1]+3)/4 }

// Kernels lists every kernel, above its row what it computes. Symbols: N = B·T token positions of a batch of B
// sequences of T tokens, V vocabulary, d width, H heads, R rows and C positions
// of the generator's cache, nll[n] the loss of token n (predicted from n-1).
var Kernels = append([]Kernel{
	// embed.wgsl
	// h[n] = E[tok[n]] + P[n mod T]
	{Name: "embed", File: "embed.wgsl", Bind: "tok:u32[N] E[V,d] P[T,d] *h[N,d]", Args: "N d V T", Group: line, Threads: mul(0, 1)},
	// dE[v] += sum of dh[n] over tok[n] = v; dP[t] = sum of dh[n] over n mod T = t
	{Name: "embed_d", File: "embed.wgsl", Bind: "tok:u32[N] dh[N,d] *dE[V,d] *dP[T,d]", Args: "N d V T", Group: line, Threads: func(a []uint32) (uint32, uint32) { return a[2]*((a[1]+7)/8) + a[3]*a[1], 1 }},
	// h[n] = e[n] + P[n mod T]
	{Name: "add_pos", File: "embed.wgsl", Bind: "e[N,d] P[T,d] *h[N,d]", Args: "N d T", Group: line, Threads: mul(0, 1)},
	// dP[t] = sum of dh[n] over n mod T = t
	{Name: "add_pos_d", File: "embed.wgsl", Bind: "dh[N,d] *dP[T,d]", Args: "N d T", Group: line, Threads: mul(2, 1)},

	// trc.wgsl: the Temporal Residual Connection, m = mask[n], 0 where n mod T = 0. A soft prediction has
	// M[n] = (1-lambda m) onehot(tok[n]) + lambda m pred[n]; e = M E, dE += M^T de
	// pred[n] = softmax(logits[n-1]/tau), zeros where n mod T = 0; M as above
	{Name: "feedback_soft", File: "trc.wgsl", Bind: "logits[N,V] tok:u32[N] mask[N] knobs[20] *pred[N,V] *M[N,V]", Args: "N T V", Group: line, Threads: mul(0)},
	// to[n] = the first largest of logits[n-1]; tok[n] where n mod T = 0
	{Name: "feedback_argmax", File: "trc.wgsl", Bind: "logits[N,V] tok:u32[N] *to:u32[N]", Args: "N T V", Group: line, Threads: mul(0)},
	// to[n] = the first v with cumulated softmax(logits[n-1]/tau) > draw[n] (the last v if none); tok[n] where n mod T = 0
	{Name: "feedback_sampled", File: "trc.wgsl", Bind: "logits[N,V] tok:u32[N] knobs[20] draw[N] *to:u32[N]", Args: "N T V", Group: line, Threads: mul(0)},
	// e[n] = (1-lambda m) E[tok[n]] + lambda m E[to[n]]
	{Name: "mix", File: "trc.wgsl", Bind: "tok:u32[N] to:u32[N] mask[N] knobs[20] E[V,d] *e[N,d]", Args: "N T d V", Group: line, Threads: mul(0, 2)},
	// dE[v] += sum of (1-lambda m) de[n] over tok[n] = v, and of lambda m de[n] over to[n] = v
	{Name: "mix_d", File: "trc.wgsl", Bind: "tok:u32[N] to:u32[N] mask[N] knobs[20] de[N,d] *dE[V,d]", Args: "N T d V", Group: line, Threads: func(a []uint32) (uint32, uint32) { return a[3] * ((a[2] + 7) / 8), 1 }},

	// norm.wgsl
	// r[n] = 1/sqrt(mean_j x^2 + eps); y = g x r
	{Name: "rmsnorm", File: "norm.wgsl", Bind: "x[N,d] g[d] *y[N,d] *r[N]", Args: "N d eps:f32", Group: line, Threads: mul(0)},
	// dx (+)= r (g dy - x r^2 mean_j(g dy x)); adds where acc = 1
	{Name: "rmsnorm_d", File: "norm.wgsl", Bind: "dy[N,d] x[N,d] g[d] r[N] *dx[N,d]", Args: "N d acc", Group: line, Threads: mul(0)},
	// dg[j] = sum_n dy x r
	{Name: "rmsnorm_dg", File: "norm.wgsl", Bind: "dy[N,d] x[N,d] r[N] *dg[d]", Args: "N d", Group: line, Threads: mul(1)},

	// matmul.wgsl
	// C (+)= A B^T; adds where acc = 1
	{Name: "matmul_nt", File: "matmul.wgsl", Bind: "A[M,K] B[N,K] *C[M,N]", Args: "M N K acc", Group: [2]uint32{8, 8}, Threads: tiles4, Products: oneProduct},
	// C (+)= A B; adds where acc = 1
	{Name: "matmul_nn", File: "matmul.wgsl", Bind: "A[M,K] B[K,N] *C[M,N]", Args: "M N K acc", Group: [2]uint32{8, 8}, Threads: tiles4, Products: oneProduct},
	// C (+)= A^T B; adds where acc = 1
	{Name: "matmul_tn", File: "matmul.wgsl", Bind: "A[K,M] B[K,N] *C[M,N]", Args: "M N K acc", Group: [2]uint32{8, 8}, Threads: tiles4, Products: oneProduct},

	// linear.wgsl and linear_d.wgsl: a linear map with what stands around it
	// y = h + x W^T
	{Name: "linear_add", File: "linear.wgsl", Bind: "x[M,K] W[N,K] h[M,N] *y[M,N]", Args: "M N K", Group: [2]uint32{8, 8}, Threads: tiles4, Products: oneProduct},
	// r[m] = 1/sqrt(mean_k x^2 + eps); b = g x r; y = b W^T
	{Name: "norm_linear", File: "linear.wgsl", Bind: "x[M,K] g[K] W[N,K] *b[M,K] *r[M] *y[M,N]", Args: "M N K eps:f32", Group: [2]uint32{8, 8}, Threads: tiles4, Products: oneProduct},
	// b, r as in norm_linear; u = b W^T; y = gelu(u)
	{Name: "norm_linear_gelu", File: "linear.wgsl", Bind: "x[M,K] g[K] W[N,K] *b[M,K] *r[M] *u[M,N] *y[M,N]", Args: "M N K eps:f32", Group: [2]uint32{8, 8}, Threads: tiles4, Products: oneProduct},
	// dx = dy W; dW = dy^T x
	{Name: "linear_d", File: "linear_d.wgsl", Bind: "dy[M,N] x[M,K] W[N,K] *dx[M,K] *dW[N,K]", Args: "M N K", Group: [2]uint32{8, 8}, Threads: tilesD, Products: twoProducts},
	// x = gelu(u): du = (dy W) gelu'(u); dW = dy^T x
	{Name: "linear_d_gelu", File: "linear_d.wgsl", Bind: "dy[M,N] x[M,K] W[N,K] u[M,K] *du[M,K] *dW[N,K]", Args: "M N K", Group: [2]uint32{8, 8}, Threads: tilesD, Products: twoProducts},

	// attention.wgsl: qkv holds Q, K, V side by side; head h owns columns h·d/H … of each
	// A[b,h,i,j] = softmax over j <= i of q_i.k_j/sqrt(d/H), 0 for j > i, layout [B,H,T,T]; y_i = sum_{j<=i} A_ij v_j, per head
	{Name: "attention", File: "attention.wgsl", Bind: "qkv[N,3.d] *A[N,H,T] *y[N,d]", Args: "N T d H", Group: line, Threads: mul(0, 3), Blocks: quarter(0, 3)},
	// dA_ij = dy_i.v_j; dS_ij = A_ij (dA_ij - sum_k A_ik dA_ik), 0 for j > i; gradient of the scaled scores
	{Name: "attn_dprobs", File: "attention.wgsl", Bind: "dy[N,d] qkv[N,3.d] A[N,H,T] *dS[N,H,T]", Args: "N T d H", Group: line, Threads: mul(0, 3), Blocks: quarter(0, 3)},
	// dq_i = sum_j dS_ij k_j/sqrt(d/H); dk_j = sum_{i>=j} dS_ij q_i/sqrt(d/H); dv_j = sum_{i>=j} A_ij dy_i; one thread writes the three elements of its (n, column)
	{Name: "attn_dqkv", File: "attention.wgsl", Bind: "dy[N,d] qkv[N,3.d] A[N,H,T] dS[N,H,T] *dqkv[N,3.d]", Args: "N T d H", Group: line, Threads: mul(0, 2), Blocks: func(a []uint32) (uint32, uint32) { return a[0] / 4 * (a[2] / 4), 1 }},

	// pointwise.wgsl
	// y = 0.5 u (1 + tanh(sqrt(2/pi)(u + 0.044715 u^3)))
	{Name: "gelu", File: "pointwise.wgsl", Bind: "u[n] *y[n]", Args: "n", Group: line, Threads: mul(0)},
	// du = dy gelu'(u)
	{Name: "gelu_d", File: "pointwise.wgsl", Bind: "dy[n] u[n] *du[n]", Args: "n", Group: line, Threads: mul(0)},
	// out = x + y
	{Name: "residual", File: "pointwise.wgsl", Bind: "x[n] y[n] *out[n]", Args: "n", Group: line, Threads: mul(0)},
	// y = x
	{Name: "copy", File: "pointwise.wgsl", Bind: "x[n] *y[n]", Args: "n", Group: line, Threads: mul(0)},
	// x = 0
	{Name: "zero", File: "pointwise.wgsl", Bind: "*x[n]", Args: "n", Group: line, Threads: mul(0)},

	// loss.wgsl. w = weight of a token, share = its factor in the batch loss, coef = dloss/dnll;
	// each method's loss puts hist[knobs[KnobSlot] mod cap] = sum_n share nll
	// nll[n] = -log softmax(logits[n-1])[tok[n]], never below 0; 0 where n mod T = 0
	{Name: "token_loss", File: "loss.wgsl", Bind: "logits[N,V] tok:u32[N] *nll[N]", Args: "N T V", Group: line, Threads: mul(0)},
	// w = 1 where n mod T > 0 and tok[n] != 0, else 0; share = coef = w / sum w (0 if the sum is 0)
	{Name: "loss_pt", File: "loss.wgsl", Bind: "nll[N] tok:u32[N] knobs[20] *w[N] *share[N] *coef[N] *hist[cap]", Args: "N T cap", Group: line, Threads: one(64)},
	// w = mask (0 at t = 0); share = coef = w / (n_b B), n_b = answer tokens of sequence b; all 0 where n_b = 0
	{Name: "loss_sft", File: "loss.wgsl", Bind: "nll[B.T] mask[B.T] knobs[20] *w[B.T] *share[B.T] *coef[B.T] *hist[cap]", Args: "B T cap", Group: line, Threads: one(64)},
	// z = m nll/n; c_t = m_t sum_{k>=t} gamma^(k-t) z_k; w = n c/sum c (w = m where gamma = 0 or sum c < 1e-30); share = w m/(n B); coef = share, and with live = 1 the whole derivative through w
	{Name: "loss_drp", File: "loss.wgsl", Bind: "nll[B.T] mask[B.T] knobs[20] *w[B.T] *share[B.T] *coef[B.T] *hist[cap]", Args: "B T live cap", Group: line, Threads: one(64)},
	// after loss_sft or loss_drp: share and coef *= n_b B / sum n, a mean over all answer tokens; hist[slot mod cap] = sum share nll
	{Name: "token_mean", File: "loss.wgsl", Bind: "nll[B.T] mask[B.T] knobs[20] *share[B.T] *coef[B.T] *hist[cap]", Args: "B T cap", Group: line, Threads: one(64)},
	// dlogits[n] = coef[n+1] (softmax(logits[n]) - onehot(tok[n+1])); 0 at the last position of a sequence
	{Name: "dlogits", File: "loss.wgsl", Bind: "logits[N,V] tok:u32[N] coef[N] *dlogits[N,V]", Args: "N T V", Group: line, Threads: mul(0)},

	// adamw.wgsl
	// part[p] = sum of x[i]^2 over i mod parts = p
	{Name: "sumsq", File: "adamw.wgsl", Bind: "x[n] *part[parts]", Args: "n parts", Group: line, Threads: mul(1)},
	// norm = sqrt(sum part)
	{Name: "grad_norm", File: "adamw.wgsl", Bind: "part[parts] *norm[1]", Args: "parts", Group: line, Threads: one(64)},
	// g is scaled by min(1, clip/(norm+1e-6)) where clip > 0; m, v moments; p <- p (1 - lr wd) - lr (m/bias1)/(sqrt(v/bias2)+eps); hist[slot mod cap] = a p that is not finite, if there is one
	{Name: "adamw", File: "adamw.wgsl", Bind: "g[n] norm[1] knobs[20] *p[n] *m[n] *v[n] *hist[cap]", Args: "n cap", Group: line, Threads: mul(0)},

	// generate.wgsl: one position of a whole batch, with a KV cache; pos[0] is the current position
	// h[r] = E[seq[r,pos]] + P[pos]; P[pos] alone where that is no token
	{Name: "embed_step", File: "generate.wgsl", Bind: "seq:u32[R,C] E[V,d] P[C,d] pos:u32[1] *h[R,d]", Args: "R C d V", Group: line, Threads: mul(0, 2)},
	// cache[r,pos] = (k, v) of this position; A[r,h,j] = softmax over j <= pos of q.k_j/sqrt(d/H); y = sum_{j<=pos} A_j v_j, per head
	{Name: "step_attention", File: "generate.wgsl", Bind: "qkv[R,3.d] pos:u32[1] *cache[R,C,2.d] *A[R,H,C] *y[R,d]", Args: "R C d H", Group: line, Threads: mul(0, 3)},
	// seq[r,pos+1] = 0 if eos stands in seq[r,0..pos], else NoToken if a logit of row r is not finite, else forced[r,pos+1] unless NoToken, else argmax (temp = 0) or the inverse CDF of softmax(logits/temp) at draw[r,pos+1]; nothing where pos+1 = C
	{Name: "sample_token", File: "generate.wgsl", Bind: "logits[R,V] forced:u32[R,C] draw[R,C] temp[1] pos:u32[1] *seq:u32[R,C]", Args: "R C V eos", Group: line, Threads: mul(0)},
	// all[r,pos] = logits[r]
	{Name: "store_logits", File: "generate.wgsl", Bind: "logits[R,V] pos:u32[1] *all[R,C,V]", Args: "R C V", Group: line, Threads: mul(0, 2)},
	// pos += by
	{Name: "advance", File: "generate.wgsl", Bind: "*pos:u32[1]", Args: "by", Group: line, Threads: one(1)},
}, methodKernels...)
