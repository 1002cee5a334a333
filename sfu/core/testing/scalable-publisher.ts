import { BitWriter } from '../rtp/bits.ts';
import { EXTENSION } from '../rtp/extensions.ts';
import { write16 } from '../rtp/packet.ts';
import { RtpWriter } from '../rtp/writer.ts';

/** Modes of "Scalable Video Coding Extension for WebRTC": all layers predict from lower ones, or only in keyframes. */
export type ScalabilityMode = 'L3T3' | 'L3T3_KEY' | 'L1T3';

export const DESCRIPTOR_ID = 9;
export const SCALABLE_EXTENSIONS = { [EXTENSION.dependencyDescriptor]: DESCRIPTOR_ID, [EXTENSION.mid]: 1 };

interface Template {
  readonly spatial: number;
  readonly temporal: number;
  readonly key: boolean;
}

/** Temporal layers of four pictures. */
const PATTERN = [0, 2, 1, 2];
/** How many pictures back the one is that a picture of each temporal layer is predicted from. */
const BACK = [4, 2, 1];

/** A fake browser that sends three temporal and one or three spatial layers in one stream, as AV1 or VP9 does. */
export class ScalablePublisher {
  readonly codec: 'av1' | 'vp9';
  readonly ssrc = 900;
  keyframeAsked = true;
  sequence = 65_300;
  readonly #mode: ScalabilityMode;
  readonly #layers: number;
  readonly #templates: Template[] = [];
  readonly #send: (bytes: Uint8Array) => void;
  readonly #writer = new RtpWriter();
  #picture = -1;
  /** The first picture since the last keyframe. */
  #keyPicture = 0;
  #frameNumber = 65_000;
  #tl0 = 250;
  #idOffset = 40;

  constructor(codec: 'av1' | 'vp9', mode: ScalabilityMode, send: (bytes: Uint8Array) => void) {
    this.codec = codec;
    this.#mode = mode;
    this.#send = send;
    this.#layers = mode === 'L1T3' ? 1 : 3;
    for (let spatial = 0; spatial < this.#layers; spatial++) {
      this.#templates.push({ spatial, temporal: 0, key: true });
      for (const temporal of [0, 1, 2]) this.#templates.push({ spatial, temporal, key: false });
    }
  }

  /** One picture: a frame of two packets for each spatial layer. */
  picture(): void {
    this.#picture++;
    const key = this.keyframeAsked;
    this.keyframeAsked = false;
    if (key) {
      this.#keyPicture = this.#picture;
      // Browsers give each structure other numbers.
      this.#idOffset = (this.#idOffset + this.#templates.length) % 64;
    }
    const temporal = PATTERN[(this.#picture - this.#keyPicture) % 4] ?? 0;
    if (temporal === 0) this.#tl0 = (this.#tl0 + 1) & 0xff;
    for (let spatial = 0; spatial < this.#layers; spatial++) {
      this.#frameNumber = (this.#frameNumber + 1) & 0xffff;
      for (const first of [true, false]) this.#packet({ spatial, temporal, key }, first);
    }
  }

  #packet(frame: Template, first: boolean): void {
    this.sequence = (this.sequence + 1) & 0xffff;
    const marker = !first && frame.spatial === this.#layers - 1;
    this.#writer.begin(96, marker, this.sequence, (this.#picture * 3000) >>> 0, this.ssrc);
    if (this.codec === 'av1') {
      const descriptor = this.#descriptor(frame, first);
      this.#writer.extension(DESCRIPTOR_ID, descriptor, 0, descriptor.length);
    }
    this.#writer.endHeader();
    const payload = this.codec === 'vp9' ? this.#vp9(frame, first) : Uint8Array.of(0x10, 0x0a, 0x0b);
    const whole = new Uint8Array(600);
    whole.set(payload);
    this.#writer.payload(whole, 0, whole.length);
    this.#send(this.#writer.bytes);
  }

  #descriptor(frame: Template, first: boolean): Uint8Array {
    const bytes = new Uint8Array(120);
    const bits = new BitWriter(bytes);
    bits.write(first ? 1 : 0, 1);
    bits.write(first ? 0 : 1, 1);
    const template = this.#templates.findIndex(
      ({ spatial, temporal, key }) => spatial === frame.spatial && temporal === frame.temporal && key === frame.key,
    );
    bits.write((template + this.#idOffset) % 64, 6);
    bits.write(this.#frameNumber, 16);
    const sinceBase = (this.#picture - this.#keyPicture) % 4;
    if (frame.key && frame.spatial === 0 && first) {
      bits.write(0b10000, 5);
      this.#structure(bits);
    } else if (sinceBase === 3) {
      // The template's chain differences are those of the other picture of this temporal layer.
      bits.write(0b00001, 5);
      for (const diff of this.#chainDiffs(frame, sinceBase)) bits.write(diff, 8);
    }
    return bytes.slice(0, Math.ceil(bits.position / 8));
  }

  #structure(bits: BitWriter): void {
    const targets = this.#layers * 3;
    bits.write(this.#idOffset, 6);
    bits.write(targets - 1, 5);
    for (const [i, { spatial, temporal }] of this.#templates.entries()) {
      const next = this.#templates[i + 1];
      bits.write(!next ? 3 : next.spatial > spatial ? 2 : next.temporal > temporal ? 1 : 0, 2);
    }
    for (const template of this.#templates) {
      for (let target = 0; target < targets; target++) bits.write(this.#dti(template, target), 2);
    }
    for (const template of this.#templates) {
      for (const diff of this.#diffs(template)) {
        bits.write(1, 1);
        bits.write(diff - 1, 4);
      }
      bits.write(0, 1);
    }
    this.#chains(bits, targets);
    // No resolutions.
    bits.write(0, 1);
  }

  /** A chain for each spatial layer, as browsers have it; 1 and 3 in ns(targets + 1), then each target's in ns(chains). */
  #chains(bits: BitWriter, targets: number): void {
    if (this.#layers === 1) bits.write(1, 2);
    else bits.write(3, 3);
    for (let target = 0; target < targets && this.#layers === 3; target++) {
      const chain = Math.floor(target / 3);
      if (chain === 0) bits.write(0, 1);
      else bits.write(chain + 1, 2);
    }
    for (const template of this.#templates) {
      for (const diff of this.#chainDiffs(template, BACK[template.temporal] ?? 1)) bits.write(diff, 4);
    }
  }

  /** How many frames back the base layer's frames are without which each spatial layer cannot be decoded. */
  #chainDiffs({ spatial, temporal, key }: Template, sinceBase: number): number[] {
    return Array.from({ length: this.#layers }, (_, chain) => {
      const inPicture = spatial > 0 && temporal === 0 && (key || this.#mode === 'L3T3');
      if (inPicture) return spatial - Math.min(spatial - 1, chain);
      if (key) return 0;
      if (temporal === 0 && spatial > chain) return spatial - chain;
      return sinceBase * this.#layers + spatial - chain;
    });
  }

  #dti({ spatial, temporal, key }: Template, target: number): number {
    const [ofSpatial, ofTemporal] = [Math.floor(target / 3), target % 3];
    if (temporal > ofTemporal || spatial > ofSpatial) return 0;
    if (key) return 2;
    if (this.#mode === 'L3T3_KEY' && spatial !== ofSpatial) return 0;
    if (spatial < ofSpatial) return 3;
    return temporal === ofTemporal && temporal > 0 ? 1 : 2;
  }

  #diffs({ spatial, temporal, key }: Template): number[] {
    const diffs = key ? [] : [(BACK[temporal] ?? 1) * this.#layers];
    if (spatial > 0 && (key || this.#mode === 'L3T3')) diffs.push(1);
    return diffs;
  }

  #vp9({ spatial, temporal, key }: Template, first: boolean): Uint8Array {
    const brings = key && spatial === 0 && first;
    const payload = new Uint8Array(7);
    payload[0] = 0x80 | (key ? 0 : 0x40) | 0x20 | (first ? 0x08 : 0x04) | (brings ? 0x02 : 0);
    write16(payload, 1, 0x8000 | (this.#picture & 0x7fff));
    payload[3] = (temporal << 5) | 0x10 | (spatial << 1) | (spatial > 0 ? 1 : 0);
    payload[4] = this.#tl0;
    payload[5] = brings ? (this.#layers - 1) << 5 : 0;
    return payload;
  }
}
