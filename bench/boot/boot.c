/*
 * Says at once that main has begun; then does what its argument says: `wait`, `compute`, `echo` packets on port 1, or `ping` isle 0,
 * printing the nanoseconds of half a round trip.
 */
#include "../support/clock.h"
#include <hermit_channel.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TIMES = 20000 };

static char packet[HERMIT_PACKET_MAX];

static int ping(void)
{
	int c = hermit_connect(0, 1, -1);
	double start = 0;
	for (int i = -TIMES / 10; i < TIMES; i++) {
		if (i == 0) start = now_ns();
		if (hermit_send(c, packet, 8, -1) || hermit_receive(c, packet, sizeof packet, -1) != 8) return 1;
	}
	printf("%.1f", (now_ns() - start) / TIMES / 2);
	fflush(stdout);
	return 0;
}

int main(int argc, char **argv)
{
	write(1, "!", 1);
	if (!strcmp(argv[1], "wait")) pause();
	if (!strcmp(argv[1], "compute")) for (;;) __asm__ volatile("");
	if (!strcmp(argv[1], "ping")) return ping();
	hermit_listen(1);
	for (int c, n; (c = hermit_accept(1, -1)) >= 0; hermit_disconnect(c))
		while ((n = hermit_receive(c, packet, sizeof packet, -1)) >= 0) hermit_send(c, packet, n, -1);
	return 0;
}
