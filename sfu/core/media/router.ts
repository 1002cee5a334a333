import { EXTENSION, extensionText } from '../rtp/extensions.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { ReceiveSection } from './sections.ts';
import type { UpLayer } from './up-layer.ts';
import type { UpTrack } from './up-track.ts';

/** Where packets of one SSRC go. */
export interface Route {
  readonly up: UpTrack;
  readonly layer: UpLayer;
  /** The codec whose packets this RTX stream repeats is told by its payload type. */
  readonly rtx: boolean;
}

/** A section with the track made from it. */
export interface RoutedSection {
  readonly section: ReceiveSection;
  readonly up: UpTrack;
}

/**
 * Finds the layer a packet belongs to (RFC 8843 §9.2): by SSRC, else by MID and RID, else by a payload type which only
 * one section uses. What MID and RID taught is remembered, one SSRC a layer and its RTX, so the table is bounded.
 */
export class Router {
  readonly #routes = new Map<number, Route>();
  #sections: readonly RoutedSection[] = [];
  #midId = 0;
  #ridId = 0;
  #repairedRidId = 0;

  get size(): number {
    return this.#routes.size;
  }

  setSections(sections: readonly RoutedSection[]): void {
    this.#sections = sections;
    for (const [ssrc, route] of [...this.#routes]) {
      if (sections.some((candidate) => candidate.up === route.up)) continue;
      this.#routes.delete(ssrc);
      this.#inherit(ssrc, route, sections);
    }
    for (const { section, up } of sections) {
      this.#midId = section.extensions[EXTENSION.mid] ?? this.#midId;
      this.#ridId = section.extensions[EXTENSION.rid] ?? this.#ridId;
      this.#repairedRidId = section.extensions[EXTENSION.repairedRid] ?? this.#repairedRidId;
      if (section.rids.length > 0) continue;
      for (const [i, declared] of section.ssrcs.entries()) {
        const layer = up.layers[i];
        if (!layer) continue;
        this.#bind(declared.ssrc, { up, layer, rtx: false });
        if (declared.rtxSsrc) this.#bind(declared.rtxSsrc, { up, layer, rtx: true });
      }
    }
  }

  /**
   * Another track took the section over: the same sender may go on with the same SSRC, and without MID and RID, since
   * senders stop to write them once a receiver report came back. A new SSRC would push the inherited one out.
   */
  #inherit(ssrc: number, route: Route, sections: readonly RoutedSection[]): void {
    const heir = sections.find((candidate) => candidate.section.mid === route.up.mid);
    const layer = heir?.up.layers.find((candidate) => candidate.rid === route.layer.rid);
    if (heir && layer) this.#bind(ssrc, { up: heir.up, layer, rtx: route.rtx });
  }

  bySsrc(ssrc: number): Route | undefined {
    return this.#routes.get(ssrc);
  }

  route(packet: RtpPacket): Route | undefined {
    return this.#routes.get(packet.ssrc) ?? this.#learn(packet);
  }

  #learn(packet: RtpPacket): Route | undefined {
    const found = this.#findSection(packet);
    if (!found) return undefined;
    const { section, up } = found;
    const rtx = section.payloads.some((payload) => payload.rtxPt === packet.payloadType);
    if (!rtx && !section.payloads.some((payload) => payload.pt === packet.payloadType)) return undefined;
    const rid = this.#rid(packet);
    const layer =
      up.layers.length === 1 ? up.layers[0] : up.layers.find((candidate) => rid !== '' && candidate.rid === rid);
    if (!layer) return undefined;
    const route = { up, layer, rtx };
    this.#bind(packet.ssrc, route);
    return route;
  }

  #findSection(packet: RtpPacket): RoutedSection | undefined {
    const mid = this.#midId === 0 ? '' : extensionText(packet, this.#midId);
    if (mid !== '') return this.#sections.find((candidate) => candidate.section.mid === mid);
    const rid = this.#rid(packet);
    const fitting = this.#sections.filter(({ section }) => {
      if (rid !== '' && section.rids.length > 0 && !section.rids.includes(rid)) return false;
      return section.payloads.some(({ pt, rtxPt }) => pt === packet.payloadType || rtxPt === packet.payloadType);
    });
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  #rid(packet: RtpPacket): string {
    const repaired = this.#repairedRidId === 0 ? '' : extensionText(packet, this.#repairedRidId);
    return repaired || (this.#ridId === 0 ? '' : extensionText(packet, this.#ridId));
  }

  #bind(ssrc: number, route: Route): void {
    const { layer, rtx } = route;
    const before = rtx ? layer.rtxSsrc : layer.ssrc;
    if (before !== 0 && before !== ssrc) this.#routes.delete(before);
    if (rtx) layer.rtxSsrc = ssrc;
    else if (before !== ssrc) {
      layer.bind(ssrc);
      if (layer.rtxSsrc === 0) this.#forgetRtx(layer);
    }
    this.#routes.set(ssrc, route);
  }

  #forgetRtx(layer: UpLayer): void {
    for (const [ssrc, route] of this.#routes) if (route.layer === layer && route.rtx) this.#routes.delete(ssrc);
  }
}
