// inet_pton and its elders: addresses as text and back.
#include "sockets.h"

static void to_4(const char *text)
{
	struct in_addr a = { 0 };
	int r = inet_pton(AF_INET, text, &a);
	printf("inet_pton \"%s\": %d %08x\n", text, r, r == 1 ? ntohl(a.s_addr) : 0);
}

static void old(const char *text)
{
	struct in_addr a = { 0 };
	int r = inet_aton(text, &a);
	printf("inet_aton \"%s\": %s %08x, inet_addr %08x\n", text, r ? "yes" : "no", r ? ntohl(a.s_addr) : 0, ntohl(inet_addr(text)));
}

static void to_6(const char *text)
{
	struct in6_addr a;
	char back[INET6_ADDRSTRLEN] = "";
	int r = inet_pton(AF_INET6, text, &a);
	if (r == 1) inet_ntop(AF_INET6, &a, back, sizeof back);
	printf("inet_pton 6 \"%s\": %d %s\n", text, r, back);
}

int main(void)
{
	static const char *const good[] = { "0.0.0.0", "127.0.0.1", "192.168.28.3", "255.255.255.255", "1.2.3.04x", "1.2.3", "1.2.3.4.5", "256.1.1.1", "", "a.b.c.d" };
	static const char *const elder[] = { "127.1", "10.0x10.3", "0x7f000001", "192.168.7170", "010.1.1.1", "1.2.3.4", "1.2.3.256", "x" };
	static const char *const longer[] = { "::", "::1", "fe80::1", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "fd28:6865:726d:6974::3", "1:0:0:2:0:0:0:3", "1::2::3", "12345::", "1:2:3", ":1", "" };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) to_4(good[i]);
	for (size_t i = 0; i < sizeof elder / sizeof *elder; i++) old(elder[i]);
	for (size_t i = 0; i < sizeof longer / sizeof *longer; i++) to_6(longer[i]);
	char text[INET6_ADDRSTRLEN];
	struct in_addr a = { htonl(0xc0a81c03) };
	printf("%s\n", inet_ntoa(a));
	printf("%s\n", inet_ntop(AF_INET, &a, text, sizeof text));
	SHOW(inet_ntop(AF_INET, &a, text, 5) ? 0 : -1);
	SHOW(inet_ntop(77, &a, text, sizeof text) ? 0 : -1);
	SHOW(inet_pton(77, "x", &a));
	printf("%x\n", inet_network("10.1.2.3"));
	YES(htons(0x1234) == 0x3412);
	return 0;
}
