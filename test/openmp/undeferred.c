/*
 * Tasks that their thread executes at once, undeferred or included in a final one: the code after them finds all of their body done, however many
 * parts the compiler makes of it, which other tasks they wait for, and who executes what.
 */
// flags: -fopenmp
#include <omp.h>
#include <stdio.h>

static int bad;
static void wrong(const char *what)
{
#pragma omp critical(say)
	if (bad++ < 20) printf("%s is wrong\n", what);
}

#define P(...) _Pragma(#__VA_ARGS__)

/* A body with as many scheduling points as there are kinds of them. */
#define BODY(x) \
	x = 1; \
	P(omp taskyield) \
	x += 1; \
	P(omp task shared(x)) \
	x += 10; \
	P(omp taskwait) \
	x += 1; \
	P(omp task shared(x) untied) \
	x += 100; \
	P(omp taskwait) \
	x += 1;
enum { DONE = 114 };

#define AT_ONCE(name, clauses) \
	static void name(void) \
	{ \
		for (int i = 0; i < 50; i++) { \
			int x = 0; \
			P(omp task shared(x) clauses) \
			{ \
				BODY(x) \
			} \
			if (x != DONE) wrong(#name); \
			P(omp taskwait) \
		} \
	}

/* The same within a final task, where each is included. */
#define INCLUDED(name, clauses) \
	static void name(void) \
	{ \
		for (int i = 0; i < 20; i++) { \
			int ok = 0; \
			P(omp task final(1) shared(ok)) \
			{ \
				int x = 0; \
				P(omp task shared(x, ok) clauses) \
				{ \
					BODY(x) \
					ok += omp_in_final(); \
				} \
				ok += x == DONE; \
				P(omp task shared(x) clauses) \
				{ \
					BODY(x) \
				} \
				ok += x == DONE; \
			} \
			P(omp taskwait) \
			if (ok != 3) wrong(#name); \
		} \
	}

/* After others that it depends on; and those that depend on it. */
#define ORDERED(name, clauses) \
	static void name(void) \
	{ \
		for (int i = 0; i < 20; i++) { \
			int x = 0, y = 0, z = 0; \
			P(omp task shared(y) depend(out : y)) \
			{ \
				for (volatile int k = 0; k < 1000; k++); \
				y = 5; \
			} \
			P(omp task shared(x, y) clauses depend(in : y) depend(out : x)) \
			{ \
				BODY(x) \
				x += y; \
			} \
			if (x != DONE + 5) wrong(#name); \
			P(omp task shared(x, z) depend(in : x)) \
			z = x; \
			P(omp taskwait) \
			if (z != DONE + 5) wrong(#name); \
		} \
	}

AT_ONCE(a0, if(0))
AT_ONCE(a1, untied if(0))
AT_ONCE(a2, mergeable if(0))
AT_ONCE(a3, untied mergeable if(0))
AT_ONCE(a4, final(1) if(0))
AT_ONCE(a5, untied final(1) if(0))
AT_ONCE(a6, priority(1) if(0))
AT_ONCE(a7, untied priority(2) if(0))
INCLUDED(i0, untied)
INCLUDED(i1, mergeable)
INCLUDED(i2, untied mergeable)
INCLUDED(i3, untied if(0))
INCLUDED(i4, if(0))
INCLUDED(i5, untied if(1))
INCLUDED(i6, untied final(1))
INCLUDED(i7, untied priority(1))
INCLUDED(i8, if(1))
ORDERED(o0, if(0))
ORDERED(o1, untied if(0))
ORDERED(o2, untied mergeable if(0))
ORDERED(o3, untied final(1) if(0))

/* Within a final task, with dependences. */
static void included_in_order(void)
{
	int x = 0, ok = 0;
#pragma omp task final(1) shared(x, ok)
	{
#pragma omp task untied depend(out : x) shared(x)
		{
			x = 1;
#pragma omp taskyield
			x = 2;
		}
		ok += x == 2;
#pragma omp task untied depend(inout : x) shared(x)
		{
#pragma omp taskyield
			x *= 3;
		}
		ok += x == 6;
	}
#pragma omp taskwait
	if (ok != 2) wrong("included in order");
}

/* Recursion through parts, deferred or not by turns. */
static int fib(int n)
{
	int a, b;
	if (n < 2) return n;
#pragma omp task untied if (n > 8) shared(a)
	{
#pragma omp taskyield
		a = fib(n - 1);
	}
#pragma omp task untied if (0) shared(b)
	{
		b = fib(n - 2);
#pragma omp taskyield
	}
#pragma omp taskwait
	return a + b;
}

static void recursion(void)
{
	if (fib(15) != 610) wrong("recursion");
}

/* Loops of undeferred tasks. */
static void loops(void)
{
	int sum = 0;
#pragma omp taskloop untied if (0) shared(sum) grainsize(3)
	for (int i = 0; i < 30; i++) {
#pragma omp taskyield
		sum += i;
	}
	if (sum != 435) wrong("taskloop");
	sum = 0;
#pragma omp taskloop untied final(1) if (0) nogroup shared(sum) num_tasks(4)
	for (int i = 0; i < 30; i++) {
#pragma omp taskyield
		sum += i;
	}
	if (sum != 435) wrong("taskloop nogroup");
}

/* The body is over at once; the task is when its event is. gcc's waits for the event. */
static void detached(void)
{
#ifdef __wasm__
	omp_event_handle_t event;
	int x = 0;
#pragma omp task final(1) shared(x, event)
	{
#pragma omp task detach(event) shared(x)
		x = 1;
		if (x != 1) wrong("detached");
		omp_fulfill_event(event);
	}
#pragma omp taskwait
#endif
}

static void (*const all[])(void) = { a0, a1, a2, a3, a4, a5, a6, a7, i0, i1, i2, i3, i4, i5, i6, i7, i8, o0, o1, o2, o3, included_in_order, recursion, loops, detached };

int main(void)
{
	const int sizes[] = { 1, 2, 4, 6 };
	for (int s = 0; s < 4; s++)
		for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
#pragma omp parallel num_threads(sizes[s])
			{
#pragma omp single
				all[i]();
				all[i]();
			}
		}
	printf("%d kinds, %d wrong\n", (int)(sizeof all / sizeof *all), bad);
	return 0;
}
