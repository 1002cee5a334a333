import { silentLog } from '#kernel/ports/log.ts';
import { busContract, type ContractTopics } from './bus-contract.ts';
import { LocalBus } from './local-bus.ts';

busContract('local bus', async () => {
  const bus = new LocalBus<ContractTopics>(silentLog);
  return { here: bus, there: bus, close: () => bus.close() };
});
