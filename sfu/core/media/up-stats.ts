import type { UpLayer } from './up-layer.ts';

export interface UpLayerStats {
  readonly ssrc: number;
  readonly rid: string;
  readonly active: boolean;
  readonly bitsPerSecond: number;
  readonly packets: number;
  readonly bytes: number;
  /** Packets lost on the way, before retransmission. */
  readonly lost: number;
  /** Of those, how many came by retransmission. */
  readonly recovered: number;
  readonly jitterMs: number;
}

export function layerStats(layer: UpLayer, nowMs: number): UpLayerStats {
  const { stats } = layer;
  return {
    ssrc: layer.ssrc,
    rid: layer.rid,
    active: layer.active,
    bitsPerSecond: stats.rate.bitsPerSecond(nowMs),
    packets: stats.packets,
    bytes: stats.bytes,
    lost: stats.lost,
    recovered: stats.recovered,
    jitterMs: (stats.jitter / layer.clockRate) * 1000,
  };
}
