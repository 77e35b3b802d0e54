/* The variables OMP_* and KMP_BLOCKTIME. A value that cannot be understood is said so on standard error, and the default holds. */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "env/places.h"
#include "env/settings.h"

struct settings settings;

static const char *skip(const char *p)
{
	while (isspace((unsigned char)*p)) p++;
	return p;
}

/* A number of at least `low` at *p; leaves *p behind it and the blanks that follow. */
static int number(const char **p, long low, int *result)
{
	char *end;
	*p = skip(*p);
	if (!isdigit((unsigned char)**p)) return 0;
	errno = 0;
	long n = strtol(*p, &end, 10);
	if (errno || n < low || n > INT_MAX) return 0;
	*p = skip(end);
	*result = n;
	return 1;
}

/* One of some words; blanks around it and case do not matter. */
static int keyword(const char **p, const char *const *words, int n, int *result)
{
	const char *s = skip(*p);
	for (int i = 0; i < n; i++) {
		size_t length = strlen(words[i]);
		if (strncasecmp(s, words[i], length) || isalnum((unsigned char)s[length]) ||
			s[length] == '_')
			continue;
		*p = skip(s + length);
		*result = i;
		return 1;
	}
	return 0;
}
#define KEYWORD(p, result, ...) \
	keyword(p, (const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), result)

/* Readers: 0 if the whole text is not a value of their kind. */
static int boolean(const char *p, int *to) { return KEYWORD(&p, to, "false", "true") && !*p; }
static int switched(const char *p, int *to)
{
	int n;
	if (!KEYWORD(&p, &n, "0", "false", "off", "no", "1", "true", "on", "yes") || *p) return 0;
	*to = n > 3;
	return 1;
}
static int positive(const char *p, int *to) { return number(&p, 1, to) && !*p; }
static int natural(const char *p, int *to) { return number(&p, 0, to) && !*p; }

static int threads(const char *p, int *unused)
{
	int list[NTHREADS_LIST], n = 0;
	do {
		if (n == NTHREADS_LIST || !number(&p, 1, &list[n++])) return 0;
	} while (*p == ',' && p++);
	if (*p) return 0;
	memcpy(settings.threads, list, sizeof list);
	settings.levels = n;
	settings.icvs.threads = list[0];
	if (n > 1) settings.icvs.max_levels = MAX_LEVELS;
	return 1;
}

static int schedule(const char *p, int *unused)
{
	int modifier = 0, kind, chunk = 0, monotonic = 0;
	if (strchr(p, ':')) {
		if (!KEYWORD(&p, &modifier, "nonmonotonic", "monotonic") || *p++ != ':') return 0;
		monotonic = modifier;
	}
	/* The last two are LLVM's. */
	static const int kinds[] = { omp_sched_static, omp_sched_dynamic, omp_sched_guided,
		omp_sched_auto, SCHED_TRAPEZOIDAL, omp_sched_dynamic };
	if (!KEYWORD(&p, &kind, "static", "dynamic", "guided", "auto", "trapezoidal", "static_steal"))
		return 0;
	if (*p == ',' && p++ && !number(&p, 1, &chunk)) return 0;
	if (*p) return 0;
	settings.icvs.schedule = kinds[kind] | (monotonic ? omp_sched_monotonic : 0);
	settings.icvs.chunk = kinds[kind] == omp_sched_auto ? 0 : chunk;
	return 1;
}

static int nested(const char *p, int *unused)
{
	int on;
	if (!boolean(p, &on)) return 0;
	settings.icvs.max_levels = on ? MAX_LEVELS : 1;
	return 1;
}

static int levels(const char *p, int *unused)
{
	int n;
	if (!natural(p, &n)) return 0;
	settings.icvs.max_levels = n > MAX_LEVELS ? MAX_LEVELS : n;
	return 1;
}

static int stack_size(const char *p, int *unused)
{
	int n, unit = 1;
	if (!number(&p, 1, &n)) return 0;
	static const int shift[] = { 0, 10, 20, 30 };
	if (*p && !KEYWORD(&p, &unit, "b", "k", "m", "g")) return 0;
	if (*p || (uint64_t)n << shift[unit] > UINT32_MAX / 2) return 0;
	settings.stack = (size_t)n << shift[unit];
	if (settings.stack < LEAST_STACK) {
		openmp_warn(
			"OMP_STACKSIZE=%zu bytes is too small: threads get %d", settings.stack, LEAST_STACK);
		settings.stack = LEAST_STACK;
	}
	return 1;
}

static int wait_policy(const char *p, int *unused)
{
	if (!KEYWORD(&p, &settings.active_wait, "passive", "active") || *p) return 0;
	settings.spin = settings.active_wait ? SPIN_FOREVER : 0;
	return 1;
}

static int block_time(const char *p, int *unused)
{
	int n, unit = 1;
	if (KEYWORD(&p, &n, "infinite") && !*p) {
		settings.spin = SPIN_FOREVER;
		return 1;
	}
	if (!number(&p, 0, &n) || (*p && (!KEYWORD(&p, &unit, "us", "ms", "s") || *p))) return 0;
	int64_t polls = unit == 0 ? (int64_t)n * POLLS_PER_MS / 1000
							  : (int64_t)n * POLLS_PER_MS * (unit == 2 ? 1000 : 1);
	settings.spin = polls > SPIN_FOREVER ? SPIN_FOREVER : polls;
	return 1;
}

static int bind(const char *p, int *unused)
{
	int n = 0, list[NTHREADS_LIST];
	static const int values[] = { omp_proc_bind_false, omp_proc_bind_true, omp_proc_bind_primary,
		omp_proc_bind_master, omp_proc_bind_close, omp_proc_bind_spread };
	do {
		if (n == NTHREADS_LIST ||
			!KEYWORD(&p, &list[n], "false", "true", "primary", "master", "close", "spread"))
			return 0;
		list[n] = values[list[n]];
		n++;
	} while (*p == ',' && p++);
	if (*p || (n > 1 && list[0] <= omp_proc_bind_true)) return 0;
	memcpy(settings.binds, list, sizeof list);
	settings.bind_levels = n;
	settings.icvs.bind = list[0];
	if (n > 1) settings.icvs.max_levels = MAX_LEVELS;
	return 1;
}

static int place_list(const char *p, int *unused) { return read_places(p); }

static int display(const char *p, int *to)
{
	return KEYWORD(&p, to, "false", "true", "verbose") && !*p;
}
static int offload(const char *p, int *to)
{
	int kind;
	if (KEYWORD(&p, &kind, "default", "mandatory", "disabled") && !*p) {
		*to = kind;
		return 1;
	}
	*to = 0;
	return 0;
}

static int format(const char *p, int *unused)
{
	snprintf(settings.format, sizeof settings.format, "%s", p);
	return 1;
}

static int allocator(const char *p, int *unused)
{
	return (settings.allocator = allocator_named(p)) != omp_null_allocator;
}

static const struct {
	const char *name;
	int (*read)(const char *, int *);
	int *to;
	const char *expected;
} variables[] = {
	/* In this order: what is more special comes later. */
	{ "OMP_NESTED", nested, 0, "true or false" },
	{ "OMP_NUM_THREADS", threads, 0, "positive numbers with commas between them" },
	{ "OMP_PROC_BIND", bind, 0, "true, false, or a list of primary, close, spread" },
	{ "OMP_MAX_ACTIVE_LEVELS", levels, 0, "a number" },
	{ "OMP_SCHEDULE", schedule, 0, "[monotonic:|nonmonotonic:]static|dynamic|guided|auto[,chunk]" },
	{ "OMP_DYNAMIC", boolean, &settings.icvs.dynamic, "true or false" },
	{ "OMP_THREAD_LIMIT", positive, &settings.icvs.thread_limit, "a positive number" },
	{ "OMP_STACKSIZE", stack_size, 0, "a size with an optional unit B, K, M or G" },
	{ "OMP_WAIT_POLICY", wait_policy, 0, "active or passive" },
	{ "KMP_BLOCKTIME", block_time, 0,
		"a number of milliseconds, or one with a unit us, ms or s, or infinite" },
	{ "KMP_ENABLE_TASK_THROTTLING", switched, &settings.throttle, "true or false, 1 or 0" },
	{ "OMP_PLACES", place_list, 0, "threads, cores, sockets, or places in braces" },
	{ "OMP_CANCELLATION", boolean, &settings.cancellation, "true or false" },
	{ "OMP_DISPLAY_ENV", display, &settings.display_env, "true, false or verbose" },
	{ "OMP_DISPLAY_AFFINITY", boolean, &settings.display_affinity, "true or false" },
	{ "OMP_AFFINITY_FORMAT", format, 0, "a format" },
	{ "OMP_MAX_TASK_PRIORITY", natural, &settings.max_priority, "a number" },
	{ "OMP_DEFAULT_DEVICE", natural, &settings.icvs.device, "a number" },
	{ "OMP_TARGET_OFFLOAD", offload, &settings.target_offload, "default, mandatory or disabled" },
	{ "OMP_ALLOCATOR", allocator, 0, "an allocator or a memory space, with optional traits" },
	{ "OMP_NUM_TEAMS", positive, &settings.teams, "a positive number" },
	{ "OMP_TEAMS_THREAD_LIMIT", positive, &settings.teams_limit, "a positive number" },
};

#define VARIABLES (sizeof variables / sizeof *variables)

static void read_variable(unsigned i, const char *value)
{
	if (!variables[i].read(value, variables[i].to))
		openmp_warn(
			"%s=%s is ignored: expected %s", variables[i].name, value, variables[i].expected);
}

void read_assignment(const char *text)
{
	const char *value = strchr(text, '=');
	for (unsigned i = 0; value && i < VARIABLES; i++)
		if (strlen(variables[i].name) == (size_t)(value - text) &&
			!memcmp(text, variables[i].name, value - text))
			read_variable(i, value + 1);
}

void read_environment(void)
{
	settings = (struct settings){
		.icvs = { .threads = *word(BOOT_CORES),
			.max_levels = 1,
			.schedule = omp_sched_static,
			.thread_limit = *word(BOOT_THREADS) },
		.spin = -1,
		.active_wait = -1,
		.throttle = 1,
		.stack = WORKER_STACK,
		.allocator = omp_default_mem_alloc,
		.format = "level %L thread %i affinity %A",
	};
	for (unsigned i = 0; i < VARIABLES; i++) {
		const char *value = getenv(variables[i].name);
		if (value) read_variable(i, value);
	}
	if (settings.icvs.thread_limit > *word(BOOT_THREADS))
		settings.icvs.thread_limit = *word(BOOT_THREADS);
	if (settings.display_env) display_environment(settings.display_env > 1);
}
