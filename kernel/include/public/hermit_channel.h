/*
 * hermit_channel.h: packets between isles, and between an isle and the loader.
 *
 * One listens on a port, the other connects to it, the first accepts. A channel is then a pair of queues, one for each direction,
 * in the memory of the side that receives. Packets arrive whole, once, and in order. Channels are for control and for short
 * messages; bulk data is better put into a region (hermit.h).
 *
 * Ports and channels are small numbers of the isle's own. Any thread may use them; one thread at a time may send on a channel and
 * one may receive. The loader is a peer like an isle, under the number HERMIT_LOADER, where a program of the loader's side uses
 * channels (docs/library.md). An isle may also connect to itself.
 *
 * `ns` says how many nanoseconds a call may wait: -1 for ever, 0 not at all. Handlers of signals run while a call waits, and
 * interrupt it unless they were installed with SA_RESTART. No call outlasts the isle of its peer.
 *
 * Errors are negative error numbers:
 *   -EAGAIN        it would have to wait, and ns is 0
 *   -ETIMEDOUT     it waited for ns
 *   -EINTR         a signal's handler ran
 *   -EBADF         no such channel, or another thread has disconnected it meanwhile
 *   -EPIPE         the peer has disconnected, or its isle has ended
 *   -EBUSY         another thread sends (receives) on the channel
 *   -EPROTO        the peer has written into the queue what can be no packet: the channel is of no more use
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

#define HERMIT_LOADER 256       /* stands where an isle's number stands */
#define HERMIT_CHANNELS \
	64 /* channels that an isle has at once; one that was disconnected counts until its peer has done the same */
#define HERMIT_PORTS 32 /* ports that it listens on at once: 0 to 65535 */
#define HERMIT_PACKET_MAX 8192 /* bytes of a packet; 0 bytes are a packet too */

/* Lets others connect to `port`. 0, -EADDRINUSE if this isle listens on it already, -EMFILE, or -EINVAL. */
int hermit_listen(int port);
/* Ends that. Whoever waits to be accepted is refused. 0, or -EINVAL if this isle does not listen on it. */
int hermit_unlisten(int port);
/* A channel (0 or more) to one that connected. -EINVAL also when hermit_unlisten is called meanwhile. */
int hermit_accept(int port, int64_t ns);
/*
 * A channel to an isle, once it has accepted. -ECONNREFUSED if it does not listen on the port, which may be because it has not
 * come so far yet; -EPIPE if it has ended. With ns 0 it is -EAGAIN nearly always, because nobody accepts that quickly.
 */
int hermit_connect(int isle, int port, int64_t ns);
/* The isle at the other end, or -EBADF. */
int hermit_peer(int channel);

/* Sends a packet: waits while the peer's queue is full. 0, or -EMSGSIZE beyond HERMIT_PACKET_MAX, or an error above. */
int hermit_send(int channel, const void *data, size_t length, int64_t ns);
/*
 * The next packet's length, its bytes in [data, data + size). -EMSGSIZE if it is longer than `size`: it stays, for a call with
 * more room. Packets that came before the peer left are still received; then it is -EPIPE.
 */
int hermit_receive(int channel, void *data, size_t size, int64_t ns);

/* Gives the channel up, with what has not been received. 0 or -EBADF. */
int hermit_disconnect(int channel);

#ifdef __cplusplus
}
#endif

#endif
