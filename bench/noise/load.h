/* What else the isle does while its first core is measured. */
#ifndef LOAD_H
#define LOAD_H

/* `none`, `network`: datagrams arrive from another isle as fast as they can; `proxy`: another thread writes to a file. 0, or -1 for
 * what is not known or does not work. */
int load_begin(const char *what);
/* Calls or packets so far. */
double load_done(void);
void load_end(void);
/* Isles other than the first: sends datagrams to isle 0 until it has ended. */
int load_send(void);

#endif
