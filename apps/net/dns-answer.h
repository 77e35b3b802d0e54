/* From a query to its answer (RFC 1034, 4.3.2), with names compressed. */
#ifndef DNS_ANSWER_H
#define DNS_ANSWER_H

#include "dns-query.h"

enum { UDP_MOST = 1232, TCP_MOST = 65535, NAMES = 128, CHAIN = 8 };
enum { ANSWER = 6, AUTHORITY = 8, ADDITIONAL = 10 }; /* where the header counts a section's records */
enum { QR = 0x80, AA = 0x04, TC = 0x02, RD = 0x01 };

struct message {
	unsigned char *bytes;
	size_t length, limit;
	int full; /* records did not fit */
	int names; /* places of names that later ones may point to */
	uint16_t places[NAMES];
};

static void put(struct message *m, const void *data, size_t length)
{
	if (m->full || m->limit - m->length < length) {
		m->full = 1;
		return;
	}
	memcpy(m->bytes + m->length, data, length);
	m->length += length;
}

/* Whether the name at `at` of the message, pointers followed, is this one. Only names that were written here are looked at. */
static int same_name(const struct message *m, size_t at, const unsigned char *name)
{
	for (;;) {
		while (m->bytes[at] >= 0xc0) at = get16(m->bytes + at) & 0x3fff;
		if (m->bytes[at] != *name) return 0;
		if (!*name) return 1;
		for (int i = 1; i <= *name; i++)
			if (tolower(m->bytes[at + i]) != name[i]) return 0;
		at += *name + 1;
		name += *name + 1;
	}
}

static void note_name(struct message *m, size_t at)
{
	if (m->names < NAMES && at < 0x4000) m->places[m->names++] = at;
}

static void put_name(struct message *m, const unsigned char *name)
{
	if (m->full) return;
	int known = m->names; /* a name points to earlier ones, not to its own parts */
	for (; *name; name += *name + 1) {
		for (int i = 0; i < known; i++) {
			if (!same_name(m, m->places[i], name)) continue;
			unsigned char pointer[2];
			put16(pointer, 0xc000 | m->places[i]);
			put(m, pointer, 2);
			return;
		}
		if (!m->full) note_name(m, m->length);
		put(m, name, *name + 1);
	}
	put(m, "", 1);
}

static void put_data(struct message *m, const struct record *r)
{
	const unsigned char *data = r->data, *end = r->data + r->length;
	if (r->type == MX) put(m, data, 2), data += 2;
	int names = r->type == SOA ? 2 : r->type == NS || r->type == CNAME || r->type == PTR || r->type == MX;
	for (; names; names--, data += name_length(data)) put_name(m, data);
	put(m, data, end - data);
}

/* All records of a type, or none if they do not fit: 1 if there were any. */
static int put_set(struct message *m, int section, const unsigned char *owner, const struct record *r, uint32_t ttl_most)
{
	size_t begun = m->length;
	int names = m->names, count = 0;
	for (int type = r ? r->type : 0; r && r->type == type && !m->full; r = r->next, count++) {
		unsigned char fixed[10] = { r->type >> 8, r->type, 0, 1 };
		uint32_t ttl = htonl(r->ttl < ttl_most ? r->ttl : ttl_most);
		memcpy(fixed + 4, &ttl, 4);
		put_name(m, owner);
		put(m, fixed, sizeof fixed);
		size_t data = m->length;
		put_data(m, r);
		if (!m->full) put16(m->bytes + data - 2, m->length - data);
	}
	if (m->full) {
		m->length = begun;
		m->names = names;
		m->full = section == ADDITIONAL ? 0 : 1; /* what was only added may be left out */
		return 0;
	}
	put16(m->bytes + section, get16(m->bytes + section) + count);
	return count > 0;
}

/* Addresses of the names that records of a type lead to. */
static void put_addresses(struct message *m, const struct node *n, int type)
{
	for (const struct record *r = record_of(n, type); r && r->type == type && !m->full; r = r->next) {
		const struct node *target = node_of(r->data + (type == MX ? 2 : 0));
		if (!target) continue;
		put_set(m, ADDITIONAL, target->name, record_of(target, A), UINT32_MAX);
		put_set(m, ADDITIONAL, target->name, record_of(target, AAAA), UINT32_MAX);
	}
}

/* SOA in the authority section says how long it may be remembered that there is nothing. */
static void put_nothing(struct message *m, const unsigned char *origin)
{
	const struct record *soa = record_of(node_of(origin), SOA);
	uint32_t least;
	memcpy(&least, soa->data + soa->length - 4, 4);
	put_set(m, AUTHORITY, origin, soa, ntohl(least));
}

static enum code resolve(struct message *m, const struct query *q)
{
	unsigned char name[NAME_MOST];
	memcpy(name, q->name, sizeof name);
	if (q->type == AXFR || q->type == IXFR) return REFUSED;
	for (int chain = 0; chain <= CHAIN; chain++) {
		const unsigned char *origin = origin_of(name);
		if (!origin) return chain ? NOERROR : REFUSED; /* a chain may lead elsewhere: the asker goes on by himself */
		const struct node *cut = delegation(origin, name), *n = cut ? NULL : find(origin, name);
		if (cut) {
			put_set(m, AUTHORITY, cut->name, record_of(cut, NS), UINT32_MAX);
			put_addresses(m, cut, NS);
			return NOERROR;
		}
		m->bytes[2] |= AA;
		if (!n) return put_nothing(m, origin), NXDOMAIN;
		const struct record *alias = record_of(n, CNAME);
		if (!alias || q->type == CNAME || q->type == ANY) {
			int some = 0;
			for (const struct record *r = n->records, *last = NULL; r; last = r, r = r->next)
				if ((!last || last->type != r->type) && (q->type == ANY || q->type == r->type)) some |= put_set(m, ANSWER, name, r, UINT32_MAX);
			if (!some && !m->full) put_nothing(m, origin);
			if (q->type == NS || q->type == MX) put_addresses(m, n, q->type);
			return NOERROR;
		}
		put_set(m, ANSWER, name, alias, UINT32_MAX);
		memcpy(name, alias->data, alias->length);
	}
	return SERVFAIL;
}

/*
 * Writes the answer to `to`, which holds TCP_MOST bytes, and returns its length; 0: nothing is to be said (it was no query at all).
 * `to` must not overlap the query.
 */
static size_t answer_query(const unsigned char *bytes, size_t length, int tcp, unsigned char *to)
{
	if (length < HEADER || bytes[2] & QR) return 0;
	struct query q = read_query(bytes, length);
	unsigned size = q.size < PLAIN ? PLAIN : q.size > UDP_MOST ? UDP_MOST : q.size;
	struct message m = { .bytes = to, .length = q.end, .limit = (tcp ? TCP_MOST : size) - (q.edns ? 11 : 0) };
	memset(to, 0, HEADER);
	memcpy(to, bytes, 2);
	to[2] = QR | (bytes[2] & (0x78 | RD));
	if (q.end > HEADER) {
		memcpy(to + HEADER, bytes + HEADER, q.end - HEADER);
		put16(to + 4, 1);
		for (size_t at = HEADER; to[at]; at += to[at] + 1) note_name(&m, at);
	}
	int code = q.code ? q.code : (int)resolve(&m, &q);
	if (m.full) to[2] |= TC;
	to[3] = code & 15;
	if (q.edns) {
		unsigned char option[11] = { 0, 0, OPT, UDP_MOST >> 8, UDP_MOST & 255, code >> 4 };
		m.full = 0;
		m.limit += sizeof option;
		put(&m, option, sizeof option);
		put16(to + ADDITIONAL, get16(to + ADDITIONAL) + 1);
	}
	return m.length;
}

#endif
