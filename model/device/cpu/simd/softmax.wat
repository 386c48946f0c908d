;; The exponential, and softmax in its several uses.

;; e^x = 2^n e^r with n whole and |r| <= ln 2 / 2, e^r by the polynomial of
;; Cephes' expf (Moshier): relative error below 2e-7. x is held between -87.3
;; and 88, where 2^n is a normal number.
(func $exp (param $x v128) (result v128)
  (local $n v128) (local $y v128)
  (local.set $x (f32x4.min (f32x4.max (local.get $x) (v128.const f32x4 -87.3 -87.3 -87.3 -87.3)) (v128.const f32x4 88 88 88 88)))
  (local.set $n (f32x4.nearest (f32x4.mul (local.get $x) (v128.const f32x4 1.44269504 1.44269504 1.44269504 1.44269504))))
  (local.set $x (f32x4.relaxed_madd (local.get $n) (v128.const f32x4 -0.693359375 -0.693359375 -0.693359375 -0.693359375) (local.get $x)))
  (local.set $x (f32x4.relaxed_madd (local.get $n) (v128.const f32x4 2.12194440e-4 2.12194440e-4 2.12194440e-4 2.12194440e-4) (local.get $x)))
  (local.set $y (f32x4.relaxed_madd (local.get $x) (v128.const f32x4 1.9875691500e-4 1.9875691500e-4 1.9875691500e-4 1.9875691500e-4)
    (v128.const f32x4 1.3981999507e-3 1.3981999507e-3 1.3981999507e-3 1.3981999507e-3)))
  (local.set $y (f32x4.relaxed_madd (local.get $x) (local.get $y) (v128.const f32x4 8.3334519073e-3 8.3334519073e-3 8.3334519073e-3 8.3334519073e-3)))
  (local.set $y (f32x4.relaxed_madd (local.get $x) (local.get $y) (v128.const f32x4 4.1665795894e-2 4.1665795894e-2 4.1665795894e-2 4.1665795894e-2)))
  (local.set $y (f32x4.relaxed_madd (local.get $x) (local.get $y) (v128.const f32x4 1.6666665459e-1 1.6666665459e-1 1.6666665459e-1 1.6666665459e-1)))
  (local.set $y (f32x4.relaxed_madd (local.get $x) (local.get $y) (v128.const f32x4 5.0000001201e-1 5.0000001201e-1 5.0000001201e-1 5.0000001201e-1)))
  (local.set $y (f32x4.relaxed_madd (f32x4.mul (local.get $x) (local.get $x)) (local.get $y)
    (f32x4.add (local.get $x) (v128.const f32x4 1 1 1 1))))
  (f32x4.mul (local.get $y)
    (i32x4.shl (i32x4.add (i32x4.trunc_sat_f32x4_s (local.get $n)) (v128.const i32x4 127 127 127 127)) (i32.const 23))))

(func $total (param $v v128) (result f32)
  (f32.add
    (f32.add (f32x4.extract_lane 0 (local.get $v)) (f32x4.extract_lane 1 (local.get $v)))
    (f32.add (f32x4.extract_lane 2 (local.get $v)) (f32x4.extract_lane 3 (local.get $v)))))

;; The largest of x[0..n), n >= 1.
(func $top (export "top") (param $x i32) (param $n i32) (result f32)
  (local $v v128) (local $m f32) (local $end i32)
  (local.set $end (i32.add (local.get $x) (i32.shl (local.get $n) (i32.const 2))))
  (local.set $v (v128.load32_splat (local.get $x)))
  (block $done (loop $four
    (br_if $done (i32.gt_u (i32.add (local.get $x) (i32.const 16)) (local.get $end)))
    (local.set $v (f32x4.pmax (local.get $v) (v128.load (local.get $x))))
    (local.set $x (i32.add (local.get $x) (i32.const 16)))
    (br $four)))
  (local.set $m (f32.max
    (f32.max (f32x4.extract_lane 0 (local.get $v)) (f32x4.extract_lane 1 (local.get $v)))
    (f32.max (f32x4.extract_lane 2 (local.get $v)) (f32x4.extract_lane 3 (local.get $v)))))
  (block $done (loop $one
    (br_if $done (i32.ge_u (local.get $x) (local.get $end)))
    (local.set $m (f32.max (local.get $m) (f32.load (local.get $x))))
    (local.set $x (i32.add (local.get $x) (i32.const 4)))
    (br $one)))
  (local.get $m))

;; p = e^(s (x - top)) for n elements, and their sum; with p = 0 the sum alone.
(func $expsum (export "expsum") (param $p i32) (param $x i32) (param $n i32) (param $top f32) (param $s f32) (result f32)
  (local $v v128) (local $sum v128) (local $rest f32) (local $t v128) (local $k v128) (local $end i32)
  (local.set $end (i32.add (local.get $x) (i32.shl (local.get $n) (i32.const 2))))
  (local.set $t (f32x4.splat (local.get $top)))
  (local.set $k (f32x4.splat (local.get $s)))
  (block $done (loop $four
    (br_if $done (i32.gt_u (i32.add (local.get $x) (i32.const 16)) (local.get $end)))
    (local.set $v (call $exp (f32x4.mul (f32x4.sub (v128.load (local.get $x)) (local.get $t)) (local.get $k))))
    (local.set $sum (f32x4.add (local.get $sum) (local.get $v)))
    (if (local.get $p) (then
      (v128.store (local.get $p) (local.get $v))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))))
    (local.set $x (i32.add (local.get $x) (i32.const 16)))
    (br $four)))
  (block $done (loop $one
    (br_if $done (i32.ge_u (local.get $x) (local.get $end)))
    (local.set $v (call $exp (f32x4.mul (f32x4.sub (v128.load32_splat (local.get $x)) (local.get $t)) (local.get $k))))
    (local.set $rest (f32.add (local.get $rest) (f32x4.extract_lane 0 (local.get $v))))
    (if (local.get $p) (then
      (f32.store (local.get $p) (f32x4.extract_lane 0 (local.get $v)))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))))
    (local.set $x (i32.add (local.get $x) (i32.const 4)))
    (br $one)))
  (f32.add (call $total (local.get $sum)) (local.get $rest)))

;; y = c x for n elements.
(func $scale (export "scale") (param $y i32) (param $x i32) (param $n i32) (param $c f32)
  (local $k v128) (local $end i32)
  (local.set $end (i32.add (local.get $x) (i32.shl (local.get $n) (i32.const 2))))
  (local.set $k (f32x4.splat (local.get $c)))
  (block $done (loop $four
    (br_if $done (i32.gt_u (i32.add (local.get $x) (i32.const 16)) (local.get $end)))
    (v128.store (local.get $y) (f32x4.mul (v128.load (local.get $x)) (local.get $k)))
    (local.set $x (i32.add (local.get $x) (i32.const 16)))
    (local.set $y (i32.add (local.get $y) (i32.const 16)))
    (br $four)))
  (block $done (loop $one
    (br_if $done (i32.ge_u (local.get $x) (local.get $end)))
    (f32.store (local.get $y) (f32.mul (f32.load (local.get $x)) (local.get $c)))
    (local.set $x (i32.add (local.get $x) (i32.const 4)))
    (local.set $y (i32.add (local.get $y) (i32.const 4)))
    (br $one))))

;; p = alpha softmax(s x) for n elements; it may be done in place.
(func $softmax (export "softmax") (param $p i32) (param $x i32) (param $n i32) (param $s f32) (param $alpha f32)
  (call $scale (local.get $p) (local.get $p) (local.get $n)
    (f32.div (local.get $alpha)
      (call $expsum (local.get $p) (local.get $x) (local.get $n) (call $top (local.get $x) (local.get $n)) (local.get $s)))))

;; Attention matrices [T,T], rows of them in all: row i becomes the softmax of
;; s times its first i+1 elements, the others 0.
(func (export "softmax_causal") (param $A i32) (param $rows i32) (param $T i32) (param $s f32)
  (local $i i32)
  (loop $row
    (if (i32.ge_u (local.get $i) (local.get $T)) (then (local.set $i (i32.const 0))))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (call $softmax (local.get $A) (local.get $A) (local.get $i) (local.get $s) (f32.const 1))
    (memory.fill (i32.add (local.get $A) (i32.shl (local.get $i) (i32.const 2))) (i32.const 0)
      (i32.shl (i32.sub (local.get $T) (local.get $i)) (i32.const 2)))
    (local.set $A (i32.add (local.get $A) (i32.shl (local.get $T) (i32.const 2))))
    (br_if $row (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))

;; Its gradient: D = A (D - sum A D) on the first i+1 elements of row i, 0 on the others.
(func (export "softmax_causal_d") (param $A i32) (param $D i32) (param $rows i32) (param $T i32)
  (local $i i32) (local $a i32) (local $d i32) (local $end i32) (local $sum v128) (local $mean f32) (local $m v128)
  (loop $row
    (if (i32.ge_u (local.get $i) (local.get $T)) (then (local.set $i (i32.const 0))))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (local.set $a (local.get $A))
    (local.set $d (local.get $D))
    (local.set $end (i32.add (local.get $A) (i32.shl (local.get $i) (i32.const 2))))
    (local.set $sum (v128.const f32x4 0 0 0 0))
    (block $done (loop $four
      (br_if $done (i32.gt_u (i32.add (local.get $a) (i32.const 16)) (local.get $end)))
      (local.set $sum (f32x4.relaxed_madd (v128.load (local.get $a)) (v128.load (local.get $d)) (local.get $sum)))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $d (i32.add (local.get $d) (i32.const 16)))
      (br $four)))
    (local.set $mean (call $total (local.get $sum)))
    (block $done (loop $one
      (br_if $done (i32.ge_u (local.get $a) (local.get $end)))
      (local.set $mean (f32.add (local.get $mean) (f32.mul (f32.load (local.get $a)) (f32.load (local.get $d)))))
      (local.set $a (i32.add (local.get $a) (i32.const 4)))
      (local.set $d (i32.add (local.get $d) (i32.const 4)))
      (br $one)))
    (local.set $m (f32x4.splat (local.get $mean)))
    (local.set $a (local.get $A))
    (local.set $d (local.get $D))
    (block $done (loop $four
      (br_if $done (i32.gt_u (i32.add (local.get $a) (i32.const 16)) (local.get $end)))
      (v128.store (local.get $d) (f32x4.mul (v128.load (local.get $a)) (f32x4.sub (v128.load (local.get $d)) (local.get $m))))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $d (i32.add (local.get $d) (i32.const 16)))
      (br $four)))
    (block $done (loop $one
      (br_if $done (i32.ge_u (local.get $a) (local.get $end)))
      (f32.store (local.get $d) (f32.mul (f32.load (local.get $a)) (f32.sub (f32.load (local.get $d)) (local.get $mean))))
      (local.set $a (i32.add (local.get $a) (i32.const 4)))
      (local.set $d (i32.add (local.get $d) (i32.const 4)))
      (br $one)))
    (memory.fill (local.get $d) (i32.const 0) (i32.shl (i32.sub (local.get $T) (local.get $i)) (i32.const 2)))
    (local.set $A (i32.add (local.get $A) (i32.shl (local.get $T) (i32.const 2))))
    (local.set $D (i32.add (local.get $D) (i32.shl (local.get $T) (i32.const 2))))
    (br_if $row (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))
