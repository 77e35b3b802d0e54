/** Shows how far a long job is: one line that is rewritten on a terminal, a few plain lines elsewhere. */
export interface Progress {
  show(done: number, total: number): void;
  /** Prints something that shall stay. */
  line(text: string): void;
  end(): void;
}

const CLEAR = '\r\x1b[K';
/** Milliseconds between plain lines. */
const INTERVAL = 10_000;

export function progress(title: string, out: NodeJS.WriteStream = process.stderr): Progress {
  let shown = false;
  let last = Date.now();
  return {
    show(done, total) {
      if (out.isTTY) {
        out.write(`${CLEAR}${title}: ${done} of ${total} files`);
        shown = true;
      } else if (done === total || Date.now() - last >= INTERVAL) {
        last = Date.now();
        out.write(`${title}: ${done} of ${total} files\n`);
      }
    },
    line(text) {
      out.write(`${shown ? CLEAR : ''}${text.replace(/\n?$/, '\n')}`);
    },
    end() {
      if (shown) out.write(CLEAR);
    },
  };
}
