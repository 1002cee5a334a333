import { SctpAssociation } from '../core/sctp/association.ts';
import { NativeMediaPort } from './native-media-port.ts';
import { OwnMediaPort } from './own/own-media-port.ts';
import { selfTest } from './own/self-test.ts';
import type { MediaPort, MediaPortOptions } from './port.ts';

/** Which transport: our own, libdatachannel (`native`), or our own where it works and libdatachannel elsewhere (`auto`). */
export type TransportChoice = 'auto' | 'own' | 'native';

export interface OpenedMediaPort {
  port: MediaPort;
  kind: 'own' | 'native';
  /** What an operator should know: why it is not our own, or what is missing. */
  warnings: string[];
}

/**
 * Opens the media port with the transport chosen. `check` tells why our own does not work here, null when it does. Rejects
 * with the system's error when the port cannot be had.
 */
export async function openMediaPort(
  choice: TransportChoice,
  options: MediaPortOptions,
  check: () => Promise<string | null> = selfTest,
): Promise<OpenedMediaPort> {
  const refusal = choice === 'native' ? null : await check();
  if (choice !== 'native' && refusal === null) {
    const makeSctp = (sctp: ConstructorParameters<typeof SctpAssociation>[0]) => new SctpAssociation(sctp);
    return { port: await OwnMediaPort.open({ ...options, makeSctp }), kind: 'own', warnings: [] };
  }
  if (choice === 'own') throw new Error(`our own media transport does not work here: ${refusal}`);
  const port = await NativeMediaPort.open(options);
  const warnings =
    refusal === null ? [] : [`libdatachannel is used: our own media transport does not work here: ${refusal}`];
  if (!port.filtered) warnings.push('forged DTLS records cannot be filtered on this system');
  return { port, kind: 'native', warnings };
}
