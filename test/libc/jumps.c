// setjmp and longjmp: nested, from deep calls, in loops, across many frames, in threads.
// cores: 2
#include "check.h"
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

static jmp_buf outer, inner;

static void deep(int n, int value)
{
	volatile char pad[64];
	pad[0] = n;
	if (n) deep(n - 1, value);
	else longjmp(outer, value);
	printf("never %d\n", pad[0]);
}

static int nested(int how)
{
	volatile int steps = 0;
	switch (setjmp(inner)) {
	case 0:
		steps++;
		if (how == 2) longjmp(outer, 22);
		longjmp(inner, how);
	case 1:
		steps += 10;
		break;
	default:
		steps += 100;
	}
	return steps;
}

static void values(void)
{
	int r = setjmp(outer);
	printf("%d\n", r);
	if (r == 0) longjmp(outer, 0);
	if (r == 1) longjmp(outer, -7);
	if (r == -7) deep(500, 3);
	if (r == 3) deep(3, 4);
}

static void loops(void)
{
	volatile int i = 0, sum = 0;
	for (; i < 1000; i++) {
		int r = setjmp(inner);
		if (r) {
			sum += r;
			continue;
		}
		longjmp(inner, i % 7 + 1);
	}
	SHOW(sum);
	volatile int again = 0;
	setjmp(outer);
	if (again++ < 10000) longjmp(outer, 1);
	SHOW(again);
}

static void in_callback(void)
{
	int numbers[] = { 3, 1, 2 };
	if (!setjmp(outer)) {
		int compare(const void *a, const void *b);
		qsort(numbers, 3, sizeof *numbers, compare);
		printf("never\n");
	}
	printf("left qsort\n");
}

int compare(const void *a, const void *b)
{
	(void)a, (void)b;
	longjmp(outer, 1);
}

static void *in_thread(void *arg)
{
	jmp_buf mine;
	volatile int n = 0;
	int limit = (int)(intptr_t)arg * 100;
	if (setjmp(mine) < limit) longjmp(mine, ++n);
	return (void *)(intptr_t)n;
}

static void several_live(void)
{
	jmp_buf b[5];
	volatile int at = 0, trail = 0;
	for (volatile int i = 0; i < 5; i++) {
		int r = setjmp(b[i]);
		if (r) {
			trail = trail * 10 + at;
			if (r > 1) longjmp(b[at], r - 1);
			break;
		}
		at = i;
	}
	if (trail < 1000) longjmp(b[at], 3);
	SHOW(trail);
}

int main(void)
{
	values();
	SHOW(nested(1));
	SHOW(nested(5));
	int r = setjmp(outer);
	if (!r) nested(2);
	SHOW(r);
	loops();
	in_callback();
	several_live();
	pthread_t t[8];
	int sum = 0;
	for (int i = 0; i < 8; i++) pthread_create(&t[i], NULL, in_thread, (void *)(intptr_t)i);
	for (int i = 0; i < 8; i++) {
		void *v;
		pthread_join(t[i], &v);
		sum += (int)(intptr_t)v;
	}
	SHOW(sum);
	sigjmp_buf s;
	if (!sigsetjmp(s, 0)) siglongjmp(s, 1);
	printf("done\n");
	return 0;
}
