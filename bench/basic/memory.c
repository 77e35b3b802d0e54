/*
 * HermitCore's test of memory: 256 times malloc(1 MiB), then the first write to each page of it; and the same again after all of it was freed.
 * Prints malloc, touch, malloc_again and touch_again with the nanoseconds of each call and of each page.
 */
#include "../support/clock.h"
#include <stdio.h>
#include <stdlib.h>

enum { BLOCKS = 256, BLOCK = 1 << 20, PAGE = 4096 };

static char *blocks[BLOCKS];

static int test(const char *suffix)
{
	double start = now_ns(), allocated, touched;
	for (int i = 0; i < BLOCKS; i++)
		if (!(blocks[i] = malloc(BLOCK))) return 1;
	allocated = now_ns();
	for (int i = 0; i < BLOCKS; i++)
		for (int at = 0; at < BLOCK; at += PAGE) *(volatile char *)(blocks[i] + at) = 1;
	touched = now_ns();
	printf("malloc%s %.2f\n", suffix, (allocated - start) / BLOCKS);
	printf("touch%s %.2f\n", suffix, (touched - allocated) / ((double)BLOCKS * (BLOCK / PAGE)));
	for (int i = 0; i < BLOCKS; i++) free(blocks[i]);
	return 0;
}

int main(void)
{
	if (!test("") && !test("_again")) return 0;
	fprintf(stderr, "memory: no memory for %d times %d bytes\n", BLOCKS, BLOCK);
	return 1;
}
