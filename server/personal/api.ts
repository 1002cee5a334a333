/** People's own logs: what other modules write into them, and read out of them. */
export { addEntry, entriesOf, entriesSince, findEntry, stateEntries } from './entries.ts';
export { PersonalLog, type PersonalTopics } from './log.ts';
export type { PersonalTables } from './tables.ts';
