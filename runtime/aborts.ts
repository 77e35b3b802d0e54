// Who waits for an AbortSignal. One signal may end a thousand calls, and Node warns of a leak where one has more than ten listeners: here each has
// one, for as long as anybody waits.

type Act = () => void;

const waiting = new WeakMap<AbortSignal, Set<{ act: Act }>>();

/** Acts when the signal aborts, once; the function that it returns takes that back. A signal that has aborted already never does again. */
export function onAbort(signal: AbortSignal, act: Act): () => void {
  const acts = waiting.get(signal) ?? listen(signal);
  const entry = { act };
  acts.add(entry);
  return () => {
    if (!acts.delete(entry) || acts.size > 0 || waiting.get(signal) !== acts) return;
    waiting.delete(signal);
    signal.removeEventListener('abort', heard);
  };
}

function listen(signal: AbortSignal): Set<{ act: Act }> {
  const acts = new Set<{ act: Act }>();
  waiting.set(signal, acts);
  signal.addEventListener('abort', heard);
  return acts;
}

function heard(this: AbortSignal): void {
  const acts = waiting.get(this);
  waiting.delete(this);
  this.removeEventListener('abort', heard);
  // What one does may take others back.
  for (const entry of [...(acts ?? [])]) if (acts!.delete(entry)) entry.act();
}
