/* Memory that is counted, and strings in it. */
#include "kv.h"
#include <ctype.h>
#include <malloc.h>
#include <strings.h>

size_t memory_used, memory_limit = (size_t)512 << 20;

void *memory_resize(void *p, size_t size)
{
	size_t had = p ? malloc_usable_size(p) : 0;
	void *new = realloc(p, size);
	if (!new) die(ENOMEM, "%zu bytes", size);
	memory_used += malloc_usable_size(new) - had;
	return new;
}

void *memory_take(size_t size) { return memory_resize(NULL, size); }

void memory_give(void *p)
{
	if (p) memory_used -= malloc_usable_size(p);
	free(p);
}

/* Buffers may have half as much again as the data. */
int memory_affords(size_t more) { return memory_used + more <= memory_limit + memory_limit / 2; }

struct text *text_make(struct slice s)
{
	struct text *t = memory_take(sizeof *t + s.length);
	t->length = t->room = s.length;
	memcpy(t->bytes, s.bytes, s.length);
	return t;
}

struct text *text_append(struct text *t, struct slice s)
{
	if (t->room - t->length < s.length) {
		uint32_t room = (t->length + s.length) * 2;
		t = memory_resize(t, sizeof *t + room);
		t->room = room;
	}
	memcpy(t->bytes + t->length, s.bytes, s.length);
	t->length += s.length;
	return t;
}

int slice_is(struct slice s, const char *word)
{
	return s.length == strlen(word) && !strncasecmp(s.bytes, word, s.length);
}

int slice_number(struct slice s, long long *value)
{
	const char *p = s.bytes, *end = p + s.length;
	int negative = p < end && *p == '-';
	unsigned long long n = 0;
	p += negative;
	if (p == end || end - p > 19 || (*p == '0' && (negative || end - p > 1))) return 0;
	for (; p < end; p++) {
		if (!isdigit((unsigned char)*p)) return 0;
		n = n * 10 + (*p - '0');
	}
	if (n > (unsigned long long)INT64_MAX + negative) return 0;
	*value = negative ? (long long)(0 - n) : (long long)n;
	return 1;
}

/* Whether a character is in the set that begins behind '['; *p is moved behind it. */
static int in_set(const char **p, const char *end, unsigned char c)
{
	int negated = *p < end && **p == '^', found = 0;
	for (*p += negated; *p < end && **p != ']'; ++*p) {
		if (**p == '\\' && *p + 1 < end) ++*p;
		unsigned char low = **p, high = low;
		if (end - *p > 2 && (*p)[1] == '-' && (*p)[2] != ']') high = (*p)[2], *p += 2;
		found |= low <= high ? low <= c && c <= high : high <= c && c <= low;
	}
	if (*p < end) ++*p;
	return found != negated;
}

/* After a difference the latest * takes one more character: of two stars the earlier one need not be tried again. */
int slice_matches(struct slice s, struct slice pattern)
{
	const char *p = pattern.bytes, *end = p + pattern.length, *star = NULL;
	size_t i = 0, from = 0;
	for (;;) {
		if (p < end && *p == '*') {
			star = ++p;
			from = i;
			continue;
		}
		if (i == s.length && p == end) return 1;
		if (i < s.length && p < end) {
			const char *next = p + 1;
			int same;
			if (*p == '?') same = 1;
			else if (*p == '[') same = in_set(&next, end, s.bytes[i]);
			else {
				if (*p == '\\' && next < end) p = next++;
				same = *p == s.bytes[i];
			}
			if (same) {
				p = next;
				i++;
				continue;
			}
		}
		if (!star || from >= s.length) return 0;
		p = star;
		i = ++from;
	}
}
