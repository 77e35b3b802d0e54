/** What the driver and the tools are called with. */
import type { Policy } from './resident';

export interface CompileOptions {
  /** clang-like arguments, files among them. */
  args: string[];
  /** Absolute path of the directory in which relative paths begin. */
  cwd: string;
  signal?: AbortSignal | undefined;
  /** Milliseconds for each file and for the link. */
  timeLimitMs?: number | undefined;
  /** What clang and the linker say (standard error). */
  onDiagnostics(text: string): void;
  /** Standard output of -E, --version and the like; the process's own when absent. */
  onOutput?: ((data: Uint8Array) => void) | undefined;
  /** Contents of standard input for the file `-`. */
  stdin?: (() => Uint8Array) | undefined;
  /** Colours in messages. */
  color?: boolean | undefined;
  /** Whether a resident compiler may be used (default), or started too. */
  resident?: Policy | undefined;
}
