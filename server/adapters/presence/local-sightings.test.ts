import { LocalSightings } from './local-sightings.ts';
import { sightingsContract } from './sightings-contract.ts';

sightingsContract('in one process', async () => new LocalSightings());
