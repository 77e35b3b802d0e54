/*
 * malloc. Small sizes come from free lists of their own on every core, so that threads do not meet; lists are refilled from and
 * drained to one central list a size class, some objects at a time (the scheme of tcmalloc, S. Ghemawat and P. Menage). A byte a
 * page tells the class of what lies there. Large sizes are runs of pages with a header.
 */
#include <stdlib.h>
#include <string.h>
#include "core.h"
#include "pages.h"

#define LARGEST 32768u
#define CLASSES 41
#define LARGE 255
#define HEADER 16u

/* 16 to 128 in steps of 16, then four classes a doubling up to LARGEST. Class 0 is no class. */
static inline uint32_t class_of(uint32_t n)
{
	if (n <= 128) return (n + 15) / 16 + !n;
	uint32_t power = 31 - __builtin_clz(n - 1);   /* 7 to 14 */
	return 9 + (power - 7) * 4 + (((n - 1) >> (power - 2)) & 3);
}

static inline uint32_t class_size(uint32_t c)
{
	if (c <= 8) return c * 16;
	return (5 + (c - 9) % 4) << ((c - 9) / 4 + 5);
}

struct object {
	struct object *next;
};
struct cache {
	struct object *list[CLASSES];
	uint16_t count[CLASSES];
};
static struct cache *caches[MAX_CORES];
static struct {
	volatile int lock;
	struct object *list;
} central[CLASSES];
static uint8_t *page_class;
static volatile int setup_lock;

static inline uint32_t batch_of(uint32_t size)
{
	/* Enough that the central list is seldom asked, and at most 64 KiB moved at once. */
	uint32_t n = 65536 / size;
	return n > 64 ? 64 : n < 4 ? 4 : n;
}

static noinline struct cache *new_cache(void)
{
	lock(&setup_lock);
	if (!page_class) {
		uint32_t map = (uint32_t)*word(BOOT_MEMORY_LIMIT) / PAGE_SIZE_ + 1;
		page_class = pages_alloc(map / PAGE_SIZE_ + 1, 1, 1);
	}
	struct cache *cache = page_class ? pages_alloc(1, 1, 1) : 0;
	if (cache) caches[core_number()] = cache;
	unlock(&setup_lock);
	return cache;
}

/* Takes some objects from the central list, or cuts new ones; returns one and caches the others. */
static noinline void *refill(struct cache *cache, uint32_t c)
{
	uint32_t size = class_size(c), n = batch_of(size), got = 0;
	struct object *list = 0;
	lock(&central[c].lock);
	while (got < n && central[c].list) {
		struct object *o = central[c].list;
		central[c].list = o->next;
		o->next = list;
		list = o;
		got++;
	}
	unlock(&central[c].lock);
	if (!got) {
		uint32_t span = (size * n + PAGE_SIZE_ - 1) / PAGE_SIZE_;
		char *at = pages_alloc(span, 1, 0);
		if (!at) return 0;
		memset(page_class + (uint32_t)at / PAGE_SIZE_, c, span);
		got = span * PAGE_SIZE_ / size;
		for (uint32_t i = got; i-- > 0;) {
			struct object *o = (struct object *)(at + i * size);
			o->next = list;
			list = o;
		}
	}
	cache->list[c] = list->next;
	cache->count[c] = got - 1;
	return list;
}

static noinline void drain(struct cache *cache, uint32_t c, uint32_t n)
{
	struct object *first = cache->list[c], *last = first;
	for (uint32_t i = 1; i < n; i++) last = last->next;
	cache->list[c] = last->next;
	cache->count[c] -= n;
	lock(&central[c].lock);
	last->next = central[c].list;
	central[c].list = first;
	unlock(&central[c].lock);
}

struct header {
	uint32_t pages, offset;
};   /* of the run, and of the object in it */

static void *large(uint32_t n, uint32_t align, int zero)
{
	if (n > PTRDIFF_MAX - align - HEADER - PAGE_SIZE_) return 0;
	if (!caches[core_number()] && !new_cache()) return 0;
	uint32_t offset = align > HEADER ? align : HEADER;
	uint32_t pages = (n + offset + PAGE_SIZE_ - 1) / PAGE_SIZE_;
	char *at = pages_alloc(pages, 1, zero);
	if (!at) return 0;
	if (align > PAGE_SIZE_) offset = -(uint32_t)at & (align - 1);
	if (offset < HEADER) offset += align;
	if (offset + n > pages * PAGE_SIZE_) {
		/* aligned to more than a page, and the run lies badly: take one with room for every case */
		pages_free(at, pages);
		pages = (n + 2 * align + PAGE_SIZE_ - 1) / PAGE_SIZE_;
		if (!(at = pages_alloc(pages, 1, zero))) return 0;
		offset = -(uint32_t)at & (align - 1);
		if (offset < HEADER) offset += align;
	}
	struct header *h = (struct header *)(at + offset - HEADER);
	h->pages = pages;
	h->offset = offset;
	page_class[(uint32_t)(at + offset) / PAGE_SIZE_] = LARGE;
	return at + offset;
}

static inline struct header *header_of(void *p) { return (struct header *)((char *)p - HEADER); }

static inline void *allocate(size_t n)
{
	if (unlikely(n > LARGEST)) return large(n, 16, 0);
	struct cache *cache = caches[core_number()];
	if (unlikely(!cache) && !(cache = new_cache())) return 0;
	uint32_t c = class_of(n);
	struct object *o = cache->list[c];
	if (unlikely(!o)) return refill(cache, c);
	cache->list[c] = o->next;
	cache->count[c]--;
	return o;
}

static void *out_of_memory(void)
{
	errno = ENOMEM;
	return 0;
}

weak void *malloc(size_t n)
{
	void *p = allocate(n);
	return likely(p) ? p : out_of_memory();
}

static inline uint32_t class_at(void *p)
{
	uint32_t c = page_class && (uint32_t)p <= (uint32_t)*word(BOOT_MEMORY_LIMIT)
		? page_class[(uint32_t)p / PAGE_SIZE_]
		: 0;
	if (unlikely(!c || (uint32_t)p % 16))
		panic("free or realloc of a pointer that malloc did not return");
	return c;
}

weak void free(void *p)
{
	if (!p) return;
	uint32_t c = class_at(p);
	if (unlikely(c == LARGE)) {
		struct header *h = header_of(p);
		char *at = (char *)p - h->offset;
		page_class[(uint32_t)p / PAGE_SIZE_] = 0;
		pages_free(at, h->pages);
		return;
	}
	struct cache *cache = caches[core_number()];
	if (unlikely(!cache) && !(cache = new_cache())) return;
	struct object *o = p;
	o->next = cache->list[c];
	cache->list[c] = o;
	uint32_t batch = batch_of(class_size(c));
	if (unlikely(++cache->count[c] > 2 * batch)) drain(cache, c, batch);
}

weak size_t malloc_usable_size(void *p)
{
	if (!p) return 0;
	uint32_t c = class_at(p);
	return c == LARGE ? header_of(p)->pages * PAGE_SIZE_ - header_of(p)->offset : class_size(c);
}

weak void *calloc(size_t n, size_t size)
{
	size_t all;
	if (__builtin_mul_overflow(n, size, &all)) return out_of_memory();
	void *p = all > LARGEST ? large(all, 16, 1) : allocate(all);
	if (!p) return out_of_memory();
	return all > LARGEST ? p : memset(p, 0, all);
}

weak void *realloc(void *p, size_t n)
{
	if (!p) return malloc(n);
	size_t have = malloc_usable_size(p);
	if (n <= have && (have <= 64 || n >= have / 2)) return p;
	if (n > LARGEST && have > LARGEST) {
		struct header *h = header_of(p);
		uint32_t want = (n + h->offset + PAGE_SIZE_ - 1) / PAGE_SIZE_;
		char *at = (char *)p - h->offset;
		if (n > PTRDIFF_MAX - 2 * PAGE_SIZE_) return out_of_memory();
		if (want < h->pages) {
			pages_free(at + want * PAGE_SIZE_, h->pages - want);
			h->pages = want;
			return p;
		}
		if (pages_extend(at, h->pages, want - h->pages)) {
			h->pages = want;
			return p;
		}
	}
	void *q = malloc(n);
	if (!q) return 0;
	memcpy(q, p, n < have ? n : have);
	free(p);
	return q;
}

weak void *aligned_alloc(size_t align, size_t n)
{
	if (align & (align - 1) || !align) {
		errno = EINVAL;
		return 0;
	}
	if (align <= 16) return malloc(n);
	/* Classes that are powers of two are aligned to themselves: their runs start on pages. */
	if (align <= PAGE_SIZE_ && n <= LARGEST / 2) {
		uint32_t size = n > align ? n : align;
		return malloc(1u << (32 - __builtin_clz(size - 1)));
	}
	void *p = n > PTRDIFF_MAX || align > PTRDIFF_MAX / 4 ? 0 : large(n, align, 0);
	return p ? p : out_of_memory();
}

/* musl's own files call these so that a program that brings its own malloc does not change them. */
extern __typeof(malloc) __libc_malloc __attribute__((alias("malloc")));
extern __typeof(calloc) __libc_calloc __attribute__((alias("calloc")));
extern __typeof(realloc) __libc_realloc __attribute__((alias("realloc")));
extern __typeof(free) __libc_free __attribute__((alias("free")));
