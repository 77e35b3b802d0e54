#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include "fd.h"
#include "mappings.h"
#include "pages.h"
#include "proxy.h"

static inline uint32_t pages(uint32_t size) { return size / PAGE_SIZE_ + !!(size % PAGE_SIZE_); }

SYSCALL(mmap2)
{
	uint32_t n = pages(b);
	void *at = (void *)a;
	if (!b || !(d & MAP_TYPE)) return -EINVAL;
	if ((d & MAP_FIXED_NOREPLACE) == MAP_FIXED_NOREPLACE && pages_owned(at, n)) return -EEXIST;
	if (d & MAP_FIXED) {
		if (a % PAGE_SIZE_) return -EINVAL;
		if (!pages_owned(at, n)) return -ENOMEM;
		unmap_files(at, b);
		memset(at, 0, n * PAGE_SIZE_);
	} else if (!(at = pages_alloc(n, 1, 1))) return -ENOMEM;
	if (d & MAP_ANON) return (long)at;
	long r = map_file(at, b, c, d, e, f);
	if (r < 0 && !(d & MAP_FIXED)) pages_free(at, n);
	return r < 0 ? r : (long)at;
}

SYSCALL(munmap)
{
	if (a % PAGE_SIZE_ || !b) return -EINVAL;
	unmap_files((void *)a, b);
	pages_drop_range((void *)a, pages(b));
	return 0;
}

SYSCALL(mremap)
{
	uint32_t old = pages(b), new = pages(c);
	void *at = (void *)a;
	if (a % PAGE_SIZE_ || !b || !c || d & MREMAP_FIXED) return -EINVAL;
	if (!pages_owned(at, old)) return -EFAULT;
	if (new <= old) {
		if (new < old) pages_free((char *)at + new * PAGE_SIZE_, old - new);
		return a;
	}
	if (pages_extend(at, old, new - old)) return a;
	if (!(d & MREMAP_MAYMOVE)) return -ENOMEM;
	void *to = pages_alloc(new, 1, 1);
	if (!to) return -ENOMEM;
	memcpy(to, at, old * PAGE_SIZE_);
	pages_free(at, old);
	return (long)to;
}

/* Every page may be read and written; there is nothing to protect, lock or advise. */
SYSCALL(mprotect) { return a % PAGE_SIZE_ ? -EINVAL : range_bad((void *)a, b) ? -ENOMEM : 0; }
SYSCALL(mlock) { return range_bad((void *)a, b) ? -ENOMEM : 0; }
SYSCALL(munlock) { return range_bad((void *)a, b) ? -ENOMEM : 0; }
SYSCALL(mlockall) { return !a || a & ~7 ? -EINVAL : 0; }
SYSCALL(munlockall) { return 0; }

SYSCALL(madvise)
{
	if (a % PAGE_SIZE_) return -EINVAL;
	if (c < 0 || (c > MADV_DONTNEED && c < MADV_FREE) || (c > 25 && c != MADV_HWPOISON && c != MADV_SOFT_OFFLINE)) return -EINVAL;
	if (range_bad((void *)a, b)) return -ENOMEM;
	/* The one advice with a visible effect: the pages read as zero afterwards. */
	if (c == MADV_DONTNEED) memset((void *)a, 0, pages(b) * PAGE_SIZE_);
	return 0;
}

SYSCALL(mincore)
{
	if (a % PAGE_SIZE_) return -EINVAL;
	if (!pages_owned((void *)a, pages(b))) return -ENOMEM;
	if (range_bad((void *)c, pages(b))) return -EFAULT;
	memset((void *)c, 1, pages(b));
	return 0;
}

