/*
 * The host interface: everything that an image may ask of the runtime by a call. All else goes through the words of layout.h.
 *
 * An image imports its memory as `env.memory` and the functions below from the module HV_MODULE, whose number is the interface's
 * version: a runtime that serves another version refuses the image before any of its code runs. An image imports only what it calls.
 *
 * The image MUST export
 *   hermit_boot()       entered once, on core 0, after the boot page is complete; returns only when core 0 halts.
 * and, if it can run more than one thread,
 *   hermit_core(core)   entered once on every other core; returns only when that core halts.
 * The runtime WILL call each on a thread of its own. A trap in either ends the isle.
 *
 * What holds for every call, unless its paragraph says otherwise:
 *   - It may be made from any core at any time, with kernel locks held, and by several cores at once.
 *   - It never blocks, allocates nothing, and runs nothing of the image.
 *   - It does not fail. Numbers and addresses are unsigned words; a wrong one never reaches beyond the memory of the isle that gave it.
 *   - It orders nothing: what other cores see of this core's stores is as if the call were not there.
 *
 * Calls that reach other isles return 0 or more, or minus an error number of Linux's (EINVAL, EAGAIN, EPIPE, EFAULT, EBUSY). A
 * `capability` is what hv_bind returned on any core of this isle; another number is -EINVAL. Who was told -EPIPE will be told so again.
 */
#ifndef HERMIT_HV_H
#define HERMIT_HV_H

/* A call a line. */
// clang-format off

#define HV_MODULE "hermit_3"
#define HV_CALL(name) __attribute__((import_module(HV_MODULE), import_name(#name)))

/*
 * Reads Linux's CLOCK_MONOTONIC. Stores nanoseconds, 64 bits, at SLOT_TIME of the calling core's slot. Times that one core reads never go
 * back; those of two cores are of one clock. It returns nothing, because a number that JavaScript returns is one that it allocates.
 */
HV_CALL(clock) void hv_clock(void);

/*
 * Leaves the image on this core: unwinds it without running anything more of it. Does not return. The core MUST hold no kernel lock, for
 * nobody would free it. Made when HALT is set, or when the program has exited.
 */
HV_CALL(halt) _Noreturn void hv_halt(void);

/*
 * Writes text to the Linux side's standard error: the kernel's last words before it traps. Of one text at most 1024 bytes come out, and
 * of one core at most 16 texts; a range outside the memory is ignored. Blocks while standard error takes nothing.
 */
HV_CALL(log) void hv_log(const char *text, unsigned length);

/*
 * Has the request served that this core has posted in its slot (layout.h: core slots), and returns when SLOT_STATE is SLOT_DONE; leaves
 * the image as hv_halt does if the request has ended the isle. To be called by core 0 where BOOT_DIRECT is set, and by no other: it returns
 * at once there. Blocks as long as the request does.
 */
HV_CALL(serve) void hv_serve(void);

/*
 * Calls the exported function with this number (layout.h: calls) on this core. The result's 8 bytes are written at `frame`, the arguments
 * read behind it, 8 bytes each, in their own types; `frame` MUST be a multiple of 8 with room for all of these. Returns when the function
 * does, and runs as long: no kernel lock may be held. A number that is no function's, and a frame outside the memory, trap.
 */
HV_CALL(call) void hv_call(int function, void *frame);

/*
 * What became of an isle: HERMIT_ISLE_ABSENT, HERMIT_ISLE_RUNNING or HERMIT_ISLE_ENDED (hermit.h), or -EINVAL for a number that is no
 * isle's. It may have changed by the time the call returns: a running isle ends, and a number may be used again.
 */
HV_CALL(isle_state) int hv_isle_state(int isle);

/*
 * Makes [start, start + length) of this isle's memory the region with this number, for all isles to bind. `start` MUST be a multiple of 4.
 * 0; -EINVAL if it is not, for a number out of range, or a range outside the memory; -EBUSY if that region is open. What this core stored before is there for whoever binds it after.
 */
HV_CALL(open) int hv_open(int region, unsigned start, unsigned length);

/*
 * Voids every capability for the region. 0; -EINVAL if it is not open. An access that began before, on another core, may still end after:
 * what lies there may be used for something else only when nobody's late store can do harm.
 */
HV_CALL(close) int hv_close(int region);

/*
 * A capability for a region of an isle, this one's own too: 0 or more. -EINVAL for numbers out of range; -EAGAIN while the isle or the
 * region is not there; -EPIPE when the isle has ended. It lasts until the region is closed or its isle has ended. In a machine that
 * isles join later, a core's first call that concerns an isle's present life, this one or one that uses a capability of it, blocks until
 * the loader has told of it, for as long as the loader's thread is busy.
 */
HV_CALL(bind) int hv_bind(int isle, int region);

/*
 * Copies `length` bytes from this isle's memory into the region; then, unless `bell` is HV_NO_BELL or HV_UNORDERED, rings the bell there
 * as hv_ring does. 0; -EINVAL for a range outside this isle's memory; -EFAULT beyond the region; -EPIPE. What hv_ring answers, it answers
 * when the bytes are there.
 *
 * Order: if offset, `from` and length allow it (offset and `from` multiples of 4, at least 4 bytes), the first word is stored last, in
 * release order: who loads it in acquire order and finds it there sees all the rest, and all that this core stored there before. With
 * HV_UNORDERED no word is last, and a later hv_put to the same isle makes the bytes known. Otherwise bytes become known in any order.
 */
HV_CALL(put) int hv_put(int capability, unsigned offset, const void *from, unsigned length, unsigned bell);

/*
 * Copies `length` bytes of the region into this isle's memory. 0, or an error as of hv_put. Order: the first word, aligned as there, is
 * loaded first, in acquire order; so what hv_put stored with a word that this call has seen is seen whole.
 */
HV_CALL(get) int hv_get(int capability, unsigned offset, void *to, unsigned length);

/*
 * Adds to the word at `offset`, or stores `desired` there if it is `expected`; the word before goes to `old`, of this isle's memory.
 * `offset` and `old` MUST be multiples of 4: else -EINVAL. 0, or an error as of hv_put, and then nothing has changed. Atomic among all isles and
 * cores, in sequential order with every other atomic access.
 */
HV_CALL(fetch_add) int hv_fetch_add(int capability, unsigned offset, int value, int *old);
HV_CALL(compare_swap) int hv_compare_swap(int capability, unsigned offset, int expected, int desired, int *old);

/*
 * Rings the bell of two words (hermit.h) at `bell` of the region: if its second word, the count of its sleepers, is not 0, adds 1 to the
 * first and wakes who waits there. All that this core stored before is known to who is woken, and to who arms the bell later. 0, -EINVAL
 * if `bell` is no multiple of 4, -EFAULT or -EPIPE.
 */
HV_CALL(ring) int hv_ring(int capability, unsigned bell);

#ifdef __wasm_simd128__
typedef int hv_quarter __attribute__((vector_size(16)));

/*
 * hv_put of 64 bytes that come by value, in less than half of its time. `offset` MUST be a multiple of 4: else -EINVAL. The first word of
 * `a` is stored last, in release order, and then the bell is rung unless it is HV_NO_BELL. 0, -EFAULT or -EPIPE.
 */
HV_CALL(put_line) int hv_put_line(int capability, unsigned offset, unsigned bell, hv_quarter a, hv_quarter b, hv_quarter c, hv_quarter d);
#endif

#define HV_NO_BELL 0xffffffffu     /* nothing is rung */
#define HV_UNORDERED 0xfffffffeu   /* hv_put: nothing is rung, and no word is stored last */

// clang-format on
#endif
