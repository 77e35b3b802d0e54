// An isle that ends right after it has sent: what it sent arrives, then the end.
// run: -i 2 --mem 64M
#include "peers.h"

enum { PORT = 5000, BYTES = 1 << 20 };

static int say(int own)
{
	static unsigned char data[BYTES];
	int s = listening_at(own, PORT, 1), t = MUST(accept(s, NULL, NULL));
	for (int i = 0; i < BYTES; i++) data[i] = byte_at(i, 5);
	if (write_all(t, data, BYTES) != BYTES) return 2;
	/* Nothing is closed by name, as most programs leave that to their end. */
	return 0;
}

int main(void)
{
	static unsigned char data[BYTES];
	int own = peers(2), bad = 0, got = 0, n;
	if (own) return say(own);
	int s = call_isle(own, 1, PORT);
	sleep_ms(200);
	while ((n = read(s, data + got, 1000)) > 0) {
		got += n;
		if (got % 100000 < 1000) sleep_ms(5);
	}
	for (int i = 0; i < got; i++) bad += data[i] != byte_at(i, 5);
	printf("%d bytes, %d of them wrong, then %s\n", got, bad, n ? error_name(errno) : "the end");
	return 0;
}
