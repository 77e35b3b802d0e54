/** Diagnostics channels: what they tell costs nothing where nobody listens. loader/library/diagnostics.ts has the messages. */
import diagnostics from 'node:diagnostics_channel';

const names = ['isle:boot', 'isle:end', 'isle:trap', 'call:error', 'pool:replace'] as const;
const channels = new Map(names.map((name) => [name, diagnostics.channel(`hermit-wasm:${name}`)]));

export function tell(name: (typeof names)[number], message: object): void {
  const channel = channels.get(name)!;
  if (channel.hasSubscribers) channel.publish(message);
}
