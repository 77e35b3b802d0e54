/*
 * Pages of the isle's memory: a bitmap, searched from where the last search ended. The bitmap lies at the start of the heap rather
 * than in the image's data, so that it costs memory only where it is used.
 */
#include <string.h>
#include "core.h"
#include "pages.h"

extern char __heap_base;
static uint32_t *bitmap;
static uint32_t first, end, hint,
	fresh;   /* page numbers; pages from `fresh` on were never handed out, so they are zero */
static volatile int pages_lock;

static void init(void)
{
	uint32_t base = ((uint32_t)&__heap_base + PAGE_SIZE_ - 1) / PAGE_SIZE_;
	end = (uint32_t)*word(BOOT_MEMORY_END) / PAGE_SIZE_;
	if (end < base + 64)
		panic("the memory is too small for this image: run it with a larger --mem");
	bitmap = (uint32_t *)(base * PAGE_SIZE_);
	first = hint = fresh = base + (end / 8 + PAGE_SIZE_ - 1) / PAGE_SIZE_;
}

static inline int used(uint32_t p) { return bitmap[p / 32] >> p % 32 & 1; }

static void mark(uint32_t p, uint32_t n, int value)
{
	for (; n && p % 32; p++, n--)
		bitmap[p / 32] = (bitmap[p / 32] & ~(1u << p % 32)) | (uint32_t)value << p % 32;
	for (; n >= 32; p += 32, n -= 32) bitmap[p / 32] = value ? ~0u : 0;
	for (; n; p++, n--)
		bitmap[p / 32] = (bitmap[p / 32] & ~(1u << p % 32)) | (uint32_t)value << p % 32;
}

/* First run of n free pages in [from, to), aligned to `align` pages; 0 if there is none. */
static uint32_t find(uint32_t from, uint32_t to, uint32_t n, uint32_t align)
{
	for (uint32_t p = from; p < to;) {
		p = (p + align - 1) / align * align;
		uint32_t q = p;
		while (q < to && q < p + n && !used(q))
			q += q % 32 == 0 && q + 32 <= p + n && !bitmap[q / 32] ? 32 : 1;
		if (q >= p + n) return q <= to ? p : 0;
		while (q < to && used(q)) q += q % 32 == 0 && bitmap[q / 32] == ~0u ? 32 : 1;
		p = q;
	}
	return 0;
}

void *pages_alloc(uint32_t n, uint32_t align, int zero)
{
	if (!n) return 0;
	lock(&pages_lock);
	if (!bitmap) init();
	uint32_t p = n > end - first ? 0 : find(hint, end, n, align);
	if (!p && n <= end - first) p = find(first, end, n, align);
	if (!p) {
		unlock(&pages_lock);
		return 0;
	}
	mark(p, n, 1);
	if (p == hint || align == 1) hint = p + n;
	uint32_t was_fresh = fresh;
	if (p + n > fresh) fresh = p + n;
	unlock(&pages_lock);
	if (zero && p < was_fresh)
		memset((void *)(p * PAGE_SIZE_), 0,
			((p + n < was_fresh ? p + n : was_fresh) - p) * PAGE_SIZE_);
	return (void *)(p * PAGE_SIZE_);
}

void pages_free(void *at, uint32_t n)
{
	uint32_t p = (uint32_t)at / PAGE_SIZE_;
	lock(&pages_lock);
	mark(p, n, 0);
	if (p < hint) hint = p;
	unlock(&pages_lock);
}

int pages_extend(void *at, uint32_t n, uint32_t more)
{
	uint32_t p = (uint32_t)at / PAGE_SIZE_ + n;
	lock(&pages_lock);
	int fits = bitmap && more <= end - p && p <= end && find(p, p + more, more, 1) == p;
	uint32_t was_fresh = fresh;
	if (fits) {
		mark(p, more, 1);
		if (p + more > fresh) fresh = p + more;
	}
	unlock(&pages_lock);
	if (fits && p < was_fresh)
		memset((void *)(p * PAGE_SIZE_), 0,
			((p + more < was_fresh ? p + more : was_fresh) - p) * PAGE_SIZE_);
	return fits;
}

int pages_owned(void *at, uint32_t n)
{
	uint32_t p = (uint32_t)at / PAGE_SIZE_, all = n;
	lock(&pages_lock);
	int owned = bitmap && p >= first && p < end && n <= end - p;
	for (uint32_t i = 0; owned && i < all; i++) owned = used(p + i);
	unlock(&pages_lock);
	return owned;
}

long pages_claim(void *at, uint32_t n, int only_free)
{
	uint32_t p = (uint32_t)at / PAGE_SIZE_;
	long r = 0;
	lock(&pages_lock);
	if (!bitmap) init();
	if (p < first || p >= end || n > end - p) r = -ENOMEM;
	for (uint32_t i = 0; !r && only_free && i < n; i++)
		if (used(p + i)) r = -EEXIST;
	if (!r) {
		mark(p, n, 1);
		if (p + n > fresh) fresh = p + n;
	}
	unlock(&pages_lock);
	return r;
}

void pages_drop_range(void *at, uint32_t n)
{
	uint32_t p = (uint32_t)at / PAGE_SIZE_;
	if (!bitmap || p >= end || p + n <= first) return;
	if (p < first) n -= first - p, p = first;
	pages_free((void *)(p * PAGE_SIZE_), n < end - p ? n : end - p);
}
