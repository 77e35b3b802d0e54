/* Tasks. */
#include "overhead.h"

/* Every thread makes tasks. */
static void task_each(long times)
{
#pragma omp parallel
	for (long i = 0; i < times; i++) {
#pragma omp task
		delay();
	}
}

/* One thread makes them for all. */
static void task_one(long times)
{
#pragma omp parallel
#pragma omp master
	for (long i = 0; i < times * threads; i++) {
#pragma omp task
		delay();
	}
}

static void taskwait(long times)
{
#pragma omp parallel
	for (long i = 0; i < times; i++) {
#pragma omp task
		delay();
#pragma omp taskwait
	}
}

static void taskgroup(long times)
{
#pragma omp parallel
	for (long i = 0; i < times; i++) {
#pragma omp taskgroup
		{
#pragma omp task
			delay();
		}
	}
}

static void depend(long times)
{
#pragma omp parallel
	{
		int mine = 0;
		for (long i = 0; i < times; i++) {
#pragma omp task depend(inout : mine)
			delay();
		}
#pragma omp taskwait
	}
}

enum { ITERATIONS = 64 };

static void taskloop(long times)
{
#pragma omp parallel
#pragma omp master
	for (long i = 0; i < times; i++) {
#pragma omp taskloop grainsize(1)
		for (int j = 0; j < ITERATIONS; j++) delay();
	}
}

static void taskloop_reference(long times)
{
	delays(times * ITERATIONS / threads);
}

enum { FIB = 15, QUEENS = 7 };
static volatile int result;

static int fib(int n)
{
	if (n < 2) return n;
	int a, b;
#pragma omp task shared(a)
	a = fib(n - 1);
#pragma omp task shared(b)
	b = fib(n - 2);
#pragma omp taskwait
	return a + b;
}

static void fibonacci(long times)
{
#pragma omp parallel
#pragma omp master
	for (long i = 0; i < times; i++) result = fib(FIB);
}

/* Ways to place the queens of the rows from `row` on; bits are columns that are taken, and diagonals shifted with the row. */
static int place(int row, unsigned columns, unsigned left, unsigned right)
{
	if (row == QUEENS) return 1;
	int found[QUEENS] = { 0 }, all = 0;
	for (int i = 0; i < QUEENS; i++) {
		unsigned bit = 1u << i;
		if ((columns | left | right) & bit) continue;
#pragma omp task shared(found) firstprivate(i, bit)
		found[i] = place(row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
	}
#pragma omp taskwait
	for (int i = 0; i < QUEENS; i++) all += found[i];
	return all;
}

static void queens(long times)
{
#pragma omp parallel
#pragma omp master
	for (long i = 0; i < times; i++) result = place(0, 0, 0, 0);
}

/* fib and queens: for the whole tree. */
const struct construct task_constructs[] = {
	{ "task_each", task_each, delays }, { "task_one", task_one, delays }, { "taskwait", taskwait, delays },
	{ "taskgroup", taskgroup, delays }, { "depend", depend, delays },
	{ "taskloop", taskloop, taskloop_reference, ITERATIONS }, { "fib", fibonacci }, { "queens", queens },
	{ 0 },
};
