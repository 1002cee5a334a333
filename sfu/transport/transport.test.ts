import { transportContract } from '../testing/transport-contract.ts';
import { NativeMediaPort } from './native-media-port.ts';
import { openMediaPort } from './open-media-port.ts';

transportContract('libdatachannel', (options) => NativeMediaPort.open(options));
transportContract('our own', async (options) => (await openMediaPort('own', options)).port);
