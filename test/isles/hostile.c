/*
 * Isle 0 writes nonsense into a board of channels (the argument says whose: isle 1's or the loader's) while its owner uses it: words
 * at random, and likely ones at the places that matter. The owner must neither trap nor hang, and be as good as new afterwards.
 */
#include <errno.h>
#include <hermit.h>
#include <hermit_channel.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "../../kernel/include/layout.h"

/* What libc does not offer to programs: the host interface itself, with which the kernel's own region can be bound. */
#define HV(name) __attribute__((import_module("hermit_3"), import_name(#name)))
HV(bind) int raw_bind(int isle, int region);
HV(put) int raw_put(int capability, unsigned offset, const void *from, unsigned length, unsigned bell);

enum { PORT = 3, MS = 1000000 };
static char packet[HERMIT_PACKET_MAX];

static int likely(void)
{
	static const int values[] = { 0, 1, 2, 3, 4, 5, -1, -4, 8192, 8193, 16384, 16388, 65536, 0x7fffffff, (int)0x80000000 };
	return rand() % 3 ? values[rand() % (sizeof values / sizeof *values)] : rand() * 3;
}

static void attack(int target, int ms)
{
	static const int words[] = { END_LINK, END_BELL, END_BELL + 4, END_PUT, END_TAKEN, END_CLOSED, END_QUEUE, END_QUEUE + 4 };
	int capability, ended = 0;
	while ((capability = raw_bind(target, CHANNEL_REGION)) < 0) usleep(1000);
	struct timespec now, begun;
	clock_gettime(CLOCK_MONOTONIC, &begun);
	for (int i = 0; !ended; i++) {
		unsigned at = 0;
		int value = likely(), c;
		switch (rand() % 5) {
		case 0: at = rand() % (BOARD_SIZE / 4) * 4; break;
		case 1: at = BOARD_NUMBERS + rand() % CHANNEL_PORTS * 4; break;
		case 2: at = BOARD_PORTS + rand() % CHANNEL_PORTS * PORT_SIZE + rand() % (PORT_SIZE / 4) * 4; break;
		default: at = BOARD_ENDS + rand() % CHANNEL_ENDS * END_SIZE + words[rand() % 8];
		}
		raw_put(capability, at, &value, 4, i % 2 ? BOARD_ENDS + rand() % CHANNEL_ENDS * END_SIZE + END_BELL : -1u);
		/* Real channels, so that there is something to break. */
		if (i % 64 == 0 && (c = hermit_connect(target, PORT, MS)) >= 0) {
			hermit_send(c, packet, rand() % HERMIT_PACKET_MAX, 0);
			if (rand() % 2) hermit_disconnect(c);
		}
		clock_gettime(CLOCK_MONOTONIC, &now);
		ended = (now.tv_sec - begun.tv_sec) * 1000 + (now.tv_nsec - begun.tv_nsec) / MS >= ms;
	}
}

static void *echo(void *unused)
{
	int c = hermit_accept(PORT, -1), n;
	while ((n = hermit_receive(c, packet, sizeof packet, -1)) >= 0) hermit_send(c, packet, n, -1);
	return (void *)hermit_disconnect(c);
}

static int as_good_as_new(void)
{
	static char there[4000], back[4000];
	pthread_t thread;
	hermit_unlisten(PORT);
	if (hermit_listen(PORT)) return 1;
	pthread_create(&thread, 0, echo, 0);
	int c = hermit_connect(1, PORT, -1), wrong = c < 0;
	for (int i = 0; i < 100 && !wrong; i++) {
		memset(there, i, sizeof there);
		wrong = hermit_send(c, there, sizeof there - i, -1) || hermit_receive(c, back, sizeof back, -1) != (int)sizeof there - i
			|| memcmp(there, back, sizeof there - i);
	}
	hermit_disconnect(c);
	pthread_join(thread, 0);
	return wrong;
}

static void suffer(void)
{
	int channels[4] = { -1, -1, -1, -1 }, seen[128] = { 0 };
	hermit_listen(PORT);
	while (!hermit_isles_ended()) {
		int i = rand() % 4, r;
		if (channels[i] < 0) r = channels[i] = hermit_accept(PORT, MS);
		else switch (rand() % 4) {
		case 0: r = hermit_disconnect(channels[i]), channels[i] = -1; break;
		case 1: r = hermit_send(channels[i], packet, rand() % HERMIT_PACKET_MAX, 0); break;
		default: r = hermit_receive(channels[i], packet, sizeof packet, 0);
		}
		if (r < 0 && r > -128) seen[-r] = 1;
	}
	for (int i = 0; i < 4; i++) if (channels[i] >= 0) hermit_disconnect(channels[i]);
	static const int expected[] = { EAGAIN, ETIMEDOUT, EPROTO, EPIPE, EBADF, EMFILE, EINVAL };
	for (int i = 0; i < 7; i++) seen[expected[i]] = 0;
	for (int i = 0; i < 128; i++) if (seen[i]) printf("unexpected error %d\n", i);
}

int main(int argc, char **argv)
{
	int target = atoi(argv[1]);
	srand(atoi(argv[2]));
	if (hermit_isle() == 0) attack(target, atoi(argv[3]));
	else {
		suffer();
		puts(as_good_as_new() ? "broken" : "as good as new");
	}
	return 0;
}
