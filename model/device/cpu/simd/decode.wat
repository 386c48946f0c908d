;; Attention at one position of a whole batch, over the cache [R,C,2d] of keys
;; and values. hd, the width of a head, is a multiple of 4.

;; A[r,h,j] = softmax over j < n of s q.k_j; the rows of A are C long.
(func (export "step_probs") (param $q i32) (param $cache i32) (param $A i32) (param $R i32) (param $C i32)
    (param $H i32) (param $hd i32) (param $n i32) (param $s f32)
  (local $h i32) (local $j i32) (local $c i32) (local $k i32) (local $out i32) (local $width i32) (local $stride i32) (local $dot v128)
  (local.set $hd (i32.shl (local.get $hd) (i32.const 2)))
  (local.set $width (i32.mul (local.get $hd) (local.get $H)))
  (local.set $stride (i32.shl (local.get $width) (i32.const 1)))
  (loop $row
    (local.set $h (i32.const 0))
    (loop $head
      (local.set $k (i32.add (local.get $cache) (i32.mul (local.get $h) (local.get $hd))))
      (local.set $out (local.get $A))
      (local.set $j (local.get $n))
      (loop $key
        (local.set $dot (v128.const f32x4 0 0 0 0))
        (local.set $c (i32.const 0))
        (loop $four
          (local.set $dot (f32x4.relaxed_madd
            (v128.load (i32.add (local.get $q) (local.get $c))) (v128.load (i32.add (local.get $k) (local.get $c))) (local.get $dot)))
          (br_if $four (i32.lt_u (local.tee $c (i32.add (local.get $c) (i32.const 16))) (local.get $hd))))
        (f32.store (local.get $out) (call $total (local.get $dot)))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $k (i32.add (local.get $k) (local.get $stride)))
        (br_if $key (local.tee $j (i32.sub (local.get $j) (i32.const 1)))))
      (call $softmax (local.get $A) (local.get $A) (local.get $n) (local.get $s) (f32.const 1))
      (local.set $A (i32.add (local.get $A) (i32.shl (local.get $C) (i32.const 2))))
      (local.set $q (i32.add (local.get $q) (local.get $hd)))
      (br_if $head (i32.lt_u (local.tee $h (i32.add (local.get $h) (i32.const 1))) (local.get $H))))
    (local.set $q (i32.add (local.get $q) (local.get $stride))) ;; past k and v
    (local.set $cache (i32.add (local.get $cache) (i32.mul (local.get $C) (local.get $stride))))
    (br_if $row (local.tee $R (i32.sub (local.get $R) (i32.const 1))))))

;; y = sum over j < n of A[r,h,j] v_j.
(func (export "step_mix") (param $cache i32) (param $A i32) (param $y i32) (param $R i32) (param $C i32)
    (param $H i32) (param $hd i32) (param $n i32)
  (local $end i32) (local $j i32) (local $c i32) (local $v i32) (local $p i32) (local $width i32) (local $stride i32) (local $sum v128)
  (local.set $width (i32.shl (i32.mul (local.get $hd) (local.get $H)) (i32.const 2)))
  (local.set $stride (i32.shl (local.get $width) (i32.const 1)))
  (loop $row
    (local.set $cache (i32.add (local.get $cache) (local.get $width))) ;; v follows k
    (local.set $c (i32.const 0))
    (loop $head
      (local.set $end (i32.add (local.get $c) (i32.shl (local.get $hd) (i32.const 2))))
      (loop $four
        (local.set $sum (v128.const f32x4 0 0 0 0))
        (local.set $v (i32.add (local.get $cache) (local.get $c)))
        (local.set $p (local.get $A))
        (local.set $j (local.get $n))
        (loop $value
          (local.set $sum (f32x4.relaxed_madd (v128.load32_splat (local.get $p)) (v128.load (local.get $v)) (local.get $sum)))
          (local.set $p (i32.add (local.get $p) (i32.const 4)))
          (local.set $v (i32.add (local.get $v) (local.get $stride)))
          (br_if $value (local.tee $j (i32.sub (local.get $j) (i32.const 1)))))
        (v128.store (local.get $y) (local.get $sum))
        (local.set $y (i32.add (local.get $y) (i32.const 16)))
        (br_if $four (i32.lt_u (local.tee $c (i32.add (local.get $c) (i32.const 16))) (local.get $end))))
      (local.set $A (i32.add (local.get $A) (i32.shl (local.get $C) (i32.const 2))))
      (br_if $head (i32.lt_u (local.get $c) (local.get $width))))
    (local.set $cache (i32.add (i32.sub (local.get $cache) (local.get $width)) (i32.mul (local.get $C) (local.get $stride))))
    (br_if $row (local.tee $R (i32.sub (local.get $R) (i32.const 1))))))
