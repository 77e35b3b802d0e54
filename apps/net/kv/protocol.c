/* RESP2, the protocol of Redis: requests as arrays of strings or as a line of words, and the forms of answers. */
#include "kv.h"
#include <ctype.h>

enum { BUFFER_LEAST = 16384 };

int buffer_room(struct buffer *b, size_t more)
{
	if (b->room - b->end >= more) return 0;
	if (b->start) {
		memmove(b->bytes, b->bytes + b->start, b->end - b->start);
		b->end -= b->start;
		b->start = 0;
		if (b->room - b->end >= more) return 0;
	}
	size_t room = b->end + more < BUFFER_LEAST ? BUFFER_LEAST : (b->end + more) + (b->end + more) / 2;
	if (room > BUFFER_LEAST && !memory_affords(room - b->room)) return -1;
	b->bytes = memory_resize(b->bytes, room);
	b->room = room;
	return 0;
}

void buffer_free(struct buffer *b)
{
	memory_give(b->bytes);
	*b = (struct buffer){ 0 };
}

/* ---- Requests ---- */

static int wrong_request(struct client *c, const char *what)
{
	reply_error(c, "ERR Protocol error: %s", what);
	c->ending = 1;
	return -1;
}

static void add_piece(struct client *c, uint32_t at, uint32_t length)
{
	if (c->count == c->pieces_room) {
		c->pieces_room = c->pieces_room ? c->pieces_room * 2 : 8;
		c->pieces = memory_resize(c->pieces, c->pieces_room * sizeof *c->pieces);
	}
	c->pieces[c->count++] = (struct piece){ at, length };
}

/* A line at c->read: its length without its end, which c->read is moved behind; -1 if it has not come whole, -2 if it is too long. */
static long next_line(struct client *c, char **line)
{
	char *from = c->in.bytes + c->in.start + c->read;
	size_t have = c->in.end - c->in.start - c->read;
	char *end = have > c->searched ? memchr(from + c->searched, '\n', have - c->searched) : NULL;
	if (!end) return c->searched = have, have > LINE_MOST ? -2 : -1;
	c->searched = 0;
	c->read += end + 1 - from;
	*line = from;
	return end - from - (end > from && end[-1] == '\r');
}

/* The number behind the first character of a line. */
static int line_number(const char *line, long length, long long most, long long *value)
{
	return slice_number((struct slice){ line + 1, length - 1 }, value) && *value <= most;
}

static int hex(int c) { return isdigit(c) ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1; }

/* A quoted word is written over itself without its quotes and escapes. The place behind it, or NULL if its end is missing. */
static char *unquote(char *from, char *end, char **to)
{
	static const char escapes[] = "n\nr\rt\tb\ba\a";
	char quote = *from++;
	for (; from < end && *from != quote; from++) {
		if (*from == '\\' && from + 1 < end) {
			const char *known = quote == '"' ? strchr(escapes, from[1]) : NULL;
			if (quote == '"' && from[1] == 'x' && from + 3 < end && hex(from[2]) >= 0 && hex(from[3]) >= 0) {
				*(*to)++ = hex(from[2]) << 4 | hex(from[3]);
				from += 3;
				continue;
			}
			if (quote == '\'' && from[1] != '\'') *(*to)++ = *from;
			from++;
			if (known && (known - escapes) % 2 == 0) {
				*(*to)++ = known[1];
				continue;
			}
		}
		*(*to)++ = *from;
	}
	return from < end ? from + 1 : NULL;
}

/* A line of words, some of them quoted. */
static int read_words(struct client *c, char *line, long length)
{
	char *start = c->in.bytes + c->in.start, *end = line + length;
	for (char *p = line;;) {
		while (p < end && isspace((unsigned char)*p)) p++;
		if (p == end) return 1;
		char *word = p, *to = p;
		if (*p == '"' || *p == '\'') {
			p = unquote(p, end, &to);
			if (!p || (p < end && !isspace((unsigned char)*p))) return wrong_request(c, "unbalanced quotes in request");
		} else {
			while (p < end && !isspace((unsigned char)*p)) p++;
			to = p;
		}
		if (c->count == ARGUMENTS_MOST) return wrong_request(c, "too many words");
		add_piece(c, word - start, to - word);
	}
}

int read_request(struct client *c)
{
	char *line;
	long length;
	long long number;
	while (!c->wanted) {
		if ((length = next_line(c, &line)) < 0) return length == -1 ? 0 : wrong_request(c, "too big inline request");
		if (length && *line != '*') {
			if (read_words(c, line, length) < 0) return -1;
			if (c->count) return 1;
		} else if (length) {
			if (!line_number(line, length, ARGUMENTS_MOST, &number)) return wrong_request(c, "invalid multibulk length");
			if (number > 0) c->wanted = number, c->bulk = -1;
		}
		if (!c->wanted) next_request(c);
	}
	while (c->count < c->wanted) {
		if (c->bulk < 0) {
			if ((length = next_line(c, &line)) < 0) return length == -1 ? 0 : wrong_request(c, "too big bulk count string");
			if (!length || *line != '$') return wrong_request(c, "expected '$'");
			if (!line_number(line, length, BULK_MOST, &number) || number < 0) return wrong_request(c, "invalid bulk length");
			if (c->read + number > REQUEST_MOST) return wrong_request(c, "too big request");
			c->bulk = number;
		}
		if (c->in.end - c->in.start - c->read < (size_t)c->bulk + 2) return 0;
		add_piece(c, c->read, c->bulk);
		c->read += c->bulk + 2;
		c->bulk = -1;
	}
	return 1;
}

void next_request(struct client *c)
{
	c->in.start += c->read;
	c->read = c->searched = 0;
	c->count = c->wanted = 0;
	c->bulk = -1;
	if (c->in.start == c->in.end) c->in.start = c->in.end = 0;
	if (c->pieces_room > 1024) memory_give(c->pieces), c->pieces = NULL, c->pieces_room = 0;
}

/* ---- Answers ---- */

void reply_bytes(struct client *c, const char *bytes, size_t length)
{
	if (c->ending == 2) return;
	if (c->out.end - c->out.start + length > OUT_MOST || buffer_room(&c->out, length)) {
		c->ending = 2; /* at once */
		return;
	}
	memcpy(c->out.bytes + c->out.end, bytes, length);
	c->out.end += length;
}

/* A mark, a number, and the line's end. */
static void reply_head(struct client *c, char mark, long long value)
{
	char text[32], *p = text + sizeof text;
	unsigned long long rest = value < 0 ? 0ull - value : (unsigned long long)value;
	*--p = '\n', *--p = '\r';
	do *--p = '0' + rest % 10; while (rest /= 10);
	if (value < 0) *--p = '-';
	*--p = mark;
	reply_bytes(c, p, text + sizeof text - p);
}

void reply_number(struct client *c, long long value) { reply_head(c, ':', value); }
void reply_array(struct client *c, size_t count) { reply_head(c, '*', count); }
void reply_ok(struct client *c) { reply_bytes(c, "+OK\r\n", 5); }
void reply_null(struct client *c) { reply_bytes(c, "$-1\r\n", 5); }
void reply_word(struct client *c, const char *word) { reply_bulk(c, (struct slice){ word, strlen(word) }); }

void reply_bulk(struct client *c, struct slice s)
{
	reply_head(c, '$', s.length);
	reply_bytes(c, s.bytes, s.length);
	reply_bytes(c, "\r\n", 2);
}

void reply_status(struct client *c, const char *word)
{
	reply_bytes(c, "+", 1);
	reply_bytes(c, word, strlen(word));
	reply_bytes(c, "\r\n", 2);
}

/* What a client has sent may be in it: it stays one line. */
void reply_error(struct client *c, const char *format, ...)
{
	char text[256] = "-";
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text + 1, sizeof text - 1, format, arguments);
	va_end(arguments);
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < ' ') *p = ' ';
	reply_bytes(c, text, strlen(text));
	reply_bytes(c, "\r\n", 2);
}
