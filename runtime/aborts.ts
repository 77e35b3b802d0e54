// Who waits for an AbortSignal. One signal may end a thousand calls, and Node warns of a leak where one has more than ten listeners: here each has
// one, for as long as anybody waits.

interface Waiting {
  /** Objects, because one function may be there twice. */
  acts: Set<{ act: () => void }>;
  listener: () => void;
}

const waiting = new WeakMap<AbortSignal, Waiting>();

/** Acts when the signal aborts, once; the function that it returns takes that back. A signal that has aborted already never does again. */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  const all = waiting.get(signal) ?? listen(signal);
  const entry = { act };
  all.acts.add(entry);
  return () => {
    if (all.acts.delete(entry) && all.acts.size === 0) forget(signal, all);
  };
}

function listen(signal: AbortSignal): Waiting {
  const acts: Waiting['acts'] = new Set();
  const all: Waiting = {
    acts,
    listener: () => {
      forget(signal, all);
      // What one does may take others back.
      for (const entry of acts) if (acts.delete(entry)) entry.act();
    },
  };
  waiting.set(signal, all);
  signal.addEventListener('abort', all.listener);
  return all;
}

function forget(signal: AbortSignal, all: Waiting): void {
  signal.removeEventListener('abort', all.listener);
  if (waiting.get(signal) === all) waiting.delete(signal);
}
