import { transportContract } from '../testing/transport-contract.ts';
import { NativeMediaPort } from './native-media-port.ts';
import { openMediaPort } from './open-media-port.ts';

transportContract('our own', async (options) => (await openMediaPort('own', options)).port);
// The last: closing its ports ends libdatachannel's threads, those of the clients too.
transportContract('libdatachannel', (options) => NativeMediaPort.open(options));
