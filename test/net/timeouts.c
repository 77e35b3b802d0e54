// SO_RCVTIMEO and SO_SNDTIMEO: waits that end with EAGAIN.
#include "sockets.h"
#include <sys/time.h>

static int set_timeout(int s, int name, int ms)
{
	struct timeval t = { ms / 1000, ms % 1000 * 1000 };
	return setsockopt(s, SOL_SOCKET, name, &t, sizeof t);
}

static long timeout_of(int s, int name)
{
	struct timeval t = { -1, 0 };
	socklen_t n = sizeof t;
	if (getsockopt(s, SOL_SOCKET, name, &t, &n)) return -1;
	return t.tv_sec * 1000 + t.tv_usec / 1000;
}

static long begun;
/* It took as long as that, with a generous margin. */
static void took(int ms)
{
	long t = now_ms() - begun;
	printf("  after %d ms: %s\n", ms, t >= ms - 10 && t < ms + 3000 ? "yes" : "NO");
}

static void values(void)
{
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	SHOW(timeout_of(s, SO_RCVTIMEO));
	SHOW(timeout_of(s, SO_SNDTIMEO));
	SHOW(set_timeout(s, SO_RCVTIMEO, 1500));
	SHOW(set_timeout(s, SO_SNDTIMEO, 40));
	SHOW(timeout_of(s, SO_RCVTIMEO));
	SHOW(timeout_of(s, SO_SNDTIMEO));
	SHOW(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ 0, 1000000 }, sizeof(struct timeval)));
	SHOW(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ 0, -1 }, sizeof(struct timeval)));
	SHOW(timeout_of(s, SO_RCVTIMEO));
	close(s);
}

static void receiving(void)
{
	int p[2];
	char x[8];
	tcp_pair(p);
	MUST(set_timeout(p[1], SO_RCVTIMEO, 60));
	begun = now_ms();
	SHOW(recv(p[1], x, 1, 0));
	took(60);
	begun = now_ms();
	SHOW(read(p[1], x, 1));
	took(60);
	/* What came before the time was over is given. */
	SHOW(send(p[0], "abc", 3, 0));
	begun = now_ms();
	SHOW(recv(p[1], x, 8, MSG_WAITALL));
	took(60);
	/* MSG_DONTWAIT does not wait at all. */
	SHOW(recv(p[1], x, 1, MSG_DONTWAIT));
	close(p[0]);
	SHOW(recv(p[1], x, 1, 0));
	close(p[1]);
	udp_pair(p);
	MUST(set_timeout(p[1], SO_RCVTIMEO, 60));
	begun = now_ms();
	SHOW(recv(p[1], x, 1, 0));
	took(60);
	close(p[0]);
	close(p[1]);
}

static void accepting(void)
{
	int s = listening(1);
	MUST(set_timeout(s, SO_RCVTIMEO, 60));
	begun = now_ms();
	SHOW(accept(s, NULL, NULL));
	took(60);
	close(s);
}

static void sending(void)
{
	static char much[1 << 16];
	int p[2];
	tcp_pair(p);
	MUST(set_timeout(p[0], SO_SNDTIMEO, 60));
	long total = 0, n;
	/* One that fits in part tells how much; only when nothing fits is there an error. */
	do begun = now_ms(), total += n = send(p[0], much, sizeof much, 0);
	while (n > 0 && total < 1 << 28);
	printf("full: %ld %s\n", n, error_name(errno));
	took(60);
	close(p[0]);
	close(p[1]);
}

int main(void)
{
	values();
	receiving();
	accepting();
	sending();
	return 0;
}
