/* What every file of the kernel knows: shared words, the core it runs on, and the shape of a system call. */
#ifndef HERMIT_KERNEL_H
#define HERMIT_KERNEL_H

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include "layout.h"
#include "hv.h"
#include "param.h"
#include "syscall_protos.h"
#include "syscall_signatures.h"

#define hidden __attribute__((visibility("hidden")))
#define noinline __attribute__((noinline))
#define weak __attribute__((weak))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* Words of layout.h */
static inline volatile int *word(uint32_t address) { return (volatile int *)address; }
static inline int load(volatile int *p) { return __atomic_load_n(p, __ATOMIC_ACQUIRE); }
static inline int load_sync(volatile int *p) { return __atomic_load_n(p, __ATOMIC_SEQ_CST); }
static inline void store(volatile int *p, int v) { __atomic_store_n(p, v, __ATOMIC_SEQ_CST); }
static inline int add(volatile int *p, int v) { return __atomic_fetch_add(p, v, __ATOMIC_SEQ_CST); }
static inline int swap(volatile int *p, int v)
{
	return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);
}
static inline int cas(volatile int *p, int expected, int v)
{
	__atomic_compare_exchange_n(p, &expected, v, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	return expected;
}

/* The core this code runs on: a WebAssembly global, because idle cores have no thread-local storage. */
static inline int core_number(void)
{
	int n;
	__asm__(".globaltype __hermit_core, i32\n\tglobal.get __hermit_core\n\tlocal.set %0" : "=r"(n));
	return n;
}
static inline volatile int *slot_word(int core, int offset)
{
	return word(CORE_SLOTS + core * CORE_SLOT_SIZE + offset);
}

/* Nanoseconds of CLOCK_MONOTONIC, the same on every core of every isle. */
static inline int64_t monotonic_ns(void)
{
	hv_clock();
	return *(volatile int64_t *)slot_word(core_number(), SLOT_TIME);
}

/* Pointers that a program passes: a range is valid if it lies in the memory and above the first page. */
static inline int range_bad(const void *p, uint32_t size)
{
	uint32_t start = (uint32_t)p, last = *word(BOOT_MEMORY_LIMIT);
	return start < NULL_PAGE || start > last || (size && size - 1 > last - start);
}

/*
 * A call of syscalls.tbl: `SYSCALL(name) { … return result or -errno; }`. The body sees the arguments under their names and in their
 * types there, all ranges checked (unless the table says `late`). Counting, tracing and the delivery of signals stand around it, so
 * that a call that nobody watches pays two loads.
 */
double call_begin(void);
void call_end(long nr, long a, long b, long c, long d, long e, long f, long result, double start);
#define SYSCALL(name) \
	SYSCALL_BODY(name) SYSCALL_ENTRY(name, checked_##name(WORDS_##name)) SYSCALL_HEAD(name)

/* The same for calls that take no time worth a trace, with one load. */
#define SYSCALL_QUICK(name) \
	SYSCALL_BODY(name) SYSCALL_QUICK_ENTRY(name, checked_##name(WORDS_##name)) SYSCALL_HEAD(name)

/* The same for bodies that are generated: they see the six words a to f as they came. */
#define SYSCALL_WORDS(name) \
	static inline __attribute__((always_inline)) long do_##name( \
		long a, long b, long c, long d, long e, long f); \
	SYSCALL_ENTRY(name, do_##name(a, b, c, d, e, f)) \
	static inline __attribute__((always_inline)) long do_##name( \
		long a, long b, long c, long d, long e, long f)

#define SYSCALL_HEAD(name) \
	static inline __attribute__((always_inline)) long do_##name(PARAMETERS_##name)
#define SYSCALL_BODY(name) \
	SYSCALL_HEAD(name); \
	static inline __attribute__((always_inline)) long checked_##name(PARAMETERS_##name) \
	{ \
		SIZES_##name return unlikely(CHECKED_##name) ? -EFAULT : do_##name(NAMES_##name); \
	}
#define SYSCALL_ENTRY(name, body) \
	long sys_##name(long a, long b, long c, long d, long e, long f) \
	{ \
		double start = unlikely(*word(WATCH)) ? call_begin() : 0; \
		long result = body; \
		if (unlikely(*word(WATCH))) call_end(__NR_##name, a, b, c, d, e, f, result, start); \
		return result; \
	}
#define SYSCALL_QUICK_ENTRY(name, body) \
	long sys_##name(long a, long b, long c, long d, long e, long f) \
	{ \
		long result = body; \
		if (unlikely(*word(WATCH))) call_end(__NR_##name, a, b, c, d, e, f, result, call_begin()); \
		return result; \
	}
/* A 64-bit argument out of its two words. */
#define CALL_OFFSET(low, high) \
	(int64_t)((uint64_t)(uint32_t)(low) | (uint64_t)(uint32_t)(high) << 32)

_Noreturn void panic(const char *what);

#endif
