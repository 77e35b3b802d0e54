/*
 * The records of all zones by name, and what one asks of them. Names are kept as on the wire, in small letters: length and bytes of
 * each label, then 0.
 */
#ifndef DNS_RECORDS_H
#define DNS_RECORDS_H

#include "server.h"
#include <ctype.h>

enum { NAME_MOST = 255, LABEL_MOST = 63, BUCKETS = 4096 };
enum type { A = 1, NS = 2, CNAME = 5, SOA = 6, PTR = 12, MX = 15, TXT = 16, AAAA = 28, OPT = 41, IXFR = 251, AXFR = 252, ANY = 255 };

struct record {
	struct record *next;
	uint16_t type, length;
	uint32_t ttl;
	unsigned char data[]; /* names in it are not compressed */
};

/* A name that exists: one with records, or one on the way from a zone's origin to such a name. */
struct node {
	struct node *next;
	struct record *records; /* those of a type stand together, in the order of the file */
	unsigned char name[];
};

static struct node *nodes[BUCKETS];

static size_t name_length(const unsigned char *name)
{
	const unsigned char *p = name;
	while (*p) p += *p + 1;
	return p + 1 - name;
}

static struct node **slot_of(const unsigned char *name)
{
	unsigned hash = 2166136261u; /* FNV-1a */
	size_t length = name_length(name);
	for (size_t i = 0; i < length; i++) hash = (hash ^ name[i]) * 16777619u;
	struct node **slot = &nodes[hash % BUCKETS];
	while (*slot && (name_length((*slot)->name) != length || memcmp((*slot)->name, name, length))) slot = &(*slot)->next;
	return slot;
}

static struct node *node_of(const unsigned char *name) { return *slot_of(name); }

static const struct record *record_of(const struct node *n, int type)
{
	const struct record *r = n ? n->records : NULL;
	while (r && r->type != type) r = r->next;
	return r;
}

static void *need(void *p)
{
	if (!p) die(ENOMEM, "zone");
	return p;
}

static struct node *make_node(const unsigned char *name)
{
	struct node **slot = slot_of(name);
	size_t length = name_length(name);
	if (*slot) return *slot;
	struct node *n = need(calloc(1, sizeof *n + length));
	memcpy(n->name, name, length);
	return *slot = n;
}

/* The origin of the zone that a name belongs to: the nearest name with SOA, upwards; NULL if there is none. */
static const unsigned char *origin_of(const unsigned char *name)
{
	for (;; name += *name + 1) {
		if (record_of(node_of(name), SOA)) return name;
		if (!*name) return NULL;
	}
}

/* The topmost name between origin and name that is delegated to other servers, or NULL. */
static const struct node *delegation(const unsigned char *origin, const unsigned char *name)
{
	const struct node *found = NULL;
	for (; name < origin; name += *name + 1)
		if (record_of(node_of(name), NS)) found = node_of(name);
	return found;
}

/* The node of a name, or of the * that stands for it. */
static const struct node *find(const unsigned char *origin, const unsigned char *name)
{
	const struct node *n = node_of(name);
	for (const unsigned char *p = name; !n && p < origin;) {
		p += *p + 1;
		if (!node_of(p)) continue;
		unsigned char star[NAME_MOST + 2] = { 1, '*' };
		memcpy(star + 2, p, name_length(p));
		return node_of(star);
	}
	return n;
}

#endif
