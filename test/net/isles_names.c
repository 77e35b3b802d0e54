// TCP between two isles: who calls whom, refused ports, addresses that are another's.
// run: -i 2 --mem 64M
#include "peers.h"

enum { PORT = 5000 };

static int answer(int own)
{
	int s = listening_at(own, PORT, 4), t;
	struct sockaddr_in a;
	socklen_t n = sizeof a;
	char text[64];
	if ((t = accept(s, (struct sockaddr *)&a, &n)) < 0) return 2;
	int length = snprintf(text, sizeof text, "isle %d was called by isle %d", own, isle_of(&a));
	if (write_all(t, text, length) != length) return 3;
	/* The end of the caller's side. */
	if (read(t, text, 1) != 0) return 4;
	return 0;
}

int main(void)
{
	int own = peers(2);
	if (own) return answer(own);
	struct sockaddr_in a;
	socklen_t n = sizeof a;
	char text[64] = { 0 };
	int s = call_isle(own, 1, PORT);
	SHOW(getpeername(s, (struct sockaddr *)&a, &n));
	SHOW(isle_of(&a));
	SHOW(ntohs(a.sin_port));
	SHOW(getsockname(s, (struct sockaddr *)&a, &n));
	SHOW(isle_of(&a));
	SHOW(read_all(s, text, 27));
	printf("%s\n", text);
	/* Only that port. */
	int t = MUST(socket(AF_INET, SOCK_STREAM, 0));
	a = at_isle(1, PORT + 1);
	SHOW(connect(t, ADDRESS(a)));
	/* This isle is reached by its own address too. */
	int l = listening_at(own, PORT + 2, 1);
	a = at_isle(own, PORT + 2);
	SHOW(connect(t, ADDRESS(a)));
	int c = MUST(accept(l, (struct sockaddr *)&a, &n));
	YES(isle_of(&a) == own || ntohl(a.sin_addr.s_addr) == INADDR_LOOPBACK);
	SHOW(write(c, "own", 3));
	SHOW(read_all(t, text, 3));
	/* What listens on one address is not there on others. */
	SHOW(connected_to(SOCK_STREAM, PORT + 2));
	close(l);
	close(c);
	close(t);
	close(s);
	return 0;
}
