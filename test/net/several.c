// sendmmsg() and recvmmsg(): several datagrams by one call.
// covers: sendmmsg recvmmsg_time64
#include "sockets.h"

enum { N = 4 };
static int p[2];
static char text[N + 2][8];
static struct iovec in[N + 2];
static struct mmsghdr got[N + 2];

static void prepare(void)
{
	memset(text, 0, sizeof text);
	memset(got, 0, sizeof got);
	for (int i = 0; i < N + 2; i++) {
		in[i] = (struct iovec){ text[i], 7 };
		got[i].msg_hdr.msg_iov = &in[i];
		got[i].msg_hdr.msg_iovlen = 1;
	}
}

static void show_got(int n)
{
	for (int i = 0; i < n; i++) printf("  %u \"%s\"\n", got[i].msg_len, text[i]);
}

static void send_some(void)
{
	static char *words[N] = { "a", "bcd", "", "efghi" };
	struct iovec out[N];
	struct mmsghdr m[N] = { 0 };
	for (int i = 0; i < N; i++) {
		out[i] = (struct iovec){ words[i], strlen(words[i]) };
		m[i].msg_hdr.msg_iov = &out[i];
		m[i].msg_hdr.msg_iovlen = 1;
	}
	SHOW(sendmmsg(p[0], m, N, 0));
	for (int i = 0; i < N; i++) SHOW(m[i].msg_len);
}

int main(void)
{
	struct timespec t;
	udp_pair(p);
	send_some();
	sleep_ms(50); /* all of them have arrived */
	prepare();
	SHOW(recvmmsg(p[1], got, N, 0, NULL));
	show_got(N);
	prepare();
	SHOW(recvmmsg(p[1], got, N, MSG_DONTWAIT, NULL));
	/* Fewer than are asked for. */
	send_some();
	sleep_ms(50);
	prepare();
	SHOW(recvmmsg(p[1], got, N + 2, MSG_DONTWAIT, NULL));
	show_got(N);
	/* Having waited for one, it takes what else is there. */
	send_some();
	sleep_ms(50);
	prepare();
	SHOW(recvmmsg(p[1], got, N + 2, MSG_WAITFORONE, NULL));
	show_got(N);
	/* The time is looked at when a datagram has come. */
	send_some();
	sleep_ms(50);
	prepare();
	t = (struct timespec){ 0, 0 };
	SHOW(recvmmsg(p[1], got, N, 0, &t));
	prepare();
	SHOW(recvmmsg(p[1], got, N, MSG_DONTWAIT, &(struct timespec){ 10, 0 }));
	SHOW(recvmmsg(p[1], got, N, 0, &(struct timespec){ -1, 0 }));
	SHOW(sendmmsg(p[0], got, 0, 0));
	/* An error after the first is not told. */
	struct mmsghdr m[2] = { 0 };
	m[0].msg_hdr.msg_iov = m[1].msg_hdr.msg_iov = &(struct iovec){ "x", 1 };
	m[0].msg_hdr.msg_iovlen = 1;
	m[1].msg_hdr.msg_iovlen = 5000;
	SHOW(sendmmsg(p[0], m, 2, 0));
	m[0].msg_hdr.msg_iovlen = 5000;
	SHOW(sendmmsg(p[0], m, 2, 0));
	return 0;
}
