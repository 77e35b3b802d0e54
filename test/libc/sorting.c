// Sorting, searching, and the containers of search.h.
#include "check.h"
#include <search.h>

static int compare(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;
	return (x > y) - (x < y);
}

static int reversed(const void *a, const void *b, void *arg)
{
	++*(int *)arg;
	return compare(b, a);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void visit(const void *node, VISIT v, int level)
{
	(void)level;
	if (v == postorder || v == leaf) printf("%s ", *(char *const *)node);
}

int main(void)
{
	static int n[10000];
	unsigned x = 1;
	for (int i = 0; i < 10000; i++) n[i] = (x = x * 1103515245 + 12345) >> 8;
	qsort(n, 10000, sizeof *n, compare);
	int wrong = 0;
	for (int i = 1; i < 10000; i++) wrong += n[i - 1] > n[i];
	SHOW(wrong);
	int key = n[777], *found = bsearch(&key, n, 10000, sizeof *n, compare);
	YES(found && *found == key);
	key = n[0] - 1;
	YES(!bsearch(&key, n, 10000, sizeof *n, compare));
	int calls = 0;
	qsort_r(n, 100, sizeof *n, reversed, &calls);
	YES(calls > 99 && n[0] >= n[99]);
	char texts[6][20] = { "pear", "apple", "fig", "cherry", "banana", "date" };
	qsort(texts, 6, sizeof *texts, by_text);
	for (int i = 0; i < 6; i++) printf("%s ", texts[i]);
	printf("\n");
	qsort(n, 0, sizeof *n, compare);
	qsort(n, 1, sizeof *n, compare);

	SHOW(hcreate(100));
	for (int i = 0; i < 6; i++) {
		ENTRY e = { texts[i], (void *)(intptr_t)(i + 10) };
		YES(hsearch(e, ENTER) != NULL);
	}
	ENTRY *e = hsearch((ENTRY){ "fig", NULL }, FIND);
	SHOW(e ? (intptr_t)e->data : -1);
	YES(hsearch((ENTRY){ "grape", NULL }, FIND) == NULL);
	hdestroy();

	void *root = NULL;
	for (int i = 5; i >= 0; i--) tsearch(texts[i], &root, by_text);
	tsearch("fig", &root, by_text);
	twalk(root, visit);
	printf("\n");
	char **t = tfind("date", &root, by_text);
	YES(t && !strcmp(*t, "date"));
	YES(!tfind("grape", &root, by_text));
	YES(tdelete("date", &root, by_text) != NULL);
	twalk(root, visit);
	printf("\n");
	while (root) tdelete(*(char **)root, &root, by_text);

	size_t count = 3;
	int list[8] = { 4, 5, 6 };
	key = 5;
	YES(lfind(&key, list, &count, sizeof *list, compare) == list + 1);
	key = 9;
	YES(lsearch(&key, list, &count, sizeof *list, compare) == list + 3);
	SHOW(count);
	div_t d = div(-7, 2);
	printf("%d %d %d\n", d.quot, d.rem, abs(-5));
	lldiv_t ll = lldiv(-7000000000LL, 1000);
	printf("%lld %lld\n", ll.quot, ll.rem);
	return 0;
}
