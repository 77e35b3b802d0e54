/** Ending resident compilers. */
import { connectTo, sendFrame } from './frames';
import { allSockets } from './place';

/** Ends this user's resident compilers. Answers how many there were. */
export async function stopResidents(): Promise<number> {
  const { HERMIT_CC_DAEMON: named = '' } = process.env;
  let stopped = 0;
  for (const path of named.includes('/') ? [named] : allSockets()) {
    const socket = await connectTo(path);
    if (!socket) continue;
    await new Promise<void>((resolve) => {
      socket.on('close', () => resolve());
      socket.resume();
      sendFrame(socket, { stop: true });
    });
    stopped++;
  }
  return stopped;
}
