import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';

/** Stands for a value while a prepared query is built. */
class Marker {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }
}

/** Gives the place of a value in a query that is being built. */
export type Place<Values> = <Name extends keyof Values>(name: Name) => Values[Name];

/**
 * A query that is built once for each engine and then only run, with other values: for the few that every message
 * needs. Building one with kysely costs more than SQLite takes to run it.
 *
 * Every value must stand in the query as it is: nothing may be decided by it while building.
 */
export function prepared<Tables, Values extends object, Row>(
  build: (db: Kysely<Tables>, place: Place<Values>) => Compilable<Row>,
): (db: Kysely<Tables>, values: Values) => Promise<QueryResult<Row>> {
  const built = new WeakMap<object, CompiledQuery<Row>>();
  const place: Place<Values> = (name) => new Marker(name) as never;
  return (db, values) => {
    const engine = db.getExecutor().adapter.constructor;
    const query = built.get(engine) ?? build(db, place).compile();
    built.set(engine, query);
    return db.executeQuery({ ...query, parameters: query.parameters.map((one) => fill(one, values)) });
  };
}

function fill<Values extends object>(parameter: unknown, values: Values): unknown {
  return parameter instanceof Marker ? Reflect.get(values, parameter.name) : parameter;
}
