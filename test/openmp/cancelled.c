/*
 * Every construct that can be cancelled, with every schedule and every clause that makes threads meet at its end, cancelled at every place: what comes
 * after it works as always, for all threads. gcc's runtime waits for ever where a thread of a cancelled region waits for an ordered part or a value of others.
 */
// native: no
// flags: -fopenmp
// run: -e OMP_CANCELLATION=true
// cores: 4
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 60, ROUNDS = 3 };
/* Where it is cancelled: nowhere, in an iteration, in each, by one thread. */
enum { NOWHERE, FIRST, MIDDLE, LAST, EVERYWHERE, BY_THREAD_0, BY_LAST_THREAD, PLACES };
static int threads, place, bad;

static int hit(int i)
{
	switch (place) {
	case FIRST: return i == 0;
	case MIDDLE: return i == N / 2;
	case LAST: return i == N - 1;
	case EVERYWHERE: return 1;
	case BY_THREAD_0: return omp_get_thread_num() == 0;
	case BY_LAST_THREAD: return omp_get_thread_num() == omp_get_num_threads() - 1;
	}
	return 0;
}

static void wrong(const char *what)
{
#pragma omp critical(say)
	if (bad++ < 20) printf("%s, %d threads, place %d: what comes after is wrong\n", what, threads, place);
}

/* All threads of a team meet here: loops of each kind, single, sections. */
static int sum, parts;
static void go_on(const char *what)
{
	int got = -1, mine = 0;
#pragma omp barrier
#pragma omp single copyprivate(got)
	got = 4711, sum = parts = 0;
	if (got != 4711) wrong(what);
#pragma omp for schedule(dynamic, 2) reduction(+ : sum)
	for (int i = 0; i < N; i++) sum += i, mine++;
	if (sum != N * (N - 1) / 2) wrong(what);
#pragma omp barrier
#pragma omp for schedule(static) nowait
	for (int i = 0; i < N; i++) mine++;
#pragma omp sections reduction(+ : parts)
	{
		parts++;
#pragma omp section
		parts++;
	}
	if (parts != 2) wrong(what);
#pragma omp barrier
#pragma omp for ordered schedule(dynamic)
	for (int i = 0; i < 8; i++) {
#pragma omp ordered
		mine++;
	}
#pragma omp barrier
}

static void region_works(const char *what)
{
	int all = 0;
#pragma omp parallel num_threads(threads) reduction(+ : all)
	{
		go_on(what);
		all++;
	}
	if (all != threads) wrong(what);
}

#define P(...) _Pragma(#__VA_ARGS__)

/* A cancelled loop within a region that goes on. */
#define LOOP(name, ...) \
	static void name(void) \
	{ \
		int r = 0, l = 0, k = 0, a[3] = { 0 }; \
		P(omp parallel num_threads(threads)) \
		for (int round = 0; round < ROUNDS; round++) { \
			P(omp for __VA_ARGS__) \
			for (int i = 0; i < N; i++) { \
				r = r + 1, l = i, a[i % 3] += 1; \
				if (hit(i)) { P(omp cancel for) } \
				P(omp cancellation point for) \
			} \
			go_on(#name); \
		} \
		if (a[0] < 0 || r < 0 || l < 0 || k < 0) printf("never\n"); \
		region_works(#name); \
	}

#define ORDERED_PART P(omp ordered) { k++; }

/* An iteration's number for each thread. */
static int mine(void) { return omp_get_thread_num() ? omp_get_thread_num() == omp_get_num_threads() - 1 ? N - 1 : N / 2 : 0; }

/* A cancelled region, by some thread while others are in loops or wait at their ends. */
#define REGION(name, body, ...) \
	static void name(void) \
	{ \
		int r = 0, l = 0, k = 0, a[3] = { 0 }; \
		P(omp parallel num_threads(threads)) \
		{ \
			for (int round = 0; round < 4 * ROUNDS; round++) { \
				if (round == 1 && hit(mine())) { P(omp cancel parallel) } \
				P(omp for __VA_ARGS__) \
				for (int i = 0; i < N; i++) { \
					body \
					r = r + 1, l = i, a[i % 3] += 1; \
				} \
			} \
			P(omp cancellation point parallel) \
		} \
		if (a[0] < 0 || r < 0 || l < 0 || k < 0) printf("never\n"); \
		region_works(#name); \
	}

LOOP(l0, schedule(static) private(r, a) private(l))
LOOP(l1, schedule(static) reduction(+ : r) private(a) private(l))
LOOP(l2, schedule(static) private(r, a) lastprivate(l))
LOOP(l3, schedule(static) reduction(+ : r) lastprivate(l) private(a))
LOOP(l4, schedule(static) reduction(+ : r, a) private(l))
LOOP(l5, schedule(static) reduction(max : r) reduction(+ : a) lastprivate(l))
LOOP(l6, schedule(static) reduction(task, + : r) private(a) private(l))
LOOP(l7, schedule(static) private(r, a) linear(k) private(l))
LOOP(l8, schedule(static) firstprivate(r, a) private(l))
LOOP(l9, schedule(static, 3) private(r, a) private(l))
LOOP(l10, schedule(static, 3) reduction(+ : r) private(a) private(l))
LOOP(l11, schedule(static, 3) private(r, a) lastprivate(l))
LOOP(l12, schedule(static, 3) reduction(+ : r) lastprivate(l) private(a))
LOOP(l13, schedule(static, 3) reduction(+ : r, a) private(l))
LOOP(l14, schedule(static, 3) reduction(max : r) reduction(+ : a) lastprivate(l))
LOOP(l15, schedule(static, 3) reduction(task, + : r) private(a) private(l))
LOOP(l16, schedule(static, 3) private(r, a) linear(k) private(l))
LOOP(l17, schedule(static, 3) firstprivate(r, a) private(l))
LOOP(l18, schedule(dynamic) private(r, a) private(l))
LOOP(l19, schedule(dynamic) reduction(+ : r) private(a) private(l))
LOOP(l20, schedule(dynamic) private(r, a) lastprivate(l))
LOOP(l21, schedule(dynamic) reduction(+ : r) lastprivate(l) private(a))
LOOP(l22, schedule(dynamic) reduction(+ : r, a) private(l))
LOOP(l23, schedule(dynamic) reduction(max : r) reduction(+ : a) lastprivate(l))
LOOP(l24, schedule(dynamic) reduction(task, + : r) private(a) private(l))
LOOP(l25, schedule(dynamic) private(r, a) linear(k) private(l))
LOOP(l26, schedule(dynamic) firstprivate(r, a) private(l))
LOOP(l27, schedule(dynamic, 10) private(r, a) private(l))
LOOP(l28, schedule(dynamic, 10) reduction(+ : r) private(a) private(l))
LOOP(l29, schedule(dynamic, 10) private(r, a) lastprivate(l))
LOOP(l30, schedule(dynamic, 10) reduction(+ : r) lastprivate(l) private(a))
LOOP(l31, schedule(dynamic, 10) reduction(+ : r, a) private(l))
LOOP(l32, schedule(dynamic, 10) reduction(max : r) reduction(+ : a) lastprivate(l))
LOOP(l33, schedule(dynamic, 10) reduction(task, + : r) private(a) private(l))
LOOP(l34, schedule(dynamic, 10) private(r, a) linear(k) private(l))
LOOP(l35, schedule(dynamic, 10) firstprivate(r, a) private(l))
LOOP(l36, schedule(guided) private(r, a) private(l))
LOOP(l37, schedule(guided) reduction(+ : r) private(a) private(l))
LOOP(l38, schedule(guided) private(r, a) lastprivate(l))
LOOP(l39, schedule(guided) reduction(+ : r) lastprivate(l) private(a))
LOOP(l40, schedule(guided) reduction(+ : r, a) private(l))
LOOP(l41, schedule(guided) reduction(max : r) reduction(+ : a) lastprivate(l))
LOOP(l42, schedule(guided) reduction(task, + : r) private(a) private(l))
LOOP(l43, schedule(guided) private(r, a) linear(k) private(l))
LOOP(l44, schedule(guided) firstprivate(r, a) private(l))
LOOP(l45, schedule(guided, 4) private(r, a) private(l))
LOOP(l46, schedule(guided, 4) reduction(+ : r) private(a) private(l))
LOOP(l47, schedule(guided, 4) private(r, a) lastprivate(l))
LOOP(l48, schedule(guided, 4) reduction(+ : r) lastprivate(l) private(a))
LOOP(l49, schedule(guided, 4) reduction(+ : r, a) private(l))
LOOP(l50, schedule(guided, 4) reduction(max : r) reduction(+ : a) lastprivate(l))
LOOP(l51, schedule(guided, 4) reduction(task, + : r) private(a) private(l))
LOOP(l52, schedule(guided, 4) private(r, a) linear(k) private(l))
LOOP(l53, schedule(guided, 4) firstprivate(r, a) private(l))
LOOP(l54, schedule(auto) private(r, a) private(l))
LOOP(l55, schedule(auto) reduction(+ : r) private(a) private(l))
LOOP(l56, schedule(auto) private(r, a) lastprivate(l))
LOOP(l57, schedule(auto) reduction(+ : r) lastprivate(l) private(a))
LOOP(l58, schedule(auto) reduction(+ : r, a) private(l))
LOOP(l59, schedule(auto) reduction(max : r) reduction(+ : a) lastprivate(l))
LOOP(l60, schedule(auto) reduction(task, + : r) private(a) private(l))
LOOP(l61, schedule(auto) private(r, a) linear(k) private(l))
LOOP(l62, schedule(auto) firstprivate(r, a) private(l))
LOOP(l63, schedule(runtime) private(r, a) private(l))
LOOP(l64, schedule(runtime) reduction(+ : r) private(a) private(l))
LOOP(l65, schedule(runtime) private(r, a) lastprivate(l))
LOOP(l66, schedule(runtime) reduction(+ : r) lastprivate(l) private(a))
LOOP(l67, schedule(runtime) reduction(+ : r, a) private(l))
LOOP(l68, schedule(runtime) reduction(max : r) reduction(+ : a) lastprivate(l))
LOOP(l69, schedule(runtime) reduction(task, + : r) private(a) private(l))
LOOP(l70, schedule(runtime) private(r, a) linear(k) private(l))
LOOP(l71, schedule(runtime) firstprivate(r, a) private(l))
LOOP(l72, schedule(monotonic: dynamic) private(r, a) private(l))
LOOP(l73, schedule(monotonic: dynamic) reduction(+ : r) private(a) private(l))
LOOP(l74, schedule(monotonic: dynamic) private(r, a) lastprivate(l))
LOOP(l75, schedule(monotonic: dynamic) reduction(+ : r) lastprivate(l) private(a))
LOOP(l76, schedule(monotonic: dynamic) reduction(+ : r, a) private(l))
LOOP(l77, schedule(monotonic: dynamic) reduction(max : r) reduction(+ : a) lastprivate(l))
LOOP(l78, schedule(monotonic: dynamic) reduction(task, + : r) private(a) private(l))
LOOP(l79, schedule(monotonic: dynamic) private(r, a) linear(k) private(l))
LOOP(l80, schedule(monotonic: dynamic) firstprivate(r, a) private(l))
LOOP(l81, schedule(nonmonotonic: dynamic, 3) private(r, a) private(l))
LOOP(l82, schedule(nonmonotonic: dynamic, 3) reduction(+ : r) private(a) private(l))
LOOP(l83, schedule(nonmonotonic: dynamic, 3) private(r, a) lastprivate(l))
LOOP(l84, schedule(nonmonotonic: dynamic, 3) reduction(+ : r) lastprivate(l) private(a))
LOOP(l85, schedule(nonmonotonic: dynamic, 3) reduction(+ : r, a) private(l))
LOOP(l86, schedule(nonmonotonic: dynamic, 3) reduction(max : r) reduction(+ : a) lastprivate(l))
LOOP(l87, schedule(nonmonotonic: dynamic, 3) reduction(task, + : r) private(a) private(l))
LOOP(l88, schedule(nonmonotonic: dynamic, 3) private(r, a) linear(k) private(l))
LOOP(l89, schedule(nonmonotonic: dynamic, 3) firstprivate(r, a) private(l))
REGION(r0, , schedule(static) private(r, a) private(l))
REGION(r1, , schedule(static) reduction(+ : r) private(a) private(l))
REGION(r2, , schedule(static) nowait private(r, a) private(l))
REGION(r3, , schedule(static) nowait reduction(+ : r) private(a) private(l))
REGION(r4, , schedule(static) lastprivate(l) private(r, a))
REGION(r5, ORDERED_PART, schedule(static) ordered private(r, a) private(l))
REGION(r6, ORDERED_PART, schedule(static) ordered reduction(+ : r) private(a) private(l))
REGION(r7, , schedule(static) reduction(task, + : r) private(a) private(l))
REGION(r8, , schedule(static, 3) private(r, a) private(l))
REGION(r9, , schedule(static, 3) reduction(+ : r) private(a) private(l))
REGION(r10, , schedule(static, 3) nowait private(r, a) private(l))
REGION(r11, , schedule(static, 3) nowait reduction(+ : r) private(a) private(l))
REGION(r12, , schedule(static, 3) lastprivate(l) private(r, a))
REGION(r13, ORDERED_PART, schedule(static, 3) ordered private(r, a) private(l))
REGION(r14, ORDERED_PART, schedule(static, 3) ordered reduction(+ : r) private(a) private(l))
REGION(r15, , schedule(static, 3) reduction(task, + : r) private(a) private(l))
REGION(r16, , schedule(dynamic) private(r, a) private(l))
REGION(r17, , schedule(dynamic) reduction(+ : r) private(a) private(l))
REGION(r18, , schedule(dynamic) nowait private(r, a) private(l))
REGION(r19, , schedule(dynamic) nowait reduction(+ : r) private(a) private(l))
REGION(r20, , schedule(dynamic) lastprivate(l) private(r, a))
REGION(r21, ORDERED_PART, schedule(dynamic) ordered private(r, a) private(l))
REGION(r22, ORDERED_PART, schedule(dynamic) ordered reduction(+ : r) private(a) private(l))
REGION(r23, , schedule(dynamic) reduction(task, + : r) private(a) private(l))
REGION(r24, , schedule(dynamic, 10) private(r, a) private(l))
REGION(r25, , schedule(dynamic, 10) reduction(+ : r) private(a) private(l))
REGION(r26, , schedule(dynamic, 10) nowait private(r, a) private(l))
REGION(r27, , schedule(dynamic, 10) nowait reduction(+ : r) private(a) private(l))
REGION(r28, , schedule(dynamic, 10) lastprivate(l) private(r, a))
REGION(r29, ORDERED_PART, schedule(dynamic, 10) ordered private(r, a) private(l))
REGION(r30, ORDERED_PART, schedule(dynamic, 10) ordered reduction(+ : r) private(a) private(l))
REGION(r31, , schedule(dynamic, 10) reduction(task, + : r) private(a) private(l))
REGION(r32, , schedule(guided) private(r, a) private(l))
REGION(r33, , schedule(guided) reduction(+ : r) private(a) private(l))
REGION(r34, , schedule(guided) nowait private(r, a) private(l))
REGION(r35, , schedule(guided) nowait reduction(+ : r) private(a) private(l))
REGION(r36, , schedule(guided) lastprivate(l) private(r, a))
REGION(r37, ORDERED_PART, schedule(guided) ordered private(r, a) private(l))
REGION(r38, ORDERED_PART, schedule(guided) ordered reduction(+ : r) private(a) private(l))
REGION(r39, , schedule(guided) reduction(task, + : r) private(a) private(l))
REGION(r40, , schedule(guided, 4) private(r, a) private(l))
REGION(r41, , schedule(guided, 4) reduction(+ : r) private(a) private(l))
REGION(r42, , schedule(guided, 4) nowait private(r, a) private(l))
REGION(r43, , schedule(guided, 4) nowait reduction(+ : r) private(a) private(l))
REGION(r44, , schedule(guided, 4) lastprivate(l) private(r, a))
REGION(r45, ORDERED_PART, schedule(guided, 4) ordered private(r, a) private(l))
REGION(r46, ORDERED_PART, schedule(guided, 4) ordered reduction(+ : r) private(a) private(l))
REGION(r47, , schedule(guided, 4) reduction(task, + : r) private(a) private(l))
REGION(r48, , schedule(auto) private(r, a) private(l))
REGION(r49, , schedule(auto) reduction(+ : r) private(a) private(l))
REGION(r50, , schedule(auto) nowait private(r, a) private(l))
REGION(r51, , schedule(auto) nowait reduction(+ : r) private(a) private(l))
REGION(r52, , schedule(auto) lastprivate(l) private(r, a))
REGION(r53, ORDERED_PART, schedule(auto) ordered private(r, a) private(l))
REGION(r54, ORDERED_PART, schedule(auto) ordered reduction(+ : r) private(a) private(l))
REGION(r55, , schedule(auto) reduction(task, + : r) private(a) private(l))
REGION(r56, , schedule(runtime) private(r, a) private(l))
REGION(r57, , schedule(runtime) reduction(+ : r) private(a) private(l))
REGION(r58, , schedule(runtime) nowait private(r, a) private(l))
REGION(r59, , schedule(runtime) nowait reduction(+ : r) private(a) private(l))
REGION(r60, , schedule(runtime) lastprivate(l) private(r, a))
REGION(r61, ORDERED_PART, schedule(runtime) ordered private(r, a) private(l))
REGION(r62, ORDERED_PART, schedule(runtime) ordered reduction(+ : r) private(a) private(l))
REGION(r63, , schedule(runtime) reduction(task, + : r) private(a) private(l))
REGION(r64, , schedule(monotonic: dynamic) private(r, a) private(l))
REGION(r65, , schedule(monotonic: dynamic) reduction(+ : r) private(a) private(l))
REGION(r66, , schedule(monotonic: dynamic) nowait private(r, a) private(l))
REGION(r67, , schedule(monotonic: dynamic) nowait reduction(+ : r) private(a) private(l))
REGION(r68, , schedule(monotonic: dynamic) lastprivate(l) private(r, a))
REGION(r69, ORDERED_PART, schedule(monotonic: dynamic) ordered private(r, a) private(l))
REGION(r70, ORDERED_PART, schedule(monotonic: dynamic) ordered reduction(+ : r) private(a) private(l))
REGION(r71, , schedule(monotonic: dynamic) reduction(task, + : r) private(a) private(l))
REGION(r72, , schedule(nonmonotonic: dynamic, 3) private(r, a) private(l))
REGION(r73, , schedule(nonmonotonic: dynamic, 3) reduction(+ : r) private(a) private(l))
REGION(r74, , schedule(nonmonotonic: dynamic, 3) nowait private(r, a) private(l))
REGION(r75, , schedule(nonmonotonic: dynamic, 3) nowait reduction(+ : r) private(a) private(l))
REGION(r76, , schedule(nonmonotonic: dynamic, 3) lastprivate(l) private(r, a))
REGION(r77, , schedule(nonmonotonic: dynamic, 3) reduction(task, + : r) private(a) private(l))

/* Iterations that wait for others, in a region that is cancelled. */
static void doacross(void)
{
#pragma omp parallel num_threads(threads)
	{
		for (int round = 0; round < 4 * ROUNDS; round++) {
			if (round == 1 && hit(mine())) {
#pragma omp cancel parallel
			}
#pragma omp for ordered(1) schedule(dynamic) nowait
			for (int i = 0; i < N; i++) {
#pragma omp ordered depend(sink : i - 1)
#pragma omp ordered depend(source)
			}
		}
#pragma omp cancellation point parallel
	}
	region_works("doacross");
}

#define SECTION(i) \
	{ \
		r = r + 1; \
		if (hit((i) == 0 ? 0 : (i) == 1 ? N / 2 : (i) == 3 ? N - 1 : 1)) { P(omp cancel sections) } \
		P(omp cancellation point sections) \
		l = i; \
	}
#define SECTIONS(name, ...) \
	static void name(void) \
	{ \
		int r = 0, l = 0; \
		P(omp parallel num_threads(threads)) \
		for (int round = 0; round < ROUNDS; round++) { \
			P(omp sections __VA_ARGS__) \
			{ \
				SECTION(0) \
				P(omp section) \
				SECTION(1) \
				P(omp section) \
				SECTION(2) \
				P(omp section) \
				SECTION(3) \
			} \
			go_on(#name); \
		} \
		if (r < 0 || l < 0) printf("never\n"); \
		region_works(#name); \
	}
SECTIONS(s0, private(r) private(l))
SECTIONS(s1, reduction(+ : r) private(l))
SECTIONS(s2, private(r) lastprivate(l))
SECTIONS(s3, reduction(+ : r) lastprivate(l))
SECTIONS(s4, reduction(task, + : r) private(l))

/* Whether one thread's value reaches the others, or not any more. */
static void copied(void)
{
#pragma omp parallel num_threads(threads)
	{
		int got = 0;
		if (hit(mine())) {
#pragma omp cancel parallel
		}
#pragma omp single copyprivate(got)
		got = 1;
#pragma omp cancellation point parallel
		for (int i = 0; i < 20; i++) {
#pragma omp single
			got++;
#pragma omp sections nowait
			{
				got++;
#pragma omp section
				got++;
			}
		}
	}
	region_works("copied");
}

/* Tasks in a cancelled taskgroup and region, of each kind. */
#define TASKS(name, ...) \
	static void name(void) \
	{ \
		int begun = 0, ended = 0, left = 0; \
		P(omp parallel num_threads(threads)) \
		{ \
			P(omp single) \
			P(omp taskgroup) \
			for (int i = 0; i < N; i++) { \
				P(omp task shared(begun, ended, left) __VA_ARGS__) \
				{ \
					P(omp atomic) \
					begun++; \
					if (hit(i)) { \
						P(omp atomic) \
						left++; \
						P(omp cancel taskgroup) \
						abort(); \
					} \
					P(omp taskyield) \
					P(omp taskwait) \
					P(omp atomic) \
					ended++; \
				} \
			} \
			go_on(#name); \
		} \
		/* What has begun ends, but for those that leave by themselves. */ \
		if (begun != ended + left) wrong(#name); \
		region_works(#name); \
	}
TASKS(t0, if (1))
TASKS(t1, if (0))
TASKS(t2, untied)
TASKS(t3, untied if (0))
TASKS(t4, final(1))
TASKS(t5, untied final(1))
TASKS(t6, priority(1))
TASKS(t7, untied mergeable)

static void (*const all[])(void) = {
	l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13, l14, l15, l16, l17, l18, l19,
	l20, l21, l22, l23, l24, l25, l26, l27, l28, l29, l30, l31, l32, l33, l34, l35, l36, l37, l38, l39,
	l40, l41, l42, l43, l44, l45, l46, l47, l48, l49, l50, l51, l52, l53, l54, l55, l56, l57, l58, l59,
	l60, l61, l62, l63, l64, l65, l66, l67, l68, l69, l70, l71, l72, l73, l74, l75, l76, l77, l78, l79,
	l80, l81, l82, l83, l84, l85, l86, l87, l88, l89, r0, r1, r2, r3, r4, r5, r6, r7, r8, r9,
	r10, r11, r12, r13, r14, r15, r16, r17, r18, r19, r20, r21, r22, r23, r24, r25, r26, r27, r28, r29,
	r30, r31, r32, r33, r34, r35, r36, r37, r38, r39, r40, r41, r42, r43, r44, r45, r46, r47, r48, r49,
	r50, r51, r52, r53, r54, r55, r56, r57, r58, r59, r60, r61, r62, r63, r64, r65, r66, r67, r68, r69,
	r70, r71, r72, r73, r74, r75, r76, r77, doacross, s0, s1, s2, s3, s4, copied, t0, t1, t2, t3, t4,
	t5, t6, t7,
};

int main(void)
{
	const int sizes[] = { 1, 2, 4, 7 };
	for (int s = 0; s < 4; s++)
		for (place = 0; place < PLACES; place++) {
			threads = sizes[s];
			for (unsigned i = 0; i < sizeof all / sizeof *all; i++) all[i]();
		}
	printf("cancellation %d, %d constructs, %d wrong\n", omp_get_cancellation(), (int)(sizeof all / sizeof *all), bad);
	return 0;
}
