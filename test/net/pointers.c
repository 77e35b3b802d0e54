// Pointers to nowhere in every socket call: EFAULT, and the socket goes on as it was.
#include "sockets.h"
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#ifdef SYS_recvmmsg_time64
#define SEVERAL SYS_recvmmsg_time64
#else
#define SEVERAL SYS_recvmmsg
#endif

/* Below everything, and above everything. */
static void *const nowhere[] = { (void *)16, (void *)-16, (void *)-(intptr_t)64 };
static int p[2], u[2], listener, fresh, set;
static char x[64];
static struct sockaddr_in a;
static socklen_t n;
static int bad;

/* Each is made with every pointer; only those that do not answer EFAULT are named. */
static void expect_(const char *text, int i, long r)
{
	if (r == -1 && errno == EFAULT) return;
	printf("%s with pointer %d: %ld %s\n", text, i, r, error_name(r == -1 ? errno : 0));
	bad++;
}
#define EXPECT(call) (n = sizeof a, errno = 0, expect_(#call, i, (call)))

static void names(int i)
{
	struct sockaddr *w = nowhere[i];
	socklen_t *size = nowhere[i];
	a = local(1);
	EXPECT(bind(fresh, w, sizeof a));
	EXPECT(connect(fresh, w, sizeof a));
	EXPECT(getsockname(p[0], w, &n));
	EXPECT(getsockname(p[0], (struct sockaddr *)&a, size));
	EXPECT(getpeername(p[0], w, &n));
	EXPECT(getpeername(p[0], (struct sockaddr *)&a, size));
	EXPECT(sendto(u[0], "x", 1, 0, w, sizeof a));
	EXPECT(getsockopt(p[0], SOL_SOCKET, SO_TYPE, w, &n));
	EXPECT(getsockopt(p[0], SOL_SOCKET, SO_TYPE, &a, size));
	EXPECT(setsockopt(p[0], SOL_SOCKET, SO_KEEPALIVE, w, sizeof(int)));
	EXPECT(setsockopt(p[0], SOL_SOCKET, SO_LINGER, w, sizeof(struct linger)));
	EXPECT(setsockopt(p[0], SOL_SOCKET, SO_RCVTIMEO, w, sizeof(struct timeval)));
	EXPECT(setsockopt(p[0], IPPROTO_TCP, TCP_NODELAY, w, sizeof(int)));
	EXPECT(setsockopt(p[0], IPPROTO_IP, IP_TTL, w, sizeof(int)));
	EXPECT(ioctl(p[0], FIONREAD, w));
	EXPECT(ioctl(p[0], FIONBIO, w));
}

static void data(int i)
{
	void *w = nowhere[i];
	struct iovec v = { w, 8 }, two[2] = { { x, 4 }, { w, 8 } };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 }, far = { .msg_iov = w, .msg_iovlen = 1 }, both = { .msg_iov = two, .msg_iovlen = 2 };
	struct msghdr name = { .msg_name = w, .msg_namelen = sizeof a, .msg_iov = &(struct iovec){ x, 4 }, .msg_iovlen = 1 };
	EXPECT(send(p[0], w, 8, 0));
	EXPECT(send(u[0], w, 8, 0));
	EXPECT(write(p[0], w, 8));
	EXPECT(sendmsg(p[0], w, 0));
	EXPECT(sendmsg(p[0], &m, 0));
	EXPECT(sendmsg(p[0], &far, 0));
	EXPECT(sendmsg(u[0], &both, 0));
	EXPECT(sendmsg(u[0], &name, 0));
	EXPECT(sendmmsg(u[0], w, 1, 0));
	EXPECT(writev(p[0], w, 1));
	/* There is something to read, so that the pointer is looked at. */
	EXPECT(recv(p[1], w, 4, 0));
	EXPECT(read(p[1], w, 4));
	/* As system calls: libc looks at messages itself. */
	EXPECT(syscall(SYS_recvmsg, p[1], w, 0));
	EXPECT(recvmsg(p[1], &m, 0));
	EXPECT(recvmsg(p[1], &far, 0));
	EXPECT(syscall(SEVERAL, u[1], w, 1, MSG_DONTWAIT, NULL));
	EXPECT(readv(p[1], w, 1));
	EXPECT(poll(w, 1, 0));
	EXPECT(epoll_wait(set, w, 8, 0));
	EXPECT(epoll_ctl(set, EPOLL_CTL_ADD, u[0], w));
	EXPECT(syscall(SEVERAL, u[1], (struct mmsghdr[1]){ 0 }, 1, MSG_DONTWAIT, w));
}

int main(void)
{
	struct epoll_event e = { .events = EPOLLIN };
	tcp_pair(p);
	udp_pair(u);
	listener = listening(4);
	fresh = MUST(socket(AF_INET, SOCK_STREAM, 0));
	set = MUST(epoll_create1(0));
	MUST(epoll_ctl(set, EPOLL_CTL_ADD, p[1], &e));
	MUST(send(p[0], "some data", 9, 0));
	MUST(send(u[0], "a datagram", 10, 0));
	await(p[1], POLLIN);
	await(u[1], POLLIN);
	for (int i = 0; i < 3; i++) {
		names(i);
		data(i);
	}
	SHOW(bad);
	/* Nothing was lost, nothing was sent. */
	SHOW(recv(p[1], x, sizeof x, 0));
	SHOW(recv(p[1], x, sizeof x, MSG_DONTWAIT));
	SHOW(recv(u[1], x, sizeof x, 0));
	SHOW(recv(u[1], x, sizeof x, MSG_DONTWAIT));
	struct sockaddr_in to = local(port_of(listener));
	SHOW(connect(fresh, ADDRESS(to)));
	return 0;
}
