// Names of the machine: isles, Linux, localhost; others are not known, which is said at once.
// native: no
// run: -i 3 --mem 64M
#include "peers.h"
#include <netdb.h>

static void look_up(const char *node, int family)
{
	struct addrinfo hints = { .ai_family = family, .ai_socktype = SOCK_STREAM }, *list = NULL;
	int r = getaddrinfo(node, "80", &hints, &list);
	printf("%s:", node);
	for (struct addrinfo *i = r ? NULL : list; i; i = i->ai_next) {
		char text[64] = "?";
		getnameinfo(i->ai_addr, i->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST);
		printf(" %s", text);
	}
	printf("%s\n", r ? " not known" : "");
	if (!r) freeaddrinfo(list);
}

int main(void)
{
	if (peers(3)) return 0;
	look_up("isle0", AF_INET);
	look_up("isle1", AF_INET);
	look_up("isle2", AF_INET);
	look_up("linux", AF_INET);
	look_up("localhost", AF_INET);
	long begun = now_ms();
	look_up("no.such.name.example", AF_INET);
	look_up("nothing", AF_UNSPEC);
	YES(now_ms() - begun < 2000);
	struct hostent *h = gethostbyname("isle1");
	printf("%s\n", h ? inet_ntoa(*(struct in_addr *)h->h_addr_list[0]) : "none");
	YES(!gethostbyname("nobody.example"));
	/* And back. */
	char name[64] = "";
	struct sockaddr_in a = at_isle(2, 80);
	SHOW(getnameinfo((struct sockaddr *)&a, sizeof a, name, sizeof name, NULL, 0, 0));
	printf("%s\n", name);
	/* A program may look up its own name. */
	SHOW(gethostname(name, sizeof name));
	h = gethostbyname(name);
	printf("%s\n", h ? inet_ntoa(*(struct in_addr *)h->h_addr_list[0]) : "none");
	return 0;
}
