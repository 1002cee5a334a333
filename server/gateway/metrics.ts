import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface GatewayMetrics {
  connections: Gauge;
  commands: Counter<'command' | 'outcome'>;
  commandSeconds: Histogram<'command'>;
  deliveries: Counter;
  backlog: Gauge;
  closed: Counter<'reason'>;
}

/** Labels come from fixed sets only: a client can't make new ones. */
export function gatewayMetrics(registry: Registry): GatewayMetrics {
  const registers = [registry];
  return {
    connections: new Gauge({ name: 'yiqi_connections', help: 'Open realtime connections', registers }),
    commands: new Counter({
      name: 'yiqi_commands_total',
      help: 'Realtime commands answered, by name and failure code',
      labelNames: ['command', 'outcome'],
      registers,
    }),
    commandSeconds: new Histogram({
      name: 'yiqi_command_seconds',
      help: 'Time to answer realtime commands',
      labelNames: ['command'],
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    deliveries: new Counter({ name: 'yiqi_deliveries_total', help: 'Live events written to connections', registers }),
    backlog: new Gauge({ name: 'yiqi_fan_out_backlog', help: 'Live events waiting to be fanned out', registers }),
    closed: new Counter({
      name: 'yiqi_connections_ended_total',
      help: 'Connections that the server ended, by reason',
      labelNames: ['reason'],
      registers,
    }),
  };
}
