/*
 * What the parts of the key-value server share. A request is read by protocol.c and looked up in commands.c; the commands are
 * in admin.c, keys.c, expiry.c, strings.c, lists.c, sets.c and hashes.c; main.c has the sockets.
 */
#ifndef KV_H
#define KV_H

#include "../server.h"

/* ---- Limits ---- */
enum {
	DATABASES = 16,
	CLIENTS_MOST = 4096,
	ARGUMENTS_MOST = 65536, /* of a request */
	BULK_MOST = 16 << 20, /* bytes of an argument, and of a string that APPEND makes */
	REQUEST_MOST = 32 << 20, /* bytes of a request */
	LINE_MOST = 65536, /* bytes of a request that is a line of words */
	OUT_STOP = 1 << 20, /* bytes of answers that a client has not taken: none of its requests is looked at until it does */
	OUT_MOST = 64 << 20, /* and more than these: it is dropped */
};

/* ---- Memory (memory.c): all that clients can make the server hold is counted ---- */
extern size_t memory_used, memory_limit; /* bytes; beyond the limit commands that write are refused */
void *memory_take(size_t size); /* ends the program when there is none */
void *memory_resize(void *p, size_t size);
void memory_give(void *p);
int memory_affords(size_t more); /* whether a client's buffer may grow so much */

struct slice { const char *bytes; size_t length; };

/* A string that lives on. */
struct text { uint32_t length, room; char bytes[]; };
struct text *text_make(struct slice s);
struct text *text_append(struct text *t, struct slice s); /* it may move */
static inline struct slice text_slice(const struct text *t) { return (struct slice){ t->bytes, t->length }; }
int slice_is(struct slice s, const char *word); /* in any case */
int slice_number(struct slice s, long long *value); /* 1: it is a whole number, written as the server would write it */
int slice_matches(struct slice s, struct slice pattern); /* * ? [a-z] [^a-z] \x */

/* ---- Tables (table.c): hash tables that grow and shrink a bucket at each call, so that no call takes long ---- */
struct entry {
	struct entry *next;
	void *value;
	uint32_t hash, length;
	char key[];
};
struct table {
	struct entry **buckets[2]; /* the second one only while entries move there */
	uint32_t size[2], count; /* sizes are powers of 2, or 0 */
	uint32_t moved; /* buckets of the first that are empty already */
};
void table_seed(void);
struct entry *table_find(struct table *t, struct slice key);
struct entry *table_add(struct table *t, struct slice key); /* the key must not be in it */
int table_remove(struct table *t, struct slice key, void **value); /* 1 if it was there */
struct entry *table_random(struct table *t); /* the table must not be empty */
/* Visits some entries and returns where to go on, 0 at the end. Who goes on from 0 to 0 sees every entry that stays, some of them twice. */
uint32_t table_scan(struct table *t, uint32_t cursor, void (*visit)(struct entry *, void *), void *argument);
void table_each(struct table *t, void (*visit)(struct entry *, void *), void *argument);
void table_clear(struct table *t, void (*free_value)(void *));
uint32_t random_number(void);

/* ---- Lists (lists.c): texts in a ring ---- */
struct list { struct text **items; uint32_t head, count, room; };

/* ---- Values ---- */
enum kind { STRING, LIST, SET, HASH };
struct value {
	enum kind kind;
	long long expires; /* milliseconds since 1970, 0: never */
	union { struct text *string; struct list list; struct table table; };
};
void value_free(void *value);
void list_clear(struct list *l);

/* ---- Databases (keys.c, expiry.c) ---- */
extern struct table databases[DATABASES];
void database_remove(int database, struct slice key);
extern unsigned long long keys_expired;
extern unsigned keys_volatile[DATABASES]; /* how many have a time to expire */
extern long long now; /* milliseconds since 1970, of the present round */
void expire_some(void);

struct buffer { char *bytes; size_t start, end, room; };

/* ---- Clients ---- */
struct client {
	struct client *next, *previous;
	int fd, database, ending, count; /* ending: nothing more is read; count: arguments of the request, the command's name included */
	uint32_t events;
	unsigned long long id;
	struct buffer in, out;
	/* The request that is being read, as far as it has come. Places count from in.start. */
	struct piece { uint32_t at, length; } *pieces;
	int pieces_room, wanted; /* wanted: arguments announced; 0: its head has not come */
	int64_t bulk; /* length of the argument that comes next, -1 if that has not come */
	size_t read; /* bytes of the request that have been understood */
	size_t searched; /* bytes in which no line's end was found */
};
extern struct client *clients;
extern int client_count, shutting_down, server_port;
extern unsigned long long commands_done, connections_accepted;

static inline struct slice argument(const struct client *c, int i)
{
	return (struct slice){ c->in.bytes + c->in.start + c->pieces[i].at, c->pieces[i].length };
}

/* ---- Protocol (protocol.c) ---- */
int buffer_room(struct buffer *b, size_t more); /* 0, or -1 where that can't be afforded */
void buffer_free(struct buffer *b);
int read_request(struct client *c); /* 1: one is there; 0: more has to come; -1: it is none, which has been answered */
void next_request(struct client *c); /* leaves the present one behind */
void reply_bytes(struct client *c, const char *bytes, size_t length);
void reply_ok(struct client *c);
void reply_status(struct client *c, const char *word);
void reply_error(struct client *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
void reply_number(struct client *c, long long value);
void reply_bulk(struct client *c, struct slice s);
void reply_word(struct client *c, const char *word);
void reply_null(struct client *c);
void reply_array(struct client *c, size_t count);

/* ---- Commands ---- */
struct command {
	const char *name;
	int count; /* of arguments with the name; negative: at least so many */
	int writes; /* it can take memory */
	signed char first, last, step; /* which arguments are keys, as COMMAND says it */
	void (*run)(struct client *c);
};
extern const struct command admin_commands[], key_commands[], expiry_commands[], string_commands[], list_commands[], set_commands[], hash_commands[];
extern const struct command *const all_commands[]; /* these, then NULL; each ends with an entry without name */
void commands_begin(void);
void run_request(struct client *c);

/* The value of a key that is there and of that kind. NULL: it is not there, or *wrong is 1 and the client has been told. */
struct value *value_of(struct client *c, struct slice key, enum kind kind, int *wrong);
/* The same; an empty one is made if the key is not there. NULL: it is of another kind, and the client has been told. */
struct value *value_for(struct client *c, struct slice key, enum kind kind);
struct value *find_value(struct client *c, struct slice key); /* of any kind, NULL if not there */
void remove_key(struct client *c, struct slice key);
void remove_if_empty(struct client *c, struct slice key, struct value *v);
void set_expiry(struct client *c, struct value *v, long long when);
int number_argument(struct client *c, int i, long long *value); /* 1, or the client has been told */
void scan_reply(struct client *c, struct table *t, int options, int values);

#endif
