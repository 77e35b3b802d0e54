/* A connection's buffers and what it is about to send; a worker's connections by the time of their last progress. */
#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

enum { IN = 8192, OUT = 16384 };

struct connection {
	struct connection *older, *newer; /* by `since` */
	long long since; /* milliseconds: when it last asked for or took something */
	int fd, file; /* file: what is sent behind `out`, or -1: `page` */
	uint32_t events;
	enum { SERVING, ENDING, LINGERING } state; /* ENDING: what is left is sent; LINGERING: waits for the peer to close */
	const char *page;
	off_t left; /* bytes of file or page */
	size_t skip; /* bytes of a request's body that have not come */
	unsigned in_start, in_end, scanned, out_start, out_end;
	char in[IN + 1], out[OUT];
};

struct worker {
	int set, count, deaf; /* deaf: does not listen for now */
	long long now;
	struct connection *oldest, *newest;
	time_t second;
	char date[32];
};

static void unlink_connection(struct worker *w, struct connection *c)
{
	*(c->older ? &c->older->newer : &w->oldest) = c->newer;
	*(c->newer ? &c->newer->older : &w->newest) = c->older;
}

static void link_newest(struct worker *w, struct connection *c)
{
	c->since = w->now;
	c->older = w->newest;
	c->newer = NULL;
	*(w->newest ? &w->newest->newer : &w->oldest) = c;
	w->newest = c;
}

static void touch(struct worker *w, struct connection *c)
{
	if (w->newest != c) unlink_connection(w, c), link_newest(w, c);
	c->since = w->now;
}

#endif
