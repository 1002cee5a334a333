import type { ReportBlock } from '../rtcp/packets.ts';
import { writeNack, writePli } from '../rtcp/writer.ts';
import type { Link } from './link.ts';
import type { UpLayer } from './up-layer.ts';

/** Assumed while no round trip was measured. */
const USUAL_RTT_MS = 50;

/** Sends the NACK and the PLI for a layer that are due. */
export function sendFeedback(layer: UpLayer, link: Link, nowMs: number): void {
  if (layer.nack.size > 0) {
    const rttMs = Math.max(link.rttMs, layer.nack.answerMs) || USUAL_RTT_MS;
    const lost = layer.nack.collect(nowMs, rttMs).map((sequence) => sequence & 0xffff);
    if (lost.length > 0) link.sendRtcp(writeNack(link.localSsrc, layer.ssrc, lost));
  }
  if (layer.keyframe.take(nowMs)) link.sendRtcp(writePli(link.localSsrc, layer.ssrc));
}

/** When `sendFeedback` has something to do next. */
export function feedbackDueAt(layer: UpLayer): number {
  return Math.min(layer.nack.nextAt, layer.keyframe.nextAt);
}

/**
 * A receiver report with the worst loss between the publisher and any listener: an Opus encoder with in-band FEC
 * protects the whole way by it.
 */
export function withWorstLoss(block: ReportBlock, downstream: readonly number[]): ReportBlock {
  return { ...block, fractionLost: Math.max(block.fractionLost, ...downstream) };
}
