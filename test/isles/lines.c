/* Puts of a line: isle 1 puts lines into isle 0, which sees each of them whole, and sleeps on a bell for the last. */
#include <hermit.h>
#include <stdio.h>
#include <string.h>
#include <errno.h>

enum { LINE = 16, ROUNDS = 20000 };
static struct { int lines[2][LINE], back[LINE]; struct hermit_bell bell; } box __attribute__((aligned(64)));

static int torn;

static void receive(void)
{
	for (int round = 1; round <= ROUNDS; round++) {
		volatile int *line = box.lines[round & 1];
		while (__atomic_load_n(line, __ATOMIC_ACQUIRE) != round) continue;
		for (int i = 1; i < LINE; i++) torn += line[i] != round * 31 + i;
		int answer[LINE] = { round };
		hermit_put_line(hermit_bind(1, 0), (char *)box.back - (char *)&box, answer, HERMIT_NO_BELL);
	}
	int seen = hermit_bell_arm(&box.bell);
	while (__atomic_load_n(box.lines[0], __ATOMIC_ACQUIRE) != -1) hermit_bell_wait(&box.bell, seen, -1);
	hermit_bell_disarm(&box.bell);
}

static void wait_for_sleeper(int to)
{
	int sleepers = 0;
	while (!sleepers) hermit_get(to, (char *)&box.bell.sleepers - (char *)&box, &sleepers, 4);
}

static void send(void)
{
	int to, line[LINE], *back = box.back;
	while ((to = hermit_bind(0, 0)) == -EAGAIN) continue;
	for (int round = 1; round <= ROUNDS; round++) {
		line[0] = round;
		for (int i = 1; i < LINE; i++) line[i] = round * 31 + i;
		hermit_put_line(to, (round & 1) * sizeof line, line, HERMIT_NO_BELL);
		while (__atomic_load_n(back, __ATOMIC_ACQUIRE) != round) continue;
	}
	printf("beyond the end: %d\n", hermit_put_line(to, sizeof box - 60, line, HERMIT_NO_BELL) == -EFAULT);
	printf("far beyond it: %d\n", hermit_put_line(to, 0xfffffffc, line, HERMIT_NO_BELL) == -EFAULT);
	printf("crooked: %d\n", hermit_put_line(to, 2, line, HERMIT_NO_BELL) == -EINVAL);
	printf("no capability: %d\n", hermit_put_line(-1, 0, line, HERMIT_NO_BELL) == -EINVAL);
	printf("a region that is not open: %d\n", hermit_put_line(to + 1, 0, line, HERMIT_NO_BELL) == -EPIPE);
	printf("a bell beyond the end: %d\n", hermit_put_line(to, 0, line, sizeof box - 4) == -EFAULT);
	printf("a crooked bell: %d\n", hermit_put_line(to, 0, line, 1) == -EINVAL);
	wait_for_sleeper(to);
	line[0] = -1;
	printf("with a bell: %d\n", hermit_put_line(to, 0, line, (char *)&box.bell - (char *)&box));
	int result;
	while ((result = hermit_put_line(to, 0, line, HERMIT_NO_BELL)) == 0) continue;
	printf("an isle that has ended: %d\n", result == -EPIPE);
}

int main(void)
{
	hermit_open(0, &box, sizeof box);
	if (hermit_isle() == 1) {
		while (hermit_bind(0, 0) == -EAGAIN) continue;
		send();
		return 0;
	}
	while (hermit_bind(1, 0) == -EAGAIN) continue;
	receive();
	return torn != 0;
}
