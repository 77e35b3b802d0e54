/*
 * noise RESULTS PROC LOAD HOURGLASS FTQ FWQ DETOUR
 *
 * Says `ready`, and for each line on standard input runs the measures one after the other, each for so many milliseconds, under a load
 * (load.h). Their figures go to the file RESULTS, lines `NAME NUMBER…`; what Linux has counted for this thread and this machine before
 * and after the hourglass follows, as files of /proc, which lies at PROC. Then it answers with the seconds that the hourglass took. What it
 * says begins with a new line, because V8 may be in the middle of one.
 */
#define _GNU_SOURCE
#include <fcntl.h>
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
#define MEASURES (int)(sizeof measures / sizeof *measures)
#define SETTLE 150000000 /* ns: what a start has left Linux to do is not noise of a run; nor is what waited while the program was stopped */
#define SETTLE_AGAIN 20000000
#define WARM_UP_FIRST 30000000 /* ns: V8 compiles what is called first, and optimises the clock in some milliseconds */
#define WARM_UP_AGAIN 6000000

int64_t warm_up;

/* For programs that instantiate the image without its kernel: times in nanoseconds. */
EXPORT(noise_begin) void noise_begin(int measure, double ns)
{
	static int begun[MEASURES];
	warm_up = begun[measure]++ ? WARM_UP_AGAIN : WARM_UP_FIRST;
	measures[measure]->begin(ns);
}
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

static const char *const counted[] = { "interrupts", "softirqs", "stat", "self/task/%d/schedstat", "self/task/%d/status" };
#define COUNTED (int)(sizeof counted / sizeof *counted)

static int files[COUNTED];
static char texts[2][COUNTED][65536];

static void open_counts(const char *proc)
{
	for (int i = 0; i < COUNTED; i++) {
		char name[64], path[4200];
		snprintf(name, sizeof name, counted[i], host_thread());
		snprintf(path, sizeof path, "%s/%s", proc, name);
		files[i] = open(path, O_RDONLY);
	}
}

/*
 * Each reading makes an image's thread wait for the proxy, which is an interrupt when it goes on: those are counted nearest to the measure.
 * The thread's own waits are its readings alone.
 */
static void count(int after)
{
	for (int turn = 0; turn < COUNTED; turn++) {
		int i = after ? turn : COUNTED - 1 - turn, length = 0, got;
		char *text = texts[after][i];
		if (files[i] < 0) continue;
		while ((got = pread(files[i], text + length, sizeof texts[0][0] - 1 - length, length)) > 0) length += got;
		text[length] = 0;
	}
}

static void print_text(FILE *out, const char *when, int i)
{
	const char *rest = texts[when[0] == 'a'][i];
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

static void pause_for(int ns) { nanosleep(&(struct timespec){ .tv_nsec = ns }, 0); }

/* Runs the measures, and counts during the first; gives its seconds, or -1. */
static double run(const char *results, char **milliseconds)
{
	count(0);
	double load = load_done(), seconds = 0;
	int64_t begun = now_ns();
	for (int m = 0; m < MEASURES; m++) {
		noise_begin(m, atof(milliseconds[m]) * 1e6);
		while (!noise_turn(m, 1e18));
		if (m) continue;
		seconds = (now_ns() - begun) * 1e-9;
		load = load_done() - load;
		count(1);
	}
	FILE *out = fopen(results, "w");
	if (!out) return -1;
	for (int m = 0; m < MEASURES; m++) print_series(out, noise_end(m));
	fprintf(out, "load %.17g\nseconds %.17g\n", load / seconds, seconds);
	for (int i = 0; i < COUNTED; i++) {
		print_text(out, "before", i);
		print_text(out, "after", i);
	}
	return fclose(out) ? -1 : seconds;
}

int main(int argc, char **argv)
{
#ifdef __wasm__
	if (hermit_isle() > 0) return load_send();
#endif
	if (argc != 4 + MEASURES) return fprintf(stderr, "usage: noise RESULTS PROC LOAD MS MS MS MS\n"), 2;
	if (load_begin(argv[3])) return fprintf(stderr, "noise: the load \"%s\" could not be started\n", argv[3]), 1;
	open_counts(argv[2]);
	pause_for(SETTLE);
	char line[64];
	for (puts("\nready"), fflush(stdout); fgets(line, sizeof line, stdin); fflush(stdout)) {
		pause_for(SETTLE_AGAIN);
		double seconds = run(argv[1], argv + 4);
		if (seconds < 0) return perror(argv[1]), 1;
		printf("\n%g\n", seconds);
	}
	load_end();
	return 0;
}
