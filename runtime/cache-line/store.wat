;; Stores a line of 64 bytes into the memory of one isle in one life: one instance for each isle that a core reaches.
;; check.wat has checked address and bell, and calls this through its table.
;;
;; Two forms of the same. Who sees the first word must see the rest, so it is stored last. `store` says so to every machine. `store_in_order`
;; is for machines that make stores visible in program order (x86): its store is a plain one, so that the lines of a burst are on their
;; way at once, not one after the other; but then the look at the bell may come before the line is visible, for less than a microsecond.
;; A sleeper therefore looks once more when it has slept for a while (hermit.h), as in Morrison and Afek, "Temporally Bounding TSO for
;; Fence-Free Asymmetric Synchronization", ASPLOS 2015.
(module
  (import "isle" "memory" (memory 1 65536 shared))
  (import "isle" "life" (global $life i32))
  ;; What the caller answers when this instance is not for the isle that has the number now.
  (import "isle" "stranger" (global $stranger i32))

  (func $ring (param $bell i32)
    (if (i32.load offset=4 (local.get $bell)) (then
      (drop (i32.atomic.rmw.add (local.get $bell) (i32.const 1)))
      (drop (memory.atomic.notify (local.get $bell) (i32.const -1))))))

  (func (export "store")
    (param $life_now i32) (param $address i32) (param $bell i32)
    (param $a v128) (param $b v128) (param $c v128) (param $d v128) (result i32)
    (if (i32.ne (local.get $life_now) (global.get $life)) (then (return (global.get $stranger))))
    (v128.store offset=16 align=4 (local.get $address) (local.get $b))
    (v128.store offset=32 align=4 (local.get $address) (local.get $c))
    (v128.store offset=48 align=4 (local.get $address) (local.get $d))
    (i64.store offset=8 align=4 (local.get $address) (i64x2.extract_lane 1 (local.get $a)))
    (i32.store offset=4 (local.get $address) (i32x4.extract_lane 1 (local.get $a)))
    (i32.atomic.store (local.get $address) (i32x4.extract_lane 0 (local.get $a)))
    (if (local.get $bell) (then (call $ring (local.get $bell))))
    (i32.const 0))

  (func (export "store_in_order")
    (param $life_now i32) (param $address i32) (param $bell i32)
    (param $a v128) (param $b v128) (param $c v128) (param $d v128) (result i32)
    (if (i32.ne (local.get $life_now) (global.get $life)) (then (return (global.get $stranger))))
    (v128.store offset=16 align=4 (local.get $address) (local.get $b))
    (v128.store offset=32 align=4 (local.get $address) (local.get $c))
    (v128.store offset=48 align=4 (local.get $address) (local.get $d))
    (i64.store offset=8 align=4 (local.get $address) (i64x2.extract_lane 1 (local.get $a)))
    (i32.store offset=4 (local.get $address) (i32x4.extract_lane 1 (local.get $a)))
    (i32.store (local.get $address) (i32x4.extract_lane 0 (local.get $a)))
    (if (local.get $bell) (then (call $ring (local.get $bell))))
    (i32.const 0)))
