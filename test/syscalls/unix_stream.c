// Streams between threads: pairs, names, ends, flags, descriptors that are sent.
// covers: socketpair socket bind listen accept accept4 connect getsockname getpeername sendto recvfrom shutdown
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int state(int fd)
{
	struct pollfd p = { fd, POLLIN | POLLOUT | POLLRDHUP, 0 };
	poll(&p, 1, 0);
	return p.revents;
}

static void pairs(void)
{
	int s[2], waiting;
	char buf[32] = { 0 };
	struct stat st;
	SHOW(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, s));
	SHOW(fcntl(s[0], F_GETFD));
	SHOW(fcntl(s[1], F_GETFL) & O_NONBLOCK);
	SHOW(fstat(s[0], &st));
	SHOW(S_ISSOCK(st.st_mode));
	SHOW(state(s[0]));
	SHOW(write(s[0], "hello", 5));
	SHOW(send(s[0], " there", 6, 0));
	SHOW(ioctl(s[1], FIONREAD, &waiting));
	SHOW(waiting);
	SHOW(state(s[1]));
	SHOW(recv(s[1], buf, 5, MSG_PEEK));
	SHOW(recv(s[1], buf, 3, 0));
	SHOW(read(s[1], buf + 3, 30));
	printf("%s\n", buf);
	SHOW(recv(s[1], buf, 1, MSG_DONTWAIT));
	SHOW(send(s[1], "", 0, 0));
	SHOW(recv(s[0], buf, 1, MSG_DONTWAIT));
	struct iovec v[3] = { { "ab", 2 }, { "", 0 }, { "cde", 3 } };
	SHOW(writev(s[0], v, 3));
	char a[2], b[8] = { 0 };
	struct iovec w[2] = { { a, 2 }, { b, 8 } };
	SHOW(readv(s[1], w, 2));
	printf("%c%c%s\n", a[0], a[1], b);
	SHOW(lseek(s[0], 0, SEEK_SET));
	SHOW(shutdown(s[0], SHUT_WR));
	SHOW(state(s[0]));
	SHOW(state(s[1]));
	SHOW(recv(s[1], buf, 1, 0));
	SHOW(send(s[0], "x", 1, MSG_NOSIGNAL));
	SHOW(send(s[1], "back", 4, 0));
	SHOW(recv(s[0], buf, 8, 0));
	SHOW(shutdown(s[0], 7));
	SHOW(close(s[0]));
	SHOW(state(s[1]));
	SHOW(recv(s[1], buf, 1, 0));
	SHOW(send(s[1], "x", 1, MSG_NOSIGNAL));
	signal(SIGPIPE, SIG_IGN);
	SHOW(send(s[1], "x", 1, 0));
	SHOW(write(s[1], "x", 1));
	SHOW(close(s[1]));
	/* What was not read when an end closed. */
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	write(s[0], "unread", 6);
	write(s[1], "still comes", 11);
	close(s[1]);
	SHOW(recv(s[0], buf, 32, 0));
	errno = 0;
	YES(recv(s[0], buf, 32, 0) == -1 && errno == ECONNRESET);
	SHOW(recv(s[0], buf, 32, 0));
	close(s[0]);
	SHOW(socketpair(AF_UNIX, 77, 0, s));
	SHOW(socketpair(AF_UNIX, SOCK_STREAM, 9, s));
	SHOW(socket(12345, SOCK_STREAM, 0));
	SHOW(recv(0x3000, buf, 1, 0));
	int p[2];
	pipe(p);
	SHOW(send(p[1], buf, 1, 0));
}

enum { BYTES = 3 << 20 };
static int flow[2];

static void *writer(void *arg)
{
	static unsigned char data[150001];
	unsigned next = 0;
	for (int left = BYTES; left > 0;) {
		int n = left < (int)sizeof data ? left : (int)sizeof data;
		for (int i = 0; i < n; i++) data[i] = next++ % 251;
		if (send(flow[0], data, n, 0) != n) return "a short send";
		left -= n;
	}
	shutdown(flow[0], SHUT_WR);
	return "sent";
}

static void streaming(void)
{
	pthread_t t;
	static unsigned char buf[50021];
	unsigned expected = 0, wrong = 0, total = 0, cut = 0;
	void *result;
	socketpair(AF_UNIX, SOCK_STREAM, 0, flow);
	pthread_create(&t, NULL, writer, NULL);
	for (ssize_t n; (n = recv(flow[1], buf, sizeof buf, MSG_WAITALL)) > 0; total += n) {
		cut += n < (ssize_t)sizeof buf;
		for (ssize_t i = 0; i < n; i++) wrong += buf[i] != expected++ % 251;
	}
	pthread_join(t, &result);
	printf("%u bytes, %u wrong, %u cut, %s\n", total, wrong, cut, (char *)result);
	close(flow[0]);
	close(flow[1]);
}

static struct sockaddr_un path_name = { AF_UNIX, "/tmp/hermit-test-socket" };
#define PATH_SIZE (offsetof(struct sockaddr_un, sun_path) + sizeof "/tmp/hermit-test-socket")
static struct sockaddr_un abstract = { AF_UNIX, "\0hermit test" };
#define ABSTRACT_SIZE (offsetof(struct sockaddr_un, sun_path) + 12)

static void *client(void *arg)
{
	char buf[16];
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	if (connect(s, arg, arg == &abstract ? ABSTRACT_SIZE : sizeof path_name)) return "no connection";
	write(s, "question", 8);
	ssize_t n = read(s, buf, 16);
	close(s);
	return n == 6 && !memcmp(buf, "answer", 6) ? "answered" : "no answer";
}

static void print_name(const char *what, const struct sockaddr_un *name, socklen_t size)
{
	printf("%s: %d %u ", what, name->sun_family, size);
	for (socklen_t i = offsetof(struct sockaddr_un, sun_path); i < size; i++) printf("%c", name->sun_path[i - 2] ? name->sun_path[i - 2] : '@');
	printf("\n");
}

static void serve(struct sockaddr_un *name, socklen_t bind_size)
{
	pthread_t t;
	char buf[16];
	void *result;
	struct sockaddr_un from = { 0 };
	socklen_t size = sizeof from;
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(listen(s, 5));
	SHOW(bind(s, (struct sockaddr *)name, bind_size));
	SHOW(bind(s, (struct sockaddr *)name, bind_size) == -1 && (errno == EINVAL || errno == EADDRINUSE));
	int other = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(bind(other, (struct sockaddr *)name, bind_size) == -1 && errno == EADDRINUSE);
	SHOW(connect(other, (struct sockaddr *)name, bind_size) == -1 && errno == ECONNREFUSED);
	close(other);
	SHOW(accept(s, NULL, NULL));
	SHOW(listen(s, 5));
	SHOW(getsockname(s, (struct sockaddr *)&from, &size));
	print_name("listener", &from, size);
	fcntl(s, F_SETFL, O_NONBLOCK);
	SHOW(accept(s, NULL, NULL));
	fcntl(s, F_SETFL, 0);
	pthread_create(&t, NULL, client, name);
	size = sizeof from;
	int c = accept4(s, (struct sockaddr *)&from, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
	YES(c >= 0);
	print_name("from", &from, size);
	SHOW(fcntl(c, F_GETFD));
	fcntl(c, F_SETFL, 0);
	size = 4;
	SHOW(getsockname(c, (struct sockaddr *)&from, &size));
	SHOW(size);
	size = sizeof from;
	SHOW(getpeername(s, (struct sockaddr *)&from, &size) == -1 && errno == ENOTCONN);
	SHOW(read(c, buf, 16));
	SHOW(write(c, "answer", 6));
	pthread_join(t, &result);
	printf("client: %s\n", (char *)result);
	SHOW(read(c, buf, 16));
	close(c);
	SHOW(send(s, "x", 1, MSG_NOSIGNAL) == -1 && errno == ENOTCONN);
	close(s);
}

/* More callers than the listener lets wait, and a listener that goes. */
static void queues(void)
{
	int s = socket(AF_UNIX, SOCK_STREAM, 0), c[8], n = 0;
	char buf[1];
	SHOW(bind(s, (struct sockaddr *)&abstract, ABSTRACT_SIZE));
	SHOW(listen(s, 2));
	for (int i = 0; i < 8; i++) {
		c[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		int r = connect(c[i], (struct sockaddr *)&abstract, ABSTRACT_SIZE);
		if (!r) n++;
		else if (errno != EAGAIN) printf("connect: %s\n", error_name(errno));
	}
	SHOW(n);
	SHOW(state(s));
	SHOW(send(c[0], "before accept", 13, 0));
	int a = accept(s, NULL, NULL);
	char text[16] = { 0 };
	SHOW(recv(a, text, 16, 0));
	SHOW(connect(c[7], (struct sockaddr *)&abstract, ABSTRACT_SIZE));
	SHOW(connect(c[7], (struct sockaddr *)&abstract, ABSTRACT_SIZE) == -1 && (errno == EISCONN || errno == EAGAIN));
	close(s);
	SHOW(recv(c[1], buf, 1, 0) == -1 && errno == ECONNRESET);
	SHOW(recv(c[0], buf, 1, 0));
	SHOW(connect(c[6], (struct sockaddr *)&abstract, ABSTRACT_SIZE) == -1 && errno == ECONNREFUSED);
	for (int i = 0; i < 8; i++) close(c[i]);
	close(a);
}

static void timeouts(void)
{
	int s[2];
	char buf[4];
	struct timeval t = { 0, 30000 }, got;
	socklen_t size = sizeof got;
	struct timespec a, b;
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	SHOW(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t));
	SHOW(getsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &got, &size));
	YES(got.tv_sec == 0 && got.tv_usec >= 28000 && got.tv_usec <= 32000 && size == sizeof got);
	clock_gettime(CLOCK_MONOTONIC, &a);
	SHOW(recv(s[0], buf, 4, 0));
	clock_gettime(CLOCK_MONOTONIC, &b);
	YES((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 >= 27);
	write(s[1], "ab", 2);
	SHOW(recv(s[0], buf, 4, MSG_WAITALL));
	SHOW(setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t));
	static char block[65536];
	ssize_t n;
	while ((n = send(s[0], block, sizeof block, 0)) == sizeof block) {}
	YES(n > 0 || errno == EAGAIN);
	t.tv_usec = 2000000;
	SHOW(setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t) == -1 && errno == EDOM);
	SHOW(setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &t, 4));
	close(s[0]);
	close(s[1]);
}

static void *receive(void *arg)
{
	char c;
	recv(*(int *)arg, &c, 1, 0);
	return "not cancelled";
}

static void nothing(int signal) { (void)signal; }

static void interrupted(void)
{
	int s[2];
	pthread_t t;
	void *result;
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	pthread_create(&t, NULL, receive, &s[0]);
	usleep(10000);
	pthread_cancel(t);
	pthread_join(t, &result);
	YES(result == PTHREAD_CANCELED);
	struct sigaction a = { .sa_handler = nothing };
	sigaction(SIGALRM, &a, NULL);
	struct itimerval it = { { 0, 0 }, { 0, 20000 } };
	setitimer(ITIMER_REAL, &it, NULL);
	char c;
	SHOW(recv(s[0], &c, 1, 0));
}

int main(void)
{
	pairs();
	streaming();
	unlink(path_name.sun_path);
	serve(&path_name, sizeof path_name);
	unlink(path_name.sun_path);
	serve(&abstract, ABSTRACT_SIZE);
	queues();
	timeouts();
	interrupted();
	return 0;
}
