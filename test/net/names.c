// getaddrinfo, getnameinfo and their elders where no name server is needed: numbers, localhost, services.
#include "sockets.h"
#include <netdb.h>

static const char *problem(int e)
{
	switch (e) {
	case 0: return "0";
	case EAI_NONAME: return "EAI_NONAME";
	case EAI_FAMILY: return "EAI_FAMILY";
	case EAI_SOCKTYPE: return "EAI_SOCKTYPE";
	case EAI_SERVICE: return "EAI_SERVICE";
	case EAI_BADFLAGS: return "EAI_BADFLAGS";
	case EAI_AGAIN: return "EAI_AGAIN";
	case EAI_FAIL: return "EAI_FAIL";
	case EAI_OVERFLOW: return "EAI_OVERFLOW";
	}
	return "another problem";
}

static void look_up(const char *node, const char *service, int family, int type, int flags)
{
	struct addrinfo hints = { .ai_family = family, .ai_socktype = type, .ai_flags = flags }, *list = NULL;
	int r = getaddrinfo(node, service, &hints, &list);
	printf("%s %s: %s", node ? node : "-", service ? service : "-", problem(r));
	char last[64] = "";
	for (struct addrinfo *i = r ? NULL : list; i; i = i->ai_next) {
		char text[64] = "?";
		struct sockaddr_in *a4 = (void *)i->ai_addr;
		struct sockaddr_in6 *a6 = (void *)i->ai_addr;
		if (i->ai_family == AF_INET) inet_ntop(AF_INET, &a4->sin_addr, text, sizeof text);
		else inet_ntop(AF_INET6, &a6->sin6_addr, text, sizeof text);
		/* A hosts file may name an address twice. */
		if (!strcmp(text, last)) continue;
		strcpy(last, text);
		printf(", %s port %d %s", text, ntohs(a4->sin_port), i->ai_socktype == SOCK_STREAM ? "tcp" : i->ai_socktype == SOCK_DGRAM ? "udp" : "other");
	}
	printf("\n");
	if (!r) freeaddrinfo(list);
}

static void back(struct sockaddr_in a, int flags)
{
	char host[64] = "", service[32] = "";
	int r = getnameinfo((struct sockaddr *)&a, sizeof a, host, sizeof host, service, sizeof service, flags);
	printf("back: %s", problem(r));
	printf(r ? "\n" : " \"%s\" \"%s\"\n", host, service);
}

int main(void)
{
	look_up("127.0.0.1", "80", AF_INET, SOCK_STREAM, 0);
	look_up("192.168.28.3", "65535", AF_INET, SOCK_DGRAM, AI_NUMERICHOST | AI_NUMERICSERV);
	look_up("::1", "80", AF_INET6, SOCK_STREAM, AI_NUMERICHOST);
	look_up("::1", "80", AF_UNSPEC, SOCK_STREAM, AI_NUMERICHOST);
	look_up("127.0.0.1", "80", AF_UNSPEC, SOCK_STREAM, AI_NUMERICHOST);
	look_up(NULL, "80", AF_INET, SOCK_STREAM, AI_PASSIVE);
	look_up(NULL, "80", AF_INET, SOCK_STREAM, 0);
	look_up(NULL, "80", AF_INET6, SOCK_STREAM, AI_PASSIVE);
	look_up("127.0.0.1", "http", AF_INET, SOCK_STREAM, 0);
	look_up("127.0.0.1", "domain", AF_INET, SOCK_DGRAM, 0);
	look_up("localhost", "80", AF_INET, SOCK_STREAM, 0);
	look_up("localhost", NULL, AF_INET, SOCK_STREAM, 0);
	look_up(NULL, NULL, AF_INET, SOCK_STREAM, 0);
	look_up("not a number", "80", AF_INET, SOCK_STREAM, AI_NUMERICHOST);
	look_up("127.0.0.1", "http", AF_INET, SOCK_STREAM, AI_NUMERICSERV);
	look_up("127.0.0.1", "80", 77, SOCK_STREAM, 0);
	look_up("127.0.0.1", "no such service", AF_INET, SOCK_STREAM, 0);

	back(local(80), NI_NUMERICHOST | NI_NUMERICSERV);
	back(local(80), NI_NUMERICHOST);
	back(local(40001), NI_NUMERICHOST);
	char tiny[2], service[8];
	struct sockaddr_in a = local(80);
	printf("%s\n", problem(getnameinfo((struct sockaddr *)&a, sizeof a, tiny, sizeof tiny, service, sizeof service, NI_NUMERICHOST)));
	printf("%s\n", problem(getnameinfo((struct sockaddr *)&a, 3, tiny, sizeof tiny, service, sizeof service, NI_NUMERICHOST)));

	struct hostent *h = gethostbyname("127.0.0.1");
	printf("%s\n", h ? inet_ntoa(*(struct in_addr *)h->h_addr_list[0]) : "none");
	h = gethostbyname("localhost");
	printf("%s %d %d\n", h ? inet_ntoa(*(struct in_addr *)h->h_addr_list[0]) : "none", h ? h->h_addrtype == AF_INET : 0, h ? h->h_length : 0);
	struct servent *s = getservbyname("http", "tcp");
	printf("%s %d\n", s ? s->s_name : "none", s ? ntohs(s->s_port) : 0);
	s = getservbyport(htons(443), "tcp");
	printf("%s\n", s ? s->s_name : "none");
	return 0;
}
