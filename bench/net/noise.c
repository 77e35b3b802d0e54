/*
 * Noise on a core that computes: gaps between readings of the clock, as hourglass looks for them. noise PORT MILLISECONDS
 *
 * A gap of more than nine times the least is time that somebody else has had. Datagrams may be sent to PORT meanwhile, and connections
 * to it are refused: what arrives is not this core's work. Prints percent of the time in gaps, the longest gap in microseconds, and 1 if
 * any datagram has arrived.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../support/clock.h"

enum { GAP = 9, WARM_UP = 8000000 };

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: noise PORT MILLISECONDS\n");
		return 2;
	}
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])) };
	int udp = socket(AF_INET, SOCK_DGRAM, 0);
	if (udp < 0 || bind(udp, (struct sockaddr *)&at, sizeof at)) {
		perror("noise: bind");
		return 1;
	}
	puts("ready");
	fflush(stdout);
	double least = 1e9, lost = 0, longest = 0, last = now_ns();
	for (int i = 0; i < WARM_UP; i++) {
		double now = now_ns(), gap = now - last;
		if (gap > 0 && gap < least) least = gap;
		last = now;
	}
	double begun = last, until = begun + atoi(argv[2]) * 1e6;
	while (last < until) {
		double now = now_ns(), gap = now - last;
		last = now;
		if (gap <= GAP * least) continue;
		lost += gap;
		if (gap > longest) longest = gap;
	}
	char byte;
	int arrived = recv(udp, &byte, 1, MSG_DONTWAIT) >= 0;
	printf("lost %.4f\nlongest %.1f\narrived %d\n", 100 * lost / (last - begun), longest / 1000, arrived);
	return 0;
}
