/*
 * hermit_channel.h: packets between isles, and between an isle and the loader.
 *
 * One side listens on a port, the other connects to it, the first accepts. A channel is a pair of queues, one for each direction,
 * in the memory of the receiving side. Packets arrive whole, once, and in order. Channels are for control and short
 * messages; put bulk data into a region (hermit.h).
 *
 * Ports and channels are small numbers, local to the isle. Any thread may use them; one thread at a time may send on a channel and
 * one may receive. The loader is a peer with the number HERMIT_LOADER, if its program uses
 * channels (docs/library.md). An isle may also connect to itself.
 *
 * `ns` limits how many nanoseconds a call waits: -1: no limit, 0: do not wait. Signal handlers run while a call waits, and
 * interrupt it unless installed with SA_RESTART. A call returns when the peer's isle ends.
 *
 * Errors are negative error numbers:
 *   -EAGAIN        the call would have to wait, and ns is 0
 *   -ETIMEDOUT     the call waited for ns
 *   -EINTR         a signal handler ran
 *   -EBADF         no such channel, or another thread disconnected it meanwhile
 *   -EPIPE         the peer has disconnected, or its isle has ended
 *   -EBUSY         another thread sends (receives) on the channel
 *   -EPROTO        the peer has written an invalid packet into the queue: the channel is unusable
 *   -EMFILE        HERMIT_CHANNELS channels, or HERMIT_PORTS ports, are in use
 *   -EINVAL        no such isle or port
 */
#ifndef HERMIT_CHANNEL_H
#define HERMIT_CHANNEL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HERMIT_LOADER 256       /* the loader, in place of an isle's number */
#define HERMIT_CHANNELS \
	64 /* channels of an isle; a disconnected one counts until its peer has disconnected too */
#define HERMIT_PORTS 32 /* ports that an isle listens on, from 0 to 65535 */
#define HERMIT_PACKET_MAX 8192 /* bytes of a packet, which may be empty */

/* Lets others connect to `port`. 0, -EADDRINUSE if this isle already listens on it, -EMFILE, or -EINVAL. */
int hermit_listen(int port);
/* Stops listening and refuses pending connections. 0, or -EINVAL if this isle does not listen on the port. */
int hermit_unlisten(int port);
/* Accepts a connection and returns its channel (0 or more). -EINVAL also if hermit_unlisten is called meanwhile. */
int hermit_accept(int port, int64_t ns);
/*
 * Connects to an isle and returns the channel once the isle has accepted. -ECONNREFUSED if it does not listen on the port (yet);
 * -EPIPE if it has ended. With ns 0 nearly always -EAGAIN, because accepting takes longer.
 */
int hermit_connect(int isle, int port, int64_t ns);
/* The isle at the other end, or -EBADF. */
int hermit_peer(int channel);

/* Sends a packet: waits while the peer's queue is full. 0, or -EMSGSIZE beyond HERMIT_PACKET_MAX, or an error above. */
int hermit_send(int channel, const void *data, size_t length, int64_t ns);
/*
 * Receives the next packet into [data, data + size) and returns its length. -EMSGSIZE if it is longer than `size`: it stays in the queue.
 * Packets sent before the peer left are still received, then -EPIPE is returned.
 */
int hermit_receive(int channel, void *data, size_t size, int64_t ns);

/* Closes the channel and drops packets that have not been received. 0 or -EBADF. */
int hermit_disconnect(int channel);

#ifdef __cplusplus
}
#endif

#endif
