import { type RoomOptions, ScreenSharePresets, VideoPresets } from 'livekit-client';
import type { Choices } from '../model/choices.ts';
import { soundCapture } from '../model/sound-mode.ts';

/** What is captured and how it is sent: 720p in three layers, of which each viewer gets what their tile needs. */
export function roomOptions(choices: Choices): RoomOptions {
  const { microphoneId, cameraId, speakerId, sound } = choices;
  return {
    adaptiveStream: { pixelDensity: 'screen' },
    dynacast: true,
    audioCaptureDefaults: {
      ...(microphoneId !== undefined && { deviceId: microphoneId }),
      ...soundCapture(sound),
    },
    videoCaptureDefaults: {
      ...(cameraId !== undefined && { deviceId: cameraId }),
      resolution: VideoPresets.h720.resolution,
    },
    publishDefaults: {
      simulcast: true,
      videoCodec: 'vp8',
      dtx: true,
      red: true,
      screenShareEncoding: ScreenSharePresets.h1080fps15.encoding,
    },
    ...(speakerId !== undefined && { audioOutput: { deviceId: speakerId } }),
  };
}
