/** The program's memory as its thread sees it. It may grow at any time, also by another thread. */
import { type SharedBytes, sharedBytes } from '../../../runtime/shared-bytes.js';

export class GuestMemory {
  bytes!: SharedBytes;
  view!: DataView;
  private memory: WebAssembly.Memory | undefined;

  /** A module that has a memory of its own gives it only once there is an instance. */
  attach(memory: WebAssembly.Memory): void {
    this.memory = memory;
    this.take();
  }

  private take(): void {
    const { buffer } = this.memory!;
    this.bytes = sharedBytes(buffer);
    this.view = new DataView(buffer);
  }

  /** Views of a memory that has grown end before it does, or nowhere. */
  refresh(): void {
    if (!this.memory)
      throw new WebAssembly.RuntimeError('a WASI call was made by the start function, before there is a memory');
    if (this.bytes.byteLength !== this.memory.buffer.byteLength) this.take();
  }

  /** Whether `length` bytes at `address` (both taken as unsigned) exist. */
  holds(address: number, length: number): boolean {
    return (address >>> 0) + length <= this.bytes.byteLength;
  }

  copyOut(address: number, length: number, to: Uint8Array, at: number): void {
    if (length > 0) to.set(this.bytes.subarray(address, address + length), at);
  }

  copyIn(address: number, length: number, from: Uint8Array, at: number): void {
    if (length > 0) this.bytes.set(from.subarray(at, at + length), address);
  }
}
