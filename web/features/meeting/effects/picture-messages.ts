import type { Background } from '../model/background.ts';

/** To the worker: what goes behind one; with the streams when it begins. */
export interface ToPicture {
  background: Exclude<Background, 'none'>;
  readable?: ReadableStream<VideoFrame>;
  writable?: WritableStream<VideoFrame>;
}

/** From the worker. */
export interface FromPicture {
  /** People are told from what is behind them from now on. */
  ready?: true;
  /** The device could not keep up. 'off': the picture is sent as it is. */
  size?: 'small' | 'off';
  /** Nothing can be hidden on this device: the picture is sent as it is. */
  failed?: string;
}
