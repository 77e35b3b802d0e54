// docs/syscalls.md

const describe = (a) => `${a.kind}${a.optional ? '?' : ''} ${a.name}${a.shown ? `[${a.shown.replace('*', '×')}]` : ''}`;

export function documentation({ calls }) {
  const served = calls.filter((c) => c.home !== 'none');
  const row = (c) => `| ${c.nr} | ${c.name} | ${c.home} | ${c.args.map(describe).join(', ')} | ${c.note ?? ''} |\n`;
  return (
    '# System calls\n\nGenerated from `kernel/syscalls.tbl`. A call that is not listed returns `ENOSYS`; `--stats` counts and names it.\n\n' +
    'Home: *kernel* calls are served inside the image, *net* calls too, by its sockets, *linux* calls by the proxy, *either* by the kernel for its own objects and by the proxy for the rest. ' +
    'A note lists partial support; a call without a note behaves as on Linux, as far as we know.\n\n' +
    '| number | call | home | arguments | note |\n|---|---|---|---|---|\n' +
    served.map(row).join('')
  );
}
