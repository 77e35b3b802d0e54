/*
 * An isle that does what its arguments say, one after the other; each step may be told apart by its name:
 *   echo PORT       accepts one channel and sends every packet back, until the peer leaves
 *   serve PORT      accepts channels for ever and echoes one packet of each
 *   greet ISLE PORT connects, sends "isle N", prints what comes back
 *   deaf PORT       accepts one channel and never receives
 *   add             counts for ever without a call, in region 0
 *   wait  compute  trap  exit CODE
 */
#include <errno.h>
#include <hermit.h>
#include <hermit_channel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char packet[HERMIT_PACKET_MAX];
static volatile int counter;

static int connect_to(int isle, int port)
{
	int c;
	while ((c = hermit_connect(isle, port, -1)) == -ECONNREFUSED) usleep(1000);
	return c;
}

static int echo(int c, int times)
{
	int n;
	while (times-- && (n = hermit_receive(c, packet, sizeof packet, -1)) >= 0)
		if ((n = hermit_send(c, packet, n, -1)) < 0) break;
	hermit_disconnect(c);
	return n;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *step = argv[i];
		if (!strcmp(step, "echo")) {
			int port = atoi(argv[++i]), r = hermit_listen(port), c = hermit_accept(port, -1);
			if (r || c < 0) return 10;
			r = echo(c, -1);
			hermit_unlisten(port);
			if (r != -EPIPE) return 11;
		} else if (!strcmp(step, "serve")) {
			int port = atoi(argv[++i]);
			if (hermit_listen(port)) return 10;
			for (int c; (c = hermit_accept(port, -1)) >= 0;) echo(c, 1);
			return 12;
		} else if (!strcmp(step, "greet")) {
			int isle = atoi(argv[++i]), c = connect_to(isle, atoi(argv[++i]));
			if (c < 0 || hermit_peer(c) != isle) return 13;
			if (hermit_send(c, packet, sprintf(packet, "isle %d", hermit_isle()), -1)) return 14;
			int n = hermit_receive(c, packet, sizeof packet, -1);
			if (n < 0) return 15;
			printf("%.*s\n", n, packet);
			hermit_disconnect(c);
		} else if (!strcmp(step, "add")) {
			hermit_open(0, (void *)&counter, sizeof counter);
			for (;;) __atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST);
		} else if (!strcmp(step, "wait")) pause();
		else if (!strcmp(step, "deaf")) {
			int port = atoi(argv[++i]);
			if (hermit_listen(port) || hermit_accept(port, -1) < 0) return 10;
			pause();
		} else if (!strcmp(step, "compute")) for (;;) __asm__ volatile("");
		else if (!strcmp(step, "trap")) __builtin_trap();
		else if (!strcmp(step, "exit")) return atoi(argv[++i]);
	}
	return 0;
}
