;; Checks a put of a line, as fabric/table.ts checks every put, and has the target isle's own instance of store.wat do it. One instance a
;; core. Its memory is the fabric's table, which no image can reach. Numbers that it defines come from there as globals.
(module
  (import "fabric" "memory" (memory 1 65536 shared))
  (import "fabric" "targets" (table $targets 1 funcref))
  (import "fabric" "lives" (global $lives i32))            ;; address of the isles' lives
  (import "fabric" "regions" (global $regions i32))        ;; address of the table of regions, 16 bytes each
  (import "fabric" "region_bits" (global $region_bits i32))
  (import "fabric" "place_bits" (global $place_bits i32))
  (import "fabric" "open" (global $open i32))              ;; low bits of an open region's first word
  (import "fabric" "no_bell" (global $no_bell i32))
  (import "fabric" "stranger" (global $stranger i32))
  (import "fabric" "efault" (global $efault i32))          ;; these three are negative
  (import "fabric" "einval" (global $einval i32))
  (import "fabric" "epipe" (global $epipe i32))
  ;; Makes an isle's memory known to this core: 0, or minus an error number.
  (import "fabric" "meet" (func $meet (param $isle i32) (result i32)))

  (type $store (func (param i32 i32 i32 v128 v128 v128 v128) (result i32)))

  ;; The function for an isle that this core has not met.
  (func (export "absent") (type $store) (global.get $stranger))

  (func (export "put_line")
    (param $capability i32) (param $offset i32) (param $bell i32)
    (param $a v128) (param $b v128) (param $c v128) (param $d v128)
    (result i32)
    (local $place i32) (local $at i32) (local $generation i32) (local $isle i32) (local $start i32) (local $length i32) (local $result i32)
    (if (i32.lt_s (local.get $capability) (i32.const 0)) (then (return (global.get $einval))))
    (local.set $place (i32.and (local.get $capability)
      (i32.sub (i32.shl (i32.const 1) (global.get $place_bits)) (i32.const 1))))
    (local.set $isle (i32.shr_u (local.get $place) (global.get $region_bits)))
    (local.set $at (i32.add (global.get $regions) (i32.shl (local.get $place) (i32.const 4))))
    (local.set $generation
      (i32.or (i32.shl (i32.shr_u (local.get $capability) (global.get $place_bits)) (i32.const 2)) (global.get $open)))
    (if (i32.ne (i32.load (local.get $at)) (local.get $generation)) (then (return (global.get $epipe))))
    (local.set $start (i32.load offset=4 (local.get $at)))
    (local.set $length (i32.load offset=8 (local.get $at)))
    ;; Opened anew meanwhile, the two words may be of different regions.
    (if (i32.ne (i32.atomic.load (local.get $at)) (local.get $generation)) (then (return (global.get $epipe))))
    (if (i32.and (local.get $offset) (i32.const 3)) (then (return (global.get $einval))))
    (if (i32.or (i32.gt_u (local.get $offset) (local.get $length))
                (i32.lt_u (i32.sub (local.get $length) (local.get $offset)) (i32.const 64)))
      (then (return (global.get $efault))))
    (if (i32.eq (local.get $bell) (global.get $no_bell))
      (then (local.set $bell (i32.const 0)))
      (else
        (if (i32.and (local.get $bell) (i32.const 3)) (then (return (global.get $einval))))
        (if (i32.or (i32.gt_u (local.get $bell) (local.get $length))
                    (i32.lt_u (i32.sub (local.get $length) (local.get $bell)) (i32.const 8)))
          (then (return (global.get $efault))))
        (local.set $bell (i32.add (local.get $bell) (local.get $start)))))
    (local.set $start (i32.add (local.get $start) (local.get $offset)))
    (loop $again
      (local.set $result
        (call_indirect $targets (type $store)
          (i32.load (i32.add (global.get $lives) (i32.shl (local.get $isle) (i32.const 2))))
          (local.get $start) (local.get $bell)
          (local.get $a) (local.get $b) (local.get $c) (local.get $d)
          (local.get $isle)))
      (if (i32.eq (local.get $result) (global.get $stranger)) (then
        (local.set $result (call $meet (local.get $isle)))
        (br_if $again (i32.eqz (local.get $result))))))
    (local.get $result)))
