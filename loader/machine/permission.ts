/** Node's permission model (--permission), where the process runs under it. */
import { HermitError } from '../../runtime/errors.js';

const FLAGS = { worker: '--allow-worker', child: '--allow-child-process' } as const;

/** @throws HermitError HERMIT_EPERMISSION unless the process may do what `what` needs. */
export function needPermission(scope: keyof typeof FLAGS, what: string): void {
  const { permission } = process as { permission?: { has(scope: string): boolean } };
  if (permission && !permission.has(scope))
    throw new HermitError(
      'HERMIT_EPERMISSION',
      `${what}, which Node's permission model forbids here: start node with ${FLAGS[scope]}`,
    );
}
