// Required by a Node process under measurement: writes its largest resident size in KiB to the file RSS_FILE when it ends.
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('exit', () => {
    writeFileSync(process.env['RSS_FILE']!, /^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]!);
  });
}
