// The context that a suite runs in.
import type { Context } from '../model.js';
import { Absent, Interrupted } from './problems.js';

export interface ContextSettings extends Omit<Context, 'note' | 'attempt'> {
  note(text: string): void;
  /** A part of the suite that failed, said in a note as well. */
  failed(what: string): void;
}

export function makeContext(settings: ContextSettings): Context {
  const { note, failed, signal } = settings;
  return {
    ...settings,
    async attempt(what, action) {
      if (signal.aborted) return null;
      try {
        return await action();
      } catch (error) {
        if (error instanceof Interrupted || signal.aborted) return null;
        const { message } = error instanceof Error ? error : new Error(String(error));
        if (error instanceof Absent) note(`${what}: not measured, ${message}`);
        else {
          note(`${what}: failed: ${message}`);
          failed(what);
        }
        return null;
      }
    },
  };
}
