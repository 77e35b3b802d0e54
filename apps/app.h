/*
 * What the apps share: arguments, memory, and the verdict.
 * Every app takes --time, which prints the seconds of its computation, and ends with 1 when its own check fails, 2 for wrong usage.
 */
#ifndef APP_ARGUMENTS_H
#define APP_ARGUMENTS_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int app_timed;

/* Takes --time out of the arguments; with `most` more of them at most. */
static int app_begin(int argc, char **argv, int most, const char *usage)
{
	int kept = 1;
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--time")) app_timed = 1;
		else argv[kept++] = argv[i];
	}
	if (kept - 1 <= most) return kept;
	fprintf(stderr, "usage: %s [--time] %s\n", argv[0], usage);
	exit(2);
}

/* A whole number in [low, high], or `otherwise` if the argument is not there. */
static long app_number(int argc, char **argv, int at, const char *name, long otherwise, long low, long high)
{
	if (at >= argc) return otherwise;
	char *end;
	errno = 0;
	long value = strtol(argv[at], &end, 10);
	if (end != argv[at] && !*end && !errno && value >= low && value <= high) return value;
	fprintf(stderr, "%s: %s has to be a number from %ld to %ld, not %s\n", argv[0], name, low, high, argv[at]);
	exit(2);
}

static void *app_memory(size_t count, size_t size)
{
	void *p = calloc(count, size);
	if (p) return p;
	fprintf(stderr, "no memory for %zu values of %zu bytes\n", count, size);
	exit(1);
}

static void app_seconds(double seconds)
{
	if (app_timed) printf("seconds %.6f\n", seconds);
}

static int app_verdict(int right)
{
	puts(right ? "right" : "WRONG");
	return !right;
}

#endif
