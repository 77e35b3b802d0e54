/*
 * Nanoseconds that system calls take: calls [WRITES]. Prints NAME NANOSECONDS, of the fastest of some batches.
 * getpid and sched_yield are called 10,000 times, as HermitCore's test of its services does (S. Lankes, S. Pickartz, J. Breitbart,
 * "HermitCore: a unikernel for extreme scale computing", 2016).
 */
#define _GNU_SOURCE
#include "../support/clock.h"
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BATCHES = 21, FEW_BATCHES = 5, CALLS = 10000 };

#define TIME(name, batches, times, call) \
	do { \
		double best = 1e18; \
		for (int batch = 0; batch < (batches); batch++) { \
			double start = now_ns(); \
			for (int i = 0; i < (times); i++) call; \
			double each = (now_ns() - start) / (times); \
			if (each < best) best = each; \
		} \
		printf("%s %.2f\n", name, best); \
	} while (0)

int main(int argc, char **argv)
{
	int writes = argc > 1 ? atoi(argv[1]) : 20000;
	int fd = open("calls.out", O_WRONLY | O_CREAT | O_TRUNC, 0644);
	volatile long sink = 0;
	struct timespec t;
	if (fd < 0) {
		perror("calls.out");
		return 1;
	}
	TIME("getpid", BATCHES, CALLS, sink = getpid());
	TIME("sched_yield", BATCHES, CALLS, sink = sched_yield());
	TIME("clock_gettime", BATCHES, CALLS, clock_gettime(CLOCK_MONOTONIC, &t));
	TIME("write", FEW_BATCHES, writes, sink = write(fd, "8 bytes.", 8));
	close(fd);
	unlink("calls.out");
	return 0;
}
