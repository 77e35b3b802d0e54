// --net none: the loopback works, everything else is unreachable at once.
// native: no
// run: -i 2 --mem 64M --net none
#include "peers.h"

int main(void)
{
	if (peers(2)) return 0;
	int p[2];
	char c = 0;
	tcp_pair(p);
	SHOW(write(p[0], "x", 1));
	SHOW(read(p[1], &c, 1));
	SHOW(c);
	struct sockaddr_in a = at_isle(1, 5000);
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	long begun = now_ms();
	SHOW(connect(s, ADDRESS(a)));
	s = MUST(socket(AF_INET, SOCK_DGRAM, 0));
	SHOW(sendto(s, "x", 1, 0, ADDRESS(a)));
	YES(now_ms() - begun < 2000);
	return 0;
}
