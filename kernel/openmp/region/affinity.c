/* Where threads are: places of this thread, and OMP_AFFINITY_FORMAT, by which threads tell. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "env/places.h"
#include "region/region.h"

/* The CPUs that this thread may run on, as ranges. */
static void show_affinity(char *to, size_t size)
{
	int here = place_here(), n = here < 0 ? 0 : place_size(here), used = 0;
	*to = 0;
	for (int i = 0; i < n && used < (int)size; i++)
		used += snprintf(to + used, size - used, i ? ",%d" : "%d", place_cpus(here)[i]);
}

static const struct {
	char letter;
	const char *name;
} fields[] = {
	{ 't', "team_num" },
	{ 'T', "num_teams" },
	{ 'L', "nesting_level" },
	{ 'n', "thread_num" },
	{ 'N', "num_threads" },
	{ 'a', "ancestor_tnum" },
	{ 'H', "host" },
	{ 'P', "process_id" },
	{ 'i', "native_thread_id" },
	{ 'A', "thread_affinity" },
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

struct output {
	char *to;
	size_t size, used;
};

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
			if (strlen(fields[i].name) == length && !memcmp(f, fields[i].name, length))
				letter = fields[i].letter;
		f += length;
	}
	if (*f) f++;
	field(letter, text, sizeof text);
	int pad = width - (int)strlen(text);
	char *c = text;
	/* Zeros stand behind a sign, and before numbers only. */
	int digits = zero && (isdigit((unsigned char)*c) || *c == '-') && letter != 'H' &&
		letter != 'A';
	if (digits && right && *c == '-') put(o, *c++);
	if (right)
		while (pad-- > 0) put(o, digits ? '0' : ' ');
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
size_t ompc_get_affinity_format(char *buffer, size_t size)
{
	return omp_get_affinity_format(buffer, size);
}
void ompc_display_affinity(const char *format) { omp_display_affinity(format); }
size_t ompc_capture_affinity(char *buffer, size_t size, const char *format)
{
	return omp_capture_affinity(buffer, size, format);
}

int omp_get_num_places(void) { return self() ? places() : 0; }
int omp_get_place_num_procs(int place) { return place_size(place); }
void omp_get_place_proc_ids(int place, int *ids)
{
	int n = place_size(place);
	if (n) memcpy(ids, place_cpus(place), n * sizeof *ids);
}
int omp_get_place_num(void) { return place_here(); }
int omp_get_partition_num_places(void) { return places(); }
void omp_get_partition_place_nums(int *numbers)
{
	for (int i = 0, n = places(); i < n; i++) numbers[i] = i;
}
omp_proc_bind_t omp_get_proc_bind(void) { return self()->task->icvs.bind; }
