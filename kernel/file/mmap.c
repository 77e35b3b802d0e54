#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include "fd.h"
#include "mappings.h"
#include "pages.h"
#include "proxy.h"

static inline uint32_t pages(uint32_t size) { return size / PAGE_SIZE_ + !!(size % PAGE_SIZE_); }

static inline int misplaced(const void *at) { return (uint32_t)at % PAGE_SIZE_ != 0; }

SYSCALL(mmap2)
{
	uint32_t n = pages(size);
	void *at = addr;
	if (!size || !(flags & MAP_TYPE)) return -EINVAL;
	if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
		if (misplaced(at)) return -EINVAL;
		long taken = pages_claim(at, n, (flags & MAP_FIXED_NOREPLACE) != 0);
		if (taken) return taken;
		unmap_files(at, size);
		memset(at, 0, n * PAGE_SIZE_);
	} else {
		long shared = flags & MAP_ANON || (flags & MAP_TYPE) == MAP_PRIVATE
			? 0
			: map_again(size, prot, fd, page);
		if (shared) return shared;
		if (!(at = pages_alloc(n, 1, 1))) return -ENOMEM;
	}
	if (flags & MAP_ANON) return (long)at;
	long r = map_file(at, size, prot, flags, fd, page);
	if (r < 0 && !(flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))) pages_free(at, n);
	return r < 0 ? r : (long)at;
}

SYSCALL(munmap)
{
	if (misplaced(addr) || !size) return -EINVAL;
	if (unmap_again(addr, size)) return 0;
	unmap_files(addr, size);
	pages_drop_range(addr, pages(size));
	return 0;
}

SYSCALL(mremap)
{
	uint32_t before = pages(old), after = pages(new);
	if (misplaced(addr) || !old || !new || flags & MREMAP_FIXED) return -EINVAL;
	if (!pages_owned(addr, before)) return -EFAULT;
	if (after <= before) {
		if (after < before) pages_free((char *)addr + after * PAGE_SIZE_, before - after);
		return (long)addr;
	}
	if (pages_extend(addr, before, after - before)) return (long)addr;
	if (!(flags & MREMAP_MAYMOVE)) return -ENOMEM;
	void *moved = pages_alloc(after, 1, 1);
	if (!moved) return -ENOMEM;
	memcpy(moved, addr, before * PAGE_SIZE_);
	pages_free(addr, before);
	return (long)moved;
}

/* Every page may be read and written; there is nothing to protect, lock or advise. */
SYSCALL(mprotect) { return misplaced(addr) ? -EINVAL : range_bad(addr, size) ? -ENOMEM : 0; }
SYSCALL(mlock) { return range_bad(addr, size) ? -ENOMEM : 0; }
SYSCALL(munlock) { return range_bad(addr, size) ? -ENOMEM : 0; }
SYSCALL(mlockall) { return !flags || flags & ~7 ? -EINVAL : 0; }
SYSCALL(munlockall) { return 0; }

static int advice_bad(int advice)
{
	return advice < 0 || (advice > MADV_DONTNEED && advice < MADV_FREE) ||
		(advice > 25 && advice != MADV_HWPOISON && advice != MADV_SOFT_OFFLINE);
}

SYSCALL(madvise)
{
	if (misplaced(addr) || advice_bad(advice)) return -EINVAL;
	if (range_bad(addr, size)) return -ENOMEM;
	/* The one advice with a visible effect: the pages read as zero afterwards. */
	if (advice == MADV_DONTNEED) memset(addr, 0, pages(size) * PAGE_SIZE_);
	return 0;
}

SYSCALL(mincore)
{
	if (misplaced(addr)) return -EINVAL;
	if (!pages_owned(addr, pages(size))) return -ENOMEM;
	if (range_bad(vec, pages(size))) return -EFAULT;
	memset(vec, 1, pages(size));
	return 0;
}
