/* The table of interfaces. */
#ifndef HERMIT_INTERFACES_H
#define HERMIT_INTERFACES_H
#include <stdint.h>
struct interface {
	char name[8];
	int index, flags, type;
	int prefix, prefix6;   /* bits of the network's part of an address */
};
extern const struct interface interfaces[];
int interface_count(void);
uint32_t interface_address(int i);   /* IPv4, in the machine's order */
uint32_t interface_mtu(int i);
#endif
