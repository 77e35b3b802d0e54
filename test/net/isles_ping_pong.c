// UDP there and back between two isles, with numbers, repeated when nothing comes.
// run: -i 2 --mem 64M
#include "peers.h"

enum { PORT = 5000, ROUNDS = 5000 };
struct ball { uint32_t number; char text[28]; };

static int pong(int own)
{
	int s = bound_at(SOCK_DGRAM, own, PORT);
	struct ball ball;
	struct sockaddr_in from;
	for (;;) {
		socklen_t n = sizeof from;
		if (recvfrom(s, &ball, sizeof ball, 0, (struct sockaddr *)&from, &n) != sizeof ball) return 2;
		memcpy(ball.text, "pong", 5);
		if (sendto(s, &ball, sizeof ball, 0, (struct sockaddr *)&from, n) != sizeof ball) return 3;
		if (ball.number == ROUNDS) return 0;
	}
}

int main(void)
{
	int own = peers(2);
	if (own) return pong(own);
	int s = bound_at(SOCK_DGRAM, own, 0);
	struct sockaddr_in to = at_isle(1, PORT);
	uint32_t i = 0;
	long begun = now_ms();
	while (i <= ROUNDS && now_ms() - begun < 3 * PATIENCE) {
		struct ball ball = { i, "ping" };
		/* Refused before the other is there. */
		sendto(s, &ball, sizeof ball, 0, ADDRESS(to));
		struct pollfd f = { s, POLLIN, 0 };
		if (poll(&f, 1, 50) != 1) continue;
		if (recv(s, &ball, sizeof ball, MSG_DONTWAIT) == sizeof ball && ball.number == i && !strcmp(ball.text, "pong")) i++;
	}
	printf("%u rounds\n", i ? i - 1 : 0);
	return 0;
}
