/* Says at once that main has begun; then does what its argument says: `wait`, `compute`, or `echo` packets on port 1. */
#include <hermit_channel.h>
#include <string.h>
#include <unistd.h>

static char packet[HERMIT_PACKET_MAX];

int main(int argc, char **argv)
{
	write(1, "!", 1);
	if (!strcmp(argv[1], "wait")) pause();
	if (!strcmp(argv[1], "compute")) for (;;) __asm__ volatile("");
	hermit_listen(1);
	for (int c, n; (c = hermit_accept(1, -1)) >= 0; hermit_disconnect(c))
		while ((n = hermit_receive(c, packet, sizeof packet, -1)) >= 0) hermit_send(c, packet, n, -1);
	return 0;
}
