/*
 * lwIP's options, for isles and for the gateway of the loader alike: each with its reason. What is not named here has lwIP's
 * default (lwip/opt.h). Who links lwIP gives it what lwip/arch/cc.h declares.
 */
#ifndef HERMIT_LWIPOPTS_H
#define HERMIT_LWIPOPTS_H

/* Tables of definitions keep their shape. */
// clang-format off

/* ---- One thread at a time runs the stack, under a lock of its owner's ---- */
#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0            /* sockets are the kernel's own, over the raw interface */
#define LWIP_SOCKET 0
#define LWIP_TIMERS 0             /* the owner calls tcp_tmr and its kin, and only while they have work: an idle stack sleeps */
#define TCP_TMR_INTERVAL 20       /* ms: losses and delayed acknowledgements are noticed early; it costs a microsecond a turn */

/* ---- Protocols ---- */
#define LWIP_IPV4 1
#define LWIP_IPV6 1
#define LWIP_ARP 0                /* a device whose peers are known by their addresses */
#define LWIP_ETHERNET 0
#define LWIP_IPV6_MLD 0
#define LWIP_IPV6_AUTOCONFIG 0
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 0
#define LWIP_IPV6_SEND_ROUTER_SOLICIT 0
#define LWIP_IPV6_SCOPES 0
#define LWIP_ND6_ALLOW_RA_UPDATES 0
#define LWIP_ICMP 1
#define LWIP_UDP 1
#define LWIP_TCP 1
#define LWIP_RAW 1                /* ping programs */
#define LWIP_DNS 0                /* libc resolves names */
#define LWIP_IGMP 0
#define LWIP_STATS 0
#define IP_DEFAULT_TTL 64         /* Linux's */
#define IP_FORWARD 0
#define IP_OPTIONS_ALLOWED 1
#define IP_REASSEMBLY 1
#define IP_FRAG 1
#define IP_REASS_MAX_PBUFS 160    /* the longest datagram at the smallest MTU */
#define IP_SOF_BROADCAST 1
#define IP_SOF_BROADCAST_RECV 0
#define SO_REUSE 1
#define SO_REUSE_RXTOALL 0
#define LWIP_NETIF_LOOPBACK 1     /* an isle reaches itself at its own address too */
#define LWIP_HAVE_LOOPIF 1
#define LWIP_LOOPBACK_MAX_PBUFS 1024
#define LWIP_MULTICAST_TX_OPTIONS 0

/* ---- Memory: the owner's allocator, so that nothing is reserved before it is needed ---- */
#define MEM_ALIGNMENT 8
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define mem_clib_malloc net_malloc
#define mem_clib_calloc net_calloc
#define mem_clib_free net_free
#define LWIP_NETIF_TX_SINGLE_PBUF 1        /* a packet is one run of bytes: it goes to its peer with one copy */
#define LWIP_SUPPORT_CUSTOM_PBUF 1         /* what arrives is read where it lies in the ring */
#define PBUF_LINK_ENCAPSULATION_HLEN 8     /* room for a record's header (layout.h, DEVICE_HEADER) */
#define PBUF_LINK_HLEN 0
#define PBUF_POOL_BUFSIZE 2048

/* ---- TCP ---- */
#define TCP_MSS 65476             /* of the longest MTU, 65535, less the headers of IPv4 or IPv6; a connection takes its path's */
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE 5
#define TCP_WND (512 * 1024)      /* bytes that wait for a reader; more only leaves the processor's cache */
#define TCP_SND_BUF (512 * 1024)
#define TCP_SND_QUEUELEN 0xff00   /* no limit of its own: TCP_SND_BUF is */
#define TCP_SNDLOWAT (TCP_SND_BUF / 3)     /* as Linux: writable when a third is free */
#define TCP_SNDQUEUELOWAT 0x8000
#define TCP_OVERSIZE 8192         /* small writes that wait are put together */
#define TCP_QUEUE_OOSEQ 1
#define TCP_OOSEQ_MAX_BYTES TCP_WND
#define LWIP_TCP_SACK_OUT 1
#define LWIP_TCP_TIMESTAMPS 0     /* round trips are timed well enough without, and every packet would carry 12 bytes more */
#define LWIP_TCP_KEEPALIVE 1
#define TCP_LISTEN_BACKLOG 1      /* connections half open count too: a flood of them meets a limit */
#define TCP_DEFAULT_LISTEN_BACKLOG 0xff
#define TCP_MSL 1000              /* ms: no link here keeps a packet longer, and ports are needed again */
#define TCP_SYNMAXRTX 6
#define LWIP_TCP_RTO_TIME 1000    /* ms until the first packet of a connection is sent again (RFC 6298) */
#define LWIP_DISABLE_TCP_SANITY_CHECKS 1

/* ---- Checksums: isles trust each other's links as much as their memory; Linux's own stack does not ---- */
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1
#define LWIP_CHKSUM net_checksum
#define LWIP_CHECKSUM_ON_COPY 0

/* ---- Hooks: the owner says where packets go, and where sequence numbers start (RFC 6528: not to be guessed) ---- */
#define LWIP_HOOK_IP4_ROUTE_SRC(source, destination) net_route4(destination)
#define LWIP_HOOK_IP6_ROUTE(source, destination) net_route6(destination)
#define LWIP_HOOK_TCP_ISN(local, port, remote, remote_port) net_random()
/* Sees each packet of a connection first: what the peer has of those behind a lost one (tcp_recover.c). */
#define LWIP_HOOK_TCP_INPACKET_PCB net_tcp_packet
struct tcp_pcb;
struct tcp_hdr;
struct pbuf;
signed char net_tcp_packet(struct tcp_pcb *, struct tcp_hdr *, unsigned short length, unsigned short first, unsigned char *second, struct pbuf *);
struct netif;
struct ip4_addr;
struct ip6_addr;
struct netif *net_route4(const struct ip4_addr *destination);   /* NULL: as lwIP would */
struct netif *net_route6(const struct ip6_addr *destination);

#define LWIP_NOASSERT 1           /* packets are hostile: what is wrong with one is found by checks, not by ending the isle */

// clang-format on
#endif
