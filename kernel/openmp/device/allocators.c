/*
 * Allocators. Memory is all of one kind here, so memory spaces are names; traits that mean something are alignment, pool_size and
 * fallback. Before each block stands where its memory begins, how large it is and whose pool it came from.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "../env/settings.h"

struct allocator {
	size_t alignment;
	volatile size_t pool;         /* bytes left; SIZE_MAX: no limit */
	omp_uintptr_t fallback;
	struct allocator *other;      /* omp_atv_allocator_fb */
};

struct block { void *start; size_t size; struct allocator *from; };

static const char *const names[] = { "omp_null_allocator", "omp_default_mem_alloc", "omp_large_cap_mem_alloc", "omp_const_mem_alloc",
	"omp_high_bw_mem_alloc", "omp_low_lat_mem_alloc", "omp_cgroup_mem_alloc", "omp_pteam_mem_alloc", "omp_thread_mem_alloc" };
static const char *const spaces[] = { "omp_default_mem_space", "omp_large_cap_mem_space", "omp_const_mem_space", "omp_high_bw_mem_space",
	"omp_low_lat_mem_space" };
#define COUNT(list) (sizeof list / sizeof *list)

static struct allocator *own(omp_allocator_handle_t a)
{
	return a > omp_thread_mem_alloc ? (struct allocator *)a : 0;
}

const char *allocator_name(omp_allocator_handle_t a)
{
	return a < COUNT(names) ? names[a] : "custom";
}

omp_allocator_handle_t omp_init_allocator(omp_memspace_handle_t space, int n, const omp_alloctrait_t traits[])
{
	struct allocator *a = malloc(sizeof *a);
	if (!a) return omp_null_allocator;
	*a = (struct allocator){ .alignment = sizeof(void *), .pool = SIZE_MAX, .fallback = omp_atv_default_mem_fb };
	for (int i = 0; i < n; i++) {
		omp_uintptr_t v = traits[i].value;
		if (v == omp_atv_default) continue;
		switch (traits[i].key) {
		case omp_atk_alignment:
			if (!v || v & (v - 1)) goto bad;
			a->alignment = v;
			break;
		case omp_atk_pool_size: a->pool = v; break;
		case omp_atk_fallback:
			if (v < omp_atv_default_mem_fb || v > omp_atv_allocator_fb) goto bad;
			a->fallback = v;
			break;
		case omp_atk_fb_data: a->other = (struct allocator *)v; break;
		case omp_atk_pinned:
			/* Memory of an isle cannot be pinned. */
			if (v == omp_atv_true) goto bad;
			break;
		case omp_atk_sync_hint: case omp_atk_access: case omp_atk_partition: break;
		default: goto bad;
		}
	}
	return (omp_allocator_handle_t)(uintptr_t)a;
bad:
	free(a);
	return omp_null_allocator;
}

void omp_destroy_allocator(omp_allocator_handle_t a)
{
	free(own(a));
}

static _Thread_local omp_allocator_handle_t default_here;

void omp_set_default_allocator(omp_allocator_handle_t a)
{
	if (a != omp_null_allocator) default_here = a;
}

omp_allocator_handle_t omp_get_default_allocator(void)
{
	self();
	return default_here ? default_here : settings.allocator;
}

static int take(struct allocator *a, size_t size)
{
	if (!a || a->pool == SIZE_MAX) return 1;
	size_t left = a->pool;
	do if (left < size) return 0;
	while (!__atomic_compare_exchange_n(&a->pool, &left, left - size, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	return 1;
}

static void *allocate(size_t align, size_t size, omp_allocator_handle_t handle)
{
	if (!size) return 0;
	if (handle == omp_null_allocator) handle = omp_get_default_allocator();
	struct allocator *a = own(handle);
	if (a && a->alignment > align) align = a->alignment;
	if (align < 16) align = 16;
	size_t all = size + sizeof(struct block) + align;
	if (align & (align - 1) || all < size) return 0;
	char *start = take(a, all) ? malloc(all) : 0;
	if (start) {
		char *p = (char *)(((uintptr_t)start + sizeof(struct block) + align - 1) & -align);
		((struct block *)p)[-1] = (struct block){ start, size, a };
		return p;
	}
	if (!a) return 0;
	switch (a->fallback) {
	case omp_atv_null_fb: return 0;
	case omp_atv_abort_fb: omp_fail("an allocator cannot give %zu bytes", size);
	case omp_atv_allocator_fb: return allocate(align, size, (omp_allocator_handle_t)(uintptr_t)a->other);
	}
	return allocate(align, size, omp_default_mem_alloc);
}

void omp_free(void *p, omp_allocator_handle_t unused)
{
	if (!p) return;
	struct block *b = (struct block *)p - 1;
	struct allocator *a = b->from;
	/* What `allocate` took: the alignment follows from the allocator's, or was more. */
	if (a && a->pool != SIZE_MAX) {
		size_t align = a->alignment < 16 ? 16 : a->alignment;
		__atomic_fetch_add(&a->pool, b->size + sizeof *b + align, __ATOMIC_SEQ_CST);
	}
	free(b->start);
}

static int product(size_t n, size_t size, size_t *all)
{
	return !__builtin_mul_overflow(n, size, all);
}

void *omp_alloc(size_t size, omp_allocator_handle_t a) { return allocate(1, size, a); }
void *omp_aligned_alloc(size_t align, size_t size, omp_allocator_handle_t a) { return allocate(align, size, a); }

void *omp_aligned_calloc(size_t align, size_t n, size_t size, omp_allocator_handle_t a)
{
	size_t all;
	void *p = product(n, size, &all) ? allocate(align, all, a) : 0;
	return p ? memset(p, 0, all) : 0;
}

void *omp_calloc(size_t n, size_t size, omp_allocator_handle_t a) { return omp_aligned_calloc(1, n, size, a); }

void *omp_realloc(void *p, size_t size, omp_allocator_handle_t a, omp_allocator_handle_t before)
{
	if (!p) return allocate(1, size, a);
	if (!size) {
		omp_free(p, before);
		return 0;
	}
	struct block *b = (struct block *)p - 1;
	if (a == omp_null_allocator) a = before != omp_null_allocator ? before : (omp_allocator_handle_t)(uintptr_t)b->from;
	struct allocator *of = own(a);
	if (of && of == b->from && of->pool != SIZE_MAX && of->alignment <= 16) {
		/* Where a pool is short, only what the block grows by has to fit. */
		if (size > b->size && !take(of, size - b->size)) return 0;
		size_t old = b->size, shift = (char *)p - (char *)b->start;
		char *start = realloc(b->start, size + sizeof *b + 16);
		if (!start) return 0;
		/* Blocks of malloc are all aligned alike, so the memory begins as far behind the start as before. */
		b = (struct block *)(start + shift) - 1;
		*b = (struct block){ start, size, of };
		if (size < old) __atomic_fetch_add(&of->pool, old - size, __ATOMIC_SEQ_CST);
		return b + 1;
	}
	void *q = allocate(1, size, a);
	if (!q) return 0;
	memcpy(q, p, size < b->size ? size : b->size);
	omp_free(p, before);
	return q;
}

/* OMP_ALLOCATOR: a name, and for memory spaces optional traits `:name=value,…`. omp_null_allocator: not understood. */
omp_allocator_handle_t allocator_named(const char *text)
{
	static const struct { const char *name; omp_alloctrait_key_t key; } keys[] = {
		{ "sync_hint", omp_atk_sync_hint }, { "alignment", omp_atk_alignment }, { "access", omp_atk_access },
		{ "pool_size", omp_atk_pool_size }, { "fallback", omp_atk_fallback }, { "pinned", omp_atk_pinned },
		{ "partition", omp_atk_partition } };
	static const struct { const char *name; omp_uintptr_t value; } values[] = {
		{ "default_mem_fb", omp_atv_default_mem_fb }, { "null_fb", omp_atv_null_fb }, { "abort_fb", omp_atv_abort_fb },
		{ "true", omp_atv_true }, { "false", omp_atv_false }, { "contended", omp_atv_contended },
		{ "uncontended", omp_atv_uncontended }, { "serialized", omp_atv_serialized }, { "private", omp_atv_private },
		{ "all", omp_atv_all }, { "thread", omp_atv_thread }, { "pteam", omp_atv_pteam }, { "cgroup", omp_atv_cgroup },
		{ "environment", omp_atv_environment }, { "nearest", omp_atv_nearest }, { "blocked", omp_atv_blocked },
		{ "interleaved", omp_atv_interleaved } };
	for (unsigned i = 1; i < COUNT(names); i++) if (!strcasecmp(text, names[i])) return i;
	omp_alloctrait_t traits[8];
	int n = 0, space = -1;
	size_t length = strcspn(text, ":");
	for (unsigned i = 0; i < COUNT(spaces); i++)
		if (strlen(spaces[i]) == length && !strncasecmp(text, spaces[i], length)) space = i;
	if (space < 0) return omp_null_allocator;
	for (text += length; *text && n < 8; n++) {
		const char *name = ++text, *value = name + strcspn(name, "=");
		if (!*value++) return omp_null_allocator;
		text = value + strcspn(value, ",");
		int known = 0;
		for (unsigned i = 0; i < COUNT(keys); i++)
			if (strlen(keys[i].name) == (size_t)(value - 1 - name) && !strncasecmp(name, keys[i].name, value - 1 - name)) {
				traits[n].key = keys[i].key;
				known |= 1;
			}
		char *end;
		traits[n].value = strtoul(value, &end, 10);
		if (end == text && end > value) known |= 2;
		else for (unsigned i = 0; i < COUNT(values); i++)
			if (strlen(values[i].name) == (size_t)(text - value) && !strncasecmp(value, values[i].name, text - value)) {
				traits[n].value = values[i].value;
				known |= 2;
			}
		if (known != 3) return omp_null_allocator;
	}
	return omp_init_allocator(space, n, traits);
}

/* What the compiler calls for `allocate` clauses and directives. */
void *__kmpc_alloc(int gtid, size_t size, omp_allocator_handle_t a) { return allocate(1, size, a); }
void *__kmpc_aligned_alloc(int gtid, size_t align, size_t size, omp_allocator_handle_t a) { return allocate(align, size, a); }
void __kmpc_free(int gtid, void *p, omp_allocator_handle_t a) { omp_free(p, a); }
omp_allocator_handle_t __kmpc_init_allocator(int gtid, omp_memspace_handle_t space, int n, const omp_alloctrait_t *traits)
{
	return omp_init_allocator(space, n, traits);
}
void __kmpc_destroy_allocator(int gtid, omp_allocator_handle_t a) { omp_destroy_allocator(a); }

void *kmp_malloc(size_t size) { return malloc(size); }
void *kmp_calloc(size_t count, size_t size) { return calloc(count, size); }
void *kmp_realloc(void *old, size_t size) { return realloc(old, size); }
void kmp_free(void *old) { free(old); }

void *kmp_aligned_malloc(size_t size, size_t alignment)
{
	void *p;
	return posix_memalign(&p, alignment < sizeof p ? sizeof p : alignment, size) ? 0 : p;
}
