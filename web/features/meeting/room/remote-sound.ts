import { type RemoteTrack, Track } from 'livekit-client';

/** Plays what others say and what shared screens sound like. Pictures are the tiles' affair. */
export class RemoteSound {
  readonly #place: HTMLElement;
  #silent = false;

  constructor() {
    this.#place = document.createElement('div');
    this.#place.hidden = true;
    document.body.append(this.#place);
  }

  add(track: RemoteTrack): void {
    if (track.kind !== Track.Kind.Audio) return;
    const element = track.attach();
    element.muted = this.#silent;
    this.#place.append(element);
  }

  /** Nothing is heard any more. */
  silence(): void {
    this.#silent = true;
    for (const element of this.#place.querySelectorAll('audio')) element.muted = true;
  }

  remove(track: RemoteTrack): void {
    if (track.kind !== Track.Kind.Audio) return;
    for (const element of track.detach()) element.remove();
  }

  close(): void {
    this.#place.remove();
  }
}
