import ndc, { type PeerConnection, type Track } from 'node-datachannel';

const { PeerConnection: NativePeerConnection, Video } = ndc;

/** A connection that negotiates only when told to. */
export function newConnection(name: string): PeerConnection {
  return new NativePeerConnection(name, {
    iceServers: [],
    disableAutoNegotiation: true,
    forceMediaTransport: true,
    disableAutoGathering: false,
  });
}

/** Adds a video section that sends VP8 with one SSRC. */
export function addVideo(connection: PeerConnection, ssrc: number, payloadType: number): Track {
  const video = new Video('0', 'SendOnly');
  video.addVP8Codec(payloadType);
  video.addSSRC(ssrc, 'bench', 'bench', 'bench-video');
  return connection.addTrack(video);
}

/** Sets the local description of that type and resolves to it. */
export function describe(connection: PeerConnection, type: 'offer' | 'answer'): Promise<string> {
  return new Promise((resolve) => {
    connection.onLocalDescription((sdp, of) => {
      if (of === type) resolve(sdp);
    });
    connection.setLocalDescription(type);
  });
}

export function connected(connection: PeerConnection, limitMs = 15_000): Promise<void> {
  if (connection.state() === 'connected') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a media connection did not come up in time')), limitMs);
    connection.onStateChange((state) => {
      if (state !== 'connected') return;
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Resolves when the track can send: a moment after its connection is up. */
export function opened(track: Track): Promise<void> {
  return track.isOpen() ? Promise.resolve() : new Promise((resolve) => track.onOpen(resolve));
}
