/* Info objects as the library uses them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "info.h"
#include "env/process.h"

extern char *program_invocation_name;

/* What MPI_INFO_ENV tells: how the program was started. */
static struct info *environment(void)
{
	static struct info env;
	static struct info_entry entries[] = { { 0, "command", 0 }, { 0, "maxprocs", 0 },
		{ 0, "thread_level", 0 } };
	static char processes[12];
	static const char *const levels[] = { "MPI_THREAD_SINGLE", "MPI_THREAD_FUNNELED",
		"MPI_THREAD_SERIALIZED", "MPI_THREAD_MULTIPLE" };
	struct process *me = self();
	snprintf(processes, sizeof processes, "%d", me->processes);
	entries[0].value = program_invocation_name;
	entries[1].value = processes;
	entries[2].value = (char *)levels[me->thread_level];
	entries[0].next = &entries[1];
	entries[1].next = &entries[2];
	env.first = entries;
	return &env;
}

struct info *info_of(MPI_Info handle)
{
	if (handle == MPI_INFO_ENV) return environment();
	return object_valid(handle, OBJECT_INFO) ? (struct info *)handle : 0;
}

struct info_entry *info_find(const struct info *i, const char *key)
{
	struct info_entry *e = i->first;
	while (e && strcmp(e->key, key)) e = e->next;
	return e;
}

const char *info_value(MPI_Info handle, const char *key)
{
	const struct info *i = info_of(handle);
	const struct info_entry *e = i ? info_find(i, key) : 0;
	return e ? e->value : 0;
}

/* Entry, key and value in one allocation, at the end: keys are numbered in the order in which they were set. */
int info_add(struct info *i, const char *key, const char *value)
{
	size_t key_room = strlen(key) + 1, value_room = strlen(value) + 1;
	struct info_entry *e = malloc(sizeof *e + key_room + value_room);
	if (!e) return MPI_ERR_NO_MEM;
	*e = (struct info_entry){ 0, (char *)(e + 1), (char *)(e + 1) + key_room };
	memcpy(e->key, key, key_room);
	memcpy(e->value, value, value_room);
	struct info_entry **end = &i->first, *old = info_find(i, key);
	if (old) {
		/* In its place, if the key was there. */
		while (*end != old) end = &(*end)->next;
		e->next = old->next;
		free(old);
	} else {
		while (*end) end = &(*end)->next;
	}
	*end = e;
	return MPI_SUCCESS;
}

int info_take(struct info *i, const struct info *from, const char *const known[])
{
	int error = MPI_SUCCESS;
	for (; *known && from && !error; known++) {
		const struct info_entry *e = info_find(from, *known);
		if (e) error = info_add(i, e->key, e->value);
	}
	return error;
}

int info_delete(struct info *i, const char *key)
{
	struct info_entry **at = &i->first, *e = info_find(i, key);
	if (!e) return 0;
	while (*at != e) at = &(*at)->next;
	*at = e->next;
	free(e);
	return 1;
}

struct info *info_copy(const struct info *from)
{
	struct info *i = malloc(sizeof *i);
	if (!i) return 0;
	*i = (struct info){ .object = { OBJECT_INFO, 1 } };
	for (const struct info_entry *e = from ? from->first : 0; e; e = e->next) {
		if (!info_add(i, e->key, e->value)) continue;
		info_release(i);
		return 0;
	}
	return i;
}

void info_release(struct info *i)
{
	if (--i->object.references) return;
	i->object.kind = 0;
	for (struct info_entry *e = i->first, *next; e; e = next) {
		next = e->next;
		free(e);
	}
	free(i);
}
