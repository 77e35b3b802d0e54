/*
 * HTTP/1.1 server: http [-b ADDRESS] [-p PORT] [-t THREADS] [-k SECONDS] [-v] [DIRECTORY]
 *
 * Serves the files below DIRECTORY, or a page of its own at / without one, to GET and HEAD. Connections are kept, and requests may
 * be sent without waiting for answers. One that is silent for SECONDS (30), or does not read what it asked for, is closed. Each of THREADS (1)
 * has an epoll set and connections of its own. -v says every answer on standard output. SIGINT and SIGTERM end it.
 */
#include "server.h"
#include <pthread.h>
#include "http-connection.h"
#include "http-files.h"
#include "http-request.h"

const char *program = "http";

enum { HEAD_MOST = 2048, EVENTS = 128, CONNECTIONS = 4096, THREADS_MOST = 64, LINGER = 2000 };

static int listener, root = -1, verbose;
static long long patience = 30000;
static const char page[] = "<!doctype html>\n<title>http</title>\n<p>This page is served by a program that runs with its kernel in one image.\n";

/* Where there is no room for more connections, the listener rests until one is closed or some time has passed. */
static void listen_again(struct worker *w, int on)
{
	if (w->deaf == !on) return;
	w->deaf = !on;
	epoll_watch(w->set, EPOLL_CTL_MOD, listener, on ? EPOLLIN : 0, &listener);
}

static void drop(struct worker *w, struct connection *c)
{
	unlink_connection(w, c);
	if (c->file >= 0) close(c->file);
	close(c->fd);
	free(c);
	w->count--;
	listen_again(w, 1);
}

static void take_connections(struct worker *w)
{
	while (w->count < CONNECTIONS) {
		int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0 && (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)) return;
		if (fd < 0) break;
		struct connection *c = malloc(sizeof *c);
		if (!c || epoll_watch(w->set, EPOLL_CTL_ADD, fd, EPOLLIN, c)) {
			free(c);
			close(fd);
			break;
		}
		memset(c, 0, offsetof(struct connection, in));
		c->fd = fd;
		c->file = -1;
		c->events = EPOLLIN;
		set_nodelay(fd);
		link_newest(w, c);
		w->count++;
	}
	listen_again(w, 0);
}

__attribute__((format(printf, 2, 3))) static void say(struct connection *c, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	c->out_end += vsnprintf(c->out + c->out_end, OUT - c->out_end, format, arguments);
	va_end(arguments);
}

/* Puts the head of the answer into `out`, where HEAD_MOST bytes are free, and what belongs behind it into the connection. */
static void answer(struct worker *w, struct connection *c, const struct request *r)
{
	struct found f = { .status = r->status, .fd = -1, .type = "text/plain; charset=utf-8" };
	char changed[32] = "";
	if (!f.status && root >= 0) f = find_file(root, r->path);
	else if (!f.status && !strcmp(r->path, "/")) f = (struct found){ 200, -1, sizeof page - 1, 0, "text/html; charset=utf-8" };
	else if (!f.status) f.status = 404;
	if (f.changed) http_date(changed, f.changed);
	if (f.status == 200 && *changed && !strcmp(changed, r->since)) f.status = 304;

	time_t second = time(NULL);
	if (second != w->second) http_date(w->date, w->second = second);
	const char *reason = reason_of(f.status);
	long long length = f.status == 200 ? f.size : f.status == 304 ? 0 : (long long)strlen(reason) + 1;
	say(c, "HTTP/1.1 %d %s\r\nDate: %s\r\nContent-Type: %s\r\n", f.status, reason, w->date, f.status == 200 ? f.type : "text/plain; charset=utf-8");
	if (f.status != 304) say(c, "Content-Length: %lld\r\n", length);
	if (*changed) say(c, "Last-Modified: %s\r\n", changed);
	if (f.status == 405) say(c, "Allow: GET, HEAD\r\n");
	if (f.status == 301) {
		say(c, "Location: ");
		for (const unsigned char *p = (const unsigned char *)r->path; *p && c->out_end < OUT - 256; p++)
			say(c, *p > ' ' && *p < 0x7f && !strchr("\"<>%?#\\", *p) ? "%c" : "%%%02X", *p);
		say(c, "/\r\n");
	}
	say(c, r->last ? "Connection: close\r\n\r\n" : "\r\n");
	if (f.status == 200 && !r->head && f.size) c->file = f.fd, c->page = page, c->left = f.size;
	else if (f.fd >= 0) close(f.fd);
	if (f.status != 200 && f.status != 304 && !r->head) say(c, "%s\n", reason);
	if (r->last) c->state = ENDING;
	if (verbose) printf("%d %s\n", f.status, r->path);
}

/* Answers one request that has come whole; 0 if there is none. */
static int next_request(struct worker *w, struct connection *c)
{
	unsigned skipped = c->skip < c->in_end - c->in_start ? c->skip : c->in_end - c->in_start;
	c->skip -= skipped;
	c->in_start += skipped;
	while (c->in_start < c->in_end && !c->skip && !c->scanned && (c->in[c->in_start] == '\r' || c->in[c->in_start] == '\n')) c->in_start++;
	char *head = c->in + c->in_start;
	size_t have = c->in_end - c->in_start, length = c->skip ? 0 : head_length(head, have, c->scanned);
	if (length) {
		char kept = head[length];
		head[length] = 0;
		struct request r = read_request(head, length);
		head[length] = kept;
		answer(w, c, &r);
		c->skip = r.body;
		c->in_start += length;
		c->scanned = 0;
		touch(w, c);
		return 1;
	}
	c->scanned = c->skip || have < 3 ? 0 : have - 2;
	if (have == IN) answer(w, c, &(struct request){ .status = memchr(head, '\n', have) ? 431 : 414, .last = 1 });
	else if (c->in_start) memmove(c->in, head, have), c->in_start = 0, c->in_end = have;
	return have == IN;
}

/* Fills `out` with the next part of the file or page; -1 if the file can't be read, or has become shorter. */
static int refill(struct connection *c)
{
	size_t room = OUT - c->out_end, want = c->left < (off_t)room ? (size_t)c->left : room;
	ssize_t n = c->file < 0 ? (ssize_t)want : read(c->file, c->out + c->out_end, want);
	if (n <= 0) return -1;
	if (c->file < 0) memcpy(c->out + c->out_end, c->page, n), c->page += n;
	c->out_end += n;
	c->left -= n;
	if (!c->left && c->file >= 0) close(c->file), c->file = -1;
	return 0;
}

/* Goes on until the connection has to wait for its peer: 0, or -1 when it is over. */
static int serve(struct worker *w, struct connection *c)
{
	for (int more = 1;;) {
		while (c->state == SERVING && !c->left && OUT - c->out_end >= HEAD_MOST + PATH_LENGTH * 3)
			if (!next_request(w, c)) break;
			else if (c->left && OUT - c->out_end > 0 && refill(c)) return -1;
		while (c->left && c->out_end < OUT)
			if (refill(c)) return -1;
		if (c->out_start < c->out_end) {
			ssize_t n = send(c->fd, c->out + c->out_start, c->out_end - c->out_start, MSG_NOSIGNAL);
			if (n < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
			touch(w, c);
			c->out_start += n;
			if (c->out_start == c->out_end) c->out_start = c->out_end = 0;
			continue;
		}
		if (c->state == ENDING) shutdown(c->fd, SHUT_WR), c->state = LINGERING;
		if (c->state == LINGERING) c->in_start = c->in_end = 0;
		if (!more) return 0;
		size_t room = IN - c->in_end;
		ssize_t n = recv(c->fd, c->in + c->in_end, room, 0);
		if (n < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
		if (n == 0) return -1;
		c->in_end += n;
		more = (size_t)n == room;
	}
}

static void *work(void *argument)
{
	struct worker w = { .set = epoll_make() };
	(void)argument;
	if (epoll_watch(w.set, EPOLL_CTL_ADD, listener, EPOLLIN, &listener)) die(errno, "epoll_ctl");
	for (int stopped = 0; !stopped;) {
		struct epoll_event events[EVENTS];
		int n = epoll_wait(w.set, events, EVENTS, w.count || w.deaf ? 1000 : -1);
		if (n < 0 && errno != EINTR) die(errno, "epoll_wait");
		w.now = milliseconds();
		if (n == 0) listen_again(&w, 1);
		for (int i = 0; i < n; i++) {
			struct connection *c = events[i].data.ptr;
			if ((void *)c == stop_pipe) stopped = 1;
			else if ((void *)c == &listener) take_connections(&w);
			else if (serve(&w, c)) drop(&w, c);
			else {
				uint32_t wanted = c->out_start < c->out_end ? EPOLLOUT : EPOLLIN;
				if (wanted != c->events && epoll_watch(w.set, EPOLL_CTL_MOD, c->fd, c->events = wanted, c)) drop(&w, c);
			}
		}
		for (struct connection *c = w.oldest, *newer; c && w.now - c->since >= LINGER; c = newer) {
			newer = c->newer;
			if (c->state == LINGERING || w.now - c->since >= patience) drop(&w, c);
		}
	}
	while (w.oldest) drop(&w, w.oldest);
	close(w.set);
	return NULL;
}

int main(int argc, char **argv)
{
	const char *address = NULL;
	int port = 8080, threads = 1;
	pthread_t others[THREADS_MOST];
	for (int option; (option = getopt(argc, argv, "b:p:t:k:v")) != -1;) {
		if (option == 'b') address = optarg;
		else if (option == 'p') port = number_of("the port", optarg, 1, 65535);
		else if (option == 't') threads = number_of("the number of threads", optarg, 1, THREADS_MOST);
		else if (option == 'k') patience = number_of("the seconds to keep", optarg, 1, 86400) * 1000;
		else if (option == 'v') verbose = 1;
		else optind = argc + 2;
	}
	if (argc - optind > 1 || optind > argc) {
		fprintf(stderr, "usage: http [-b ADDRESS] [-p PORT] [-t THREADS] [-k SECONDS] [-v] [DIRECTORY]\n");
		return 2;
	}
	if (optind < argc && (root = open(argv[optind], O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) die(errno, "%s", argv[optind]);
	watch_signals();
	listener = serve_on(address, port, SOCK_STREAM);
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	printf("http: port %d\n", port);
	for (int i = 1; i < threads; i++) {
		int error = pthread_create(&others[i], NULL, work, NULL);
		if (error) die(error, "pthread_create");
	}
	work(NULL);
	for (int i = 1; i < threads; i++) pthread_join(others[i], NULL);
	return 0;
}
