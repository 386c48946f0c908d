;; RMSNorm, forward and backward: N > 0 rows; d > 0 is a multiple of 4.

(func (export "rmsnorm") (param $x i32) (param $g i32) (param $y i32) (param $r i32) (param $N i32) (param $d i32) (param $eps f32)
  (local $j i32) (local $at i32) (local $sum v128) (local $v v128) (local $k f32)
  (loop $row
    (local.set $sum (v128.const f32x4 0 0 0 0))
    (local.set $j (local.get $d))
    (local.set $at (local.get $x))
    (loop $four
      (local.set $v (v128.load (local.get $at)))
      (local.set $sum (f32x4.relaxed_madd (local.get $v) (local.get $v) (local.get $sum)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $four (local.tee $j (i32.sub (local.get $j) (i32.const 4)))))
    (local.set $k (f32.div (f32.const 1) (f32.sqrt (f32.add
      (f32.div (call $total (local.get $sum)) (f32.convert_i32_u (local.get $d))) (local.get $eps)))))
    (f32.store (local.get $r) (local.get $k))
    (local.set $j (local.get $d))
    (local.set $at (local.get $g))
    (loop $four
      (v128.store (local.get $y) (f32x4.mul (f32x4.mul (v128.load (local.get $at)) (v128.load (local.get $x))) (f32x4.splat (local.get $k))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $y (i32.add (local.get $y) (i32.const 16)))
      (br_if $four (local.tee $j (i32.sub (local.get $j) (i32.const 4)))))
    (local.set $r (i32.add (local.get $r) (i32.const 4)))
    (br_if $row (local.tee $N (i32.sub (local.get $N) (i32.const 1))))))

(func (export "rmsnorm_d") (param $dy i32) (param $x i32) (param $g i32) (param $r i32) (param $dx i32)
    (param $N i32) (param $d i32) (param $acc i32)
  (local $j i32) (local $at i32) (local $dot v128) (local $v v128) (local $k f32) (local $c f32)
  (loop $row
    (local.set $dot (v128.const f32x4 0 0 0 0))
    (local.set $j (i32.const 0))
    (loop $four
      (local.set $dot (f32x4.relaxed_madd
        (f32x4.mul (v128.load (i32.add (local.get $g) (local.get $j))) (v128.load (i32.add (local.get $dy) (local.get $j))))
        (v128.load (i32.add (local.get $x) (local.get $j)))
        (local.get $dot)))
      (br_if $four (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 16))) (i32.shl (local.get $d) (i32.const 2)))))
    ;; c = r^2 mean(g dy x)
    (local.set $k (f32.load (local.get $r)))
    (local.set $c (f32.mul (f32.mul (local.get $k) (local.get $k))
      (f32.div (call $total (local.get $dot)) (f32.convert_i32_u (local.get $d)))))
    (local.set $j (local.get $d))
    (local.set $at (local.get $g))
    (loop $four
      (local.set $v (f32x4.mul (f32x4.splat (local.get $k)) (f32x4.sub
        (f32x4.mul (v128.load (local.get $at)) (v128.load (local.get $dy)))
        (f32x4.mul (v128.load (local.get $x)) (f32x4.splat (local.get $c))))))
      (if (local.get $acc) (then (local.set $v (f32x4.add (local.get $v) (v128.load (local.get $dx))))))
      (v128.store (local.get $dx) (local.get $v))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (local.set $dy (i32.add (local.get $dy) (i32.const 16)))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $dx (i32.add (local.get $dx) (i32.const 16)))
      (br_if $four (local.tee $j (i32.sub (local.get $j) (i32.const 4)))))
    (local.set $r (i32.add (local.get $r) (i32.const 4)))
    (br_if $row (local.tee $N (i32.sub (local.get $N) (i32.const 1))))))

(func (export "rmsnorm_dg") (param $dy i32) (param $x i32) (param $r i32) (param $dg i32) (param $N i32) (param $d i32)
  (local $j i32) (local $at i32) (local $k v128)
  (loop $row
    (local.set $k (v128.load32_splat (local.get $r)))
    (local.set $j (local.get $d))
    (local.set $at (local.get $dg))
    (loop $four
      (v128.store (local.get $at) (f32x4.relaxed_madd
        (f32x4.mul (v128.load (local.get $dy)) (v128.load (local.get $x))) (local.get $k) (v128.load (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (local.set $dy (i32.add (local.get $dy) (i32.const 16)))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (br_if $four (local.tee $j (i32.sub (local.get $j) (i32.const 4)))))
    (local.set $r (i32.add (local.get $r) (i32.const 4)))
    (br_if $row (local.tee $N (i32.sub (local.get $N) (i32.const 1))))))
