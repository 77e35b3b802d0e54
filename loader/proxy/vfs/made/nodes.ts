/** Nodes of the name space that the proxy makes up: devices, standard streams by name, generated files. */
import { O_ACCMODE, O_PATH, O_TRUNC, S_IFCHR, S_IFREG } from '../../abi/numbers.js';
import { E, fail } from '../../abi/errno.js';
import type { Description } from '../files/description.js';
import { DeviceFile, TextFile, type DeviceKind } from './open-files.js';
import { MemoryNode, type MemoryFs } from '../memory/filesystem.js';
import type { Stat } from '../files/status.js';

export class DeviceNode extends MemoryNode {
  constructor(
    fs: MemoryFs,
    private readonly kind: DeviceKind,
  ) {
    super(fs, S_IFCHR | 0o666, kind.rdev);
  }

  override open(flags: number): Description {
    return new DeviceFile(this.kind, this, flags);
  }

  override access(mode: number): void {
    if (mode & 1) fail(E.EACCES);
  }

  override truncate(): void {
    fail(E.EINVAL);
  }
}

/** A name for something that is open already, or that is opened in a way of its own. */
export class OpenerNode extends MemoryNode {
  constructor(
    fs: MemoryFs,
    private readonly opener: (flags: number) => Description,
    private readonly statOf?: () => Stat | undefined,
  ) {
    super(fs, S_IFCHR | 0o666);
  }

  override stat(): Stat {
    return this.statOf?.() ?? super.stat();
  }

  override open(flags: number): Description {
    return this.opener(flags);
  }
}

const NOTHING = new Uint8Array(0);

/** A file that can only be read, with a text made at every open. */
export class TextNode extends MemoryNode {
  constructor(
    fs: MemoryFs,
    private readonly text: () => Uint8Array | string,
    /** Sizes of files in /proc are 0. */
    private readonly sized: boolean,
  ) {
    super(fs, S_IFREG | 0o444);
  }

  private bytes(): Uint8Array {
    const text = this.text();
    return typeof text === 'string' ? Buffer.from(text) : text;
  }

  override stat(): Stat {
    return this.inode.stat(this.sized ? this.bytes().length : 0, 0);
  }

  override open(flags: number): Description {
    if ((flags & O_ACCMODE || flags & O_TRUNC) && !(flags & O_PATH)) fail(E.EROFS);
    return new TextFile(flags & O_PATH ? NOTHING : this.bytes(), this, flags);
  }

  override truncate(): void {
    fail(E.EROFS);
  }
}
