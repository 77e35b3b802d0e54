/*
 * The host interface: all calls that an image may make to the runtime. Everything else goes through the words of layout.h.
 *
 * An image imports its memory as `env.memory` and the functions below from the module HV_MODULE, whose number is the interface's
 * version: a runtime that serves another version refuses the image before any of its code runs. An image imports only what it calls.
 *
 * The image MUST export
 *   hermit_boot()       entered once, on core 0, after the boot page is complete; returns only when core 0 halts.
 * and, if it can run more than one thread,
 *   hermit_core(core)   entered once on every other core; returns only when that core halts.
 * The runtime WILL call each on a separate thread. A trap in either ends the isle.
 *
 * Unless noted, every call
 *   - may be made from any core at any time, with kernel locks held, and by several cores at once;
 *   - never blocks, allocates nothing, and runs none of the image's code;
 *   - does not fail. Numbers and addresses are unsigned words; an invalid one never reaches outside the memory of the calling isle;
 *   - is no memory barrier: it does not affect the order in which other cores see this core's stores.
 *
 * Calls that access other isles return 0 or more, or a negative Linux error number (EINVAL, EAGAIN, EPIPE, EFAULT, EBUSY). A
 * `capability` is a value that hv_bind returned on any core of this isle; others give -EINVAL. Once a capability gives -EPIPE, it always does.
 */
#ifndef HERMIT_HV_H
#define HERMIT_HV_H

/* A call a line. */
// clang-format off

#define HV_MODULE "hermit_3"
#define HV_CALL(name) __attribute__((import_module(HV_MODULE), import_name(#name)))

/*
 * Reads Linux's CLOCK_MONOTONIC and stores it in nanoseconds, as 64 bits, at SLOT_TIME of the calling core's slot. Times on one core never
 * decrease; all cores use the same clock. It returns nothing, because JavaScript would allocate a returned number.
 */
HV_CALL(clock) void hv_clock(void);

/*
 * Leaves the image on this core: unwinds it without running more of its code. Does not return. The core MUST NOT hold a kernel lock, which
 * would never be released. Called when HALT is set, or when the program has exited.
 */
HV_CALL(halt) _Noreturn void hv_halt(void);

/*
 * Writes the kernel's last message before a trap to the Linux side's standard error, truncated to 1024 bytes; at most 16 messages from
 * each core are written. A range outside the memory is ignored. Blocks while standard error is full.
 */
HV_CALL(log) void hv_log(const char *text, unsigned length);

/*
 * Serves the request that this core has posted in its slot (layout.h: core slots), and returns when SLOT_STATE is SLOT_DONE; leaves
 * the image as hv_halt does if the request has ended the isle. Only for core 0 if BOOT_DIRECT is set: on others it returns
 * at once. Blocks as long as the request does.
 */
HV_CALL(serve) void hv_serve(void);

/*
 * Calls the exported function with this number (layout.h: calls) on this core. Writes the result to the 8 bytes at `frame` and reads the
 * arguments after it, 8 bytes each, with their own types; `frame` MUST be a multiple of 8 with room for all of them. Returns when the function
 * does; no kernel lock may be held. An invalid function number or a frame outside the memory traps.
 */
HV_CALL(call) void hv_call(int function, void *frame);

/*
 * The state of an isle: HERMIT_ISLE_ABSENT, HERMIT_ISLE_RUNNING or HERMIT_ISLE_ENDED (hermit.h), or -EINVAL for an invalid
 * number. It may have changed by the time the call returns: a running isle may end, and a number may be reused.
 */
HV_CALL(isle_state) int hv_isle_state(int isle);

/*
 * Makes [start, start + length) of this isle's memory the region with this number, for all isles to bind. `start` MUST be a multiple of 4.
 * 0; -EINVAL if it is not, for a number out of range, or a range outside the memory; -EBUSY if that region is open. Earlier stores of this core
 * are visible to isles that bind the region afterwards.
 */
HV_CALL(open) int hv_open(int region, unsigned start, unsigned length);

/*
 * Voids every capability for the region. 0; -EINVAL if it is not open. An access in progress on another core may complete afterwards:
 * reuse the memory only where a late store can do no harm.
 */
HV_CALL(close) int hv_close(int region);

/*
 * Returns a capability (0 or more) for a region of an isle, which may be this one. -EINVAL for numbers out of range; -EAGAIN while the isle or
 * the region does not exist yet; -EPIPE if the isle has ended. It is valid until the region is closed or its isle ends. In a machine that
 * isles join later, a core's first call that concerns an isle's present life (this call or one that uses its capability) blocks until
 * the loader has reported the isle, for as long as the loader's thread is busy.
 */
HV_CALL(bind) int hv_bind(int isle, int region);

/*
 * Copies `length` bytes from this isle's memory into the region; then, unless `bell` is HV_NO_BELL or HV_UNORDERED, rings the bell there
 * as hv_ring does. 0; -EINVAL for a range outside this isle's memory; -EFAULT beyond the region; -EPIPE. Errors of hv_ring are returned
 * after the bytes have been copied.
 *
 * Order: if offset and `from` are multiples of 4 and length is at least 4, the first word is stored last, with
 * release semantics: a load of it with acquire semantics that sees it sees all the rest, and all earlier stores of this core there. With
 * HV_UNORDERED no word is last, and a later hv_put to the same isle makes the bytes visible. Otherwise bytes become visible in any order.
 */
HV_CALL(put) int hv_put(int capability, unsigned offset, const void *from, unsigned length, unsigned bell);

/*
 * Copies `length` bytes of the region into this isle's memory. 0, or an error as from hv_put. Order: the first word, aligned as there, is
 * loaded first, with acquire semantics; so if this call sees the first word of an hv_put, it sees all of its bytes.
 */
HV_CALL(get) int hv_get(int capability, unsigned offset, void *to, unsigned length);

/*
 * Adds to the word at `offset`, or stores `desired` there if it is `expected`; stores the previous value at `old`, in this isle's memory.
 * `offset` and `old` MUST be multiples of 4, otherwise -EINVAL. 0, or an error as from hv_put, which leaves everything unchanged. Atomic among
 * all isles and cores, and sequentially consistent with every other atomic access.
 */
HV_CALL(fetch_add) int hv_fetch_add(int capability, unsigned offset, int value, int *old);
HV_CALL(compare_swap) int hv_compare_swap(int capability, unsigned offset, int expected, int desired, int *old);

/*
 * Rings the bell of two words (hermit.h) at `bell` of the region: if its second word, the number of sleepers, is not 0, adds 1 to the
 * first and wakes the sleepers. Earlier stores of this core are visible to the woken threads, and to those that arm the bell later. 0, -EINVAL
 * if `bell` is not a multiple of 4, -EFAULT or -EPIPE.
 */
HV_CALL(ring) int hv_ring(int capability, unsigned bell);

#ifdef __wasm_simd128__
typedef int hv_quarter __attribute__((vector_size(16)));

/*
 * An hv_put of 64 bytes passed by value, in less than half the time. `offset` MUST be a multiple of 4, otherwise -EINVAL. The first word of
 * `a` is stored last, with release semantics; then the bell is rung unless it is HV_NO_BELL. 0, -EFAULT or -EPIPE.
 */
HV_CALL(put_line) int hv_put_line(int capability, unsigned offset, unsigned bell, hv_quarter a, hv_quarter b, hv_quarter c, hv_quarter d);
#endif

#define HV_NO_BELL 0xffffffffu     /* rings no bell */
#define HV_UNORDERED 0xfffffffeu   /* hv_put: rings no bell, stores no word last */

// clang-format on
#endif
