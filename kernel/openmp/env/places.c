/* Places: sets of the CPUs that the isle's cores are pinned to. Threads stay where their core is. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "core.h"
#include "env/places.h"
#include "env/settings.h"

/* No machine has CPUs beyond it, and no sum of one and an interval overflows. */
#define LARGEST_NUMBER 65536

static struct place {
	int count;
	int cpus[MAX_CORES];
} *list;
static int count;

/* The CPU of a pinned core; where cores are not pinned, its number. */
static int cpu_of(int core)
{
	int cpu = *slot_word(core, SLOT_CPU);
	return cpu < 0 ? core : cpu;
}

static int available(int cpu)
{
	for (int i = 0; i < *word(BOOT_CORES); i++)
		if (cpu_of(i) == cpu) return 1;
	return 0;
}

static struct place *new_place(void)
{
	struct place *grown = realloc(list, (count + 1) * sizeof *list);
	if (!grown) openmp_fail("no memory for places");
	list = grown;
	list[count].count = 0;
	return &list[count++];
}

static void include(struct place *p, int cpu)
{
	if (!available(cpu)) return;
	for (int i = 0; i < p->count; i++)
		if (p->cpus[i] == cpu) return;
	p->cpus[p->count++] = cpu;
}

static void exclude(struct place *p, int cpu)
{
	for (int i = 0; i < p->count; i++)
		if (p->cpus[i] == cpu) {
			p->count--;
			memmove(p->cpus + i, p->cpus + i + 1, (p->count - i) * sizeof *p->cpus);
		}
}

static void every_core(void)
{
	for (int i = 0; i < *word(BOOT_CORES); i++) include(new_place(), cpu_of(i));
}

static const char *blanks(const char *p)
{
	while (isspace((unsigned char)*p)) p++;
	return p;
}

static int integer(const char **p, int *to)
{
	char *end;
	const char *s = blanks(*p);
	if (!isdigit((unsigned char)*s) && !(*s == '-' && isdigit((unsigned char)s[1]))) return 0;
	long n = strtol(s, &end, 10);
	if (n < -LARGEST_NUMBER || n > LARGEST_NUMBER) return 0;
	*to = n;
	*p = blanks(end);
	return 1;
}

/* An optional `:length[:stride]` */
static int interval(const char **p, int *length, int *stride)
{
	*length = *stride = 1;
	if (**p != ':') return 1;
	++*p;
	if (!integer(p, length) || *length < 1) return 0;
	if (**p != ':') return 1;
	++*p;
	return integer(p, stride);
}

/* {0:4,!2} with an interval behind it */
static int place(const char **p)
{
	int cpus[MAX_CORES], n = 0, first, length, stride;
	do {
		*p = blanks(*p + 1);
		int not = **p == '!';
		if (not) ++*p;
		if (!integer(p, &first) || !interval(p, &length, &stride)) return 0;
		for (int i = 0; i < length; i++, first += stride) {
			int at = 0;
			while (at < n && cpus[at] != first) at++;
			if (not && at < n) cpus[at] = cpus[--n];
			else if (!not && at == n && n < MAX_CORES) cpus[n++] = first;
		}
	} while (**p == ',');
	if (**p != '}') return 0;
	*p = blanks(*p + 1);
	if (!interval(p, &length, &stride)) return 0;
	for (int i = 0; i < length; i++) {
		struct place *made = new_place();
		for (int k = 0; k < n; k++) include(made, cpus[k] + i * stride);
		if (!made->count) count--;
	}
	return 1;
}

static int explicit_places(const char *p)
{
	for (;;) {
		p = blanks(p);
		int not = *p == '!', before = count;
		if (not) p++;
		if (*p != '{' || !place(&p)) return 0;
		if (not) {
			/* A place that was named with ! is taken out of those before it. */
			for (int k = before; k < count; k++)
				for (int i = 0; i < before; i++)
					for (int c = 0; c < list[k].count; c++) exclude(&list[i], list[k].cpus[c]);
			count = before;
		}
		if (*p != ',') return !*p && count > 0;
		p++;
	}
}

int read_places(const char *text)
{
	static const char *const names[] = { "threads", "cores", "ll_caches", "numa_domains",
		"sockets" };
	const char *p = blanks(text);
	count = 0;
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		size_t length = strlen(names[i]);
		if (strncasecmp(p, names[i], length)) continue;
		int most = MAX_CORES;
		p = blanks(p + length);
		if (*p == '(' && (p++, !integer(&p, &most) || most < 1 || *p++ != ')')) return 0;
		if (*blanks(p)) return 0;
		/* An isle is at most one NUMA domain: what is larger than a core is all of it. */
		if (i < 2) every_core();
		else
			for (int c = 0; c < *word(BOOT_CORES); c++)
				include(count ? list : new_place(), cpu_of(c));
		if (count > most) count = most;
		settings.places = text;
		return 1;
	}
	int good = explicit_places(p);
	if (good) settings.places = text;
	else count = 0;
	return good;
}

int places(void)
{
	static volatile int guard;
	lock(&guard);
	if (!count) every_core();
	unlock(&guard);
	return count;
}

int place_here(void)
{
	int cpu = *slot_word(core_number(), SLOT_CPU), n = places();
	/* A core that is not pinned counts as one of its number. */
	if (cpu < 0) cpu = core_number();
	for (int i = 0; i < n; i++)
		for (int k = 0; k < list[i].count; k++)
			if (list[i].cpus[k] == cpu) return i;
	return -1;
}

int place_size(int place) { return place >= 0 && place < places() ? list[place].count : 0; }
const int *place_cpus(int place) { return list[place].cpus; }
