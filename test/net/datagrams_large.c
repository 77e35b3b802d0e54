// UDP of every size up to the largest, and beyond it.
#include "sockets.h"

enum { LARGEST = 65507 };
static unsigned char out[LARGEST + 1], in[LARGEST + 1];

int main(void)
{
	static const int sizes[] = { 0, 1, 1471, 1472, 1473, 8971, 8972, 8973, 9000, 16384, 40000, 65506, LARGEST };
	int p[2], bad = 0;
	udp_pair(p);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		int n = sizes[i];
		for (int k = 0; k < n; k++) out[k] = byte_at(k, n);
		memset(in, 0, sizeof in);
		ssize_t sent = send(p[0], out, n, 0), got = recv(p[1], in, sizeof in, 0);
		printf("%d bytes: sent %zd, got %zd, %s\n", n, sent, got, memcmp(in, out, n) ? "DIFFERENT" : "equal");
	}
	SHOW(send(p[0], out, LARGEST + 1, 0));
	SHOW(send(p[0], out, 1 << 20, 0));
	/* One after the other, each answered: none is lost. */
	for (int i = 0; i < 300; i++) {
		int n = i * 219;
		out[0] = i;
		if (send(p[0], out, n, 0) != n || recv(p[1], in, sizeof in, 0) != n || (n && in[0] != (unsigned char)i)) bad++;
	}
	SHOW(bad);
	return 0;
}
