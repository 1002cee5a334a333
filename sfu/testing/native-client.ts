import ndc, { type PeerConnection, type Track } from 'node-datachannel';
import type { Transport } from '../core/transport.ts';

type Channel = ReturnType<PeerConnection['createDataChannel']>;
type ChannelInit = NonNullable<Parameters<PeerConnection['createDataChannel']>[1]>;

/**
 * Kept to the end: libdatachannel's threads still call what was collected as garbage, and the process ends by a segmentation
 * fault.
 */
const held = new Set<NativeClient | Channel>();

/** libdatachannel as a client: offers, and reaches us by the candidates it is given. */
export class NativeClient {
  readonly peer: PeerConnection;
  readonly track: Track;
  /** The client's own side is ready to send, which may be later than ours. */
  readonly opened: Promise<unknown>;
  readonly channel: Channel;

  constructor() {
    this.peer = new ndc.PeerConnection('client', { iceServers: [], disableAutoNegotiation: true });
    const video = new ndc.Video('0', 'SendRecv');
    video.addVP8Codec(96);
    video.addSSRC(42, 'client');
    this.track = this.peer.addTrack(video);
    this.channel = this.openChannel('_reliable');
    const trackOpened = new Promise<void>((resolve) => this.track.onOpen(resolve));
    const channelOpened = new Promise<void>((resolve) => this.channel.onOpen(resolve));
    this.opened = Promise.all([trackOpened, channelOpened]);
    this.peer.setLocalDescription('offer');
    held.add(this);
  }

  /** Ends libdatachannel's threads, which keep the process alive, where no native port does; all clients are closed by then. */
  static releaseAll(): void {
    ndc.cleanup();
  }

  close(): void {
    this.track.close();
    this.channel.close();
    this.peer.close();
  }

  /** One more channel; it may be written to once it has opened. */
  openChannel(label: string, init: ChannelInit = {}): Channel {
    const channel = this.peer.createDataChannel(label, init);
    held.add(channel);
    return channel;
  }

  accept(transport: Transport, candidates = transport.local.candidates): void {
    const { iceUfrag, icePwd, fingerprint } = transport.local;
    const credentials = [
      `a=ice-ufrag:${iceUfrag}`,
      `a=ice-pwd:${icePwd}`,
      `a=fingerprint:${fingerprint}`,
      'a=setup:passive',
    ];
    const sdp = [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      't=0 0',
      'a=group:BUNDLE 0 1',
      'm=video 9 UDP/TLS/RTP/SAVPF 96',
      'c=IN IP4 0.0.0.0',
      'a=mid:0',
      'a=sendrecv',
      'a=rtcp-mux',
      'a=rtpmap:96 VP8/90000',
      ...credentials,
      ...candidates.map((candidate) => `a=${candidate}`),
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
      'c=IN IP4 0.0.0.0',
      'a=mid:1',
      'a=sctp-port:5000',
      ...credentials,
      '',
    ].join('\r\n');
    this.peer.setRemoteDescription(sdp, 'answer');
  }
}
