/*
 * Zones: the records of some domains, read from files in the format of RFC 1035 (section 5), a record a line:
 *   NAME [TTL] [IN] TYPE DATA…      ; comment
 * NAME: absolute with a dot at its end, else below $ORIGIN; @ is the origin itself; nothing is the name of the line before.
 * Types: SOA NS A AAAA CNAME PTR MX TXT. $ORIGIN and $TTL are understood, parentheses are not.
 */
#ifndef DNS_ZONE_H
#define DNS_ZONE_H

#include "dns-records.h"
#include <arpa/inet.h>

enum { DATA_MOST = 4096, WORDS = 64 };

struct reader {
	const char *file;
	int line;
	uint32_t ttl;
	unsigned char origin[NAME_MOST], name[NAME_MOST];
	int has_origin, has_name;
};

__attribute__((noreturn, format(printf, 2, 3))) static void wrong(const struct reader *r, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fprintf(stderr, "%s: %s:%d: ", program, r->file, r->line);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	exit(1);
}

static size_t read_name(const struct reader *r, const char *text, unsigned char *to)
{
	size_t n = 0;
	int relative = 1;
	if (!strcmp(text, ".")) return *to = 0, 1;
	if (!strcmp(text, "@")) text = "";
	for (const char *p = text; *p; p++) {
		size_t length = strcspn(p, ".");
		if (!length || length > LABEL_MOST || n + length + 2 > NAME_MOST) wrong(r, "%s is no name: labels have 1 to 63 characters, names 255 at most", text);
		to[n++] = length;
		for (size_t i = 0; i < length; i++) to[n++] = tolower((unsigned char)p[i]);
		p += length;
		relative = !*p;
		if (relative) break;
	}
	if (!relative) return to[n] = 0, n + 1;
	if (!r->has_origin) wrong(r, "%s is relative, and no $ORIGIN was given: end the name with a dot, or give the origin", *text ? text : "@");
	size_t length = name_length(r->origin);
	if (n + length > NAME_MOST) wrong(r, "%s is longer than 255 with its origin", text);
	memcpy(to + n, r->origin, length);
	return n + length;
}

static uint32_t read_number(const struct reader *r, const char *text, uint32_t most)
{
	char *end;
	errno = 0;
	unsigned long long value = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || errno || value > most) wrong(r, "expected a number up to %u, got %s", most, text);
	return value;
}

/* Data in the form of the wire; its length. A quoted word has its quote at its head. */
static size_t read_data(const struct reader *r, int type, char **words, int count, unsigned char *to)
{
	static const struct { int type, least, most; const char *expected; } shapes[] = {
		{ A, 1, 1, "an address" }, { AAAA, 1, 1, "an address" }, { NS, 1, 1, "a name" }, { CNAME, 1, 1, "a name" }, { PTR, 1, 1, "a name" },
		{ MX, 2, 2, "a preference and a name" }, { TXT, 1, WORDS, "texts" },
		{ SOA, 7, 7, "server, mailbox, serial, refresh, retry, expire and minimum, all on one line" },
	};
	size_t n = 0, shape = 0;
	while (shapes[shape].type != type) shape++;
	if (count < shapes[shape].least || count > shapes[shape].most) wrong(r, "expected %s", shapes[shape].expected);
	switch (type) {
	case A:
	case AAAA:
		if (inet_pton(type == A ? AF_INET : AF_INET6, words[0], to) != 1) wrong(r, "%s is no address of this type", words[0]);
		return type == A ? 4 : 16;
	case MX:
		n = read_number(r, words[0], 65535);
		to[0] = n >> 8, to[1] = n;
		return 2 + read_name(r, words[1], to + 2);
	case SOA:
		n = read_name(r, words[0], to);
		n += read_name(r, words[1], to + n);
		for (int i = 2; i < 7; i++, n += 4) {
			uint32_t value = htonl(read_number(r, words[i], UINT32_MAX));
			memcpy(to + n, &value, 4);
		}
		return n;
	case TXT:
		for (int i = 0; i < count; i++) {
			const char *text = words[i] + (*words[i] == '"');
			size_t length = strlen(text);
			if (length > 255 || n + length + 1 > DATA_MOST) wrong(r, "a text has 255 characters at most, all together %d", DATA_MOST);
			to[n++] = length;
			memcpy(to + n, text, length);
			n += length;
		}
		return n;
	default: return read_name(r, words[0], to);
	}
}

/* Cuts a line into words in place. */
static int cut(const struct reader *r, char *line, char **words)
{
	int count = 0;
	for (char *p = line;;) {
		while (isspace((unsigned char)*p)) *p++ = 0;
		if (!*p || *p == ';') return *p = 0, count;
		if (count == WORDS) wrong(r, "more than %d words", WORDS);
		words[count++] = p;
		if (*p == '"') {
			char *end = strchr(p + 1, '"');
			if (!end) wrong(r, "the quoted text has no end");
			*end = 0;
			p = end + 1;
		} else {
			p += strcspn(p, " \t\r\n;\"");
			if (*p == '"') wrong(r, "a quote inside of a word");
			if (*p == ';') return *p = 0, count;
		}
	}
}

static int type_named(const char *text)
{
	static const struct { const char *name; int type; } types[] = {
		{ "A", A }, { "NS", NS }, { "CNAME", CNAME }, { "SOA", SOA }, { "PTR", PTR }, { "MX", MX }, { "TXT", TXT }, { "AAAA", AAAA },
	};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (!strcasecmp(text, types[i].name)) return types[i].type;
	return 0;
}

static void add_record(struct reader *r, uint32_t ttl, char **words, int count)
{
	unsigned char data[DATA_MOST + NAME_MOST];
	int type = count ? type_named(words[0]) : 0;
	if (!type) wrong(r, "expected SOA, NS, A, AAAA, CNAME, PTR, MX or TXT, got %s", count ? words[0] : "the line's end");
	size_t length = read_data(r, type, words + 1, count - 1, data);
	struct node *n = make_node(r->name);
	if (type == SOA && record_of(n, SOA)) wrong(r, "a second SOA of the same name");
	if (type == CNAME ? n->records != NULL : record_of(n, CNAME) != NULL) wrong(r, "a name with CNAME has no other record");
	struct record *new = need(malloc(sizeof *new + length)), **at = &n->records;
	*new = (struct record){ .type = type, .length = length, .ttl = ttl };
	memcpy(new->data, data, length);
	while (*at && (*at)->type != type) at = &(*at)->next;
	while (*at && (*at)->type == type) at = &(*at)->next;
	new->next = *at;
	*at = new;
}

static void read_zone(const char *file)
{
	struct reader r = { .file = file, .ttl = 3600 };
	char line[2 * DATA_MOST], *words[WORDS];
	FILE *f = fopen(file, "r");
	if (!f) die(errno, "%s", file);
	while (fgets(line, sizeof line, f)) {
		r.line++;
		if (strlen(line) == sizeof line - 1) wrong(&r, "the line is too long");
		int same = isspace((unsigned char)*line), count = cut(&r, line, words), at = !same;
		if (!count) continue;
		if (!strcasecmp(words[0], "$ORIGIN") && count == 2) {
			read_name(&r, words[1], r.origin);
			r.has_origin = 1;
		} else if (!strcasecmp(words[0], "$TTL") && count == 2) {
			r.ttl = read_number(&r, words[1], INT32_MAX);
		} else {
			if (!same) read_name(&r, words[0], r.name), r.has_name = 1;
			if (!r.has_name) wrong(&r, "expected a name at the line's start");
			uint32_t ttl = r.ttl;
			for (; at < count && !type_named(words[at]); at++) {
				if (isdigit((unsigned char)*words[at])) ttl = read_number(&r, words[at], INT32_MAX);
				else if (strcasecmp(words[at], "IN")) break;
			}
			add_record(&r, ttl, words + at, count - at);
		}
	}
	if (ferror(f)) die(errno, "%s", file);
	fclose(f);
}

/* After all files are read: names between those with records and their origin exist too; each record belongs to a zone. */
static int finish_zones(void)
{
	int zones = 0;
	for (int i = 0; i < BUCKETS; i++) {
		for (struct node *n = nodes[i]; n; n = n->next) {
			const unsigned char *origin = origin_of(n->name);
			if (!origin) die(0, "a record of %.*s… has no SOA at its name or above it", *n->name, (const char *)n->name + 1);
			zones += origin == n->name;
			for (const unsigned char *p = n->name; p < origin; p += *p + 1) make_node(p);
		}
	}
	return zones;
}

#endif
