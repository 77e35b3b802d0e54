// Each isle has a loopback of its own, and addresses of its own; what is beyond the network is unreachable, and at once.
// native: no
// run: -i 2 --mem 64M
#include "peers.h"

enum { PORT = 5000 };

static int answer(int own)
{
	/* On the loopback alone: the other isle finds nobody there. */
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0)), sync = listening_at(own, PORT + 1, 1);
	struct sockaddr_in a = local(PORT);
	MUST(bind(s, ADDRESS(a)));
	MUST(listen(s, 1));
	char c;
	int t = MUST(accept(sync, NULL, NULL));
	return read(t, &c, 1);
}

static int connect_to(uint32_t address)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr.s_addr = htonl(address) };
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0)), r = connect(s, ADDRESS(a)), e = errno;
	close(s);
	errno = e;
	return r;
}

static int send_to(uint32_t address)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr.s_addr = htonl(address) };
	int s = MUST(socket(AF_INET, SOCK_DGRAM, 0)), r = sendto(s, "x", 1, 0, ADDRESS(a)), e = errno;
	close(s);
	errno = e;
	return r;
}

static int bind_to(uint32_t address, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(address) };
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0)), r = bind(s, ADDRESS(a)), e = errno;
	close(s);
	errno = e;
	return r;
}

int main(void)
{
	int own = peers(2);
	if (own) return answer(own);
	int s = call_isle(own, 1, PORT + 1);
	SHOW(connect_to(INADDR_LOOPBACK));
	SHOW(connect_to(NETWORK + 3));
	long begun = now_ms();
	SHOW(connect_to(NETWORK + 1));
	SHOW(connect_to(NETWORK + 9));
	SHOW(connect_to(0xcb007105));
	SHOW(connect_to(0x08080808));
	SHOW(send_to(NETWORK + 9));
	SHOW(send_to(0xcb007105));
	YES(now_ms() - begun < 2000);
	SHOW(bind_to(NETWORK + 2, 0));
	SHOW(bind_to(NETWORK + 3, 0));
	SHOW(bind_to(NETWORK + 1, 0));
	/* Every port is the program's, the first thousand too. */
	SHOW(bind_to(NETWORK + 2, 80));
	SHOW(bind_to(0, 1));
	close(s);
	return 0;
}
