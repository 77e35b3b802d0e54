// IPv6 between two isles: fd28:6865:726d:6974::(isle + 2).
// native: no
// run: -i 2 --mem 64M
#include "peers.h"

enum { PORT = 5000 };

static struct sockaddr_in6 at(int isle)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_port = htons(PORT) };
	char text[64];
	snprintf(text, sizeof text, "fd28:6865:726d:6974::%d", isle + 2);
	inet_pton(AF_INET6, text, &a.sin6_addr);
	return a;
}

static int answer(int own)
{
	int s = MUST(socket(AF_INET6, SOCK_STREAM, 0)), u = MUST(socket(AF_INET6, SOCK_DGRAM, 0));
	struct sockaddr_in6 a = at(own);
	static char data[30000];
	socklen_t n = sizeof a;
	MUST(bind(u, ADDRESS(a)));
	MUST(bind(s, ADDRESS(a)));
	MUST(listen(s, 1));
	int t = MUST(accept(s, NULL, NULL));
	if (write_all(t, "by stream", 9) != 9) return 2;
	ssize_t got = recvfrom(u, data, sizeof data, 0, (struct sockaddr *)&a, &n);
	if (sendto(u, data, got, 0, (struct sockaddr *)&a, n) != got) return 3;
	return read(t, data, 1);
}

int main(void)
{
	int own = peers(2);
	if (own) return answer(own);
	struct sockaddr_in6 a = at(1), me;
	socklen_t n = sizeof me;
	static char text[64], data[30000], back[sizeof data];
	int s;
	for (;; sleep_ms(5)) {
		s = MUST(socket(AF_INET6, SOCK_STREAM, 0));
		if (!connect(s, ADDRESS(a))) break;
		if (errno != ECONNREFUSED) return printf("%s\n", error_name(errno)), 1;
		close(s);
	}
	SHOW(getsockname(s, (struct sockaddr *)&me, &n));
	printf("%s\n", inet_ntop(AF_INET6, &me.sin6_addr, text, sizeof text));
	memset(text, 0, sizeof text);
	SHOW(read_all(s, text, 9));
	printf("%s\n", text);
	int u = MUST(socket(AF_INET6, SOCK_DGRAM, 0));
	for (size_t i = 0; i < sizeof data; i++) data[i] = byte_at(i, 7);
	SHOW(sendto(u, data, sizeof data, 0, ADDRESS(a)));
	SHOW(recv(u, back, sizeof back, 0));
	SHOW(memcmp(data, back, sizeof data));
	close(s);
	return 0;
}
