// Urgent data are not there: MSG_OOB is refused in words, and what is ordinary goes on.
// native: no
#include "sockets.h"

int main(void)
{
	int p[2];
	char c;
	tcp_pair(p);
	SHOW(send(p[0], "x", 1, MSG_OOB));
	SHOW(recv(p[1], &c, 1, MSG_OOB));
	SHOW(send(p[0], "y", 1, 0));
	SHOW(recv(p[1], &c, 1, 0));
	SHOW(c);
	return 0;
}
