/* Isle 0 sends 10,000 packets of all lengths in turn, several at a time; isle 1 sends them back. */
#include <hermit.h>
#include <hermit_channel.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PORT = 1, PACKETS = 10000, AHEAD = 5 };
static char packet[HERMIT_PACKET_MAX], back[HERMIT_PACKET_MAX];

static int length_of(int i) { return i * 37 % (HERMIT_PACKET_MAX + 1); }
static void fill(int i) { memset(packet, i % 251, length_of(i)); }

static int echo(void)
{
	int c, n;
	if (hermit_listen(PORT) || (c = hermit_accept(PORT, -1)) < 0) return 1;
	while ((n = hermit_receive(c, back, sizeof back, -1)) >= 0) if (hermit_send(c, back, n, -1)) return 2;
	return hermit_disconnect(c);
}

int main(void)
{
	int c, there = 0, here = 0;
	if (hermit_isle() == 1) return echo();
	while ((c = hermit_connect(1, PORT, -1)) < 0) usleep(1000);
	while (here < PACKETS) {
		/* Both queues may be full: only what can be sent at once is. */
		while (there < PACKETS && there - here < AHEAD) {
			fill(there);
			if (hermit_send(c, packet, length_of(there), 0)) break;
			there++;
		}
		int n = hermit_receive(c, back, sizeof back, -1);
		fill(here);
		if (n != length_of(here) || memcmp(packet, back, n)) {
			printf("packet %d came back with %d bytes\n", here, n);
			return 3;
		}
		here++;
	}
	printf("%d packets came back\n", here);
	return hermit_disconnect(c);
}
