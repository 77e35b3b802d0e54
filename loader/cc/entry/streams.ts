/** Byte streams in the shape of WASI preview 2 (wasi:io/streams) as jco's glue calls them. */

/** Bytes that a stream takes at once. */
const WRITE_CHUNK = 1 << 20;

export class InputStream {
  private readonly source: () => Uint8Array;
  private offset: number;
  constructor(source: () => Uint8Array, offset = 0) {
    this.source = source;
    this.offset = offset;
  }
  read(length: bigint): Uint8Array {
    const data = this.source().subarray(this.offset, this.offset + Number(length));
    if (data.length === 0 && length > 0n) throw { tag: 'closed' };
    this.offset += data.length;
    return data;
  }
  blockingRead(length: bigint): Uint8Array {
    return this.read(length);
  }
}

export class OutputStream {
  private readonly sink: (data: Uint8Array) => void;
  constructor(sink: (data: Uint8Array) => void) {
    this.sink = sink;
  }
  checkWrite(): bigint {
    return BigInt(WRITE_CHUNK);
  }
  write(data: Uint8Array): void {
    this.sink(data);
  }
  flush(): void {}
  blockingFlush(): void {}
  blockingWriteAndFlush(data: Uint8Array): void {
    this.sink(data);
  }
}
