// Packets: datagrams and sequenced ones, messages with ancillary data, options.
// covers: sendmsg recvmsg sendmmsg recvmmsg_time64 setsockopt getsockopt
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static const char *socket_error_name(int e)
{
	return e == EMSGSIZE ? "EMSGSIZE" : e == ENOTCONN ? "ENOTCONN" : e == ECONNREFUSED ? "ECONNREFUSED" : e == EPROTOTYPE ? "EPROTOTYPE"
		: e == EISCONN ? "EISCONN" : e == EDESTADDRREQ ? "EDESTADDRREQ" : e == ENOPROTOOPT ? "ENOPROTOOPT" : error_name(e);
}
#define SAYS(call) do { errno = 0; long r_ = (call); printf("%s: %ld %s\n", #call, r_, r_ < 0 ? socket_error_name(errno) : ""); } while (0)

static int state(int fd)
{
	struct pollfd p = { fd, POLLIN | POLLOUT | POLLRDHUP, 0 };
	poll(&p, 1, 0);
	return p.revents;
}

static void pair(int type)
{
	int s[2], n;
	char buf[16];
	static char big[400000];
	SAYS(socketpair(AF_UNIX, type, 0, s));
	SAYS(send(s[0], "one", 3, 0));
	SAYS(send(s[0], "two two", 7, 0));
	SAYS(send(s[0], "", 0, 0));
	SAYS(ioctl(s[1], FIONREAD, &n));
	SAYS(n);
	SAYS(recv(s[1], buf, 16, MSG_PEEK));
	SAYS(recv(s[1], buf, 16, 0));
	SAYS(recv(s[1], buf, 3, MSG_TRUNC));
	SAYS(recv(s[1], buf, 16, 0));
	SAYS(recv(s[1], buf, 16, MSG_DONTWAIT));
	SAYS(send(s[0], big, sizeof big, 0));
	SAYS(state(s[0]));
	SAYS(shutdown(s[0], SHUT_WR));
	SAYS(send(s[0], "x", 1, MSG_NOSIGNAL));
	SAYS(state(s[1]));
	SAYS(close(s[0]));
	if (type == SOCK_SEQPACKET) SAYS(recv(s[1], buf, 16, 0));
	SAYS(send(s[1], "x", 1, MSG_NOSIGNAL));
	SAYS(close(s[1]));
}

static struct sockaddr_un name_of(const char *text)
{
	struct sockaddr_un name = { AF_UNIX };
	strcpy(name.sun_path + 1, text);
	return name;
}
#define SIZE(text) (offsetof(struct sockaddr_un, sun_path) + 1 + strlen(text))

static void datagrams(void)
{
	struct sockaddr_un a = name_of("hermit a"), b = name_of("hermit b"), from = { 0 };
	socklen_t size = sizeof from;
	char buf[16];
	int x = socket(AF_UNIX, SOCK_DGRAM, 0), y = socket(AF_UNIX, SOCK_DGRAM, 0), z = socket(AF_UNIX, SOCK_DGRAM, 0);
	SAYS(bind(x, (struct sockaddr *)&a, SIZE("hermit a")));
	SAYS(send(y, "lost", 4, 0));
	SAYS(sendto(y, "from none", 9, 0, (struct sockaddr *)&a, SIZE("hermit a")));
	SAYS(recvfrom(x, buf, 16, 0, (struct sockaddr *)&from, &size));
	SAYS(size);
	SAYS(bind(y, (struct sockaddr *)&b, SIZE("hermit b")));
	SAYS(sendto(y, "from b", 6, 0, (struct sockaddr *)&a, SIZE("hermit a")));
	size = sizeof from;
	SAYS(recvfrom(x, buf, 16, 0, (struct sockaddr *)&from, &size));
	printf("%u %s\n", size, from.sun_path + 1);
	SAYS(connect(x, (struct sockaddr *)&b, SIZE("hermit b")));
	SAYS(send(x, "to b", 4, 0));
	SAYS(recv(y, buf, 16, 0));
	/* A connected one takes nothing from others. */
	SAYS(sendto(z, "intruder", 8, 0, (struct sockaddr *)&a, SIZE("hermit a")));
	SAYS(connect(z, (struct sockaddr *)&a, SIZE("hermit a")));
	from.sun_family = AF_UNSPEC;
	SAYS(connect(x, (struct sockaddr *)&from, sizeof from.sun_family));
	SAYS(connect(z, (struct sockaddr *)&a, SIZE("hermit a")));
	SAYS(send(z, "now", 3, 0));
	SAYS(recv(x, buf, 16, 0));
	close(x);
	SAYS(send(z, "gone", 4, 0));
	SAYS(send(z, "gone", 4, 0));
	SAYS(sendto(z, "gone", 4, 0, (struct sockaddr *)&a, SIZE("hermit a")));
	SAYS(listen(z, 1) == -1 && errno == EOPNOTSUPP);
	SAYS(accept(z, NULL, NULL) == -1 && errno == EOPNOTSUPP);
	/* Names that the kernel makes. */
	struct sockaddr_un any = { AF_UNIX };
	SAYS(bind(z, (struct sockaddr *)&any, sizeof any.sun_family));
	size = sizeof from;
	SAYS(getsockname(z, (struct sockaddr *)&from, &size));
	SAYS(size);
	SAYS(bind(z, (struct sockaddr *)&any, 1));
	any.sun_family = AF_INET;
	SAYS(bind(socket(AF_UNIX, SOCK_DGRAM, 0), (struct sockaddr *)&any, sizeof any));
	int stream = socket(AF_UNIX, SOCK_STREAM, 0);
	any = name_of("hermit b");
	close(y);
	close(z);
	close(stream);
}

static long send_fds(int s, const char *text, const int *fds, int n)
{
	union { char bytes[CMSG_SPACE(16 * sizeof(int))]; struct cmsghdr align; } control = { 0 };
	struct iovec v = { (void *)text, strlen(text) };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_SPACE(n * sizeof(int)) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(c), fds, n * sizeof(int));
	return sendmsg(s, &m, 0);
}

/* Prints what came; returns the first descriptor. */
static int receive_fds(int s, int room, int flags)
{
	union { char bytes[CMSG_SPACE(16 * sizeof(int))]; struct cmsghdr align; } control = { 0 };
	char buf[32] = { 0 };
	struct iovec v = { buf, 31 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = room ? CMSG_LEN(room * sizeof(int)) : 0 };
	long n = recvmsg(s, &m, flags);
	printf("received %ld \"%s\"%s%s", n, buf, m.msg_flags & MSG_CTRUNC ? " CTRUNC" : "", m.msg_flags & MSG_TRUNC ? " TRUNC" : "");
	int first = -1;
	for (struct cmsghdr *c = n < 0 ? NULL : CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
		int fds = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		printf(" %d/%d with %d", c->cmsg_level, c->cmsg_type, fds);
		memcpy(&first, CMSG_DATA(c), sizeof first);
	}
	printf("\n");
	return first;
}

static void rights(int type)
{
	int s[2], p[2], fds[3];
	char c = 0;
	socketpair(AF_UNIX, type, 0, s);
	pipe(p);
	fds[0] = p[1];
	fds[1] = p[0];
	fds[2] = s[0];
	SAYS(send_fds(s[0], "pipe", fds, 1));
	SAYS(send(s[0], "plain", 5, 0));
	fds[0] = s[1];
	SAYS(send_fds(s[0], "three", fds, 3));
	close(p[1]);
	int got = receive_fds(s[1], 4, 0);
	SAYS(write(got, "y", 1));
	SAYS(read(p[0], &c, 1));
	SAYS(fcntl(got, F_GETFD));
	close(got);
	SAYS(read(p[0], &c, 1));
	receive_fds(s[1], 4, 0);
	if (type == SOCK_STREAM) receive_fds(s[1], 4, MSG_DONTWAIT);
	else receive_fds(s[1], 1, MSG_CMSG_CLOEXEC);
	fds[0] = 1000;
	SAYS(send_fds(s[0], "bad", fds, 1));
	fds[0] = s[1];
	SAYS(send_fds(s[0], "looked at", fds, 1));
	got = receive_fds(s[1], 4, MSG_PEEK | MSG_CMSG_CLOEXEC);
	SAYS(fcntl(got, F_GETFD));
	got = receive_fds(s[1], 0, 0);
	pipe(p);
	send_fds(s[0], "never read", &p[1], 1);
	close(p[1]);
	close(s[0]);
	close(s[1]);
	close(p[0]);
}

static void several(void)
{
	int s[2];
	char bytes[4][8] = { "a", "bb", "ccc", "dddd" }, got[4][8] = { 0 };
	struct iovec v[4], w[4];
	struct mmsghdr out[4] = { 0 }, in[4] = { 0 };
	struct timespec time = { 0, 10000000 };
	socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
	for (int i = 0; i < 4; i++) {
		v[i] = (struct iovec){ bytes[i], i + 1 };
		w[i] = (struct iovec){ got[i], 3 };
		out[i].msg_hdr.msg_iov = &v[i];
		in[i].msg_hdr.msg_iov = &w[i];
		out[i].msg_hdr.msg_iovlen = in[i].msg_hdr.msg_iovlen = 1;
	}
	SAYS(sendmmsg(s[0], out, 4, 0));
	for (int i = 0; i < 4; i++) printf("%u ", out[i].msg_len);
	SAYS(recvmmsg(s[1], in, 2, 0, NULL));
	SAYS(recvmmsg(s[1], in + 2, 2, MSG_WAITFORONE, &time));
	for (int i = 0; i < 4; i++) printf("%u %.3s %d, ", in[i].msg_len, got[i], in[i].msg_hdr.msg_flags & MSG_TRUNC);
	SAYS(recvmmsg(s[1], in, 2, MSG_DONTWAIT, NULL));
	SAYS(sendmmsg(s[0], out, 0, 0));
	SAYS(sendmmsg(-1, out, 1, 0));
}

static int option(int s, int name)
{
	int value = -77;
	socklen_t size = sizeof value;
	errno = 0;
	if (getsockopt(s, SOL_SOCKET, name, &value, &size)) printf("%s ", socket_error_name(errno));
	return value;
}

static void options(void)
{
	int s[2], on = 1;
	struct ucred who;
	socklen_t size = sizeof who;
	socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s);
	SAYS(option(s[0], SO_TYPE));
	SAYS(option(s[0], SO_DOMAIN));
	SAYS(option(s[0], SO_PROTOCOL));
	SAYS(option(s[0], SO_ERROR));
	SAYS(option(s[0], SO_ACCEPTCONN));
	SAYS(option(s[0], SO_REUSEADDR));
	SAYS(setsockopt(s[0], SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
	SAYS(option(s[0], SO_REUSEADDR));
	SAYS(setsockopt(s[0], SOL_SOCKET, SO_REUSEADDR, &on, 1));
	SAYS(setsockopt(s[0], SOL_SOCKET, SO_TYPE, &on, sizeof on));
	SAYS(setsockopt(s[0], SOL_SOCKET, 12345, &on, sizeof on));
	SAYS(option(s[0], 12345));
	SAYS(setsockopt(s[0], 77, 1, &on, sizeof on) == -1);
	SAYS(getsockopt(s[0], SOL_SOCKET, SO_PEERCRED, &who, &size));
	YES(who.pid == getpid() && who.uid == geteuid() && size == sizeof who);
	SAYS(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
	SAYS(send(s[0], "who", 3, 0));
	receive_fds(s[1], 8, 0);
	SAYS(setsockopt(0, SOL_SOCKET, SO_TYPE, &on, sizeof on) == -1 && errno == ENOTSOCK);
	char one;
	size = 1;
	SAYS(getsockopt(s[0], SOL_SOCKET, SO_TYPE, &one, &size));
	printf("%d %u\n", one, size);
}

static int target;

static void *sender(void *arg)
{
	struct sockaddr_un a = name_of("hermit target");
	int s = socket(AF_UNIX, SOCK_DGRAM, 0);
	char block[1000] = { (char)(intptr_t)arg };
	for (int i = 0; i < 1000; i++)
		if (sendto(s, block, sizeof block, 0, (struct sockaddr *)&a, SIZE("hermit target")) != sizeof block) return "failed";
	close(s);
	return "sent";
}

/* Senders that wait for a full queue are all woken. */
static void full(void)
{
	pthread_t t[3];
	struct sockaddr_un a = name_of("hermit target");
	int count[3] = { 0 };
	char block[1000];
	target = socket(AF_UNIX, SOCK_DGRAM, 0);
	SAYS(bind(target, (struct sockaddr *)&a, SIZE("hermit target")));
	for (int i = 0; i < 3; i++) pthread_create(&t[i], NULL, sender, (void *)(intptr_t)i);
	for (int i = 0; i < 3000; i++) {
		if (recv(target, block, sizeof block, 0) != sizeof block) printf("short\n");
		count[(int)block[0]]++;
	}
	for (int i = 0; i < 3; i++) {
		void *result;
		pthread_join(t[i], &result);
		printf("%s %d\n", (char *)result, count[i]);
	}
}

int main(void)
{
	pair(SOCK_DGRAM);
	pair(SOCK_SEQPACKET);
	datagrams();
	rights(SOCK_STREAM);
	rights(SOCK_DGRAM);
	several();
	options();
	full();
	return 0;
}
