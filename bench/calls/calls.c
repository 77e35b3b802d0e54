/* Nanoseconds that system calls take: calls [WRITES]. Prints NAME NANOSECONDS. */
#define _GNU_SOURCE
#include "../support/clock.h"
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TIME(name, times, call) \
	do { \
		double best = 1e18; \
		for (int turn = 0; turn < 5; turn++) { \
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
	TIME("getpid", 200000, sink = getpid());
	TIME("sched_yield", 200000, sink = sched_yield());
	TIME("clock_gettime", 200000, clock_gettime(CLOCK_MONOTONIC, &t));
	TIME("write", writes, sink = write(fd, "8 bytes.", 8));
	close(fd);
	unlink("calls.out");
	return 0;
}
