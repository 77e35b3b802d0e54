// UDP to somebody who does not read: nobody waits for ever, the first ones are kept, and later everything goes on.
#include "sockets.h"

int main(void)
{
	int p[2], sent = 0, got = 0, next = 0, n;
	char data[1000];
	udp_pair(p);
	memset(data, 'x', sizeof data);
	for (int i = 0; i < 20000; i++) {
		memcpy(data, &i, sizeof i);
		if (send(p[0], data, sizeof data, 0) == sizeof data) sent++;
	}
	YES(sent == 20000);
	sleep_ms(50);
	while (recv(p[1], data, sizeof data, MSG_DONTWAIT) == sizeof data) {
		memcpy(&n, data, sizeof n);
		if (n < next) printf("%d after %d\n", n, next);
		if (!got && n) printf("the first was %d\n", n);
		next = n + 1;
		got++;
	}
	YES(got > 50);
	YES(got < 20000);
	SHOW(send(p[0], "more", 4, 0));
	SHOW(recv(p[1], data, sizeof data, 0));
	return 0;
}
