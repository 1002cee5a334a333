import type { SdpCodec } from './types.ts';

const VIDEO_FEEDBACK = ['nack', 'nack pli', 'ccm fir', 'transport-cc'];

/** What we offer to receive-only PeerConnections (v0). Each client answers with those it can decode. */
export const offeredAudio: readonly SdpCodec[] = [
  {
    pt: 111,
    name: 'opus',
    clockRate: 48_000,
    channels: 2,
    fmtp: 'minptime=10;useinbandfec=1',
    feedback: ['nack', 'transport-cc'],
  },
  { pt: 63, name: 'red', clockRate: 48_000, channels: 2, fmtp: '111/111', feedback: [] },
];

export const offeredVideo: readonly SdpCodec[] = [
  ...withRtx(96, 97, 'VP8', ''),
  ...withRtx(98, 99, 'VP9', 'profile-id=0'),
  ...withRtx(100, 101, 'VP9', 'profile-id=2'),
  ...withRtx(102, 103, 'H264', h264('42001f', 1)),
  ...withRtx(104, 105, 'H264', h264('42001f', 0)),
  ...withRtx(106, 107, 'H264', h264('42e01f', 1)),
  ...withRtx(108, 109, 'H264', h264('42e01f', 0)),
  ...withRtx(112, 113, 'H264', h264('4d001f', 1)),
  ...withRtx(114, 115, 'H264', h264('64001f', 1)),
  ...withRtx(45, 46, 'AV1', 'level-idx=5;profile=0;tier=0'),
];

export const offeredExtensions: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  audio: {
    'urn:ietf:params:rtp-hdrext:sdes:mid': 1,
    'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time': 2,
    'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01': 3,
    'urn:ietf:params:rtp-hdrext:ssrc-audio-level': 4,
  },
  video: {
    'urn:ietf:params:rtp-hdrext:sdes:mid': 1,
    'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time': 2,
    'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01': 3,
    'urn:3gpp:video-orientation': 5,
    'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay': 6,
    'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension': 7,
    'http://www.webrtc.org/experiments/rtp-hdrext/color-space': 8,
  },
};

function withRtx(pt: number, rtxPt: number, name: string, fmtp: string): SdpCodec[] {
  return [
    { pt, name, clockRate: 90_000, channels: 1, fmtp, feedback: VIDEO_FEEDBACK },
    { pt: rtxPt, name: 'rtx', clockRate: 90_000, channels: 1, fmtp: `apt=${pt}`, feedback: [] },
  ];
}

function h264(profile: string, packetization: 0 | 1): string {
  return `level-asymmetry-allowed=1;packetization-mode=${packetization};profile-level-id=${profile}`;
}
