// Where a datagram came to: IP_PKTINFO, and control buffers that are too short.
#include "sockets.h"

static union { char bytes[256]; struct cmsghdr align; } control;
static int s, c;

static struct msghdr receive(size_t room)
{
	static char text[16];
	static struct iovec v = { text, sizeof text };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = room ? control.bytes : NULL, .msg_controllen = room };
	struct sockaddr_in to = local(port_of(s));
	SHOW(sendto(c, "hello", 5, 0, ADDRESS(to)));
	SHOW(recvmsg(s, &m, 0));
	return m;
}

static void show_control(struct msghdr *m)
{
	printf("control:%s\n", m->msg_flags & MSG_CTRUNC ? " cut off" : "");
	for (struct cmsghdr *h = CMSG_FIRSTHDR(m); h; h = CMSG_NXTHDR(m, h)) {
		if (h->cmsg_level == IPPROTO_IP && h->cmsg_type == IP_PKTINFO && h->cmsg_len >= CMSG_LEN(sizeof(struct in_pktinfo))) {
			struct in_pktinfo i;
			memcpy(&i, CMSG_DATA(h), sizeof i);
			printf("  to %s, ", inet_ntoa(i.ipi_addr));
			printf("device %s\n", i.ipi_ifindex > 0 ? "given" : "NOT GIVEN");
		} else printf("  level %d, type %d\n", h->cmsg_level, h->cmsg_type);
	}
}

int main(void)
{
	struct msghdr m;
	s = bound(SOCK_DGRAM);
	c = MUST(socket(AF_INET, SOCK_DGRAM, 0));
	m = receive(sizeof control);
	show_control(&m);
	SHOW(set_option(s, IPPROTO_IP, IP_PKTINFO, 1));
	SHOW(option(s, IPPROTO_IP, IP_PKTINFO));
	m = receive(sizeof control);
	show_control(&m);
	m = receive(0);
	show_control(&m);
	m = receive(sizeof(struct cmsghdr) - 1);
	show_control(&m);
	SHOW(set_option(s, IPPROTO_IP, IP_PKTINFO, 0));
	m = receive(sizeof control);
	show_control(&m);
	return 0;
}
