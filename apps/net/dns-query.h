/* Queries of DNS (RFC 1035; EDNS of RFC 6891). One may be anything: each byte is checked before it is used. */
#ifndef DNS_QUERY_H
#define DNS_QUERY_H

#include "dns-records.h"

enum { HEADER = 12, PLAIN = 512 };
enum code { NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED, BADVERS = 16 };

struct query {
	unsigned char name[NAME_MOST];
	unsigned type, class, size; /* size: what its sender takes by UDP */
	size_t end; /* of the question */
	int edns, code;
};

static unsigned get16(const unsigned char *p) { return p[0] << 8 | p[1]; }
static void put16(unsigned char *p, unsigned value) { p[0] = value >> 8, p[1] = value; }

/* The name at `at` of a question, in small letters; where it ends, or 0. */
static size_t read_question_name(const unsigned char *bytes, size_t length, size_t at, unsigned char *name)
{
	for (size_t n = 0; at < length; ) {
		unsigned label = bytes[at++];
		if (label > LABEL_MOST || n + label + 1 > NAME_MOST - (label != 0) || at + label > length) return 0;
		name[n++] = label;
		if (!label) return at;
		for (; label; label--) name[n++] = tolower(bytes[at++]);
	}
	return 0;
}

/* Passes over a name that may end in a pointer; where it ends, or 0. */
static size_t skip_name(const unsigned char *bytes, size_t length, size_t at)
{
	while (at < length) {
		unsigned label = bytes[at++];
		if (!label) return at;
		if (label >= 0xc0) return at + 1 <= length ? at + 1 : 0;
		if (label > LABEL_MOST) return 0;
		at += label;
	}
	return 0;
}

static struct query read_query(const unsigned char *bytes, size_t length)
{
	struct query q = { .code = FORMERR, .size = PLAIN, .end = HEADER };
	if (bytes[2] & 0x78) return q.code = NOTIMP, q;
	if (get16(bytes + 4) != 1 || get16(bytes + 6) || get16(bytes + 8)) return q;
	size_t at = read_question_name(bytes, length, HEADER, q.name);
	if (!at || at + 4 > length) return q;
	q.type = get16(bytes + at);
	q.class = get16(bytes + at + 2);
	q.end = at += 4;
	for (unsigned more = get16(bytes + 10); more; more--) {
		int root = at < length && !bytes[at];
		at = skip_name(bytes, length, at);
		if (!at || at + 10 > length || at + 10 + get16(bytes + at + 8) > length) return q;
		if (get16(bytes + at) == OPT) {
			if (q.edns || !root) return q;
			q.edns = bytes[at + 5] ? 2 : 1; /* 2: a version that is not known */
			q.size = get16(bytes + at + 2);
		}
		at += 10 + get16(bytes + at + 8);
	}
	if (at == length) q.code = q.edns == 2 ? BADVERS : q.class != 1 && q.class != ANY ? REFUSED : NOERROR;
	return q;
}

#endif
