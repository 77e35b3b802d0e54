/*
 * Names of types in the message of std::terminate: the Itanium ABI's mangling as far as classes of namespaces, simple types, pointers and
 * references go. The whole demangler takes 128 KB, and everything else it would know here is shown as it is.
 */
#include <stdlib.h>
#include <string.h>

namespace
{

struct Simple {
	char code;
	const char *name;
};
constexpr Simple simple[] = { { 'v', "void" }, { 'w', "wchar_t" }, { 'b', "bool" }, { 'c', "char" },
	{ 'a', "signed char" }, { 'h', "unsigned char" }, { 's', "short" }, { 't', "unsigned short" },
	{ 'i', "int" }, { 'j', "unsigned int" }, { 'l', "long" }, { 'm', "unsigned long" },
	{ 'x', "long long" }, { 'y', "unsigned long long" }, { 'n', "__int128" },
	{ 'o', "unsigned __int128" }, { 'f', "float" }, { 'd', "double" }, { 'e', "long double" } };

constexpr size_t longest = 1024;

/* Reads a name from `at` on and writes it to `text`. */
struct Reader {
	const char *at;
	char text[longest];
	size_t length = 0;

	bool put(const char *word, size_t size)
	{
		if (size >= longest - length) return false;
		memcpy(text + length, word, size);
		length += size;
		return true;
	}
	bool put(const char *word) { return put(word, strlen(word)); }

	bool source_name()
	{
		if (*at < '1' || *at > '9') return false;
		char *end;
		size_t size = strtoul(at, &end, 10);
		if (strnlen(end, size) < size) return false;
		at = end + size;
		/* Of a namespace without a name. */
		return strncmp(end, "_GLOBAL__N", 10) ? put(end, size) : put("(anonymous namespace)");
	}

	bool nested()
	{
		for (bool first = true; *at != 'E'; first = false) {
			if (!first && !put("::")) return false;
			if (first && !strncmp(at, "St", 2)) {
				at += 2;
				if (!put("std")) return false;
			} else if (!source_name()) return false;
			/* libc++'s inline namespace. */
			if (length >= 8 && !memcmp(text + length - 8, "std::__1", 8)) length -= 5;
		}
		at++;
		return true;
	}

	bool type()
	{
		const char *after = 0;
		switch (*at) {
		case 'P': after = "*"; break;
		case 'R': after = "&"; break;
		case 'O': after = "&&"; break;
		case 'K': after = " const"; break;
		}
		if (after) {
			at++;
			return type() && put(after);
		}
		if (*at == 'N') {
			at++;
			return nested();
		}
		if (!strncmp(at, "St", 2)) {
			at += 2;
			return put("std::") && source_name();
		}
		for (const Simple &one : simple)
			if (*at == one.code) {
				at++;
				return put(one.name);
			}
		return source_name();
	}
};

} // namespace

/* As __cxa_demangle, for names of types alone, without its other arguments: memory to be freed, or NULL. */
extern "C" char *__hermit_type_name(const char *mangled, char *, size_t *, int *)
{
	Reader reader{ mangled };
	if (!reader.type() || *reader.at) return 0;
	reader.text[reader.length] = 0;
	return strdup(reader.text);
}
