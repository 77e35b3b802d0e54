/*
 * noise RESULTS PROC LOAD HOURGLASS FTQ FWQ DETOUR
 *
 * Runs the measures one after the other, each for so many milliseconds, under a load (load.h), and writes their figures to the file
 * RESULTS: lines `NAME NUMBER…`. What Linux has counted for this thread and this machine before and after follows, as files of
 * /proc, which lies at PROC. The lines `begin` and `end` on standard output tell what else is printed in between from the rest.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "load.h"
#include "noise.h"
#ifdef __wasm__
#include "../../kernel/include/layout.h"
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name)
#endif

static struct measure *const measures[] = { &hourglass, &ftq, &fwq, &detour };
#define SETTLE 150000000 /* ns */
#define MEASURES (int)(sizeof measures / sizeof *measures)

/* For programs that instantiate the image without its kernel: times in nanoseconds. */
EXPORT(noise_begin) void noise_begin(int measure, double ns) { measures[measure]->begin(ns); }
EXPORT(noise_turn) int noise_turn(int measure, double ns) { return measures[measure]->turn(now_ns() + (int64_t)ns); }
EXPORT(noise_end) const struct series *noise_end(int measure)
{
	measures[measure]->end();
	return measures[measure]->series;
}

/* Linux's id of this thread. */
static int host_thread(void)
{
#ifdef __wasm__
	return *(volatile int *)(CORE_SLOTS + SLOT_HOST_TID);
#else
	return gettid();
#endif
}

static const char *const counted[] = { "self/task/%d/status", "self/task/%d/schedstat", "stat", "interrupts", "softirqs" };
#define COUNTED (int)(sizeof counted / sizeof *counted)

static char texts[2][COUNTED][65536];

/* Reading makes this thread wait for the proxy: its own switches are counted nearest to the measures. */
static void count(int after, const char *proc)
{
	for (int turn = 0; turn < COUNTED; turn++) {
		int i = after ? turn : COUNTED - 1 - turn;
		char name[64], path[4200];
		snprintf(name, sizeof name, counted[i], host_thread());
		snprintf(path, sizeof path, "%s/%s", proc, name);
		FILE *file = fopen(path, "r");
		if (!file) continue;
		texts[after][i][fread(texts[after][i], 1, sizeof texts[after][i] - 1, file)] = 0;
		fclose(file);
	}
}

static void print_text(FILE *out, const char *when, int i)
{
	char *rest = texts[when[0] == 'a'][i];
	while (*rest) {
		int length = 0;
		while (rest[length] && rest[length] != '\n') length++;
		fprintf(out, "%s %s %.*s\n", when, counted[i], length, rest);
		rest += length + (rest[length] == '\n');
	}
}

static void print_series(FILE *out, const struct series *s)
{
	for (int i = 0; i < SERIES_MAX && s[i].name; i++) {
		fprintf(out, "%s", s[i].name);
		for (int k = 0; k < s[i].count; k++) fprintf(out, " %.17g", s[i].values[k]);
		fprintf(out, "\n");
	}
}

static void say(const char *word, int length)
{
	if (write(1, word, length) != length) exit(1);
}

int main(int argc, char **argv)
{
#ifdef __wasm__
	if (hermit_isle() > 0) return load_send();
#endif
	if (argc != 4 + MEASURES) return fprintf(stderr, "usage: noise RESULTS PROC LOAD MS MS MS MS\n"), 2;
	if (load_begin(argv[3])) return fprintf(stderr, "noise: the load \"%s\" could not be started\n", argv[3]), 1;
	/* What the program's start has left Linux to do is not noise of its run. */
	nanosleep(&(struct timespec){ .tv_nsec = SETTLE }, 0);
	say("begin\n", 6);
	count(0, argv[2]);
	double load = load_done();
	int64_t begun = now_ns();
	for (int m = 0; m < MEASURES; m++) {
		noise_begin(m, atof(argv[4 + m]) * 1e6);
		while (!noise_turn(m, 1e18));
	}
	double seconds = (now_ns() - begun) * 1e-9;
	load = load_done() - load;
	count(1, argv[2]);
	say("end\n", 4);
	load_end();
	FILE *out = fopen(argv[1], "w");
	if (!out) return perror(argv[1]), 1;
	for (int m = 0; m < MEASURES; m++) print_series(out, noise_end(m));
	fprintf(out, "load %.17g\nseconds %.17g\n", load / seconds, seconds);
	for (int i = 0; i < COUNTED; i++) {
		print_text(out, "before", i);
		print_text(out, "after", i);
	}
	return fclose(out) ? perror(argv[1]), 1 : 0;
}
