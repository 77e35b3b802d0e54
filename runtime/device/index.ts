export {
  closeDevice,
  type Device,
  type DeviceOptions,
  isStopped,
  PeerAccess,
  openDevice,
  scratchOf,
  stopDevice,
} from './device.js';
export { Receiver, type ReceiverOptions } from './receiver.js';
export { PACKET_MAX, TIME_SIZE } from './ring.js';
export { HEADROOM, Sender, type SenderOptions, type Sent } from './sender.js';
