;; Matrix products. f32x4.relaxed_madd is a b + c, rounded once or twice as the
;; processor likes; assemble.mjs also makes a module without it.

;; pack4 lays lanes of A or B side by side: dst[k] (ds bytes apart) = the
;; elements k of `count` lanes that stand rs bytes apart, element to element ks
;; bytes. What lies beyond count or K becomes 0, up to 4 lanes and P elements.
(func $pack4 (param $src i32) (param $rs i32) (param $ks i32) (param $count i32)
    (param $K i32) (param $P i32) (param $dst i32) (param $ds i32)
  (local $k i32) (local $r i32) (local $at i32) (local $end i32)
  (local $r0 v128) (local $r1 v128) (local $r2 v128) (local $r3 v128)
  (local $t0 v128) (local $t1 v128) (local $t2 v128) (local $t3 v128)
  (if (i32.eq (local.get $count) (i32.const 4)) (then
    ;; elements adjacent: four by four, transposed in registers
    (if (i32.eq (local.get $ks) (i32.const 4)) (then
      (local.set $end (i32.and (local.get $K) (i32.const -4)))
      (block $done (loop $four
        (br_if $done (i32.ge_u (local.get $k) (local.get $end)))
        (local.set $r0 (v128.load (local.get $src)))
        (local.set $r1 (v128.load (local.tee $at (i32.add (local.get $src) (local.get $rs)))))
        (local.set $r2 (v128.load (local.tee $at (i32.add (local.get $at) (local.get $rs)))))
        (local.set $r3 (v128.load (i32.add (local.get $at) (local.get $rs))))
        (local.set $t0 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $r0) (local.get $r1)))
        (local.set $t1 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $r0) (local.get $r1)))
        (local.set $t2 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $r2) (local.get $r3)))
        (local.set $t3 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $r2) (local.get $r3)))
        (v128.store (local.get $dst) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $t0) (local.get $t2)))
        (v128.store (local.tee $dst (i32.add (local.get $dst) (local.get $ds)))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $t0) (local.get $t2)))
        (v128.store (local.tee $dst (i32.add (local.get $dst) (local.get $ds)))
          (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $t1) (local.get $t3)))
        (v128.store (local.tee $dst (i32.add (local.get $dst) (local.get $ds)))
          (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $t1) (local.get $t3)))
        (local.set $dst (i32.add (local.get $dst) (local.get $ds)))
        (local.set $src (i32.add (local.get $src) (i32.const 16)))
        (local.set $k (i32.add (local.get $k) (i32.const 4)))
        (br $four))))
    (else (if (i32.eq (local.get $rs) (i32.const 4)) (then
      ;; lanes adjacent: copied
      (block $done (loop $one
        (br_if $done (i32.ge_u (local.get $k) (local.get $K)))
        (v128.store (local.get $dst) (v128.load (local.get $src)))
        (local.set $dst (i32.add (local.get $dst) (local.get $ds)))
        (local.set $src (i32.add (local.get $src) (local.get $ks)))
        (local.set $k (i32.add (local.get $k) (i32.const 1)))
        (br $one)))))))))
  ;; the rest one by one
  (block $done (loop $rest
    (br_if $done (i32.ge_u (local.get $k) (local.get $P)))
    (v128.store (local.get $dst) (v128.const f32x4 0 0 0 0))
    (if (i32.lt_u (local.get $k) (local.get $K)) (then
      (local.set $r (i32.const 0))
      (local.set $at (local.get $src))
      (loop $lane
        (f32.store (i32.add (local.get $dst) (i32.shl (local.get $r) (i32.const 2))) (f32.load (local.get $at)))
        (local.set $at (i32.add (local.get $at) (local.get $rs)))
        (br_if $lane (i32.lt_u (local.tee $r (i32.add (local.get $r) (i32.const 1))) (local.get $count))))))
    (local.set $dst (i32.add (local.get $dst) (local.get $ds)))
    (local.set $src (i32.add (local.get $src) (local.get $ks)))
    (local.set $k (i32.add (local.get $k) (i32.const 1)))
    (br $rest))))

;; micro computes a 4×8 block of C from packed A [k,4] and B [k,8], k even:
;; eight sums of four stay in registers. acc = 1 adds to what is there.
(func $micro (param $a i32) (param $b i32) (param $k i32) (param $c i32) (param $cm i32) (param $acc i32) (param $s v128)
  (local $b0 v128) (local $b1 v128) (local $x v128)
  (local $c00 v128) (local $c01 v128) (local $c10 v128) (local $c11 v128)
  (local $c20 v128) (local $c21 v128) (local $c30 v128) (local $c31 v128)
  (loop $two
    (local.set $b0 (v128.load offset=0 (local.get $b)))
    (local.set $b1 (v128.load offset=16 (local.get $b)))
    (local.set $x (v128.load32_splat offset=0 (local.get $a)))
    (local.set $c00 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $c00)))
    (local.set $c01 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $c01)))
    (local.set $x (v128.load32_splat offset=4 (local.get $a)))
    (local.set $c10 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $c10)))
    (local.set $c11 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $c11)))
    (local.set $x (v128.load32_splat offset=8 (local.get $a)))
    (local.set $c20 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $c20)))
    (local.set $c21 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $c21)))
    (local.set $x (v128.load32_splat offset=12 (local.get $a)))
    (local.set $c30 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $c30)))
    (local.set $c31 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $c31)))
    (local.set $b0 (v128.load offset=32 (local.get $b)))
    (local.set $b1 (v128.load offset=48 (local.get $b)))
    (local.set $x (v128.load32_splat offset=16 (local.get $a)))
    (local.set $c00 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $c00)))
    (local.set $c01 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $c01)))
    (local.set $x (v128.load32_splat offset=20 (local.get $a)))
    (local.set $c10 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $c10)))
    (local.set $c11 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $c11)))
    (local.set $x (v128.load32_splat offset=24 (local.get $a)))
    (local.set $c20 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $c20)))
    (local.set $c21 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $c21)))
    (local.set $x (v128.load32_splat offset=28 (local.get $a)))
    (local.set $c30 (f32x4.relaxed_madd (local.get $x) (local.get $b0) (local.get $c30)))
    (local.set $c31 (f32x4.relaxed_madd (local.get $x) (local.get $b1) (local.get $c31)))
    (local.set $a (i32.add (local.get $a) (i32.const 32)))
    (local.set $b (i32.add (local.get $b) (i32.const 64)))
    (br_if $two (local.tee $k (i32.sub (local.get $k) (i32.const 2)))))
  (local.set $x (f32x4.mul (local.get $c00) (local.get $s)))
  (if (local.get $acc) (then (local.set $x (f32x4.add (local.get $x) (v128.load (local.get $c))))))
  (v128.store (local.get $c) (local.get $x))
  (local.set $x (f32x4.mul (local.get $c01) (local.get $s)))
  (if (local.get $acc) (then (local.set $x (f32x4.add (local.get $x) (v128.load offset=16 (local.get $c))))))
  (v128.store offset=16 (local.get $c) (local.get $x))
  (local.set $c (i32.add (local.get $c) (local.get $cm)))
  (local.set $x (f32x4.mul (local.get $c10) (local.get $s)))
  (if (local.get $acc) (then (local.set $x (f32x4.add (local.get $x) (v128.load (local.get $c))))))
  (v128.store (local.get $c) (local.get $x))
  (local.set $x (f32x4.mul (local.get $c11) (local.get $s)))
  (if (local.get $acc) (then (local.set $x (f32x4.add (local.get $x) (v128.load offset=16 (local.get $c))))))
  (v128.store offset=16 (local.get $c) (local.get $x))
  (local.set $c (i32.add (local.get $c) (local.get $cm)))
  (local.set $x (f32x4.mul (local.get $c20) (local.get $s)))
  (if (local.get $acc) (then (local.set $x (f32x4.add (local.get $x) (v128.load (local.get $c))))))
  (v128.store (local.get $c) (local.get $x))
  (local.set $x (f32x4.mul (local.get $c21) (local.get $s)))
  (if (local.get $acc) (then (local.set $x (f32x4.add (local.get $x) (v128.load offset=16 (local.get $c))))))
  (v128.store offset=16 (local.get $c) (local.get $x))
  (local.set $c (i32.add (local.get $c) (local.get $cm)))
  (local.set $x (f32x4.mul (local.get $c30) (local.get $s)))
  (if (local.get $acc) (then (local.set $x (f32x4.add (local.get $x) (v128.load (local.get $c))))))
  (v128.store (local.get $c) (local.get $x))
  (local.set $x (f32x4.mul (local.get $c31) (local.get $s)))
  (if (local.get $acc) (then (local.set $x (f32x4.add (local.get $x) (v128.load offset=16 (local.get $c))))))
  (v128.store offset=16 (local.get $c) (local.get $x)))

;; gemm: C[M,N] (+)= alpha A B. A's element (m,k) stands at m·am + k·ak, B's
;; (k,n) at k·bk + n·bn, C's (m,n) at m·cm + n. S is room for packed copies:
;; (N+7)/8·8·P + 4·P + 32 elements, P = K rounded up to 4. The bits of form:
;; 1 add to C; 2 of C only blocks that touch n <= m; 4 A is 0 where k > m;
;; 8 A is 0 where k < m.
(func (export "gemm") (param $A i32) (param $am i32) (param $ak i32) (param $B i32) (param $bk i32) (param $bn i32)
    (param $C i32) (param $cm i32) (param $M i32) (param $N i32) (param $K i32) (param $alpha f32) (param $form i32) (param $S i32)
  (local $P i32) (local $panel i32) (local $pa i32) (local $tile i32) (local $acc i32) (local $s v128)
  (local $m i32) (local $n i32) (local $h i32) (local $w i32) (local $at i32) (local $last i32)
  (local $from i32) (local $count i32) (local $r i32) (local $c i32) (local $t i32) (local $v f32)
  (local.set $am (i32.shl (local.get $am) (i32.const 2)))
  (local.set $ak (i32.shl (local.get $ak) (i32.const 2)))
  (local.set $bk (i32.shl (local.get $bk) (i32.const 2)))
  (local.set $bn (i32.shl (local.get $bn) (i32.const 2)))
  (local.set $cm (i32.shl (local.get $cm) (i32.const 2)))
  (local.set $acc (i32.and (local.get $form) (i32.const 1)))
  (local.set $s (f32x4.splat (local.get $alpha)))
  (local.set $P (i32.and (i32.add (local.get $K) (i32.const 3)) (i32.const -4)))
  (local.set $panel (i32.shl (local.get $P) (i32.const 5)))
  ;; B into panels of 8 columns
  (local.set $at (local.get $S))
  (loop $panels
    (call $pack4 (i32.add (local.get $B) (i32.mul (local.get $n) (local.get $bn))) (local.get $bn) (local.get $bk)
      (call $upto4 (i32.sub (local.get $N) (local.get $n))) (local.get $K) (local.get $P) (local.get $at) (i32.const 32))
    (local.set $n (i32.add (local.get $n) (i32.const 4)))
    (if (i32.lt_u (local.get $n) (local.get $N)) (then
      (call $pack4 (i32.add (local.get $B) (i32.mul (local.get $n) (local.get $bn))) (local.get $bn) (local.get $bk)
        (call $upto4 (i32.sub (local.get $N) (local.get $n))) (local.get $K) (local.get $P)
        (i32.add (local.get $at) (i32.const 16)) (i32.const 32))))
    (local.set $at (i32.add (local.get $at) (local.get $panel)))
    (br_if $panels (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 4))) (local.get $N))))
  (local.set $pa (local.get $at))
  (local.set $tile (i32.add (local.get $pa) (i32.shl (local.get $P) (i32.const 4))))
  (loop $rows
    (local.set $h (call $upto4 (i32.sub (local.get $M) (local.get $m))))
    (call $pack4 (i32.add (local.get $A) (i32.mul (local.get $m) (local.get $am))) (local.get $am) (local.get $ak)
      (local.get $h) (local.get $K) (local.get $P) (local.get $pa) (i32.const 16))
    ;; which k and which n count in these rows
    (local.set $from (i32.const 0))
    (local.set $count (local.get $P))
    (local.set $last (local.get $N))
    (local.set $r (i32.add (local.get $m) (i32.const 4)))
    (if (i32.and (local.get $form) (i32.const 8)) (then
      (local.set $from (local.get $m))
      (local.set $count (i32.sub (local.get $P) (local.get $m)))))
    (if (i32.and (i32.and (local.get $form) (i32.const 4)) (i32.shl (i32.lt_u (local.get $r) (local.get $P)) (i32.const 2)))
      (then (local.set $count (local.get $r))))
    (if (i32.and (i32.and (local.get $form) (i32.const 2)) (i32.shl (i32.lt_u (local.get $r) (local.get $N)) (i32.const 1)))
      (then (local.set $last (local.get $r))))
    (local.set $at (i32.add (local.get $S) (i32.shl (local.get $from) (i32.const 5))))
    (local.set $n (i32.const 0))
    (loop $cols
      (local.set $c (i32.add (i32.add (local.get $C) (i32.mul (local.get $m) (local.get $cm))) (i32.shl (local.get $n) (i32.const 2))))
      (local.set $w (i32.sub (local.get $N) (local.get $n)))
      (if (i32.and (i32.eq (local.get $h) (i32.const 4)) (i32.ge_u (local.get $w) (i32.const 8)))
        (then
          (call $micro (i32.add (local.get $pa) (i32.shl (local.get $from) (i32.const 4))) (local.get $at) (local.get $count)
            (local.get $c) (local.get $cm) (local.get $acc) (local.get $s)))
        (else
          ;; a block at the edge goes through a tile of its own
          (call $micro (i32.add (local.get $pa) (i32.shl (local.get $from) (i32.const 4))) (local.get $at) (local.get $count)
            (local.get $tile) (i32.const 32) (i32.const 0) (local.get $s))
          (if (i32.gt_u (local.get $w) (i32.const 8)) (then (local.set $w (i32.const 8))))
          (local.set $r (i32.const 0))
          (loop $row
            (local.set $t (i32.const 0))
            (loop $col
              (local.set $v (f32.load (i32.add (i32.add (local.get $tile) (i32.shl (local.get $r) (i32.const 5))) (i32.shl (local.get $t) (i32.const 2)))))
              (if (local.get $acc) (then
                (local.set $v (f32.add (local.get $v) (f32.load (i32.add (local.get $c) (i32.shl (local.get $t) (i32.const 2))))))))
              (f32.store (i32.add (local.get $c) (i32.shl (local.get $t) (i32.const 2))) (local.get $v))
              (br_if $col (i32.lt_u (local.tee $t (i32.add (local.get $t) (i32.const 1))) (local.get $w))))
            (local.set $c (i32.add (local.get $c) (local.get $cm)))
            (br_if $row (i32.lt_u (local.tee $r (i32.add (local.get $r) (i32.const 1))) (local.get $h))))))
      (local.set $at (i32.add (local.get $at) (local.get $panel)))
      (br_if $cols (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 8))) (local.get $last))))
    (br_if $rows (i32.lt_u (local.tee $m (i32.add (local.get $m) (i32.const 4))) (local.get $M)))))

(func $upto4 (param $n i32) (result i32)
  (select (i32.const 4) (local.get $n) (i32.gt_u (local.get $n) (i32.const 4))))
