/* Calls that musl 1.2 has no function for, made by number. */
#ifndef RAW_H
#define RAW_H

#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_futex
#define SYS_futex SYS_futex_time64
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* The kernel's struct statx, as far as the tests read it: the same on every machine. */
struct raw_statx {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, pad;
	uint64_t ino, size, blocks, attributes_mask;
	uint64_t rest[24];
};

static inline int raw_close_range(unsigned first, unsigned last, unsigned flags)
{
	return syscall(SYS_close_range, first, last, flags);
}

static inline int raw_renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
	return syscall(SYS_renameat2, from, old, to, new, flags);
}

static inline int raw_statx(int dir, const char *path, int flags, unsigned mask, struct raw_statx *st)
{
	return syscall(SYS_statx, dir, path, flags, mask, st);
}

#endif
