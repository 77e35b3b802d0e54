// A reader that is slow: the writer is held back, and what waits in both isles stays small. Then everything arrives.
// run: -i 2 --mem 32M
#include "peers.h"

enum { PORT = 5000, BYTES = 48 << 20 };

static unsigned char data[1 << 16];

static int read_slowly(int own)
{
	int s = listening_at(own, PORT, 1), t = MUST(accept(s, NULL, NULL)), bad = 0;
	size_t got = 0;
	ssize_t n;
	/* Nothing is read until the other says that it cannot send more. */
	int u = MUST(accept(s, NULL, NULL));
	if (read(u, data, 1) != 1) return 2;
	while ((n = read(t, data, sizeof data)) > 0) {
		for (int i = 0; i < n; i += 97) bad += data[i] != (unsigned char)((got + i) % 251);
		got += n;
	}
	if (n < 0 || got != BYTES || bad) return 3;
	return write(u, "y", 1) == 1 ? 0 : 4;
}

int main(void)
{
	int own = peers(2);
	if (own) return read_slowly(own);
	static unsigned char all[251 * 256];
	for (size_t i = 0; i < sizeof all; i++) all[i] = i % 251;
	int s = call_isle(own, 1, PORT), u = call_isle(own, 1, PORT);
	size_t put = 0;
	ssize_t n;
	set_nonblocking(s, 1);
	for (int quiet = 0; quiet < 3;) {
		n = send(s, all + put % 251, sizeof all - 251, 0);
		if (n > 0) put += n, quiet = 0;
		else sleep_ms(50), quiet++;
	}
	/* As much as two buffers hold, and not what the writer would like to send. */
	YES(put > 1000);
	YES(put < 16 << 20);
	show_events("the writer", events_of(s));
	SHOW(write(u, "r", 1));
	set_nonblocking(s, 0);
	while (put < BYTES) {
		size_t left = BYTES - put;
		n = send(s, all + put % 251, left < sizeof all - 251 ? left : sizeof all - 251, 0);
		if (n <= 0) break;
		put += n;
	}
	SHOW(put == BYTES);
	close(s);
	char c = 0;
	SHOW(read(u, &c, 1));
	SHOW(c);
	return 0;
}
