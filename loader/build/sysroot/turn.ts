/** Lets one process at a time make something: the others wait until it is done, or has ended. */
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks. */
const LOOK_MS = 200;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

export class Turn {
  private constructor(private readonly file: string) {}

  /** Waits for it, and tells once for whom. The file holds the number of the process whose turn it is. */
  static async take(file: string, onWait: (holder: number) => void): Promise<Turn> {
    for (let told = false; ;) {
      const own = `${file}.${process.pid}`;
      fs.writeFileSync(own, String(process.pid));
      try {
        fs.linkSync(own, file);
        return new Turn(file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      } finally {
        fs.rmSync(own, { force: true });
      }
      const holder = Number(read(file));
      if (holder && !isAlive(holder)) fs.rmSync(file, { force: true });
      else {
        if (holder && !told) onWait(holder);
        told ||= holder > 0;
        await sleep(LOOK_MS);
      }
    }
  }

  end(): void {
    fs.rmSync(this.file, { force: true });
  }
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
