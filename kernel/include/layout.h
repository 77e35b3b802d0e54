/*
 * The words in an isle's memory that the image and the Linux side share: addresses, offsets, states and limits.
 * They are defined only here; runtime/generated/layout.ts is generated from this file, so every definition
 * is `#define NAME value` with a value that is a number or a sum of numbers and names defined above.
 *
 * Addresses are bytes from the start of the memory. All words are 32 bits, little-endian, unless noted.
 */
#ifndef HERMIT_LAYOUT_H
#define HERMIT_LAYOUT_H

/* Tables of definitions keep their shape. */
// clang-format off

/* The host interface's version: images import the module HV_MODULE ("hermit_3"), so another version is seen before it runs. */
#define HV_VERSION 3

/* ---- Map of an isle's memory ---------------------------------------------------------------------------------------------- */
#define MAIN_STACK_TOP 0x800000 /* the first thread's C stack is [0, 8 MiB): an overflow traps instead of corrupting data */
#define BOOT_PAGE 0x800000 /* filled by the runtime before core 0 starts */
#define CORE_SLOTS 0x802000 /* one slot a core */
#define CORE_SLOT_SIZE 256
#define MAX_ISLES 256
#define LOADER 256 /* the loader's number as a peer, above every isle's */
#define LINUX_DEVICE 257 /* the number of Linux's virtual IP device */
#define RECORDER 258 /* and of the recorder of packets */
#define MAX_CORES 256 /* pinned and extra cores together: the limit on concurrent threads */
#define NETWORK_CORE 256 /* number of the network thread's slot, after those of cores that run threads */
#define IMAGE_BASE 0x812100 /* = CORE_SLOTS + (NETWORK_CORE + 1) * CORE_SLOT_SIZE; the image's data starts here (wasm-ld --global-base) */

/* ---- Boot page: addresses of its words ------------------------------------------------------------------------------------ */
#define BOOT_MAGIC 0x800000 /* BOOT_MAGIC_VALUE once every other word of the page is valid */
#define BOOT_MAGIC_VALUE 0x544d5248
#define BOOT_ISLE 0x800004 /* number of this isle */
#define BOOT_ISLES 0x800008 /* isles of the machine */
#define BOOT_CORES 0x80000c /* pinned cores; extra cores are numbered from here */
#define BOOT_MEMORY_END 0x800010 /* first byte that the page allocator may not hand out (arguments lie above) */
#define BOOT_ARGC 0x800014
#define BOOT_ARGV 0x800018 /* address of argv: pointers, NULL, environment pointers, NULL, auxiliary vector */
#define BOOT_PID 0x80001c
#define BOOT_UID 0x800020
#define BOOT_GID 0x800024
#define BOOT_CPUS 0x800028 /* CPUs shared by the isle's cores and its proxy: determines whether spinning pays off */
#define BOOT_EUID 0x800030
#define BOOT_EGID 0x800034
#define BOOT_THREADS 0x800038 /* limit on this isle's concurrent threads, at most MAX_CORES */
#define BOOT_FILES 0x80003c /* descriptors, at most MAX_FDS of param.h */
#define BOOT_RANKS 0x80002c /* ranks of this isle: main runs once for each */
#define BOOT_REALTIME 0x800040 /* double: nanoseconds to add to the monotonic clock to get the time since 1970; the runtime keeps it up to date */
#define BOOT_NET 0x800048 /* what the isle's virtual IP device may reach: */
#define NET_ISLES 1 /* other isles; without it there is no device, and only the isle itself */
#define NET_LINUX 2 /* Linux, at its address of the device's network */
#define NET_OUT 4 /* all other destinations, through Linux */
#define NET_CHECKSUM 8 /* Linux's own stack takes the packets: they need checksums */
#define NET_CAPTURE 16 /* each packet sent goes to the recorder too */
#define BOOT_MTU 0x800050 /* maximum packet size in bytes: */
#define MTU_MIN 576 /* accepted by every Internet host */
#define MTU_MAX 65535 /* maximum length of an IPv4 packet */
#define MTU_DEFAULT 9000
#define BOOT_SERVE 0x800054 /* how many calls of exported functions the isle serves at once after main has returned 0; 0: the program ends then */
#define BOOT_DIRECT 0x800058 /* 1: core 0 is the only core, and hv_serve serves its calls on its own thread */
#define BOOT_MEMORY_LIMIT 0x80004c /* size of the memory in bytes less one: the last valid address */

/*
 * ---- The master channel: loader and isle ----
 *
 * Every isle has one from its boot to its end. Its words are levels, not queue entries, and hold the current state: repeated
 * commands merge (as pending signals do on Linux), none is lost because a queue is
 * full, and a core that computes has no cost, because it checks only where it waits or calls. Each word is written by one side,
 * unless noted. After writing, the loader wakes the cores that have to check (SLOT_WAIT_ADDR).
 */

/* Down: the loader commands */
#define HALT 0x800080 /* 0: running; HALT_ASKED: every core leaves at its next wait or call; cores that make none are ended with their thread */
#define HALT_ASKED 1
#define SIGNAL_PENDING 0x800090 /* bit n-1: signal n (1 to 31) was sent to the isle from outside and not yet taken; the isle clears it */
#define ISLES_ENDED 0x8000a8 /* isles of the machine that have ended; the loader counts and then wakes every wait */

/* Up: the isle reports. Calls of the proxy, call 94 (the exit code) among them, go through the core slots. */
#define CORES_WANTED 0x800084 /* cores that the kernel wants (pinned cores at first); the runtime starts the missing ones */
#define CORES_UP 0x800088 /* cores that have entered the image */
#define CORES_FAILED 0x80008c /* wanted cores that could not be started */
#define SIGNAL_HANDLED 0x800094 /* bit n-1: the program has a handler for signal n or ignores it */
#define THREADS 0x8000a0 /* current number of threads */
#define COUNTS 0x80009c /* address of the table of calls counted, one word a call number, CALL_NUMBERS words; 0: none */
#define CALL_NUMBERS 512

#define NETWORK_WANTED 0x8000b0 /* 1: the kernel wants its network thread; the doorbell is rung after that */

#define CALLS 0x8000b4 /* address of the board of calls (below); 0: none is served yet. Notified when it is set */

/* Both: */
#define WATCH 0x8000a4 /* bits that add work to the return of every call: */
#define TRACE_COUNT 1 /* count it */
#define TRACE_PRINT 2 /* send a trace record */
#define SIGNALS_SENT 4 /* a signal was sent and may not have been taken yet */

/* Among isles */
#define MPI_BOOK 0x8000ac /* address of the data that other isles' MPI needs (kernel/mpi/transport/transport.h); 0: MPI is not initialised */

/* The request ring's doorbell: own cache lines, because the proxy spins on it */
#define DOORBELL 0x800100 /* counted up after a slot was posted, or CORES_WANTED was changed */
#define PROXY_ASLEEP 0x800140 /* 1 while the proxy waits on DOORBELL: ringing must notify */

/* ---- Core slot: offsets --------------------------------------------------------------------------------------------------- */
#define SLOT_STATE 0 /* of the request */
#define SLOT_FREE 0 /* the core owns the slot */
#define SLOT_POSTED 1 /* request written; the proxy owns the slot */
#define SLOT_DONE 2 /* result written; the core owns the slot */
#define SLOT_CANCEL 4 /* 1: the core wants the request back (a signal or cancellation); the proxy answers -EINTR if it has not begun or is blocked */
#define SLOT_NR 8 /* call number */
#define SLOT_ARGS 12 /* six words */
#define SLOT_RESULT 36 /* signed: result, or minus an errno */
#define SLOT_SLEEPING 40 /* 1 while the core waits on SLOT_STATE: the proxy must notify */
#define SLOT_TID 44 /* thread now on the core, 0 none */
#define SLOT_WAIT_ADDR 48 /* address of the word the core now waits on, 0 none; to wake it, notify there until this is 0 */
#define SLOT_INTERRUPT 52 /* 1: the current or next wait ends with EINTR */
#define SLOT_SIGNALS 56 /* pending signals sent to this core's thread, bit n-1 */
#define SLOT_IDLE 64 /* an idle core sleeps on this word (own cache line) */
#define SLOT_CPU 128 /* CPU the core is pinned to, -1 none; written by the runtime */
#define SLOT_HOST_TID 132 /* Linux thread id of the core, 0 unknown; written by the runtime */
#define SLOT_TIME 136 /* 64 bits: what hv_clock last read on this core */

/* ---- exit_group: the status that reaches the proxy is 0 to 255, or this plus the number of the signal that ended the program ----- */
#define EXIT_SIGNAL 256
#define SIGNALS_IGNORED 0x8430000 /* bit n-1: by default signal n does nothing (SIGCHLD, SIGCONT, SIGURG, SIGWINCH) */
#define SIGNALS_STOPPING 0x3c0000 /* the same: it stops a process on Linux, and an isle never (SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU) */

/* ---- Trace record (call `trace`): offsets --------------------------------------------------------------------------------- */
#define TRACE_NR 0
#define TRACE_ARGS 4 /* six words */
#define TRACE_RESULT 28
#define TRACE_TID 32
#define TRACE_START 40 /* double: monotonic nanoseconds */
#define TRACE_END 48
#define TRACE_RECORD_SIZE 56

/*
 * ---- Calls of exported functions ----
 *
 * The board of calls holds as many call slots as calls are served at once, each with a thread of the isle. The loader writes function
 * and arguments into a free one, stores CALL_SLOT_CALLED and notifies CALL_SLOT_STATE if CALL_SLOT_SLEEPING is set. The slot's thread
 * makes the call, writes the result, stores CALL_SLOT_FREE, adds 1 to CALLS_DONE and notifies that if CALLS_ASLEEP is set. Functions
 * are numbered in the order in which the image exports them, those left out that are named hermit_… or __… or have types that calls
 * cannot pass.
 */
#define CALLS_DONE 0 /* calls that have ended */
#define CALLS_ASLEEP 4 /* 1 while the loader waits on CALLS_DONE */
#define CALLS_COUNT 8 /* call slots */
#define CALLS_SLOTS 64 /* then the call slots */
#define CALL_SLOT_STATE 0
#define CALL_SLOT_FREE 0 /* the loader owns the slot */
#define CALL_SLOT_CALLED 1 /* its thread owns it */
#define CALL_SLOT_SLEEPING 4 /* 1 while the thread waits on CALL_SLOT_STATE */
#define CALL_SLOT_CORE 8 /* core that makes the call */
#define CALL_SLOT_FUNCTION 12 /* a number, or: */
#define CALL_ALLOC 0x10000 /* zeroed memory: bytes -> address on a cache line, 0: none left */
#define CALL_FREE 0x10001 /* address -> nothing */
#define CALL_THROWN 0x10002 /* in the answer: the function threw a C++ exception; its what() is the text at CALL_SLOT_TEXT */
#define CALL_SLOT_FRAME 16 /* 8 bytes for the result, then 8 for each argument; what hv_call takes */
#define CALL_SLOT_ARGUMENTS_MAX 30
#define CALL_SLOT_TEXT 264 /* room for strings among the arguments */
#define CALL_SLOT_TEXT_SIZE 3832
#define CALL_SLOT_SIZE 4096 /* = CALL_SLOT_TEXT + CALL_SLOT_TEXT_SIZE */

/*
 * ---- Channels: what an isle, or the loader, opens to those that connect to it ----
 *
 * A board is the region CHANNEL_REGION: numbers of the ports that its owner listens on, pending calls, and ends of
 * channels, each with the queue of packets that its peer fills. Any isle may write to it: the owner
 * keeps its own state elsewhere and checks what it reads here. Offsets in bytes.
 *
 * Connecting: the caller makes an end whose END_LINK is (generation, no peer, LINK_CALLING), looks up the port's number in the
 * listener's board, and puts a call (generation, its isle, its end, CALL_WAITS) into a free word of that port by compare-and-swap.
 * accept() takes the call, makes an end, and swaps the caller's END_LINK to (generation, this end, LINK_OPEN). A caller that gave
 * up has changed its END_LINK first, so the swap fails and the call is dropped.
 *
 * A packet in a queue is a word with its length, its bytes, and up to three bytes more: always a multiple of 4. Its writer counts
 * END_PUT up in the reader's board, and the reader END_TAKEN in the writer's; both count bytes modulo 2^32 and start at 0. An end
 * is used again when both sides have closed it, or the other's isle has ended.
 */
#define CHANNEL_REGION 16 /* after those that programs can open */
#define CHANNEL_PORTS 32 /* ports that one isle listens on */
#define CHANNEL_CALLS 8 /* pending calls of a port */
#define CHANNEL_ENDS 64 /* channel ends of one isle */
#define CHANNEL_QUEUE 16384 /* bytes in a queue, a power of 2; slightly too small for two of the longest packets */
#define CHANNEL_PACKET_MAX 8192 /* bytes of a packet */

#define BOARD_NUMBERS 0 /* a word a port: its number plus 1, 0 while nobody listens */
#define BOARD_PORTS 256 /* then the ports */
#define PORT_BELL 0 /* rung by callers (two words) */
#define PORT_CALLS 16 /* CHANNEL_CALLS words, 0 or a call */
#define PORT_SIZE 64
#define BOARD_ENDS 2304 /* = BOARD_PORTS + CHANNEL_PORTS * PORT_SIZE; then the ends */
#define END_LINK 0 /* generation, peer's end, state */
#define END_BELL 4 /* rung by the peer after every change (two words) */
#define END_PUT 12 /* bytes that the peer has put into the queue */
#define END_TAKEN 16 /* bytes that the peer has taken out of the other queue */
#define END_CLOSED 20 /* 1: the peer has disconnected */
#define END_QUEUE 64
#define END_SIZE 16448 /* = END_QUEUE + CHANNEL_QUEUE */
#define BOARD_SIZE 1054976 /* = BOARD_ENDS + CHANNEL_ENDS * END_SIZE */

/* END_LINK: bits 0-1 state, 2-7 peer's end, 8-22 generation */
#define LINK_FREE 0
#define LINK_CALLING 1
#define LINK_OPEN 2
#define LINK_REFUSED 3
#define LINK_END_SHIFT 2
#define LINK_END_MASK 63
#define LINK_GENERATION_SHIFT 8
/* Call: bits 0-1 CALL_WAITS, 2-7 the caller's end, 8-16 its isle, 17-31 the end's generation */
#define CALL_WAITS 1
#define CALL_END_SHIFT 2
#define CALL_ISLE_SHIFT 8
#define CALL_ISLE_MASK 511
#define CALL_GENERATION_SHIFT 17
#define GENERATION_MASK 32767

/*
 * ---- Virtual IP devices ----
 *
 * A device is the region NET_REGION: a ring for each peer that may send it packets. Peers are numbered as the hosts of
 * the network's addresses are, less one: 0 is Linux (192.168.28.1), n is isle n - 1 (192.168.28.(n + 1)). Only peer n writes
 * its ring, DEVICE_PUT[n] and DEVICE_WAITS[n]; the owner writes the rest. Readers treat all of it as hostile input.
 *
 * A record in a ring: a word with the packet's length, a word that is 0, the packet, padding to a multiple of 8. A record does not
 * wrap around: where the next one does not fit before the ring's end there is a length of 0, and it stands at the ring's start.
 * DEVICE_PUT[n] and DEVICE_TOOK[n] count the bytes put and taken, those skipped at the end too, modulo 2^32.
 *
 * Sending: bind NET_REGION; take over DEVICE_PUT[me] and DEVICE_TOOK[me] as they stand (the number may have had an earlier life);
 * copy the record; store DEVICE_PUT[me] and ring DEVICE_BELL. When the ring seems full, DEVICE_TOOK[me] is read again; when it is
 * full, DEVICE_WAITS[me] is set to 1 and DEVICE_TOOK[me] read once more. Taking: records are read up to DEVICE_PUT[n];
 * DEVICE_TOOK[n] is stored; then, if DEVICE_WAITS[n] was set, it is cleared and the sender's DEVICE_BELL rung.
 *
 * The recorder's region has the same form; its packets have 8 bytes before them, a double: nanoseconds since 1970.
 */
#define NET_REGION 17 /* behind CHANNEL_REGION */
#define DEVICE_BELL 0 /* two words, as hermit_bell */
#define DEVICE_PEERS 8 /* number of rings */
#define DEVICE_RING_SIZE 12 /* bytes of each, a power of 2, at least DEVICE_RING_MIN */
#define DEVICE_PUT 64 /* a word a peer */
#define DEVICE_TOOK 1280 /* a word a peer */
#define DEVICE_WAITS 2560 /* a word a peer */
#define DEVICE_RINGS 4096 /* then the rings */
#define DEVICE_RING_MIN 262144
#define DEVICE_HEADER 8 /* bytes before a packet */
#define NET_PEERS 254 /* peers that the network has addresses for */
#define NET_PREFIX 0xc0a81c00 /* 192.168.28.0, of 24 bits */
#define NET_PREFIX6_HIGH 0xfd286865 /* fd28:6865:726d:6974::, of 64 bits: the first four bytes, and the next */
#define NET_PREFIX6_LOW 0x726d6974

// clang-format on
#endif
