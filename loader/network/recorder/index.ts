/** `--pcap FILE`: records every packet that is sent. */
import { closeSync, openSync } from 'node:fs';
import { type Fault, HermitError } from '../../../runtime/errors.js';
import { openDevice, stopDevice } from '../../../runtime/device/index.js';
import type { Fabric } from '../../../runtime/fabric/table.js';
import { RECORDER } from '../../../runtime/generated/layout.js';
import type { Backend, BackendEvents, ThreadData } from '../backend/backend.js';
import { startThread } from '../backend/host.js';

export interface RecorderOptions extends Pick<BackendEvents, 'onWarning'> {
  fabric: Fabric;
  /** Isles of the machine. */
  isles: number;
  file: string;
}

export interface RecorderThreadData extends ThreadData {
  file: string;
  fd: number;
}

/** Each ring holds some milliseconds of the quickest sender, which waits when it is full. */
const RING_SIZE = 1 << 22;

/** Makes the file. A recorder that fails later says so once, and the run goes on without it. @throws HermitError HERMIT_EPCAP. */
export function prepareRecorder({ fabric, isles, file, onWarning }: RecorderOptions): Backend {
  let fd: number;
  try {
    fd = openSync(file, 'w');
  } catch (error) {
    throw new HermitError('HERMIT_EPCAP', `--pcap ${file}: cannot be created: ${(error as Error).message}`);
  }
  const { device, peer } = openDevice(fabric, { endpoint: RECORDER, isles, ringSize: RING_SIZE, scratch: 64 });
  let ended: Promise<void> | undefined;
  return {
    peer,
    start(known) {
      const data: RecorderThreadData = { device, fabric: fabric.shared, known, file, fd };
      const options = { workerData: data, stdout: true, stderr: true };
      const onFault = ({ code, message }: Fault): void => onWarning(`${code}: ${message}`);
      ended = startThread('recorder/entry/worker', options, { onWarning, onFault }).exited;
    },
    async close() {
      stopDevice(device);
      await ended;
      closeSync(fd);
    },
  };
}
