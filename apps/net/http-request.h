/* Requests of HTTP/1.1 (RFC 9112): from the bytes of a head to a method, a decoded path and what the connection needs to know. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PATH_LENGTH = 1024, BODY_MOST = 65536 };

struct request {
	int status; /* 0: in order; else the answer to give: 400, 405, 411, 413, 414, 431 or 505 */
	int head; /* HEAD: the answer has no body */
	int last; /* the connection ends with the answer */
	size_t body; /* bytes of content that follow the head */
	char path[PATH_LENGTH]; /* begins with '/', decoded, without query; no segment is ".." */
	char since[64]; /* If-Modified-Since, or empty */
};

/* Length of the head at the start of [text, text + length) with its empty line, or 0 if its end has not come. Looks from `from` on. */
static size_t head_length(const char *text, size_t length, size_t from)
{
	for (const char *p = text + from; (p = memchr(p, '\n', text + length - p)); p++) {
		if (p + 1 < text + length && p[1] == '\n') return p + 2 - text;
		if (p + 2 < text + length && p[1] == '\r' && p[2] == '\n') return p + 3 - text;
	}
	return 0;
}

static int is_digit(int c) { return (unsigned)c - '0' < 10; }
static int is_alpha(int c) { return ((unsigned)c | 32) - 'a' < 26; }

static int is_token(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = text[i];
		if (!is_alpha(c) && !is_digit(c) && (!c || !strchr("!#$%&'*+-.^_`|~", c))) return 0;
	}
	return length > 0;
}

static int hex(unsigned char c)
{
	return is_digit(c) ? c - '0' : is_alpha(c) && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* The path of a request's target: 0, or the status that refuses it. */
static int decode_path(char *to, const char *target, size_t length)
{
	if (length > 7 && !strncasecmp(target, "http://", 7)) {
		const char *slash = memchr(target + 7, '/', length - 7);
		length = slash ? (size_t)(target + length - slash) : 1;
		target = slash ? slash : "/";
	}
	if (!length || *target != '/') return 400;
	size_t n = 0;
	for (size_t i = 0; i < length && target[i] != '?' && target[i] != '#'; i++) {
		int c = (unsigned char)target[i];
		if (c == '%') {
			if (i + 2 >= length || hex(target[i + 1]) < 0 || hex(target[i + 2]) < 0) return 400;
			c = hex(target[i + 1]) << 4 | hex(target[i + 2]);
			i += 2;
		}
		if (c < 0x20 || c == 0x7f) return 400;
		if (n == PATH_LENGTH - 1) return 414;
		to[n++] = c;
	}
	to[n] = 0;
	for (const char *p = to; (p = strstr(p, "/..")); p++)
		if (p[3] == '/' || !p[3]) return 400;
	return 0;
}

/* A line without its end; *next is where the following one begins. */
static size_t line_length(const char *line, const char **next)
{
	const char *end = strchr(line, '\n');
	*next = end + 1;
	return end - line - (end > line && end[-1] == '\r');
}

/* METHOD SP TARGET SP HTTP/x.y */
static int read_request_line(struct request *r, const char *line, size_t length, int *minor)
{
	const char *space = memchr(line, ' ', length);
	if (!space || !is_token(line, space - line)) return 400;
	const char *target = space + 1, *second = memchr(target, ' ', line + length - target);
	if (!second) return 400;
	const char *version = second + 1;
	if (line + length - version != 8 || strncmp(version, "HTTP/", 5)) return 400;
	if (!is_digit(version[5]) || version[6] != '.' || !is_digit(version[7])) return 400;
	if (version[5] != '1') return 505;
	*minor = version[7] - '0';
	r->head = space - line == 4 && !memcmp(line, "HEAD", 4);
	int status = decode_path(r->path, target, second - target);
	if (status) return status;
	return r->head || (space - line == 3 && !memcmp(line, "GET", 3)) ? 0 : 405;
}

static int is_name(const char *line, size_t length, const char *name)
{
	return length == strlen(name) && !strncasecmp(line, name, length);
}

/* Whether a comma-separated list has the word. */
static int has_word(const char *value, size_t length, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = value, *end = value + length; p < end;) {
		while (p < end && (*p == ' ' || *p == '\t' || *p == ',')) p++;
		const char *start = p;
		while (p < end && *p != ',' && *p != ' ' && *p != '\t') p++;
		if ((size_t)(p - start) == n && !strncasecmp(start, word, n)) return 1;
	}
	return 0;
}

/* The head [text, text + length), its empty line included, a 0 behind it. A refused request's body length is still known, unless `last`. */
static struct request read_request(const char *text, size_t length)
{
	struct request r = { 0 };
	const char *line = text, *next;
	int minor = 1, hosts = 0, lengths = 0, keep = 0;
	if (strlen(text) != length) return r.status = 400, r.last = 1, r; /* a byte that is 0 */
	size_t n = line_length(line, &next);
	r.status = read_request_line(&r, line, n, &minor);
	for (line = next; (n = line_length(line, &next)) > 0; line = next) {
		const char *colon = memchr(line, ':', n);
		if (!colon || !is_token(line, colon - line)) return r.status = 400, r.last = 1, r;
		const char *value = colon + 1, *end = line + n;
		while (value < end && (*value == ' ' || *value == '\t')) value++;
		while (end > value && (end[-1] == ' ' || end[-1] == '\t')) end--;
		size_t name = colon - line, size = end - value;
		if (is_name(line, name, "host")) {
			hosts++;
		} else if (is_name(line, name, "connection")) {
			r.last |= has_word(value, size, "close");
			keep |= has_word(value, size, "keep-alive");
		} else if (is_name(line, name, "transfer-encoding")) {
			return r.status = 411, r.last = 1, r;
		} else if (is_name(line, name, "content-length")) {
			if (!size || strspn(value, "0123456789") < size || lengths++) return r.status = 400, r.last = 1, r;
			r.body = size > 9 ? (size_t)BODY_MOST + 1 : strtoul(value, NULL, 10);
			if (r.body > BODY_MOST) return r.status = 413, r.last = 1, r;
		} else if (is_name(line, name, "if-modified-since") && size < sizeof r.since) {
			memcpy(r.since, value, size);
			r.since[size] = 0;
		}
	}
	if (!r.status && minor > 0 && hosts != 1) r.status = 400;
	if (minor == 0 && !keep) r.last = 1;
	if (r.status && r.status != 405) r.last = 1;
	return r;
}

static const char *reason_of(int status)
{
	static const struct { int status; const char *reason; } reasons[] = {
		{ 200, "OK" }, { 301, "Moved Permanently" }, { 304, "Not Modified" }, { 400, "Bad Request" }, { 403, "Forbidden" },
		{ 404, "Not Found" }, { 405, "Method Not Allowed" }, { 411, "Length Required" }, { 413, "Content Too Large" },
		{ 414, "URI Too Long" }, { 431, "Request Header Fields Too Large" }, { 503, "Service Unavailable" },
		{ 505, "HTTP Version Not Supported" },
	};
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].status == status) return reasons[i].reason;
	return "Unknown";
}

#endif
