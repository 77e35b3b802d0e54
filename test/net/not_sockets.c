// Every call about sockets on what is none: no descriptor, a closed one, a file, a pipe.
// covers: bind listen accept accept4 connect getsockname getpeername sendto recvfrom setsockopt getsockopt shutdown sendmsg recvmsg
#include "sockets.h"

static void all_calls(const char *what, int fd)
{
	struct sockaddr_in a = local(1);
	socklen_t n = sizeof a;
	int value = 1;
	char c = 'x';
	struct iovec v = { &c, 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	struct mmsghdr mm = { m, 0 };
	printf("%s\n", what);
	SHOW(bind(fd, ADDRESS(a)));
	SHOW(listen(fd, 1));
	SHOW(accept(fd, NULL, NULL));
	SHOW(accept4(fd, NULL, NULL, SOCK_CLOEXEC));
	SHOW(connect(fd, ADDRESS(a)));
	SHOW(getsockname(fd, (struct sockaddr *)&a, &n));
	SHOW(getpeername(fd, (struct sockaddr *)&a, &n));
	SHOW(send(fd, &c, 1, 0));
	SHOW(sendto(fd, &c, 1, 0, ADDRESS(a)));
	SHOW(recv(fd, &c, 1, 0));
	SHOW(recvfrom(fd, &c, 1, 0, (struct sockaddr *)&a, &n));
	SHOW(sendmsg(fd, &m, 0));
	SHOW(recvmsg(fd, &m, 0));
	SHOW(sendmmsg(fd, &mm, 1, 0));
	SHOW(recvmmsg(fd, &mm, 1, 0, NULL));
	n = sizeof value;
	SHOW(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, n));
	SHOW(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &n));
	SHOW(shutdown(fd, SHUT_RDWR));
}

int main(void)
{
	int p[2];
	all_calls("-1", -1);
	all_calls("a number never used", 77);
	all_calls("a number far beyond", 1 << 30);
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	close(s);
	all_calls("a closed socket", s);
	int file = MUST(open("file", O_RDWR | O_CREAT, 0644));
	all_calls("a file", file);
	MUST(pipe(p));
	all_calls("a pipe", p[0]);
	return 0;
}
