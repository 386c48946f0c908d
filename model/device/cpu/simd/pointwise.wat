;; Elementwise kernels: n > 0 is a multiple of 4, the caller does the rest.

;; 1/(1+e^(-2z)) = (1+tanh z)/2 with GELU's z = sqrt(2/pi) (u + 0.044715 u^3).
(func $gate (param $u v128) (result v128)
  (f32x4.div (v128.const f32x4 1 1 1 1)
    (f32x4.add (v128.const f32x4 1 1 1 1)
      (call $exp (f32x4.mul
        (f32x4.mul (local.get $u) (v128.const f32x4 -1.5957691216 -1.5957691216 -1.5957691216 -1.5957691216))
        (f32x4.relaxed_madd (f32x4.mul (local.get $u) (local.get $u)) (v128.const f32x4 0.044715 0.044715 0.044715 0.044715)
          (v128.const f32x4 1 1 1 1)))))))

(func (export "gelu") (param $u i32) (param $y i32) (param $n i32)
  (local $x v128)
  (loop $four
    (local.set $x (v128.load (local.get $u)))
    (v128.store (local.get $y) (f32x4.mul (local.get $x) (call $gate (local.get $x))))
    (local.set $u (i32.add (local.get $u) (i32.const 16)))
    (local.set $y (i32.add (local.get $y) (i32.const 16)))
    (br_if $four (local.tee $n (i32.sub (local.get $n) (i32.const 4))))))

;; du = dy (s + 2 u s (1-s) z'), s the gate.
(func (export "gelu_d") (param $dy i32) (param $u i32) (param $du i32) (param $n i32)
  (local $x v128) (local $s v128)
  (loop $four
    (local.set $x (v128.load (local.get $u)))
    (local.set $s (call $gate (local.get $x)))
    (v128.store (local.get $du) (f32x4.mul (v128.load (local.get $dy)) (f32x4.mul (local.get $s)
      (f32x4.relaxed_madd
        (f32x4.mul (local.get $x) (f32x4.sub (v128.const f32x4 1 1 1 1) (local.get $s)))
        (f32x4.relaxed_madd (f32x4.mul (local.get $x) (local.get $x))
          (v128.const f32x4 0.2140644494 0.2140644494 0.2140644494 0.2140644494)
          (v128.const f32x4 1.5957691216 1.5957691216 1.5957691216 1.5957691216))
        (v128.const f32x4 1 1 1 1)))))
    (local.set $dy (i32.add (local.get $dy) (i32.const 16)))
    (local.set $u (i32.add (local.get $u) (i32.const 16)))
    (local.set $du (i32.add (local.get $du) (i32.const 16)))
    (br_if $four (local.tee $n (i32.sub (local.get $n) (i32.const 4))))))

(func (export "add") (param $x i32) (param $y i32) (param $out i32) (param $n i32)
  (loop $four
    (v128.store (local.get $out) (f32x4.add (v128.load (local.get $x)) (v128.load (local.get $y))))
    (local.set $x (i32.add (local.get $x) (i32.const 16)))
    (local.set $y (i32.add (local.get $y) (i32.const 16)))
    (local.set $out (i32.add (local.get $out) (i32.const 16)))
    (br_if $four (local.tee $n (i32.sub (local.get $n) (i32.const 4))))))

;; part[j] += the squares of x[i], i mod parts = j; n is a multiple of parts.
(func (export "sumsq") (param $x i32) (param $n i32) (param $part i32) (param $parts i32)
  (local $j i32) (local $at i32) (local $v v128)
  (loop $block
    (local.set $j (local.get $parts))
    (local.set $at (local.get $part))
    (loop $four
      (local.set $v (v128.load (local.get $x)))
      (v128.store (local.get $at) (f32x4.relaxed_madd (local.get $v) (local.get $v) (v128.load (local.get $at))))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $four (local.tee $j (i32.sub (local.get $j) (i32.const 4)))))
    (br_if $block (local.tee $n (i32.sub (local.get $n) (local.get $parts))))))

;; AdamW on gradients times s: keep = 1 - lr wd, rate = lr/bias1, root = 1/bias2.
(func (export "adamw") (param $g i32) (param $p i32) (param $m i32) (param $v i32) (param $n i32) (param $s f32)
    (param $beta1 f32) (param $beta2 f32) (param $keep f32) (param $rate f32) (param $root f32) (param $eps f32)
  (local $x v128) (local $mi v128) (local $vi v128)
  (loop $four
    (local.set $x (f32x4.mul (v128.load (local.get $g)) (f32x4.splat (local.get $s))))
    (v128.store (local.get $m) (local.tee $mi (f32x4.add
      (f32x4.mul (f32x4.splat (local.get $beta1)) (v128.load (local.get $m)))
      (f32x4.mul (f32x4.splat (f32.sub (f32.const 1) (local.get $beta1))) (local.get $x)))))
    (v128.store (local.get $v) (local.tee $vi (f32x4.add
      (f32x4.mul (f32x4.splat (local.get $beta2)) (v128.load (local.get $v)))
      (f32x4.mul (f32x4.mul (f32x4.splat (f32.sub (f32.const 1) (local.get $beta2))) (local.get $x)) (local.get $x)))))
    (v128.store (local.get $p) (f32x4.sub
      (f32x4.mul (v128.load (local.get $p)) (f32x4.splat (local.get $keep)))
      (f32x4.div (f32x4.mul (local.get $mi) (f32x4.splat (local.get $rate)))
        (f32x4.add (f32x4.sqrt (f32x4.mul (local.get $vi) (f32x4.splat (local.get $root)))) (f32x4.splat (local.get $eps))))))
    (local.set $g (i32.add (local.get $g) (i32.const 16)))
    (local.set $p (i32.add (local.get $p) (i32.const 16)))
    (local.set $m (i32.add (local.get $m) (i32.const 16)))
    (local.set $v (i32.add (local.get $v) (i32.const 16)))
    (br_if $four (local.tee $n (i32.sub (local.get $n) (i32.const 4))))))
