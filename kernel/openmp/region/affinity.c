/* Showing the environment and where threads are. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../env/settings.h"
#include "../loop/schedule.h"

static const char *yes(int on) { return on ? "TRUE" : "FALSE"; }

static void show_schedule(FILE *f)
{
	static const char *const names[] = { "", "STATIC", "DYNAMIC", "GUIDED", "AUTO" };
	struct icvs *v = &settings.icvs;
	fprintf(f, "  [host] OMP_SCHEDULE='%s%s", v->schedule & omp_sched_monotonic ? "MONOTONIC:" : "", (v->schedule & 0xff) == SCHED_TRAPEZOIDAL ? "TRAPEZOIDAL" : names[v->schedule & 7]);
	if (v->chunk) fprintf(f, ",%d", v->chunk);
	fprintf(f, "'\n");
}

static void show_list(FILE *f, const char *name, const int *list, int n, int otherwise, const char *const *words)
{
	fprintf(f, "  [host] %s='", name);
	for (int i = 0; i < n || !i; i++) {
		int value = i < n ? list[i] : otherwise;
		if (i) fprintf(f, ",");
		if (words) fprintf(f, "%s", words[value]);
		else fprintf(f, "%d", value);
	}
	fprintf(f, "'\n");
}

static void show_places(FILE *f)
{
	fprintf(f, "  [host] OMP_PLACES='");
	for (int i = 0, n = places(); i < n; i++) {
		fprintf(f, i ? ",{" : "{");
		for (int k = 0; k < place_size(i); k++) fprintf(f, k ? ",%d" : "%d", place_cpus(i)[k]);
		fprintf(f, "}");
	}
	fprintf(f, "'\n");
}

void display_environment(int verbose)
{
	static const char *const binds[] = { "FALSE", "TRUE", "PRIMARY", "CLOSE", "SPREAD" };
	static const char *const offload[] = { "DEFAULT", "MANDATORY", "DISABLED" };
	struct icvs *v = &settings.icvs;
	FILE *f = stderr;
	fprintf(f, "\nOPENMP DISPLAY ENVIRONMENT BEGIN\n  _OPENMP='202011'\n");
	fprintf(f, "  [host] OMP_DYNAMIC='%s'\n  [host] OMP_NESTED='%s'\n", yes(v->dynamic), yes(v->max_levels > 1));
	show_list(f, "OMP_NUM_THREADS", settings.threads, settings.levels, v->threads, 0);
	show_schedule(f);
	show_list(f, "OMP_PROC_BIND", settings.binds, settings.bind_levels, v->bind, binds);
	show_places(f);
	fprintf(f, "  [host] OMP_STACKSIZE='%zu'\n", settings.stack);
	fprintf(f, "  [host] OMP_WAIT_POLICY='%s'\n", settings.active_wait > 0 ? "ACTIVE" : "PASSIVE");
	fprintf(f, "  [host] OMP_THREAD_LIMIT='%d'\n  [host] OMP_MAX_ACTIVE_LEVELS='%d'\n", v->thread_limit, v->max_levels);
	fprintf(f, "  [host] OMP_NUM_TEAMS='%d'\n  [host] OMP_TEAMS_THREAD_LIMIT='%d'\n", settings.teams, settings.teams_limit);
	fprintf(f, "  [all] OMP_CANCELLATION='%s'\n  [all] OMP_DEFAULT_DEVICE='%d'\n", yes(settings.cancellation), v->device);
	fprintf(f, "  [all] OMP_MAX_TASK_PRIORITY='%d'\n  [all] OMP_DISPLAY_AFFINITY='%s'\n", settings.max_priority, yes(settings.display_affinity));
	fprintf(f, "  [host] OMP_AFFINITY_FORMAT='%s'\n  [host] OMP_ALLOCATOR='%s'\n", settings.format, allocator_name(settings.allocator));
	fprintf(f, "  [all] OMP_TARGET_OFFLOAD='%s'\n", offload[settings.target_offload]);
	if (verbose) fprintf(f, "  [host] KMP_BLOCKTIME='%d'\n", settings.spin < 0 ? 200 : settings.spin / POLLS_PER_MS);
	fprintf(f, "OPENMP DISPLAY ENVIRONMENT END\n");
}

void omp_display_env(int verbose)
{
	self();
	display_environment(verbose);
}

/* The CPUs that this thread may run on, as ranges. */
static void show_affinity(char *to, size_t size)
{
	int here = place_here(), n = here < 0 ? 0 : place_size(here), used = 0;
	*to = 0;
	for (int i = 0; i < n && used < (int)size; i++)
		used += snprintf(to + used, size - used, i ? ",%d" : "%d", place_cpus(here)[i]);
}

static const struct { char letter; const char *name; } fields[] = {
	{ 't', "team_num" }, { 'T', "num_teams" }, { 'L', "nesting_level" }, { 'n', "thread_num" }, { 'N', "num_threads" },
	{ 'a', "ancestor_tnum" }, { 'H', "host" }, { 'P', "process_id" }, { 'i', "native_thread_id" }, { 'A', "thread_affinity" },
};

static void field(char letter, char *to, size_t size)
{
	int value = 0;
	switch (letter) {
	case 't': value = omp_get_team_num(); break;
	case 'T': value = omp_get_num_teams(); break;
	case 'L': value = omp_get_level(); break;
	case 'n': value = omp_get_thread_num(); break;
	case 'N': value = omp_get_num_threads(); break;
	case 'a': value = omp_get_ancestor_thread_num(omp_get_level() - 1); break;
	case 'P': value = getpid(); break;
	case 'i': value = thread_current()->tid; break;
	case 'H': gethostname(to, size); return;
	case 'A': show_affinity(to, size); return;
	default: snprintf(to, size, "undefined"); return;
	}
	snprintf(to, size, "%d", value);
}

struct output { char *to; size_t size, used; };

static void put(struct output *o, char c)
{
	if (o->used + 1 < o->size) o->to[o->used] = c;
	o->used++;
}

/* A field behind its %: [0][.][width] and a letter or a name in braces. */
static const char *one(struct output *o, const char *f)
{
	int zero = *f == '0', right, width = 0;
	if (zero) f++;
	right = *f == '.';
	if (right) f++;
	while (*f >= '0' && *f <= '9') width = width * 10 + *f++ - '0';
	char letter = *f, text[256];
	if (*f == '{') {
		size_t length = strcspn(++f, "}");
		letter = '?';
		for (unsigned i = 0; i < sizeof fields / sizeof *fields; i++)
			if (strlen(fields[i].name) == length && !memcmp(f, fields[i].name, length)) letter = fields[i].letter;
		f += length;
	}
	if (*f) f++;
	field(letter, text, sizeof text);
	int pad = width - (int)strlen(text);
	char *c = text;
	/* Zeros stand behind a sign, and before numbers only. */
	int digits = zero && (isdigit((unsigned char)*c) || *c == '-') && letter != 'H' && letter != 'A';
	if (digits && right && *c == '-') put(o, *c++);
	if (right) while (pad-- > 0) put(o, digits ? '0' : ' ');
	while (*c) put(o, *c++);
	while (pad-- > 0) put(o, ' ');
	return f;
}

size_t omp_capture_affinity(char *buffer, size_t size, const char *format)
{
	self();
	if (!format || !*format) format = settings.format;
	struct output o = { buffer, size, 0 };
	while (*format) {
		if (*format != '%') put(&o, *format++);
		else if (format[1] == '%') {
			put(&o, '%');
			format += 2;
		} else format = one(&o, format + 1);
	}
	if (size) buffer[o.used < size ? o.used : size - 1] = 0;
	return o.used;
}

void omp_display_affinity(const char *format)
{
	char text[512];
	omp_capture_affinity(text, sizeof text, format);
	fprintf(stderr, "%s\n", text);
}

void omp_set_affinity_format(const char *format)
{
	self();
	snprintf(settings.format, sizeof settings.format, "%s", format);
}

size_t omp_get_affinity_format(char *buffer, size_t size)
{
	self();
	size_t length = strlen(settings.format);
	if (size) snprintf(buffer, size, "%s", settings.format);
	return length;
}

/* A thread tells once where it is, and again when its number or its team's size has changed. */
void display_thread(void)
{
	static _Thread_local int told;
	int now = omp_get_num_threads() << 16 | omp_get_thread_num() << 4 | (omp_get_level() & 15);
	if (told == now) return;
	told = now;
	omp_display_affinity(0);
}

/* Names that clang gives the calls in C. */
void ompc_set_affinity_format(const char *format) { omp_set_affinity_format(format); }
size_t ompc_get_affinity_format(char *buffer, size_t size) { return omp_get_affinity_format(buffer, size); }
void ompc_display_affinity(const char *format) { omp_display_affinity(format); }
size_t ompc_capture_affinity(char *buffer, size_t size, const char *format) { return omp_capture_affinity(buffer, size, format); }
