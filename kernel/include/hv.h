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

#define HV_MODULE "hermit_1"
#define HV_CALL(name) __attribute__((import_module(HV_MODULE), import_name(#name)))

/* Monotonic time in nanoseconds, the same clock on every core and as Linux's CLOCK_MONOTONIC. Never fails. */
HV_CALL(clock) double hv_clock(void);

/*
 * Leaves the image on this core: unwinds it without running anything more of it. The core MUST hold no kernel lock. Called when
 * HALT is set or when the program has exited. Does not return.
 */
HV_CALL(halt) _Noreturn void hv_halt(void);

/* Writes `length` bytes of text to the Linux side's standard error: the kernel's last words before it traps. A range outside
 * the memory is ignored. */
HV_CALL(log) void hv_log(const char *text, unsigned length);

#endif
