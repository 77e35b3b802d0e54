// ioctl(2) on network devices: what <linux/if.h> and <linux/if_tun.h> lay out, the same on every 64-bit Linux.
import { errno, libc } from '../../native/libc.js';

type Ioctl = (fd: number, request: number, argument: Uint8Array) => number;

const REQUESTS = {
  TUNSETIFF: 0x400454ca,
  SIOCGIFFLAGS: 0x8913,
  SIOCSIFFLAGS: 0x8914,
  SIOCGIFADDR: 0x8915,
  SIOCSIFADDR: 0x8916,
  SIOCGIFNETMASK: 0x891b,
  SIOCSIFNETMASK: 0x891c,
  SIOCGIFMTU: 0x8921,
  SIOCSIFMTU: 0x8922,
  SIOCGIFINDEX: 0x8933,
} as const;
export type Request = keyof typeof REQUESTS;

/** struct ifreq: the device's name, then a union. */
const NAME_SIZE = 16;
const IFREQ_SIZE = 40;
const AF_INET = 2;
/** struct sockaddr_in in the union: family, port, address. */
const ADDRESS = NAME_SIZE + 4;

/** struct ifreq. */
export class InterfaceRequest {
  readonly bytes = Buffer.alloc(IFREQ_SIZE);

  constructor(name: string) {
    this.bytes.write(name, 0, NAME_SIZE - 1, 'latin1');
  }

  get name(): string {
    return this.bytes.toString('latin1', 0, this.bytes.indexOf(0));
  }

  get short(): number {
    return this.bytes.readUInt16LE(NAME_SIZE);
  }

  set short(value: number) {
    this.bytes.writeUInt16LE(value, NAME_SIZE);
  }

  get int(): number {
    return this.bytes.readInt32LE(NAME_SIZE);
  }

  set int(value: number) {
    this.bytes.writeInt32LE(value, NAME_SIZE);
  }

  /** An IPv4 address as a number. */
  get address(): number {
    return this.bytes.readUInt32BE(ADDRESS);
  }

  set address(value: number) {
    this.bytes.writeUInt16LE(AF_INET, NAME_SIZE);
    this.bytes.writeUInt16LE(0, NAME_SIZE + 2);
    this.bytes.writeUInt32BE(value >>> 0, ADDRESS);
  }
}

let call: Ioctl | undefined;

/** Whether ioctls can be made here. */
export function hasIoctl(): boolean {
  return (call ??= libc<Ioctl>('int ioctl(int fd, unsigned long request, uint8_t *argument)')) !== undefined;
}

/** 0, or the error number. */
export function ioctl(fd: number, request: Request, argument: { bytes: Uint8Array }): number {
  if (!hasIoctl()) throw new Error('no ioctl without koffi');
  return call!(fd, REQUESTS[request], argument.bytes) < 0 ? errno() : 0;
}
