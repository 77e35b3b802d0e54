/*
 * The host interface: everything that an image may ask of the runtime by a call. All else goes through the words of layout.h.
 *
 * An image imports its memory as `env.memory` and the functions below from the module HV_MODULE, whose number is the
 * interface's version: a runtime that serves another version refuses the image before any of its code runs.
 *
 * The image MUST export
 *   hermit_boot()       entered once, on core 0, after the boot page is complete; returns only when core 0 halts.
 * and, if it can run more than one thread,
 *   hermit_core(core)   entered once on every other core; returns only when that core halts.
 *
 * The runtime WILL call each on a worker thread of its own. A trap in either ends the machine. Every call below may be made from
 * any core at any time, allocates nothing, and never blocks.
 */
#ifndef HERMIT_HV_H
#define HERMIT_HV_H

#define HV_MODULE "hermit_2"
#define HV_CALL(name) __attribute__((import_module(HV_MODULE), import_name(#name)))

/*
 * Stores Linux's CLOCK_MONOTONIC in nanoseconds, 64 bits, at SLOT_TIME of the calling core's slot. Never fails. It returns nothing,
 * because a number that JavaScript returns is one that it allocates.
 */
HV_CALL(clock) void hv_clock(void);

/*
 * Leaves the image on this core: unwinds it without running anything more of it. The core MUST hold no kernel lock. Called when
 * HALT is set or when the program has exited. Does not return.
 */
HV_CALL(halt) _Noreturn void hv_halt(void);

/* Writes `length` bytes of text to the Linux side's standard error: the kernel's last words before it traps. A range outside
 * the memory is ignored. */
HV_CALL(log) void hv_log(const char *text, unsigned length);

/*
 * Calls the exported function with this number (layout.h: calls). Of `frame`, the result's 8 bytes are written and the arguments
 * read, 8 bytes each behind it, in their own types. A number that is no function's traps. Returns when the function does.
 */
HV_CALL(call) void hv_call(int function, void *frame);

/*
 * One-sided access: hermit.h tells what these mean; they return 0 or more, or minus an error number. `capability` is what hv_bind
 * returned on any core of this isle. Every range is checked: within this isle's memory, and within the region.
 *
 * hv_isle_state   HERMIT_ISLE_…, -EINVAL for a number that is no isle's
 * hv_open         makes [start, start + length) of this isle the region; -EBUSY if it is open
 * hv_close        voids every capability for it; -EINVAL if it is not open
 * hv_bind         a capability; -EAGAIN while the isle or the region is not there, -EPIPE when the isle has ended. In a machine that
 *                 isles join later, a core's first call that concerns an isle waits until the loader has told of it
 * hv_put          copies in, the first word last; then, unless `bell` is HV_NO_BELL, rings that bell if it has sleepers
 * hv_get          copies out, the first word first
 * hv_fetch_add, hv_compare_swap   on an aligned word; the value before is stored at `old`
 * hv_ring         rings a bell if it has sleepers: adds 1 to its first word and wakes who waits there
 * hv_put_line     hv_put of 64 bytes that come by value, in less than half of its time. `offset` is a multiple of 4
 */
HV_CALL(isle_state) int hv_isle_state(int isle);
HV_CALL(open) int hv_open(int region, unsigned start, unsigned length);
HV_CALL(close) int hv_close(int region);
HV_CALL(bind) int hv_bind(int isle, int region);
HV_CALL(put) int hv_put(int capability, unsigned offset, const void *from, unsigned length, unsigned bell);
HV_CALL(get) int hv_get(int capability, unsigned offset, void *to, unsigned length);
HV_CALL(fetch_add) int hv_fetch_add(int capability, unsigned offset, int value, int *old);
HV_CALL(compare_swap) int hv_compare_swap(int capability, unsigned offset, int expected, int desired, int *old);
HV_CALL(ring) int hv_ring(int capability, unsigned bell);
#ifdef __wasm_simd128__
typedef int hv_quarter __attribute__((vector_size(16)));
HV_CALL(put_line) int hv_put_line(int capability, unsigned offset, unsigned bell, hv_quarter a, hv_quarter b, hv_quarter c, hv_quarter d);
#endif

#define HV_NO_BELL 0xffffffffu
#define HV_UNORDERED 0xfffffffeu   /* hv_put: no bell, and no word that is stored last; a later hv_put makes the bytes known */

#endif
