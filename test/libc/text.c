// Strings, bytes, character classes, wide characters, UTF-8 and conversion between encodings.
#include "check.h"
#include <ctype.h>
#include <iconv.h>
#include <langinfo.h>
#include <locale.h>
#include <strings.h>
#include <wchar.h>
#include <wctype.h>

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void bytes(void)
{
	char a[64] = "abcdef", b[64];
	SHOW(strlen(a));
	SHOW(strnlen(a, 3));
	SHOW(sign(strcmp("abc", "abd")));
	SHOW(sign(strncmp("abc", "abd", 2)));
	SHOW(sign(strcasecmp("ABC", "abd")));
	SHOW(strncasecmp("ABCx", "abcy", 3));
	SHOW(sign(memcmp("\x80", "\x7f", 1)));
	SHOW(strchr(a, 'c') - a);
	SHOW(strrchr("abcabc", 'b') != NULL);
	YES(!strchr(a, 'z') && strchr(a, 0) == a + 6);
	YES(strstr("a needle in hay", "needle") && !strstr("abc", "abcd") && !strcmp(strstr("x", ""), "x"));
	YES(strcasestr("A NEEDLE", "needle") != NULL);
	SHOW(strspn("aabbcc", "ab"));
	SHOW(strcspn("aabbcc", "c"));
	YES(*strpbrk("hello world", "ow") == 'o');
	memmove(a + 2, a, 6);
	a[8] = 0;
	printf("%s\n", a);
	memset(b, 'x', 5);
	b[5] = 0;
	strcat(b, "yz");
	printf("%s\n", strncat(b, "abc", 2));
	printf("%s\n", stpcpy(b, "copy") == b + 4 ? b : "?");
	strncpy(b, "ab", 5);
	YES(!memcmp(b, "ab\0\0\0", 5));
	YES(memchr("abc", 'c', 2) == NULL && memrchr("abca", 'a', 4) != NULL && memmem("abcdef", 6, "cd", 2) != NULL);
	char text[] = "a,b;;c", *p = text;
	for (char *w; (w = strsep(&p, ",;"));) printf("[%s]", w);
	printf("\n");
	char *copy = strndup("duplicate", 3);
	printf("%s\n", copy);
	free(copy);
	int classes[6] = { 0 };
	for (int c = 0; c < 128; c++) {
		classes[0] += !!isalpha(c);
		classes[1] += !!isdigit(c);
		classes[2] += !!isspace(c);
		classes[3] += !!ispunct(c);
		classes[4] += !!isxdigit(c);
		classes[5] += !!isprint(c);
	}
	for (int i = 0; i < 6; i++) printf("%d ", classes[i]);
	printf("%c%c\n", toupper('q'), tolower('Q'));
	printf("%d %d %d %d\n", ffs(0), ffs(8), ffsll(1LL << 40), strverscmp("a9", "a10") < 0);
}

static void wide(void)
{
	YES(setlocale(LC_ALL, "C.UTF-8") != NULL);
	printf("%s\n", nl_langinfo(CODESET));
	const char *text = "na\xc3\xafve \xe2\x82\xac \xf0\x9f\x98\x80";
	wchar_t w[32];
	SHOW(mbstowcs(w, text, 32));
	for (int i = 0; w[i]; i++) printf("%x ", (unsigned)w[i]);
	printf("\n");
	char back[64];
	SHOW(wcstombs(back, w, sizeof back));
	YES(!strcmp(back, text));
	SHOW(mblen("\xe2\x82\xac", 3));
	mbstate_t s = { 0 };
	wchar_t c;
	SHOW((int)mbrtowc(&c, "\xe2", 1, &s));
	SHOW((int)mbrtowc(&c, "\x82\xac", 2, &s));
	SHOW(c);
	SHOW((int)mbrtowc(&c, "\xff", 1, &(mbstate_t){ 0 }));
	SHOW((int)mbrtowc(&c, "\xc0\x80", 2, &(mbstate_t){ 0 }));
	SHOW((int)wcrtomb(back, 0x1F600, &(mbstate_t){ 0 }));
	SHOW(wcslen(w));
	SHOW(wcscmp(L"abc", L"abc"));
	YES(wcschr(w, 0x20ac) == w + 6 && wcsstr(w, L"\x20ac") == w + 6);
	YES(iswalpha(0xef) && towupper(0xef) == 0xcf && iswspace(L' ') && !iswdigit(L'x'));
	SHOW(wcstod(L"2.5", NULL) == 2.5);
	FILE *f = tmpfile();
	SHOW(fputws(w, f) >= 0);
	SHOW(ftell(f));
	rewind(f);
	fgetwc(f), fgetwc(f);
	SHOW(fgetwc(f));
	SHOW(fwide(f, 0) > 0);
	fclose(f);
}

static void convert(const char *to, const char *from, const char *text, size_t n)
{
	char in[64], out[64] = { 0 }, *i = in, *o = out;
	size_t left = n, space = sizeof out;
	memcpy(in, text, n);
	iconv_t c = iconv_open(to, from);
	if (c == (iconv_t)-1) {
		printf("%s from %s: %s\n", to, from, error_name(errno));
		return;
	}
	size_t r = iconv(c, &i, &left, &o, &space);
	printf("%s from %s: %d %s:", to, from, (int)r, r == (size_t)-1 ? error_name(errno) : "");
	for (char *p = out; p < o; p++) printf(" %02x", (unsigned char)*p);
	printf("\n");
	iconv_close(c);
}

int main(void)
{
	bytes();
	wide();
	convert("UTF-8", "ISO-8859-1", "na\xefve", 5);
	convert("ISO-8859-1", "UTF-8", "na\xc3\xafve", 6);
	convert("UTF-16LE", "UTF-8", "\xe2\x82\xac\xf0\x9f\x98\x80", 7);
	convert("UTF-8", "UTF-16BE", "\x20\xac", 2);
	convert("UTF-32LE", "UTF-8", "a", 1);
	convert("UTF-8", "UTF-8", "\xff", 1);
	convert("UTF-8", "UTF-8", "\xe2\x82", 2);
	convert("NO-SUCH", "UTF-8", "a", 1);
	return 0;
}
