/*
 * Statistics of words in texts: wordstat [-n TOP] [-l] [FILE…]
 *
 * Reads the files, or standard input, and prints lines, words, characters, the longest word, the number of different words and
 * the TOP (10) most frequent ones; with -l also how many words have each length. A word is letters, digits, apostrophes inside
 * it, and any byte above 127, in small letters.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST = 256, LENGTHS = 32 };

struct word {
	struct word *next;
	unsigned long count;
	unsigned hash;
	char text[];
};

static struct word **table;
static size_t buckets = 1024, words;
static unsigned long lines, total, characters, lengths[LENGTHS + 1];
static char longest[LONGEST + 1];

static void *need(void *p)
{
	if (p) return p;
	fprintf(stderr, "wordstat: out of memory\n");
	exit(1);
}

/* FNV-1a */
static unsigned hash(const char *text, size_t n)
{
	unsigned h = 2166136261u;
	while (n--) h = (h ^ (unsigned char)*text++) * 16777619u;
	return h;
}

static void grow(void)
{
	size_t more = buckets * 2;
	struct word **new = need(calloc(more, sizeof *new));
	for (size_t i = 0; i < buckets; i++) {
		for (struct word *w = table[i], *next; w; w = next) {
			next = w->next;
			w->next = new[w->hash & (more - 1)];
			new[w->hash & (more - 1)] = w;
		}
	}
	free(table);
	table = new;
	buckets = more;
}

static void count(const char *text, size_t n)
{
	unsigned h = hash(text, n);
	total++;
	lengths[n < LENGTHS ? n : LENGTHS]++;
	if (n > strlen(longest)) memcpy(longest, text, n), longest[n] = 0;
	for (struct word *w = table[h & (buckets - 1)]; w; w = w->next) {
		if (w->hash == h && !strncmp(w->text, text, n) && !w->text[n]) {
			w->count++;
			return;
		}
	}
	if (++words > buckets) grow();
	struct word *w = need(malloc(sizeof *w + n + 1)), **slot = &table[h & (buckets - 1)];
	w->next = *slot;
	w->count = 1;
	w->hash = h;
	memcpy(w->text, text, n);
	w->text[n] = 0;
	*slot = w;
}

static void end_word(const char *word, size_t *n)
{
	while (*n && word[*n - 1] == '\'') --*n;
	if (*n) count(word, *n);
	*n = 0;
}

static int read_all(FILE *f)
{
	char word[LONGEST];
	size_t n = 0;
	for (int c; (c = getc_unlocked(f)) != EOF;) {
		characters++;
		lines += c == '\n';
		if (isalnum(c) || c > 127 || (c == '\'' && n)) {
			if (n < LONGEST) word[n++] = tolower(c);
		} else {
			end_word(word, &n);
		}
	}
	end_word(word, &n);
	return ferror(f);
}

static int by_count(const void *a, const void *b)
{
	const struct word *x = *(struct word *const *)a, *y = *(struct word *const *)b;
	return x->count != y->count ? (x->count < y->count ? 1 : -1) : strcmp(x->text, y->text);
}

static void report(size_t top, int show_lengths)
{
	struct word **all = need(malloc((words + 1) * sizeof *all));
	size_t n = 0;
	for (size_t i = 0; i < buckets; i++)
		for (struct word *w = table[i]; w; w = w->next) all[n++] = w;
	qsort(all, n, sizeof *all, by_count);
	printf("%lu lines, %lu words, %lu characters\n", lines, total, characters);
	printf("%zu different words, the longest is \"%s\"\n", words, longest);
	for (size_t i = 0; i < n && i < top; i++) printf("%8lu  %s\n", all[i]->count, all[i]->text);
	for (int i = 1; show_lengths && i <= LENGTHS; i++)
		if (lengths[i]) printf("%8lu  of %d%s\n", lengths[i], i, i == LENGTHS ? " or more" : "");
	free(all);
}

int main(int argc, char **argv)
{
	size_t top = 10;
	int show_lengths = 0, failed = 0;
	for (int c; (c = getopt(argc, argv, "n:l")) != -1;) {
		if (c == 'n') top = strtoul(optarg, NULL, 10);
		else if (c == 'l') show_lengths = 1;
		else {
			fprintf(stderr, "usage: wordstat [-n TOP] [-l] [FILE...]\n");
			return 2;
		}
	}
	table = need(calloc(buckets, sizeof *table));
	if (optind == argc) failed |= read_all(stdin);
	for (int i = optind; i < argc; i++) {
		FILE *f = fopen(argv[i], "r");
		if (!f || read_all(f)) {
			fprintf(stderr, "wordstat: %s: %s\n", argv[i], strerror(errno));
			failed = 1;
		}
		if (f) fclose(f);
	}
	report(top, show_lengths);
	return failed;
}
