/* Allocators: their traits, and OMP_ALLOCATOR. Memory is all of one kind here, so memory spaces are names. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "env/allocator.h"
#include "env/settings.h"

static const char *const names[] = { "omp_null_allocator", "omp_default_mem_alloc",
	"omp_large_cap_mem_alloc", "omp_const_mem_alloc", "omp_high_bw_mem_alloc",
	"omp_low_lat_mem_alloc", "omp_cgroup_mem_alloc", "omp_pteam_mem_alloc",
	"omp_thread_mem_alloc" };
static const char *const spaces[] = { "omp_default_mem_space", "omp_large_cap_mem_space",
	"omp_const_mem_space", "omp_high_bw_mem_space", "omp_low_lat_mem_space" };
#define COUNT(list) (sizeof list / sizeof *list)

const char *allocator_name(omp_allocator_handle_t a)
{
	return a < COUNT(names) ? names[a] : "custom";
}

omp_allocator_handle_t omp_init_allocator(
	omp_memspace_handle_t space, int n, const omp_alloctrait_t traits[])
{
	struct allocator *a = malloc(sizeof *a);
	if (!a) return omp_null_allocator;
	*a = (struct allocator){
		.alignment = sizeof(void *), .pool = SIZE_MAX, .fallback = omp_atv_default_mem_fb
	};
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
		case omp_atk_sync_hint:
		case omp_atk_access:
		case omp_atk_partition: break;
		default: goto bad;
		}
	}
	return (omp_allocator_handle_t)(uintptr_t)a;
bad:
	free(a);
	return omp_null_allocator;
}

void omp_destroy_allocator(omp_allocator_handle_t a) { free(own_allocator(a)); }

omp_allocator_handle_t __kmpc_init_allocator(
	int gtid, omp_memspace_handle_t space, int n, const omp_alloctrait_t *traits)
{
	return omp_init_allocator(space, n, traits);
}

void __kmpc_destroy_allocator(int gtid, omp_allocator_handle_t a) { omp_destroy_allocator(a); }

static const struct {
	const char *name;
	omp_alloctrait_key_t key;
} keys[] = { { "sync_hint", omp_atk_sync_hint }, { "alignment", omp_atk_alignment },
	{ "access", omp_atk_access }, { "pool_size", omp_atk_pool_size },
	{ "fallback", omp_atk_fallback }, { "pinned", omp_atk_pinned },
	{ "partition", omp_atk_partition } };
static const struct {
	const char *name;
	omp_uintptr_t value;
} values[] = { { "default_mem_fb", omp_atv_default_mem_fb }, { "null_fb", omp_atv_null_fb },
	{ "abort_fb", omp_atv_abort_fb }, { "true", omp_atv_true }, { "false", omp_atv_false },
	{ "contended", omp_atv_contended }, { "uncontended", omp_atv_uncontended },
	{ "serialized", omp_atv_serialized }, { "private", omp_atv_private }, { "all", omp_atv_all },
	{ "thread", omp_atv_thread }, { "pteam", omp_atv_pteam }, { "cgroup", omp_atv_cgroup },
	{ "environment", omp_atv_environment }, { "nearest", omp_atv_nearest },
	{ "blocked", omp_atv_blocked }, { "interleaved", omp_atv_interleaved } };

static int same_word(const char *word, const char *text, size_t length)
{
	return strlen(word) == length && !strncasecmp(text, word, length);
}

/* One `name=value` at *text, which is left behind it; 0: not understood. */
static int read_trait(const char **text, omp_alloctrait_t *trait)
{
	const char *name = *text, *value = name + strcspn(name, "=");
	if (!*value++) return 0;
	const char *behind = *text = value + strcspn(value, ",");
	int known = 0;
	for (unsigned i = 0; i < COUNT(keys); i++)
		if (same_word(keys[i].name, name, value - 1 - name)) {
			trait->key = keys[i].key;
			known |= 1;
		}
	char *end;
	trait->value = strtoul(value, &end, 10);
	if (end == behind && end > value) known |= 2;
	else
		for (unsigned i = 0; i < COUNT(values); i++)
			if (same_word(values[i].name, value, behind - value)) {
				trait->value = values[i].value;
				known |= 2;
			}
	return known == 3;
}

/* A name, or a memory space with optional traits `:name=value,…`. */
omp_allocator_handle_t allocator_named(const char *text)
{
	for (unsigned i = 1; i < COUNT(names); i++)
		if (!strcasecmp(text, names[i])) return i;
	omp_alloctrait_t traits[8];
	int n = 0, space = -1;
	size_t length = strcspn(text, ":");
	for (unsigned i = 0; i < COUNT(spaces); i++)
		if (same_word(spaces[i], text, length)) space = i;
	if (space < 0) return omp_null_allocator;
	for (text += length; *text && n < 8; n++) {
		text++;
		if (!read_trait(&text, &traits[n])) return omp_null_allocator;
	}
	return omp_init_allocator(space, n, traits);
}
